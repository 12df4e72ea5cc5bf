package zerocopy.run.host;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * What disturbs a run: load, time that a hypervisor stole, clock frequency; before, about every
 * half minute during, and after it. Absent where the system does not tell.
 */
public final class Noise {

  private static final long INTERVAL_SECONDS = 30;
  private static final Pattern MHZ = Pattern.compile("cpu MHz\\s*:\\s*([\\d.]+)");

  private final SystemFiles files;
  private final ObjectNode before;
  private final ArrayNode during = JsonNodeFactory.instance.arrayNode();
  private CpuTicks lastCpu;
  private Instant last;

  /** The noise of the machine that these files tell of. */
  public Noise(SystemFiles files) {
    this.files = files;
    lastCpu = CpuTicks.now(files);
    last = Instant.now();
    before = reading(CpuTicks.atBoot());
  }

  /** Takes a reading if the last one is old enough. */
  public synchronized void sample() {
    if (last.plusSeconds(INTERVAL_SECONDS).isBefore(Instant.now())) {
      during.add(take());
    }
  }

  /** All readings, with a last one now. */
  public synchronized ObjectNode toJson() {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.set("before", before);
    node.set("during", during.deepCopy());
    node.set("after", take());
    return node;
  }

  private ObjectNode take() {
    CpuTicks since = lastCpu;
    lastCpu = CpuTicks.now(files);
    last = Instant.now();
    return reading(since);
  }

  private ObjectNode reading(CpuTicks since) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("time", last.truncatedTo(ChronoUnit.SECONDS).toString());
    String load = files.text("/proc/loadavg");
    if (!load.isEmpty()) {
      node.put("load1", Double.parseDouble(load.split(" ")[0]));
    }
    since.stolenUntil(lastCpu).ifPresent(steal -> node.put("stealFraction", steal));
    MHZ.matcher(files.text("/proc/cpuinfo"))
        .results()
        .mapToDouble(match -> Double.parseDouble(match.group(1)))
        .average()
        .ifPresent(mhz -> node.put("mhz", mhz));
    return node;
  }
}
