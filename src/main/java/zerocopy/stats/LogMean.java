package zerocopy.stats;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A mean of logarithms with its standard error, and the degrees of freedom that say how far to
 * trust the error.
 *
 * @param value the mean
 * @param error its standard error; not a number where nothing is known about it
 * @param freedom degrees of freedom; 0 where nothing is known
 */
public record LogMean(double value, double error, double freedom) {

  /** With fewer degrees of freedom (two forks) an interval says nothing: Student's 12.7. */
  private static final double LEAST_FREEDOM = 2;

  private static final double POWER = 0.8;

  /**
   * Quantiles that were asked for: most rows of a run have the same few degrees of freedom, and one
   * takes as long as all else that is known of a row.
   */
  private static final Map<Student, Double> QUANTILES = new ConcurrentHashMap<>();

  private static final int MOST_KEPT = 10_000;

  private record Student(double freedom, double level) {}

  /**
   * Natural logarithms.
   *
   * @param values above 0
   * @return their logarithms, in the same order
   */
  public static double[] logs(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }

  /**
   * The mean of independent logarithms, with the error that they show themselves.
   *
   * @param logs at least one
   */
  public static LogMean of(double[] logs) {
    int n = logs.length;
    return n < 2
        ? unknown(StatUtils.mean(logs))
        : new LogMean(StatUtils.mean(logs), Math.sqrt(StatUtils.variance(logs) / n), n - 1.0);
  }

  /**
   * A value about whose error nothing is known.
   *
   * @param value logarithm
   */
  public static LogMean unknown(double value) {
    return new LogMean(value, Double.NaN, 0);
  }

  /**
   * The difference to an independent mean: B. Welch, "The generalization of Student's problem",
   * Biometrika 34, 1947, with Satterthwaite's degrees of freedom.
   *
   * @param other what is subtracted
   * @return the difference; nothing is known about its error where nothing is about one of the two
   */
  public LogMean minus(LogMean other) {
    double difference = value - other.value;
    if (freedom == 0 || other.freedom == 0) {
      return unknown(difference);
    }
    double own = error * error;
    double its = other.error * other.error;
    double both = own + its;
    double satterthwaite =
        both == 0
            ? freedom + other.freedom
            : both * both / (own * own / freedom + its * its / other.freedom);
    return new LogMean(difference, Math.sqrt(both), satterthwaite);
  }

  /**
   * Whether the error is known well enough for an interval.
   *
   * @return false for one fork, and for two that have nothing but themselves
   */
  public boolean isKnown() {
    return freedom >= LEAST_FREEDOM;
  }

  /**
   * Student's 95 % interval on the scale of the values.
   *
   * @return none where {@link #isKnown} is false
   */
  public Optional<Interval> interval() {
    return interval(Interval.CONFIDENCE);
  }

  /**
   * Student's interval on the scale of the values.
   *
   * @param confidence above 0 and below 1
   * @return none where {@link #isKnown} is false
   */
  public Optional<Interval> interval(double confidence) {
    if (!isKnown()) {
      return Optional.empty();
    }
    double reach = error == 0 ? 0 : quantile((1 + confidence) / 2) * error;
    return Optional.of(new Interval(Math.exp(value - reach), Math.exp(value + reach)));
  }

  /**
   * Half of the interval's width over the value itself: the "± 3 %" of a table.
   *
   * @return a fraction; not a number where {@link #isKnown} is false
   */
  public double halfWidth() {
    return isKnown() ? Math.sinh(quantile((1 + Interval.CONFIDENCE) / 2) * error) : Double.NaN;
  }

  /**
   * Two-sided probability of a mean at least this far from 0 if it were 0.
   *
   * @return from 0 to 1; 1 where too little is known about the error
   */
  public double p() {
    return value == 0 ? 1 : Math.min(1, 2 * tail(Math.abs(value)));
  }

  /**
   * Probability of a mean at least this much above 0 if it were 0 or less.
   *
   * @return from 0 to 1; 1 where too little is known about the error
   */
  public double pNotAbove() {
    return tail(value);
  }

  /**
   * Probability of a mean this near to 0 if it were as far away as a bound, on the nearer side: two
   * one-sided tests (D. Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987).
   *
   * @param bound above 0, a logarithm
   * @return from 0 to 1; 1 where too little is known about the error
   */
  public double pNotWithin(double bound) {
    return tail(bound - Math.abs(value));
  }

  /**
   * The smallest distance from 0 that would have been found four times in five.
   *
   * @return a logarithm; not a number where too little is known about the error
   */
  public double detectable() {
    return isKnown()
        ? error * (quantile((1 + Interval.CONFIDENCE) / 2) + quantile(POWER))
        : Double.NaN;
  }

  /** Probability that chance lifts a mean by a distance or more. */
  private double tail(double distance) {
    if (!isKnown()) {
      return 1;
    }
    if (error == 0) {
      return distance > 0 ? 0 : 1;
    }
    return student().cumulativeProbability(-distance / error);
  }

  private double quantile(double level) {
    Student asked = new Student(freedom, level);
    Double known = QUANTILES.get(asked);
    if (known != null) {
      return known;
    }
    double found = student().inverseCumulativeProbability(level);
    if (QUANTILES.size() < MOST_KEPT) {
      QUANTILES.put(asked, found);
    }
    return found;
  }

  private TDistribution student() {
    return new TDistribution(null, freedom);
  }
}
