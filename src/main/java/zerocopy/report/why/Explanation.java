package zerocopy.report.why;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import zerocopy.catalogue.Catalogue;
import zerocopy.iopath.CostModel;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Platform;
import zerocopy.iopath.PredictedTime;
import zerocopy.iopath.Strategies;
import zerocopy.iopath.Workload;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.stats.Family;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * What the cost model makes of a run.
 *
 * @param rows every row with a path for which all primitives were measured
 * @param gaps every pair of them within a question, under the same conditions
 * @param unpriced rows with a path whose primitives the run lacks, and which these are
 */
record Explanation(List<Explained> rows, List<Gap> gaps, Map<String, Set<String>> unpriced) {

  /** Strategies without a chunk stand beside those with any chunk. */
  private static final String CHUNK = "chunk";

  static Explanation of(Run run, Catalogue catalogue) {
    MeasuredPrimitives primitives = new MeasuredPrimitives(run.rows(), catalogue);
    Platform platform = Platform.linux(jdk(run));
    List<Explained> rows = new ArrayList<>();
    Map<String, Set<String>> unpriced = new TreeMap<>();
    for (ResultRow row : run.rows()) {
      Optional<IoPath> path = path(row, platform);
      if (path.isEmpty()) {
        continue;
      }
      PredictedTime prediction = CostModel.predict(path.get(), primitives);
      if (prediction.isComplete()) {
        rows.add(new Explained(row, path.get(), prediction, MeasuredPrimitives.time(row)));
      } else {
        unpriced
            .computeIfAbsent(row.question() + "." + row.strategy(), k -> new TreeSet<>())
            .addAll(prediction.missing());
      }
    }
    return new Explanation(rows, gaps(rows), unpriced);
  }

  static int jdk(Run run) {
    String version = run.environment().jdkVersion();
    String feature = version.split("[.+-]", 2)[0];
    return feature.matches("\\d{2}")
        ? Math.max(17, Integer.parseInt(feature))
        : Runtime.version().feature();
  }

  static Optional<IoPath> path(ResultRow row, Platform platform) {
    if (!row.mode().equals("avgt") || !row.unit().equals("ns/op")) {
      return Optional.empty();
    }
    long fileSize = number(row, "fileSize", 0);
    long chunk = number(row, CHUNK, fileSize);
    if (fileSize < 1 || chunk < 1) {
      return Optional.empty();
    }
    boolean made = "new".equals(row.params().get("destination"));
    boolean discarded = "discarding".equals(row.params().get("receiver"));
    Workload workload =
        new Workload(fileSize, chunk, made, MeasuredPrimitives.transport(row), discarded);
    return Strategies.path(row.question(), row.strategy(), workload, platform);
  }

  private static long number(ResultRow row, String name, long otherwise) {
    String text = row.params().get(name);
    return text == null ? otherwise : text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  private static List<Gap> gaps(List<Explained> rows) {
    List<Explained[]> pairs = new ArrayList<>();
    List<Ratio> ratios = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      for (int k = i + 1; k < rows.size(); k++) {
        if (comparable(rows.get(i).row(), rows.get(k).row())) {
          pairs.add(new Explained[] {rows.get(i), rows.get(k)});
          ratios.add(Ratio.within(rows.get(i).row(), rows.get(k).row()));
        }
      }
    }
    List<Verdict> verdicts = Family.judge(ratios);
    List<Gap> gaps = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      gaps.add(new Gap(pairs.get(i)[0], pairs.get(i)[1], ratios.get(i), verdicts.get(i)));
    }
    return gaps;
  }

  /** Same question, another strategy, and the same value of every parameter that both have. */
  private static boolean comparable(ResultRow a, ResultRow b) {
    if (!a.question().equals(b.question()) || a.strategy().equals(b.strategy())) {
      return false;
    }
    return a.params().entrySet().stream()
        .allMatch(
            p ->
                !b.params().containsKey(p.getKey())
                    || b.params().get(p.getKey()).equals(p.getValue()));
  }

  /** Gaps that the forks show to be real. */
  List<Gap> realGaps() {
    return gaps.stream().filter(Gap::isReal).toList();
  }

  /** How well the gaps between composed rows are predicted. */
  Score score() {
    return Score.of(realGaps().stream().filter(Gap::isComposed).toList());
  }

  /** Rows whose prediction is put together of several primitives. */
  List<Explained> composed() {
    return rows.stream().filter(r -> r.prediction().isComposed()).toList();
  }

  /** Median of the sizes of the composed rows' errors; NaN without such rows. */
  double medianError() {
    double[] errors = composed().stream().mapToDouble(r -> Math.abs(r.error())).sorted().toArray();
    int n = errors.length;
    return n == 0 ? Double.NaN : (errors[(n - 1) / 2] + errors[n / 2]) / 2;
  }

  /** Strategies with rows that are a primitive measured twice. */
  Set<String> primitives() {
    return rows.stream()
        .filter(r -> !r.prediction().isComposed())
        .map(Explained::name)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The composed rows whose prediction is worst, the worst first. */
  List<Explained> worst(int most) {
    return composed().stream()
        .sorted(
            Comparator.comparingDouble(
                (Explained r) -> -Math.abs(Math.log(r.prediction().total() / r.measured()))))
        .limit(most)
        .toList();
  }
}
