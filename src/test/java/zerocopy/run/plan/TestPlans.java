package zerocopy.run.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.util.Optional;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Series;
import zerocopy.results.ForkRecord.Status;

/** Plans without benchmarks behind them. */
public final class TestPlans {

  private TestPlans() {}

  static BenchmarkListEntry entry(String method, Map<String, String[]> params) {
    return entry(method, params, Optional.none(), Optional.none());
  }

  private static BenchmarkListEntry entry(
      String method,
      Map<String, String[]> params,
      Optional<Integer> warmupIterations,
      Optional<TimeValue> warmupTime) {
    return new BenchmarkListEntry(
        "zerocopy.bench.file." + method.substring(0, method.indexOf('.')),
        "zerocopy.bench.file.generated." + method,
        method.substring(method.indexOf('.') + 1),
        Mode.AverageTime,
        Optional.none(),
        new int[] {1},
        Optional.none(),
        warmupIterations,
        warmupTime,
        Optional.none(),
        Optional.none(),
        Optional.none(),
        Optional.none(),
        Optional.none(),
        Optional.none(),
        Optional.none(),
        Optional.none(),
        Optional.none(),
        Optional.of(List.of("-Dneeded=true")),
        params.isEmpty() ? Optional.none() : Optional.of(params),
        Optional.of(TimeUnit.NANOSECONDS),
        Optional.none(),
        Optional.none());
  }

  static Collection<BenchmarkListEntry> benchmarks() {
    return List.of(
        entry(
            "FileCopy.transferTo",
            Map.of(
                "fileSize", new String[] {"4096", "65536"},
                "destination", new String[] {"existing", "new"})),
        entry(
            "FileCopy.filesCopy",
            Map.of("fileSize", new String[] {"4096", "65536"}),
            Optional.of(20),
            Optional.of(TimeValue.milliseconds(60))),
        entry("Alignment.read", Map.of("offset", new String[] {"0", "16"})));
  }

  public static PlannedBenchmark planned(String method, int forks, String... params) {
    TreeMap<String, String> values = new TreeMap<>();
    for (int i = 0; i < params.length; i += 2) {
      values.put(params[i], params[i + 1]);
    }
    return new PlannedBenchmark(
        entry(method, Map.of()),
        Mode.AverageTime,
        values,
        forks,
        Timing.ofMillis(1, 100),
        Timing.ofMillis(2, 100),
        0.7,
        List.of("-Xmx512m"));
  }

  public static ForkRecord ok(Schedule.Fork fork, Double... scores) {
    return record(fork, Status.OK, "", List.of(scores));
  }

  public static ForkRecord record(
      Schedule.Fork fork, Status status, String reason, List<Double> scores) {
    return new ForkRecord(
        fork.planned().benchmark(),
        fork.planned().params(),
        fork.round(),
        fork.position(),
        status,
        reason,
        "2026-01-01T00:00:00Z",
        1,
        "avgt",
        scores.isEmpty() ? "" : "ns/op",
        scores,
        scores.isEmpty() ? Map.of() : Map.of("calls", new Series("calls/op", scores)),
        Map.of());
  }

  public static List<String> list(String... items) {
    return new ArrayList<>(List.of(items));
  }
}
