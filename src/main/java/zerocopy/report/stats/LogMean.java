package zerocopy.report.stats;

import java.util.List;
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
    return n < 2 ? unknown(mean) : new LogMean(mean, Math.sqrt(Numbers.variance(logs) / n), n - 1);
  }

  /** A part of a squared standard error, with the degrees of freedom of its estimate. */
  record Part(double square, double freedom) {

    /** The part of a sample's mean. */
    static Part of(double[] logs) {
      return new Part(Numbers.variance(logs) / logs.length, logs.length - 1);
    }
  }

  /**
   * A value whose error has independent parts: B. Welch, "The generalization of Student's problem",
   * Biometrika 34, 1947, with Satterthwaite's degrees of freedom.
   */
  static LogMean of(double value, List<Part> parts) {
    double square = parts.stream().mapToDouble(Part::square).sum();
    double freedom =
        square == 0
            ? parts.stream().mapToDouble(Part::freedom).sum()
            : square
                * square
                / parts.stream().mapToDouble(p -> p.square * p.square / p.freedom).sum();
    return new LogMean(value, Math.sqrt(square), freedom);
  }

  /** A value about whose error nothing is known. */
  static LogMean unknown(double value) {
    return new LogMean(value, Double.NaN, 0);
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
