package zerocopy.stats;

/**
 * A two-sided confidence interval.
 *
 * @param lower lower end, in the unit of what it is about
 * @param upper upper end, not below {@code lower}
 */
public record Interval(double lower, double upper) {

  /** The confidence of every interval in this project. */
  public static final double CONFIDENCE = 0.95;

  /**
   * Whether a value lies inside, ends included.
   *
   * @param value in the unit of the interval
   * @return true if it does
   */
  public boolean contains(double value) {
    return lower <= value && value <= upper;
  }

  /**
   * The interval of the reciprocal, as when a time becomes a rate.
   *
   * @param dividend what the ends divide, {@code bytes} for bytes per unit of time
   * @return {@code [dividend / upper, dividend / lower]}
   */
  public Interval dividing(double dividend) {
    return new Interval(dividend / upper, dividend / lower);
  }
}
