package zerocopy.stats;

import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.distribution.FDistribution;
import org.apache.commons.math3.special.Gamma;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * How much the rows of a run vary, as a prior for each of them: a handful of forks says little
 * about a row's variance, and a hundred rows say a lot about variances.
 *
 * <p>Variances are taken to be scaled inverse χ² with {@code freedom} degrees of freedom around
 * {@code variance}, both fitted by the moments of their logarithms; a row's own variance and the
 * prior are averaged by their degrees of freedom, which add up (G. Smyth, "Linear models and
 * empirical Bayes methods for assessing differential expression in microarray experiments",
 * Statistical Applications in Genetics and Molecular Biology 3, 2004). A row that varies more than
 * four in five of its kind would is none of them: it keeps its own variance and its own degrees of
 * freedom, so that a row with two modes is not called narrow because the others are (the same
 * caution as B. Phipson et al., "Robust hyperparameter estimation", Annals of Applied Statistics
 * 10, 2016, more bluntly).
 *
 * @param variance typical variance of a fork's logarithm
 * @param freedom how many degrees of freedom that is worth
 */
record Prior(double variance, double freedom) {

  /** Fewer rows say too little about variances. */
  private static final int FEWEST_ROWS = 10;

  /** Where all rows vary alike, so many forks of other rows are enough. */
  private static final double MOST_FREEDOM = 100;

  private static final double STRANGE = 0.8;

  /** A variance of nothing has no logarithm. */
  private static final double LEAST_SHARE = 1e-5;

  private static final int NEWTON_STEPS = 50;
  private static final double STEP = 1e-4;

  /**
   * A variance and how far to trust it.
   *
   * @param variance of a fork's logarithm
   * @param freedom degrees of freedom
   */
  record Variance(double variance, double freedom) {}

  /**
   * Fits the prior.
   *
   * @param rows variances of rows, each with its degrees of freedom
   * @return none for fewer than ten rows, or where half of them do not vary at all
   */
  static Optional<Prior> of(List<Variance> rows) {
    double median = new Median().evaluate(rows.stream().mapToDouble(Variance::variance).toArray());
    if (rows.size() < FEWEST_ROWS || !(median > 0)) {
      return Optional.empty();
    }
    double[] logs =
        rows.stream()
            .mapToDouble(
                row ->
                    Math.log(Math.max(row.variance, LEAST_SHARE * median)) - bias(row.freedom / 2))
            .toArray();
    double sampling =
        rows.stream().mapToDouble(row -> Gamma.trigamma(row.freedom / 2)).average().orElseThrow();
    double between = StatUtils.variance(logs) - sampling;
    double freedom =
        between > 0 ? Math.min(MOST_FREEDOM, 2 * inverseTrigamma(between)) : MOST_FREEDOM;
    return Optional.of(new Prior(Math.exp(StatUtils.mean(logs) + bias(freedom / 2)), freedom));
  }

  /** Mean of the logarithm of a variance with twice so many degrees of freedom, whose mean is 1. */
  private static double bias(double halfFreedom) {
    return Gamma.digamma(halfFreedom) - Math.log(halfFreedom);
  }

  /** Newton's method on the reciprocal, which is nearly straight (Smyth 2004, appendix). */
  private static double inverseTrigamma(double value) {
    double y = 0.5 + 1 / value;
    for (int step = 0; step < NEWTON_STEPS; step++) {
      double trigamma = Gamma.trigamma(y);
      double slope =
          (Gamma.trigamma(y * (1 + STEP)) - Gamma.trigamma(y * (1 - STEP))) / (2 * y * STEP);
      y += trigamma * (1 - trigamma / value) / slope;
    }
    return y;
  }

  /**
   * A row's variance in the light of the others.
   *
   * @param own what its own forks say
   */
  Variance moderate(Variance own) {
    double limit =
        variance
            * new FDistribution(null, own.freedom, freedom).inverseCumulativeProbability(STRANGE);
    double all = own.freedom + freedom;
    return own.variance > limit
        ? own
        : new Variance((own.variance * own.freedom + variance * freedom) / all, all);
  }
}
