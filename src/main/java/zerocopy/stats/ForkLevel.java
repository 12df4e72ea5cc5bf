package zerocopy.stats;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * What one fork says: the lower quartile of the times of its iterations, the upper one of its
 * rates.
 *
 * <p>A shared machine only ever adds time to an iteration: a stolen quantum, another machine's
 * traffic. The lower quartile is the time of an iteration that was left alone, and differs less
 * from fork to fork than the median (a fifth less on the machines at hand) or the mean; unlike the
 * minimum it does not fall as iterations are added. A cost that every fourth iteration or fewer has
 * (a long collection) is not in it: it is in the mean, which tables tell where the two differ.
 *
 * <p>The quartile is interpolated as A. Hazen did (Transactions ASCE 77, 1914; type 5 of R.
 * Hyndman, Y. Fan, "Sample quantiles in statistical packages", The American Statistician 50, 1996),
 * which treats both ends alike.
 */
public final class ForkLevel {

  private static final double LOWER_QUARTILE = 25;

  private ForkLevel() {}

  /**
   * The level of one fork.
   *
   * @param scores of its iterations: at least one, all finite and above 0
   * @param rate whether the scores are operations per time instead of time per operation
   * @return natural logarithm of the level as a time; of a rate its negative logarithm
   */
  public static double logTime(double[] scores, boolean rate) {
    double[] times =
        Arrays.stream(scores).map(score -> rate ? -Math.log(score) : Math.log(score)).toArray();
    return new Percentile().withEstimationType(EstimationType.R_5).evaluate(times, LOWER_QUARTILE);
  }
}
