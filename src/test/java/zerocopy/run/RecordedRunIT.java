package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.results.Environment;
import zerocopy.results.ForkRecord;
import zerocopy.results.KernelMetrics;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Planner;
import zerocopy.run.plan.Profile;
import zerocopy.run.plan.Schedule;

/** A run's folder tells its order, its forks, its machine and the kernel's counts. */
class RecordedRunIT {

  @TempDir Path base;

  /** A run of which all is known: calls, seed, rounds, iterations. */
  @Test
  void aRunWritesDownWhatHappened() throws Exception {
    PackagedRun run = new PackagedRun(base);
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--concurrent --seed 7 -f 2 -wi 1 -w 10ms -i 3 -r 10ms".split(" ")));
    arguments.addAll(List.of("-v", "NORMAL", "[.]ModeSwitch.(read|write|position)$"));
    arguments.addAll(
        List.of("--out", run.out().toString(), "--work-folder", run.work().toString()));
    assertEquals(0, run.start(arguments.toArray(String[]::new)).await(), run.output());
    PackagedRun.assertNoWarning(PackagedRun.withoutJmhsOwnWarnings(run.output()));

    List<ForkRecord> forks = run.folder().readForks();
    assertEquals(order(arguments, 7), forks.stream().map(RecordedRunIT::place).toList());
    assertNotEquals(order(arguments, 8), order(arguments, 7));
    forks.forEach(fork -> assertEquals(3, fork.scores().size(), fork.toString()));
    assertTrue(forks.stream().allMatch(fork -> fork.scores().stream().distinct().count() > 1));
    assertMerged(forks, new ObjectMapper().readTree(run.folder().jmhJson().toFile()));
    assertDescribed(arguments, run.folder().readEnvironment());
    if (Files.isReadable(Path.of("/proc/self/io"))) {
      forks.forEach(RecordedRunIT::assertCalls);
    }
  }

  private static String place(ForkRecord fork) {
    return "%d %d %s %s".formatted(fork.position(), fork.round(), fork.benchmark(), fork.status());
  }

  private static List<String> order(List<String> arguments, long seed) {
    CommandLine command = CommandLine.parse(arguments.toArray(String[]::new));
    List<PlannedBenchmark> plan =
        new Planner(Profile.load("standard"), command, Planner.all()).plan();
    return Schedule.of(plan, seed).forks().stream()
        .map(f -> "%d %d %s OK".formatted(f.position(), f.round(), f.planned().benchmark()))
        .toList();
  }

  /** JMH's own file has the forks of each row in the order of the rounds. */
  private static void assertMerged(List<ForkRecord> forks, JsonNode merged) {
    assertEquals(3, merged.size());
    for (JsonNode row : merged) {
      List<List<Double>> scores =
          forks.stream()
              .filter(fork -> fork.benchmark().equals(row.get("benchmark").asText()))
              .map(ForkRecord::scores)
              .toList();
      JsonNode raw = row.at("/primaryMetric/rawData");
      assertEquals(2, raw.size());
      for (int fork = 0; fork < 2; fork++) {
        assertEquals(3, raw.get(fork).size());
        for (int i = 0; i < 3; i++) {
          double score = scores.get(fork).get(i);
          assertEquals(score, raw.get(fork).get(i).asDouble(), 1e-5 * score);
        }
      }
    }
  }

  private static void assertDescribed(List<String> arguments, Environment environment) {
    assertEquals("7", environment.text("/run/seed"));
    List<String> recorded = new ArrayList<>();
    environment.arguments().forEach(argument -> recorded.add(argument.asText()));
    assertEquals(arguments, recorded);
    JsonNode ceiling = environment.at("/ceiling");
    assertEquals(6, ceiling.size(), "16 KiB to 16 MiB, since the run moves no more");
    for (int i = 0; i < ceiling.size(); i++) {
      JsonNode before = ceiling.get(Math.max(0, i - 1));
      long grown = ceiling.get(i).get("workingSetBytes").asLong();
      assertTrue(i == 0 || grown > before.get("workingSetBytes").asLong(), ceiling.toString());
      double speed = ceiling.get(i).get("bytesPerSecond").asDouble();
      assertTrue(speed > 1e8 && speed <= before.get("bytesPerSecond").asDouble());
    }
    assertEquals(caches(), environment.caches().size());
    assertTrue(
        environment.text("/noise/before/time").compareTo(environment.text("/noise/after/time"))
            <= 0);
  }

  private static int caches() {
    String[] indexes =
        new File("/sys/devices/system/cpu/cpu0/cache")
            .list((dir, name) -> name.startsWith("index"));
    return indexes == null ? 0 : indexes.length;
  }

  /** Each operation makes one call of one byte, or none that reads or writes. */
  private static void assertCalls(ForkRecord fork) {
    boolean reads = fork.benchmark().endsWith(".read");
    boolean writes = fork.benchmark().endsWith(".write");
    assertCount(reads ? 1 : 0, KernelMetrics.THREAD_READ_CALLS, fork);
    assertCount(writes ? 1 : 0, KernelMetrics.THREAD_WRITE_CALLS, fork);
    assertCount(reads ? 1 : 0, KernelMetrics.READ_CALLS, fork);
    assertCount(writes ? 1 : 0, KernelMetrics.WRITE_CALLS, fork);
    assertCount(writes ? 1 : 0, KernelMetrics.WRITE_BYTES, fork);
  }

  /** The least of the iterations: what the JVM does meanwhile only adds to a count. */
  private static void assertCount(double expected, String name, ForkRecord fork) {
    List<Double> counts = fork.secondary().get(name).scores();
    assertEquals(3, counts.size());
    assertEquals(expected, Collections.min(counts), 0.01, () -> name + " of " + fork);
  }
}
