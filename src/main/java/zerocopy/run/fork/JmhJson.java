package zerocopy.run.fork;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Version;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.KernelMetrics;
import zerocopy.results.Placement;
import zerocopy.results.Setting;
import zerocopy.run.host.Jvm;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Timing;

/**
 * All forks merged into the JSON that JMH 1.37 itself writes: same fields, same statistics (its own
 * {@link ListStatistics}, over all iterations, 99.9 % confidence), {@code forks} is the true
 * number, {@code rawData} has a row for every fork. Forks on cores near and apart are two rows,
 * told apart by a parameter ({@link Placement}).
 *
 * <p>Sampling mode ({@code -bm sample}) is the exception: a fork's record keeps the mean of an
 * iteration, not its histogram. Use {@code -rff} to have JMH write histograms.
 */
public final class JmhJson {

  private static final double CONFIDENCE = 0.999;
  private static final double[] PERCENTILES = {
    0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100
  };
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ForkOptions options;
  private final Jvm jvm;

  public JmhJson(ForkOptions options, Jvm jvm) {
    this.options = options;
    this.jvm = jvm;
  }

  /**
   * Merges.
   *
   * @param plan decides on the order
   * @param records all forks that ended, in any order
   * @return JMH's array; benchmarks without a good fork are left out
   */
  public ArrayNode merge(List<PlannedBenchmark> plan, List<ForkRecord> records) {
    Map<String, SortedMap<String, List<ForkRecord>>> byKey = new TreeMap<>();
    for (ForkRecord record : records) {
      if (record.status() == Status.OK) {
        String key = record.key();
        byKey
            .computeIfAbsent(key, k -> new TreeMap<>())
            .computeIfAbsent(Placement.conditions(record).toString(), k -> new ArrayList<>())
            .add(record);
      }
    }
    ArrayNode all = JSON.createArrayNode();
    for (PlannedBenchmark planned : plan) {
      byKey
          .getOrDefault(planned.key(), new TreeMap<>())
          .values()
          .forEach(forks -> all.add(merged(planned, forks)));
    }
    return all;
  }

  private ObjectNode merged(PlannedBenchmark planned, List<ForkRecord> forks) {
    ObjectNode node = JSON.createObjectNode();
    node.put("jmhVersion", Version.getPlainVersion());
    node.put("benchmark", planned.benchmark());
    node.put("mode", planned.mode().shortLabel());
    node.put("threads", fact(forks.get(0), Setting.THREADS_FACT, options.threads(planned)));
    node.put("forks", options.embedded() ? 0 : forks.size());
    node.put("jvm", jvm.path());
    ArrayNode arguments = node.putArray("jvmArgs");
    options.jvmArgs(planned).forEach(arguments::add);
    node.put("jdkVersion", jvm.property("java.version"));
    node.put("vmName", jvm.property("java.vm.name"));
    node.put("vmVersion", jvm.property("java.vm.version"));
    putTiming(node, "warmup", planned.warmup(), Defaults.WARMUP_BATCHSIZE);
    putTiming(
        node,
        "measurement",
        planned.measurement(),
        fact(forks.get(0), Setting.BATCH_FACT, Defaults.MEASUREMENT_BATCHSIZE));
    SortedMap<String, String> conditions = Placement.conditions(forks.get(0));
    if (!conditions.isEmpty()) {
      ObjectNode params = node.putObject("params");
      conditions.forEach(params::put);
    }
    ObjectNode primary = node.putObject("primaryMetric");
    putMetric(primary, forks.get(0).unit(), forks.stream().map(ForkRecord::scores).toList());
    putSecondaries(node.putObject("secondaryMetrics"), forks);
    return node;
  }

  /** What a fork has found out, {@code -t max} as the number that it meant. */
  private static int fact(ForkRecord fork, String name, int otherwise) {
    String text = fork.facts().getOrDefault(name, "");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : otherwise;
  }

  private static void putTiming(ObjectNode node, String prefix, Timing timing, int batchSize) {
    node.put(prefix + "Iterations", timing.iterations());
    node.put(prefix + "Time", timing.time().toString());
    node.put(prefix + "BatchSize", batchSize);
  }

  private static void putSecondaries(ObjectNode target, List<ForkRecord> forks) {
    Map<String, String> units = new TreeMap<>();
    // The kernel's counters would make three quarters of the file; forks.jsonl has them.
    forks.forEach(
        f ->
            f.secondary().entrySet().stream()
                .filter(entry -> !KernelMetrics.isKernel(entry.getKey()))
                .forEach(entry -> units.putIfAbsent(entry.getKey(), entry.getValue().unit())));
    units.forEach(
        (name, unit) ->
            putMetric(
                target.putObject(name),
                unit,
                forks.stream()
                    .map(f -> f.secondary().get(name))
                    .map(series -> series == null ? List.<Double>of() : series.scores())
                    .toList()));
  }

  private static void putMetric(ObjectNode node, String unit, List<List<Double>> rawData) {
    ListStatistics statistics = new ListStatistics();
    rawData.forEach(row -> row.forEach(statistics::addValue));
    put(node, "score", statistics.getMean());
    put(node, "scoreError", statistics.getMeanErrorAt(CONFIDENCE));
    ArrayNode interval = node.putArray("scoreConfidence");
    for (double bound : statistics.getConfidenceIntervalAt(CONFIDENCE)) {
      add(interval, bound);
    }
    ObjectNode percentiles = node.putObject("scorePercentiles");
    for (double percentile : PERCENTILES) {
      put(percentiles, String.valueOf(percentile), statistics.getPercentile(percentile));
    }
    node.put("scoreUnit", unit);
    ArrayNode rows = node.putArray("rawData");
    for (List<Double> row : rawData) {
      ArrayNode scores = rows.addArray();
      row.forEach(score -> add(scores, score));
    }
  }

  /** JMH writes what is not a number as a string. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.put(name, notANumber(value));
    }
  }

  private static void add(ArrayNode node, double value) {
    if (Double.isFinite(value)) {
      node.add(value);
    } else {
      node.add(notANumber(value));
    }
  }

  private static String notANumber(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return value > 0 ? "+INF" : "-INF";
  }
}
