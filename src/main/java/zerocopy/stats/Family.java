package zerocopy.stats;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Verdicts over all comparisons that a reader sees together.
 *
 * <p>Corrected by the step-up procedure of Y. Benjamini, Y. Hochberg, "Controlling the false
 * discovery rate", J. R. Statist. Soc. B 57, 1995: of the rows that are called faster or slower, at
 * most 5 % are expected to be called so wrongly. Holm's procedure, which bounds the chance of a
 * single wrong call among hundreds of rows, would need intervals that a handful of forks cannot
 * have. Where nothing differs at all (the A/A experiment) the two promise the same: any false alarm
 * in at most 5 % of the reports. Rows of a run share disturbances and so are positively dependent,
 * for which the procedure holds too (Y. Benjamini, D. Yekutieli, Annals of Statistics 29, 2001).
 */
public final class Family {

  /** Largest corrected probability at which rows are called different. */
  public static final double LEVEL = 1 - Interval.CONFIDENCE;

  private Family() {}

  /**
   * Judges every ratio of a family.
   *
   * @param ratios all comparisons that are shown together
   * @return a verdict each, in the same order
   */
  public static List<Verdict> judge(List<Ratio> ratios) {
    double[] corrected = correct(ratios.stream().mapToDouble(Ratio::p).toArray());
    return IntStream.range(0, ratios.size())
        .mapToObj(i -> verdict(ratios.get(i).value(), corrected[i]))
        .toList();
  }

  /**
   * Corrects probabilities for their number.
   *
   * @param p raw probabilities
   * @return the smallest false discovery rate at which each would be called different
   */
  public static double[] correct(double[] p) {
    int n = p.length;
    double[] corrected = new double[n];
    int[] falling =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> p[i]).reversed())
            .mapToInt(i -> i)
            .toArray();
    double least = 1;
    for (int k = 0; k < n; k++) {
      least = Math.min(least, p[falling[k]] * n / (n - k));
      corrected[falling[k]] = least;
    }
    return corrected;
  }

  private static Verdict verdict(double ratio, double corrected) {
    if (corrected > LEVEL || ratio == 1) {
      return Verdict.NOT_DISTINGUISHABLE;
    }
    return ratio < 1 ? Verdict.FASTER : Verdict.SLOWER;
  }
}
