package zerocopy.stats;

import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * Geometric mean of the ratios of many rows of two runs: "how much changed, for this question?"
 *
 * <p>Rows of one run share the disturbances of a round, so they are not independent and their
 * number must not narrow the interval. Each run therefore counts by rounds: the mean deviation of
 * all rows in a round from their own means is one sample, and the interval is Welch's over the
 * rounds of both runs, with the {@link Drift} of both. Where rounds are unknown, the number of the
 * fork in its row stands for them.
 */
public final class GeometricMean {

  private GeometricMean() {}

  /**
   * Compares two runs over the same rows.
   *
   * @param rows rows of one run, at least one
   * @param drift of that run
   * @param bases the same rows of the other run, in the same order
   * @param baseDrift of the other run
   * @return geometric mean of the times of {@code rows} over those of {@code bases}
   * @throws IllegalArgumentException if the lists are empty or of different length
   */
  public static Ratio between(
      List<? extends Samples> rows, Drift drift, List<? extends Samples> bases, Drift baseDrift) {
    if (rows.isEmpty() || rows.size() != bases.size()) {
      throw new IllegalArgumentException("a geometric mean needs rows in pairs");
    }
    double value =
        IntStream.range(0, rows.size())
            .mapToDouble(
                i ->
                    LogMean.center(Ratio.logTimes(rows.get(i)))
                        - LogMean.center(Ratio.logTimes(bases.get(i))))
            .average()
            .orElseThrow();
    double[] deviations = deviations(rows);
    double[] baseDeviations = deviations(bases);
    int samples = Math.min(deviations.length, baseDeviations.length);
    return samples < 2
        ? Ratio.unpaired(LogMean.unknown(value), samples)
        : Ratio.unpaired(
            LogMean.of(value, List.of(part(deviations, drift), part(baseDeviations, baseDrift))),
            samples);
  }

  /** The rounds' mean and the run's mood are estimated from the same rounds: one part, not two. */
  private static LogMean.Part part(double[] deviations, Drift drift) {
    LogMean.Part mean = LogMean.Part.of(deviations);
    return new LogMean.Part(mean.square() + drift.part().square(), mean.freedom());
  }

  /** For each round, how far the rows lie from their own means, on average. */
  private static double[] deviations(List<? extends Samples> rows) {
    TreeMap<Integer, double[]> sums = new TreeMap<>();
    for (Samples row : rows) {
      double[] logs = Ratio.logTimes(row);
      double center = LogMean.center(logs);
      for (int fork = 0; fork < logs.length; fork++) {
        int round = row.rounds().length == 0 ? fork : row.rounds()[fork];
        double[] sum = sums.computeIfAbsent(round, r -> new double[2]);
        sum[0] += logs[fork] - center;
        sum[1]++;
      }
    }
    return sums.values().stream().mapToDouble(sum -> sum[0] / sum[1]).toArray();
  }
}
