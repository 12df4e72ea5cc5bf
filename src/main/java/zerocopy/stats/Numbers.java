package zerocopy.stats;

import java.util.Arrays;

/** Sums and orders of small arrays. */
public final class Numbers {

  private Numbers() {}

  /**
   * The arithmetic mean.
   *
   * @param values at least one
   * @return the mean, in the unit of the values
   */
  public static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value / values.length;
    }
    return sum;
  }

  /**
   * The unbiased variance.
   *
   * @param values at least two
   * @return the variance, in the unit of the values squared
   */
  public static double variance(double[] values) {
    double mean = mean(values);
    double sum = 0;
    for (double value : values) {
      sum += (value - mean) * (value - mean);
    }
    return sum / (values.length - 1);
  }

  /**
   * The median: of an even number of values the mean of the middle two.
   *
   * @param values in any order, at least one
   * @return the median, in the unit of the values
   */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : sorted[middle - 1] + (sorted[middle] - sorted[middle - 1]) / 2;
  }

  /**
   * Natural logarithms.
   *
   * @param values above 0
   * @return their logarithms, in the same order
   */
  public static double[] logs(double[] values) {
    return Arrays.stream(values).map(Math::log).toArray();
  }
}
