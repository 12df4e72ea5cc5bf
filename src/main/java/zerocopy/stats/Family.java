package zerocopy.stats;

import java.util.Arrays;
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
 *
 * <p>Rows that are not shown to differ may be shown to be equal, within a margin: the same
 * correction over the probabilities of {@link LogMean#pNotWithin}.
 */
public final class Family {

  /** Largest corrected probability at which rows are called different, or equal. */
  public static final double LEVEL = 1 - Interval.CONFIDENCE;

  /** Rows that differ by less than this are called equal where the forks show it. */
  public static final double MARGIN = 0.05;

  private Family() {}

  /**
   * Judges every ratio of a family.
   *
   * @param ratios all comparisons that are shown together
   * @return a verdict each, in the same order
   */
  public static List<Verdict> judge(List<Ratio> ratios) {
    double[] different = correct(ratios.stream().mapToDouble(Ratio::p).toArray());
    double[] unequal =
        correct(ratios.stream().mapToDouble(r -> r.log().pNotWithin(Math.log1p(MARGIN))).toArray());
    return IntStream.range(0, ratios.size())
        .mapToObj(i -> verdict(ratios.get(i), different[i], unequal[i]))
        .toList();
  }

  /**
   * The same ratios with intervals that are corrected as the verdicts are: an interval leaves out 1
   * where, and only where, {@link #judge} calls the rows different.
   *
   * <p>Of n ratios of which R are called different, every interval has the confidence 1 − 0.05 · R
   * / n, or 1 − 0.05 / n where none is. So the intervals of the R ratios miss the truth in at most
   * 5 % of the cases, on average, although they were selected by the same data (Y. Benjamini, D.
   * Yekutieli, "False discovery rate-adjusted multiple confidence intervals for selected
   * parameters", J. Am. Statist. Assoc. 100, 2005). The other ratios keep the same confidence, lest
   * an interval leave out 1 beside the words "cannot tell".
   *
   * @param ratios all comparisons that are shown together
   * @return the same ratios, in the same order
   */
  public static List<Ratio> corrected(List<Ratio> ratios) {
    long different =
        Arrays.stream(correct(ratios.stream().mapToDouble(Ratio::p).toArray()))
            .filter(p -> p <= LEVEL)
            .count();
    double confidence = 1 - LEVEL * Math.max(1, different) / ratios.size();
    return ratios.stream().map(ratio -> new Ratio(ratio.log(), confidence)).toList();
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

  private static Verdict verdict(Ratio ratio, double different, double unequal) {
    if (different <= LEVEL) {
      return ratio.value() < 1 ? Verdict.FASTER : Verdict.SLOWER;
    }
    return unequal <= LEVEL ? Verdict.EQUAL : Verdict.CANNOT_TELL;
  }
}
