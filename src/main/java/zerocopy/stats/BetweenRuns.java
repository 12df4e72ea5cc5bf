package zerocopy.stats;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * The same rows in two runs. Whatever all rows have in common, the host's spell of that hour, is
 * estimated from the rows themselves, as their median ratio, and subtracted: it is told apart, and
 * does not widen the interval of each row. A change that slows every row alike cannot be told from
 * a slow hour, and shows in the common factor alone.
 *
 * @param candidate layout of the run in question
 * @param base layout of the run that is held to be known
 * @param common time in the candidate over time in the base that all rows have in common; empty
 *     with fewer than five rows, which cannot tell it: each ratio then holds what the hour did
 */
public record BetweenRuns(TwoWayLayout candidate, TwoWayLayout base, Optional<Ratio> common) {

  private static final int FEWEST_ROWS = 5;

  /** The standard deviation of normal values over their median absolute deviation. */
  private static final double NORMAL_CONSISTENCY = 1.4826;

  /** The standard error of a median of normal values over that of their mean. */
  private static final double MEDIAN_EFFICIENCY = Math.sqrt(Math.PI / 2);

  /**
   * Finds the common factor.
   *
   * @param bases the same rows of the base, in the same order
   */
  public static BetweenRuns of(
      List<? extends Samples> rows,
      TwoWayLayout candidate,
      List<? extends Samples> bases,
      TwoWayLayout base) {
    double[] ratios =
        IntStream.range(0, rows.size())
            .mapToDouble(i -> candidate.mean(rows.get(i)).value() - base.mean(bases.get(i)).value())
            .toArray();
    if (ratios.length < FEWEST_ROWS) {
      return new BetweenRuns(candidate, base, Optional.empty());
    }
    double median = new Median().evaluate(ratios);
    double[] distances = Arrays.stream(ratios).map(r -> Math.abs(r - median)).toArray();
    double spread = NORMAL_CONSISTENCY * new Median().evaluate(distances);
    double error = MEDIAN_EFFICIENCY * spread / Math.sqrt(ratios.length);
    Ratio common = new Ratio(new LogMean(median, error, ratios.length - 1.0));
    return new BetweenRuns(candidate, base, Optional.of(common));
  }

  /**
   * Compares a row of the two runs, without what all rows have in common.
   *
   * @param row of the candidate
   * @param its the same row of the base
   * @return time in the candidate over time in the base
   * @throws IllegalArgumentException if their modes or units differ
   */
  public Ratio ratio(Samples row, Samples its) {
    return withoutCommon(difference(row, its));
  }

  /**
   * The geometric mean of the ratios of several rows, without what all rows have in common.
   *
   * @param rows of the candidate, at least one
   * @param bases the same rows of the base, in the same order
   * @return geometric mean of the times of {@code rows} over those of {@code bases}
   */
  public Ratio ratio(List<? extends Samples> rows, List<? extends Samples> bases) {
    List<LogMean> each =
        IntStream.range(0, rows.size())
            .mapToObj(i -> difference(rows.get(i), bases.get(i)))
            .toList();
    return withoutCommon(average(each));
  }

  private Ratio withoutCommon(LogMean difference) {
    return new Ratio(common.map(factor -> difference.minus(factor.log())).orElse(difference));
  }

  private LogMean difference(Samples row, Samples its) {
    TwoWayLayout.requireSameScale(row, its);
    return candidate.mean(row).minus(base.mean(its));
  }

  /** Rows are independent once the rounds' moods are out of them; single forks have no error. */
  private static LogMean average(List<LogMean> each) {
    double value = StatUtils.mean(each.stream().mapToDouble(LogMean::value).toArray());
    List<LogMean> known = each.stream().filter(LogMean::isKnown).toList();
    if (known.size() < each.size()) {
      return LogMean.unknown(value);
    }
    double square = 0;
    double perFreedom = 0;
    for (LogMean one : known) {
      double part = one.error() * one.error() / (each.size() * each.size());
      square += part;
      perFreedom += part * part / one.freedom();
    }
    double freedom = square == 0 ? Double.MAX_VALUE : square * square / perFreedom;
    return new LogMean(value, Math.sqrt(square), freedom);
  }
}
