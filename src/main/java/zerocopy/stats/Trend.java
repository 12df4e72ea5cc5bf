package zerocopy.stats;

import java.util.List;
import java.util.Optional;

/**
 * How the scores of a row change while its forks are measured: with a warm-up that is too short,
 * the first iteration of each fork is slower than the last, and the row says more about the
 * compiler than about the strategy. Sockets change the other way, too, where the scheduler moves a
 * receiver to the sender's core.
 *
 * <p>Each fork gives the ratio of its first iteration to its last; the forks are the sample, as
 * everywhere here. There is a trend if the whole interval of that ratio is more than {@link #LEAST}
 * away from 1. Three forks are the fewest that can say so: with Student's factor of 12.7, two
 * cannot. One disturbed fork widens the interval and makes no trend.
 *
 * @param ratio geometric mean over the forks of the first iteration's score over the last one's
 * @param interval 95 % confidence interval of the ratio, which is wholly above {@code 1 + LEAST} or
 *     below its reciprocal
 */
public record Trend(double ratio, Interval interval) {

  /** A smaller change is within what any fork's iterations do. */
  static final double LEAST = 0.05;

  static Optional<Trend> find(List<double[]> scores) {
    double[] ratios =
        scores.stream()
            .filter(fork -> fork.length > 1)
            .mapToDouble(fork -> Math.log(fork[0] / fork[fork.length - 1]))
            .toArray();
    LogMean mean = LogMean.of(ratios);
    return mean.interval()
        .filter(i -> i.lower() > 1 + LEAST || i.upper() < 1 / (1 + LEAST))
        .map(i -> new Trend(Math.exp(mean.value()), i));
  }
}
