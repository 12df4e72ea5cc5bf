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
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.iopath.CostModel;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Platform;
import zerocopy.iopath.PredictedTime;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Layouts;
import zerocopy.report.rows.Ledger;
import zerocopy.report.rows.Measured;
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

  static Explanation of(ReportData data) {
    Run run = data.plain();
    Layouts layouts =
        data.first().stream()
            .map(Measured::layouts)
            .findFirst()
            .orElseGet(() -> new Layouts(List.of()));
    MeasuredPrimitives primitives = new MeasuredPrimitives(run.rows(), data.catalogue(), layouts);
    Platform platform = Ledger.platform(run.environment());
    List<Explained> rows = new ArrayList<>();
    Map<String, Set<String>> unpriced = new TreeMap<>();
    for (ResultRow row : run.rows()) {
      Optional<IoPath> path = Ledger.path(row, platform);
      if (path.isEmpty() || startsClean(row)) {
        continue;
      }
      PredictedTime prediction = CostModel.predict(path.get(), primitives);
      if (prediction.isComplete()) {
        rows.add(
            new Explained(row, path.get(), prediction, layouts.mean(Cost.TIME, row).orElseThrow()));
      } else {
        unpriced
            .computeIfAbsent(row.question() + "." + row.strategy(), k -> new TreeSet<>())
            .addAll(prediction.missing());
      }
    }
    return new Explanation(rows, gaps(rows, data.comparisons()), unpriced);
  }

  /** What it costs to make a clean page of a file dirty, no primitive tells. */
  private static boolean startsClean(ResultRow row) {
    return "clean".equals(row.params().get("pages"));
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

  /** How well the gaps between composed rows are predicted that the forks show to be real. */
  Score score() {
    return Score.of(gaps.stream().filter(Gap::isReal).filter(Gap::isComposed).toList());
  }

  /** Rows whose prediction is put together of several primitives. */
  List<Explained> composed() {
    return rows.stream().filter(r -> r.prediction().isComposed()).toList();
  }

  /** Median of the sizes of the composed rows' errors; NaN without such rows. */
  double medianError() {
    double[] errors = composed().stream().mapToDouble(r -> Math.abs(r.error())).toArray();
    return new Median().evaluate(errors);
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
