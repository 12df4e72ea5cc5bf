package zerocopy.results;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import zerocopy.results.Json.Malformed;

/**
 * One result of plain JMH JSON, of this suite or another. The format is that of {@code
 * org.openjdk.jmh.results.format.JSONResultFormat}: {@code rawData[fork][iteration]}, or {@code
 * rawDataHistogram[fork][iteration][bucket]} of pairs (value, count) in sample mode.
 */
final class JmhResult {

  /** Largest relative difference of a score and the mean of its raw data: three digits of each. */
  private static final double ROUNDING = 0.01;

  private JmhResult() {}

  static Candidate parse(JsonNode result) throws Malformed {
    JsonNode primary = Json.object(result, "primaryMetric");
    if (result.path("forks").isNumber() && result.path("forks").asDouble() < 1) {
      throw new Malformed(
          "was measured without a fork of its own (-f 0; measure with -f 1 or more)");
    }
    String unit = Json.text(primary, "scoreUnit");
    List<double[]> scores = scores(primary);
    requireOwnScore(primary, scores, lacksHistogram(result));
    List<Map<String, ResultRow.Secondary>> secondary = secondary(result, scores.size());
    List<Candidate.Fork> forks = new ArrayList<>();
    for (int f = 0; f < scores.size(); f++) {
      forks.add(new Candidate.Fork(-1, unit, scores.get(f), secondary.get(f)));
    }
    String mode = Json.text(result, "mode");
    return new Candidate(
        Json.text(result, "benchmark"), conditions(result, mode), mode, jvm(result), forks);
  }

  private static String jvm(JsonNode result) {
    return Stream.concat(
            Stream.of("jdkVersion", "vmName", "vmVersion").map(name -> result.path(name).asText()),
            StreamSupport.stream(result.path("jvmArgs").spliterator(), false).map(JsonNode::asText))
        .collect(Collectors.joining(" "))
        .strip();
  }

  /** Whether a result in sample mode is of JMH before 1.14, which kept means alone. */
  static boolean lacksHistogram(JsonNode result) {
    return result.path("mode").asText().equals("sample")
        && !result.path("primaryMetric").has("rawDataHistogram");
  }

  private static SortedMap<String, String> conditions(JsonNode result, String mode)
      throws Malformed {
    SortedMap<String, String> conditions = new TreeMap<>(Json.params(result));
    Setting.MODE.put(conditions, mode);
    Setting.THREADS.put(conditions, count(result, "threads"));
    Setting.CALLS.put(conditions, count(result, "measurementBatchSize"));
    return conditions;
  }

  /** A number above zero as text; empty where there is none. */
  private static String count(JsonNode result, String name) {
    long number = result.path(name).asLong(0);
    return number > 0 ? Long.toString(number) : "";
  }

  private static List<double[]> scores(JsonNode metric) throws Malformed {
    List<double[]> scores = new ArrayList<>();
    boolean histogram = metric.has("rawDataHistogram");
    String name = histogram ? "rawDataHistogram" : "rawData";
    for (JsonNode fork : Json.array(metric, name)) {
      scores.add(histogram ? means(fork) : Json.numbers(fork, name));
    }
    return scores;
  }

  private static double[] means(JsonNode fork) throws Malformed {
    double[] means = new double[Json.elements(fork, "rawDataHistogram").size()];
    for (int i = 0; i < means.length; i++) {
      double sum = 0;
      double count = 0;
      for (JsonNode bucket : Json.elements(fork.get(i), "rawDataHistogram")) {
        double[] pair = Json.numbers(bucket, "rawDataHistogram");
        if (pair.length != 2) {
          throw new Malformed("has a histogram that is not one of pairs");
        }
        sum += pair[0] * pair[1];
        count += pair[1];
      }
      means[i] = sum / count;
    }
    return means;
  }

  /** Refuses a score that its own raw data contradict: one of the two was edited. */
  private static void requireOwnScore(JsonNode primary, List<double[]> scores, boolean weighted)
      throws Malformed {
    double score = Json.number(primary.path("score"));
    DoubleSummaryStatistics raw =
        scores.stream().flatMapToDouble(Arrays::stream).summaryStatistics();
    // A mean over samples weighs the iterations by samples that the file does not count.
    double least = weighted ? raw.getMin() : raw.getAverage();
    double most = weighted ? raw.getMax() : raw.getAverage();
    double rounding = ROUNDING * Math.abs(raw.getAverage());
    boolean comparable =
        raw.getCount() > 0 && Double.isFinite(raw.getSum()) && !primary.has("rawDataHistogram");
    if (comparable && !(score >= least - rounding && score <= most + rounding)) {
      throw new Malformed("has a score that is not the mean of its raw data: was the file edited?");
    }
  }

  private static List<Map<String, ResultRow.Secondary>> secondary(JsonNode result, int forks)
      throws Malformed {
    List<Map<String, ResultRow.Secondary>> all = new ArrayList<>();
    for (int f = 0; f < forks; f++) {
      all.add(new TreeMap<>());
    }
    for (var entry : result.path("secondaryMetrics").properties()) {
      String unit = Json.textOr(entry.getValue(), "scoreUnit", "");
      JsonNode raw = Json.array(entry.getValue(), "rawData");
      for (int f = 0; f < Math.min(forks, raw.size()); f++) {
        all.get(f)
            .put(
                entry.getKey(),
                new ResultRow.Secondary(unit, List.of(Json.numbers(raw.get(f), "rawData"))));
      }
    }
    return all;
  }
}
