package zerocopy.report.stats;

import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A mean of logarithms with the standard error and the degrees of freedom that say how far to trust
 * it.
 *
 * @param value mean of the logarithms
 * @param error its standard error; not a number where nothing is known about it
 * @param freedom degrees of freedom; 0 where nothing is known
 */
record LogMean(double value, double error, double freedom) {

  /** Mean of a sample; a sample of one has no error to show. */
  static LogMean of(double[] logs) {
    int n = logs.length;
    double mean = Numbers.mean(logs);
    return n < 2
        ? new LogMean(mean, Double.NaN, 0)
        : new LogMean(mean, Math.sqrt(Numbers.variance(logs) / n), n - 1);
  }

  /**
   * Difference of the means of two independent samples whose variances may differ: B. Welch, "The
   * generalization of Student's problem", Biometrika 34, 1947, with Satterthwaite's degrees of
   * freedom.
   */
  static LogMean difference(double[] logs, double[] otherLogs) {
    double value = Numbers.mean(logs) - Numbers.mean(otherLogs);
    if (logs.length < 2 || otherLogs.length < 2) {
      return new LogMean(value, Double.NaN, 0);
    }
    double a = Numbers.variance(logs) / logs.length;
    double b = Numbers.variance(otherLogs) / otherLogs.length;
    double freedom =
        a + b == 0
            ? logs.length + otherLogs.length - 2
            : (a + b) * (a + b) / (a * a / (logs.length - 1) + b * b / (otherLogs.length - 1));
    return new LogMean(value, Math.sqrt(a + b), freedom);
  }

  /** Student's interval on the scale of the values; none where nothing is known about the error. */
  Optional<Interval> interval() {
    if (freedom == 0) {
      return Optional.empty();
    }
    double quantile = student().inverseCumulativeProbability((1 + Interval.CONFIDENCE) / 2);
    double reach = error == 0 ? 0 : quantile * error;
    return Optional.of(new Interval(Math.exp(value - reach), Math.exp(value + reach)));
  }

  /** Two-sided probability of a mean at least this far from 0 if it were 0; 1 if unknown. */
  double p() {
    if (freedom == 0 || value == 0) {
      return 1;
    }
    return error == 0 ? 0 : 2 * student().cumulativeProbability(-Math.abs(value) / error);
  }

  private TDistribution student() {
    return new TDistribution(null, freedom);
  }
}
