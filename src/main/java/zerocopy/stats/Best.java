package zerocopy.stats;

import java.util.List;
import java.util.function.BiFunction;

/**
 * Which of several rows may be the fastest: multiple comparisons with the best (J. Hsu,
 * "Constrained simultaneous confidence intervals for multiple comparisons with the best", Annals of
 * Statistics 12, 1984). Who first picks the winner and then tests it against the others calls a
 * rival slower too often; here the winner's luck is part of the sum. The critical values are
 * Bonferroni's, which hold for unequal variances.
 */
public final class Best {

  private Best() {}

  /**
   * The rows that may be the fastest.
   *
   * @param rows at least one
   * @param ratio time of the first over time of the second
   * @param claims number of such questions that a reader sees together, which share the level
   * @return in the same order, never empty; the fastest is missing in at most 5 % of the reports
   */
  public static <T> List<T> contenders(List<T> rows, BiFunction<T, T, Ratio> ratio, int claims) {
    double level = level(rows.size(), claims);
    return rows.stream()
        .filter(
            row ->
                rows.stream()
                    .allMatch(
                        other -> row == other || ratio.apply(row, other).log().pNotAbove() > level))
        .toList();
  }

  /**
   * The probability of error that a single comparison may have, on one side.
   *
   * @param rows how many are compared
   * @param claims number of such questions that a reader sees together
   */
  public static double level(int rows, int claims) {
    return Family.LEVEL / claims / Math.max(1, rows - 1);
  }
}
