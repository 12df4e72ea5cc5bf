package zerocopy.report.why;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import zerocopy.iopath.Counts;

/**
 * How well the cost model predicts the ratio of two strategies' times.
 *
 * <p>Every row of a question stands in many gaps, and the gaps of one question and size share their
 * primitives: they are not independent. So the intervals come from drawing whole clusters, a
 * question at a size, with replacement (A. C. Cameron, J. B. Gelbach, D. L. Miller,
 * "Bootstrap-based improvements for inference with clustered errors", 2008). The draws have a fixed
 * seed: the same run has the same interval.
 *
 * @param gaps gaps that the forks show to be real, both of whose rows are composed
 */
record Score(List<Judged> gaps) {

  /** Gaps whose slower strategy takes less than that many times as long are small. */
  private static final double SMALL = 1.1;

  private static final double NEAR = 1.1;
  private static final int DRAWS = 2000;
  private static final long SEED = 42;

  /** Judges gaps. */
  static Score of(List<Gap> gaps) {
    return new Score(gaps.stream().map(Judged::of).toList());
  }

  /**
   * A gap and how it is predicted.
   *
   * @param gap two rows
   * @param miss factor between predicted and measured ratio, at least 1
   * @param sign whether the model says which row is faster
   * @param rule whether the rules of the textbooks do
   */
  record Judged(Gap gap, double miss, boolean sign, boolean rule) {

    private static Judged of(Gap gap) {
      double miss = factor(gap.predicted() / gap.measured().value());
      return new Judged(gap, miss, gap.signIsRight(), ruleIsRight(gap));
    }

    private boolean isSmall() {
      return factor(gap.measured().value()) < SMALL;
    }

    private String cluster() {
      return gap.first().row().question() + " " + gap.first().path().payload();
    }
  }

  /**
   * A share or an error with its 95 % interval.
   *
   * @param value of all gaps; NaN where there are none
   * @param lower bound of the interval; NaN where all gaps are of one question and size
   * @param upper bound of the interval
   */
  record Value(double value, double lower, double upper) {

    /** In per cent, {@code 76 % [68, 84]}. */
    String percent() {
      String words = Double.isFinite(value) ? Math.round(100 * value) + " %" : "undefined";
      return Double.isFinite(value) && Double.isFinite(lower)
          ? words + " [%d, %d]".formatted(Math.round(100 * lower), Math.round(100 * upper))
          : words;
    }
  }

  /** Median of the factors by which predicted and measured ratio differ, less 1. */
  Value medianError() {
    return value(Score::medianError);
  }

  /** Part of the gaps whose ratio is predicted within a tenth. */
  Value within() {
    return value(all -> share(all, g -> g.miss() < NEAR));
  }

  /** Part of the gaps whose sign is predicted. */
  Value signs() {
    return value(all -> share(all, Judged::sign));
  }

  /** The small gaps alone. */
  Score small() {
    return new Score(gaps.stream().filter(Judged::isSmall).toList());
  }

  /** Part of the gaps whose sign the rules of the textbooks give. */
  Value rules() {
    return value(all -> share(all, Judged::rule));
  }

  /** Part of the signs that the rules get wrong which the model puts right: 1 all, 0 no gain. */
  Value skill() {
    return value(
        all -> {
          double rules = share(all, Judged::rule);
          return (share(all, Judged::sign) - rules) / (1 - rules);
        });
  }

  /**
   * Two rules of the textbooks, with no measurement: fewer passes of the processor over the bytes
   * are faster; where these are as many, fewer crossings and faults.
   */
  private static boolean ruleIsRight(Gap gap) {
    Counts first = gap.first().path().counts();
    Counts other = gap.other().path().counts();
    int order = Double.compare(first.cpuCopies(), other.cpuCopies());
    if (order == 0) {
      order = Long.compare(first.crossings() + first.faults(), other.crossings() + other.faults());
    }
    return order != 0 && order < 0 == gap.measured().value() < 1;
  }

  private static double medianError(List<Judged> all) {
    double[] logs = all.stream().mapToDouble(judged -> Math.log(judged.miss())).toArray();
    return Math.expm1(new Median().evaluate(logs));
  }

  private static double factor(double ratio) {
    return Math.max(ratio, 1 / ratio);
  }

  private static double share(List<Judged> all, Predicate<Judged> holds) {
    return (double) all.stream().filter(holds).count() / all.size();
  }

  private Value value(ToDoubleFunction<List<Judged>> of) {
    List<List<Judged>> clusters = clusters();
    if (clusters.size() < 2) {
      return new Value(of.applyAsDouble(gaps), Double.NaN, Double.NaN);
    }
    Random random = new Random(SEED);
    double[] drawn = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      List<Judged> all = new ArrayList<>();
      for (int i = 0; i < clusters.size(); i++) {
        all.addAll(clusters.get(random.nextInt(clusters.size())));
      }
      drawn[draw] = of.applyAsDouble(all);
    }
    double[] known = Arrays.stream(drawn).filter(Double::isFinite).toArray();
    return new Value(
        of.applyAsDouble(gaps),
        new Percentile().evaluate(known, 2.5),
        new Percentile().evaluate(known, 97.5));
  }

  private List<List<Judged>> clusters() {
    Map<String, List<Judged>> clusters =
        gaps.stream()
            .collect(Collectors.groupingBy(Judged::cluster, TreeMap::new, Collectors.toList()));
    return List.copyOf(clusters.values());
  }
}
