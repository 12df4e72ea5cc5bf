package zerocopy.stats;

import java.util.Optional;

/**
 * How many times as long one row takes as another: below 1 the first is faster. Rates are turned
 * into times first. {@link TwoWayLayout#ratio} compares rows of one run, {@link Runs} those of two.
 *
 * @param log logarithm of the ratio of the two geometric means, with its error
 * @param confidence of its interval: 0.95 for a ratio that stands alone, nearer to 1 for one of
 *     many ({@link Family#corrected})
 */
public record Ratio(LogMean log, double confidence) {

  /**
   * A ratio that stands alone.
   *
   * @param log logarithm of the ratio, with its error
   */
  public Ratio(LogMean log) {
    this(log, Interval.CONFIDENCE);
  }

  /**
   * The ratio.
   *
   * @return above 0, without unit
   */
  public double value() {
    return Math.exp(log.value());
  }

  /**
   * Its confidence interval.
   *
   * @return absent where a row has too few forks
   */
  public Optional<Interval> interval() {
    return log.interval(confidence);
  }

  /**
   * Two-sided probability of so large a difference between equal rows, not corrected.
   *
   * @return from 0 to 1; 1 where there is no interval
   */
  public double p() {
    return log.p();
  }

  /**
   * The smallest difference that these forks would have found four times in five.
   *
   * @return as a fraction, 0.05 for 5 %; not a number where there is no interval
   */
  public double detectable() {
    return Math.expm1(log.detectable());
  }

  /**
   * The ratio seen from the other row.
   *
   * @return time of the base over time of the row
   */
  public Ratio inverse() {
    return new Ratio(new LogMean(-log.value(), log.error(), log.freedom()), confidence);
  }
}
