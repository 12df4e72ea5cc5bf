package zerocopy.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The two levels of a row whose scores gather around two values instead of one: a receiver that
 * sometimes sleeps and sometimes spins, a fork that is sometimes laid out well.
 *
 * <p>The logarithms are sorted and cut where the two parts are tightest (least squares, which is
 * k-means with k = 2 in one dimension, solved exactly). The parts are levels if their distance D =
 * |μ₁ − μ₂| / √((σ₁² + σ₂²) / 2), the separation of K. Ashman, C. Bird, S. Zepf, Astronomical
 * Journal 108, 1994, exceeds what one in a thousand samples of normal noise of that size reaches
 * ({@link #critical}). Looked for among the forks, from {@value #FEWEST_FORKS} forks on, and then
 * among all iterations, where at least two forks must jump by half the distance or more. Each level
 * needs two values and an eighth of all, and the levels must lie {@value #LEAST_GAP} of the lower
 * one apart, or nobody cares.
 *
 * @param lower mean of the lower level, in the row's unit
 * @param upper mean of the upper level
 * @param upperShare fraction of the forks or iterations that lie on the upper level
 * @param where what changes level
 */
public record Modes(double lower, double upper, double upperShare, Where where) {

  /** What changes level. */
  public enum Where {
    /** A fork stays on its level for its life. */
    BETWEEN_FORKS,
    /** Iterations change level within a fork. */
    WITHIN_FORKS
  }

  static final int FEWEST_FORKS = 5;
  static final int FEWEST_ITERATIONS = 10;
  static final double LEAST_GAP = 0.03;
  private static final double LEAST_SHARE = 1.0 / 8;

  private static final NavigableMap<Integer, Double> CRITICAL =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(5, 26.5),
              Map.entry(6, 17.3),
              Map.entry(7, 13.0),
              Map.entry(8, 11.4),
              Map.entry(10, 9.0),
              Map.entry(12, 7.6),
              Map.entry(15, 6.9),
              Map.entry(20, 5.6),
              Map.entry(25, 4.9),
              Map.entry(30, 4.6),
              Map.entry(40, 4.2),
              Map.entry(60, 4.0)));

  static Optional<Modes> find(List<double[]> scores) {
    double[] means = Estimate.forkMeans(scores);
    Optional<Split> forks =
        means.length < FEWEST_FORKS ? Optional.empty() : split(LogMean.logs(means));
    return forks.map(cut -> of(cut, Where.BETWEEN_FORKS)).or(() -> withinForks(scores));
  }

  private static Optional<Modes> withinForks(List<double[]> scores) {
    List<Double> all = new ArrayList<>();
    scores.forEach(fork -> Arrays.stream(fork).forEach(all::add));
    double[] logs = all.stream().mapToDouble(Math::log).toArray();
    return logs.length < FEWEST_ITERATIONS
        ? Optional.empty()
        : split(logs)
            .filter(cut -> scores.stream().filter(f -> changes(f, cut)).count() >= 2)
            .map(cut -> of(cut, Where.WITHIN_FORKS));
  }

  /** Whether a fork jumps: noise around a fork's own mean may cross the border, but not far. */
  private static boolean changes(double[] fork, Split cut) {
    OptionalDouble below = Arrays.stream(fork).map(Math::log).filter(x -> x < cut.border).average();
    OptionalDouble above = Arrays.stream(fork).map(Math::log).filter(x -> x > cut.border).average();
    return below.isPresent()
        && above.isPresent()
        && above.getAsDouble() - below.getAsDouble() > (cut.upper - cut.lower) / 2;
  }

  private static Modes of(Split cut, Where where) {
    return new Modes(Math.exp(cut.lower), Math.exp(cut.upper), cut.upperShare, where);
  }

  /** Two parts of a sorted sample; all in logarithms. */
  record Split(double lower, double upper, double upperShare, double border, double separation) {}

  /** The two levels of a sample of logarithms, if it has two. */
  private static Optional<Split> split(double[] logs) {
    return bestSplit(logs)
        .filter(cut -> cut.upper - cut.lower > LEAST_GAP)
        .filter(cut -> cut.separation > critical(logs.length));
  }

  /** The tightest cut whose parts are large enough, if there is any. */
  static Optional<Split> bestSplit(double[] logs) {
    double[] sorted = logs.clone();
    Arrays.sort(sorted);
    int fewest = Math.max(2, (int) Math.ceil(sorted.length * LEAST_SHARE));
    Sums below = new Sums(sorted);
    int best = -1;
    double least = Double.POSITIVE_INFINITY;
    for (int cut = fewest; cut <= sorted.length - fewest; cut++) {
      double squares = below.squares(0, cut) + below.squares(cut, sorted.length);
      if (squares < least) {
        least = squares;
        best = cut;
      }
    }
    return best < 0
        ? Optional.empty()
        : Optional.of(
            parts(Arrays.copyOf(sorted, best), Arrays.copyOfRange(sorted, best, sorted.length)));
  }

  /** Running sums, so that every cut costs the same however many values there are. */
  private static final class Sums {
    private final double[] sums;
    private final double[] squares;

    Sums(double[] values) {
      sums = new double[values.length + 1];
      squares = new double[values.length + 1];
      // Around the mean, lest the squares of large values drown the differences.
      double mean = StatUtils.mean(values);
      for (int i = 0; i < values.length; i++) {
        double value = values[i] - mean;
        sums[i + 1] = sums[i] + value;
        squares[i + 1] = squares[i] + value * value;
      }
    }

    /** The squared distances of a part from its own mean. */
    double squares(int from, int to) {
      double sum = sums[to] - sums[from];
      return squares[to] - squares[from] - sum * sum / (to - from);
    }
  }

  private static Split parts(double[] low, double[] high) {
    double lower = StatUtils.mean(low);
    double upper = StatUtils.mean(high);
    double spread = Math.sqrt((StatUtils.variance(low) + StatUtils.variance(high)) / 2);
    double border = (low[low.length - 1] + high[0]) / 2;
    double share = (double) high.length / (low.length + high.length);
    return new Split(lower, upper, share, border, (upper - lower) / spread);
  }

  /**
   * The separation that one in a thousand samples of normal noise exceeds, by number of values;
   * found by simulation, which {@code ModesTest} repeats. From 60 values on it stays at 4, above
   * the √12 of evenly spread values.
   */
  static double critical(int values) {
    return CRITICAL.floorEntry(values).getValue();
  }
}
