package zerocopy.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * What the forks of one row say about its score.
 *
 * <p>A fork speaks through the median of its iterations: one stolen quantum of 10 ms in one of five
 * iterations is the machine's doing and not the strategy's, and moves a mean of 30 ms iterations by
 * a tenth (Maricq et al., OSDI 2018; T. Hoefler, R. Belli, SC 2015: medians where times are
 * skewed). The forks' medians are the sample: their geometric mean is the typical score, and the
 * interval is Student's on their logarithms (Georges et al., OOPSLA 2007; logarithms for the
 * reasons in the package's comment). With two forks Student's factor is 12.7; with one there is no
 * interval. No fork and no iteration is dropped: disturbed iterations show in the mean, in the
 * spread within forks and among the outliers.
 *
 * @param typical geometric mean over the forks of the median of their iterations, in the unit of
 *     the row: what the interval is about, and what tables and figures show
 * @param mean arithmetic mean of the fork means, in the unit of the row; JMH's score where all
 *     forks have the same number of iterations
 * @param median median over the forks of the median of their iterations
 * @param interval 95 % confidence interval; absent with a single fork
 * @param lowest smallest fork mean
 * @param highest largest fork mean
 * @param betweenForks spread: standard deviation of the fork means over their mean; 0 with a single
 *     fork
 * @param withinForks standard deviation of the iterations around the mean of their own fork, over
 *     the mean; 0 with a single iteration a fork
 * @param forks number of forks
 * @param iterations number of iterations over all forks
 * @param outliers forks and iterations far from the others; all of them are in the numbers above
 * @param modes the two levels, where the row has two instead of one
 * @param trend how the scores change from the first iteration of a fork to its last, where they do
 */
public record Estimate(
    double typical,
    double mean,
    double median,
    Optional<Interval> interval,
    double lowest,
    double highest,
    double betweenForks,
    double withinForks,
    int forks,
    int iterations,
    List<Outlier> outliers,
    Optional<Modes> modes,
    Optional<Trend> trend) {

  /**
   * Estimates a row.
   *
   * @param scores by fork and iteration: at least one fork, each with at least one score, all
   *     finite and above zero
   * @return the estimate, in the unit of the scores
   * @throws IllegalArgumentException if there is no fork, or a fork without scores
   */
  public static Estimate of(List<double[]> scores) {
    double[] means = forkMeans(scores);
    double mean = StatUtils.mean(means);
    double[] levels = forkLevels(scores);
    LogMean typical = LogMean.of(LogMean.logs(levels));
    return new Estimate(
        Math.exp(typical.value()),
        mean,
        new Median().evaluate(levels),
        typical.interval(),
        Arrays.stream(means).min().orElseThrow(),
        Arrays.stream(means).max().orElseThrow(),
        means.length < 2 ? 0 : Math.sqrt(StatUtils.variance(means)) / mean,
        withinForks(scores) / mean,
        means.length,
        scores.stream().mapToInt(fork -> fork.length).sum(),
        Outlier.find(scores),
        Modes.find(scores),
        Trend.find(scores));
  }

  /**
   * Half of the interval's width over the typical score: the "± 3 %" of a table.
   *
   * @return as a fraction; empty with a single fork
   */
  public OptionalDouble halfWidth() {
    return interval
        .map(i -> OptionalDouble.of((i.upper() - i.lower()) / 2 / typical))
        .orElse(OptionalDouble.empty());
  }

  /**
   * Whether the row has two levels instead of one.
   *
   * @return true if {@link #modes()} is present
   */
  public boolean bimodal() {
    return modes.isPresent();
  }

  static double[] forkMeans(List<double[]> scores) {
    requireScores(scores);
    return scores.stream().mapToDouble(StatUtils::mean).toArray();
  }

  /**
   * What each fork says.
   *
   * @param scores by fork and iteration
   * @return the median of the iterations of each fork, in the unit of the scores
   * @throws IllegalArgumentException if there is no fork, or a fork without scores
   */
  public static double[] forkLevels(List<double[]> scores) {
    requireScores(scores);
    return scores.stream().mapToDouble(new Median()::evaluate).toArray();
  }

  private static void requireScores(List<double[]> scores) {
    if (scores.isEmpty() || scores.stream().anyMatch(fork -> fork.length == 0)) {
      throw new IllegalArgumentException("a row needs a fork, and every fork a score");
    }
  }

  private static double withinForks(List<double[]> scores) {
    double squares = 0;
    int freedom = 0;
    for (double[] fork : scores) {
      if (fork.length > 1) {
        squares += StatUtils.variance(fork) * (fork.length - 1);
        freedom += fork.length - 1;
      }
    }
    return freedom == 0 ? 0 : Math.sqrt(squares / freedom);
  }
}
