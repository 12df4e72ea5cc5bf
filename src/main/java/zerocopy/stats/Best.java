package zerocopy.stats;

import java.util.List;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Which of several rows may be the fastest, and which are certainly not: multiple comparisons with
 * the best (J. Hsu, "Constrained simultaneous confidence intervals for multiple comparisons with
 * the best", Annals of Statistics 12, 1984). Who first picks the winner and then tests it against
 * the others calls a rival slower too often; here the winner's luck is part of the sum. The
 * critical values are Bonferroni's, which hold for unequal variances.
 *
 * @param contenders places of the rows that may be the fastest; never empty
 * @param slower places of the rows that take more time than every contender
 */
public record Best(List<Integer> contenders, List<Integer> slower) {

  /**
   * Finds them.
   *
   * @param rows at least one
   * @param ratio time of the first over time of the second
   * @param claims number of such questions that a reader sees together, which share the level
   * @return wrong about any of the rows in at most 5 % of the reports
   */
  public static <T> Best of(List<T> rows, BiFunction<T, T, Ratio> ratio, int claims) {
    int count = rows.size();
    double level = level(count, claims);
    boolean[][] loses = new boolean[count][count];
    for (int i = 0; i < count; i++) {
      for (int k = 0; k < count; k++) {
        loses[i][k] = i != k && ratio.apply(rows.get(i), rows.get(k)).log().pNotAbove() <= level;
      }
    }
    List<Integer> contenders =
        places(count, i -> IntStream.range(0, count).noneMatch(k -> loses[i][k]));
    return new Best(contenders, places(count, i -> contenders.stream().allMatch(k -> loses[i][k])));
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

  private static List<Integer> places(int count, IntPredicate wanted) {
    return IntStream.range(0, count).filter(wanted).boxed().toList();
  }
}
