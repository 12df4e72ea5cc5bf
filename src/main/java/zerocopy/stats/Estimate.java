package zerocopy.stats;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What the forks of one row say about its score.
 *
 * <p>A fork speaks through the lower quartile of its times ({@link ForkLevel}); the forks are the
 * sample, and {@link TwoWayLayout} says what they make of it together with the other rows of the
 * run. No fork and no iteration is dropped: disturbed iterations show in the mean, in the spread
 * within forks and among the outliers.
 *
 * @param typical geometric mean over the forks of what each says, without the mood of the rounds,
 *     in the unit of the row: what the interval is about, and what tables and figures show
 * @param mean arithmetic mean of the fork means, in the unit of the row; JMH's score where all
 *     forks have the same number of iterations
 * @param interval 95 % confidence interval; absent with too few forks
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
    Optional<Interval> interval,
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
   * @param row at least one fork, each with at least one score, all finite and above zero
   * @param layout of its run
   * @return the estimate, in the unit of the scores
   * @throws IllegalArgumentException if there is no fork, or a fork without scores
   */
  public static Estimate of(Samples row, TwoWayLayout layout) {
    List<double[]> scores = row.forks();
    double[] means = forkMeans(scores);
    double mean = StatUtils.mean(means);
    LogMean time = layout.mean(row);
    Optional<Interval> interval = time.interval();
    return new Estimate(
        row.isRate() ? Math.exp(-time.value()) : Math.exp(time.value()),
        mean,
        row.isRate() ? interval.map(i -> i.dividing(1)) : interval,
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
   * @return as a fraction; empty with too few forks
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
