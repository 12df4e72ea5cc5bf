package zerocopy.report.why;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import zerocopy.iopath.CostModel;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Platform;
import zerocopy.iopath.PredictedTime;
import zerocopy.iopath.Strategies;
import zerocopy.iopath.Workload;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.ReportData;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

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

  static Explanation of(ReportData data) {
    Run run = data.main();
    MeasuredPrimitives primitives = new MeasuredPrimitives(run.rows(), data.catalogue());
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
    return new Explanation(rows, gaps(rows, data.comparisons()), unpriced);
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

  private static List<Gap> gaps(List<Explained> rows, Comparisons comparisons) {
    List<Gap> gaps = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      for (int k = i + 1; k < rows.size(); k++) {
        Explained first = rows.get(i);
        Explained other = rows.get(k);
        comparisons
            .of(Cost.TIME, first.row(), other.row())
            .ifPresent(j -> gaps.add(new Gap(first, other, j.ratio(), j.verdict())));
      }
    }
    return gaps;
  }

  /** Gaps that the forks show to be real. */
  List<Gap> realGaps() {
    return gaps.stream().filter(Gap::isReal).toList();
  }

  /** Part of the real gaps whose sign is predicted, 0 … 1; NaN without real gaps. */
  double rightSigns() {
    List<Gap> real = realGaps();
    return (double) real.stream().filter(Gap::signIsRight).count() / real.size();
  }

  /** Median of the errors' sizes; NaN without rows. */
  double medianError() {
    double[] errors = rows.stream().mapToDouble(r -> Math.abs(r.error())).sorted().toArray();
    int n = errors.length;
    return n == 0 ? Double.NaN : (errors[(n - 1) / 2] + errors[n / 2]) / 2;
  }

  /** The rows whose prediction is worst, the worst first. */
  List<Explained> worst(int most) {
    return rows.stream()
        .sorted(
            Comparator.comparingDouble(
                (Explained r) -> -Math.abs(Math.log(r.prediction().total() / r.measured()))))
        .limit(most)
        .toList();
  }
}
