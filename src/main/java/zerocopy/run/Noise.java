package zerocopy.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What disturbs a run: load, time that a hypervisor stole, clock frequency; before, about every
 * half minute during, and after it. Absent where the system does not tell.
 */
final class Noise {

  private static final long INTERVAL_SECONDS = 30;
  private static final Pattern MHZ = Pattern.compile("cpu MHz\\s*:\\s*([\\d.]+)");

  private final ObjectNode before;
  private final ArrayNode during = JsonNodeFactory.instance.arrayNode();
  private long[] lastCpu;
  private Instant last;

  Noise() {
    lastCpu = cpu();
    last = Instant.now();
    before = reading(sinceBoot(lastCpu));
  }

  private static long[] sinceBoot(long[] cpu) {
    return new long[cpu.length];
  }

  /** Takes a reading if the last one is old enough. */
  synchronized void sample() {
    if (last.plusSeconds(INTERVAL_SECONDS).isBefore(Instant.now())) {
      during.add(take());
    }
  }

  /** All readings, with a last one now. */
  synchronized ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("before", before);
    node.set("during", during.deepCopy());
    node.set("after", take());
    return node;
  }

  private ObjectNode take() {
    long[] since = lastCpu;
    lastCpu = cpu();
    last = Instant.now();
    return reading(since);
  }

  private ObjectNode reading(long[] since) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("time", last.truncatedTo(ChronoUnit.SECONDS).toString());
    String load = SystemFile.text("/proc/loadavg");
    if (!load.isEmpty()) {
      node.put("load1", Double.parseDouble(load.split(" ")[0]));
    }
    stealFraction(since, lastCpu).ifPresent(steal -> node.put("stealFraction", steal));
    MHZ.matcher(SystemFile.text("/proc/cpuinfo"))
        .results()
        .mapToDouble(match -> Double.parseDouble(match.group(1)))
        .average()
        .ifPresent(mhz -> node.put("mhz", mhz));
    return node;
  }

  /** Share of the time between two readings of /proc/stat's first line that was stolen. */
  private static OptionalDouble stealFraction(long[] before, long[] after) {
    if (after.length < 8) {
      return OptionalDouble.empty();
    }
    long all = 0;
    // Guest time, fields 9 and 10, is part of user time already.
    for (int i = 0; i < 8; i++) {
      all += after[i] - before[i];
    }
    return all <= 0
        ? OptionalDouble.of(0)
        : OptionalDouble.of((double) (after[7] - before[7]) / all);
  }

  private static long[] cpu() {
    String stat = SystemFile.text("/proc/stat");
    return stat.startsWith("cpu ")
        ? Arrays.stream(stat.lines().findFirst().orElse("").split("\\s+"))
            .skip(1)
            .mapToLong(Long::parseLong)
            .toArray()
        : new long[0];
  }
}
