package zerocopy.report.rows;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import zerocopy.report.text.Units;
import zerocopy.stats.Interval;
import zerocopy.stats.LogMean;

/**
 * A number with its 95 % interval.
 *
 * @param typical the estimate
 * @param interval its interval; absent with too few forks
 * @param forks what each fork says, of which the estimate is the geometric mean; may be empty
 */
public record Value(double typical, Optional<Interval> interval, List<Double> forks) {

  /** A number without forks. */
  public Value(double typical, Optional<Interval> interval) {
    this(typical, interval, List.of());
  }

  static Value of(LogMean mean, double[] forks) {
    return new Value(
        Math.exp(mean.value()), mean.interval(), Arrays.stream(forks).boxed().toList());
  }

  /** What a quantity per this value is: bytes over time. */
  Value dividing(double dividend) {
    return new Value(
        dividend / typical,
        interval.map(i -> i.dividing(dividend)),
        forks.stream().map(fork -> dividend / fork).toList());
  }

  /** This value in another unit. */
  public Value times(double factor) {
    return new Value(
        typical * factor,
        interval.map(i -> new Interval(i.lower() * factor, i.upper() * factor)),
        forks.stream().map(fork -> fork * factor).toList());
  }

  public double low() {
    return interval.map(Interval::lower).orElse(Double.NaN);
  }

  public double high() {
    return interval.map(Interval::upper).orElse(Double.NaN);
  }

  /** Half of the interval's width over the estimate. */
  public OptionalDouble halfWidth() {
    return interval.isPresent()
        ? OptionalDouble.of((high() - low()) / 2 / typical)
        : OptionalDouble.empty();
  }

  /** {@code 4.90 [4.70, 5.10]}; without an interval that is said. */
  public String words() {
    return Units.measured(typical)
        + interval
            .map(i -> " [" + Units.measured(i.lower()) + ", " + Units.measured(i.upper()) + "]")
            .orElse(" (too few forks for an interval)");
  }
}
