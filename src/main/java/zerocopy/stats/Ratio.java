package zerocopy.stats;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How many times as long one row takes as another: below 1 the first is faster. Rows in throughput
 * mode are turned into times first.
 *
 * <p>Where both rows come from one run, forks of the same round ran next to one another and share
 * the machine's mood: their quotients are formed round by round, and the interval is Student's on
 * the logarithms of the quotients; rounds that only one row has, because its interval was wide and
 * it got more forks, do not count from six common rounds on. Otherwise, or where fewer than half of
 * the forks have a partner, it is Welch's on the logarithms of the forks' medians. Between two runs
 * the {@link Drift} of both is part of the error.
 *
 * @param value typical quotient, without unit: the mean, from six rounds or forks on the 20 %
 *     trimmed mean, of the logarithms
 * @param interval 95 % confidence interval, not corrected for many comparisons; absent where a row
 *     has a single fork
 * @param p two-sided probability of so large a difference between equal rows, not corrected; 1
 *     where there is no interval
 * @param method how it was formed
 * @param samples number of rounds if paired, else of forks of the row that has fewer
 */
public record Ratio(
    double value, Optional<Interval> interval, double p, Method method, int samples) {

  /** How a ratio was formed. */
  public enum Method {
    /** Quotients of forks of the same round. */
    PAIRED_BY_ROUND,
    /** All forks of one against all forks of the other. */
    UNPAIRED
  }

  /**
   * Compares two rows of one run, by round where possible.
   *
   * @param base the row it is held against
   * @return time of {@code row} over time of {@code base}
   * @throws IllegalArgumentException if their modes or units differ
   */
  public static Ratio within(Samples row, Samples base) {
    double[] quotients = quotients(row, base);
    int most = Math.max(row.forks().size(), base.forks().size());
    int least = Math.min(row.forks().size(), base.forks().size());
    boolean enough = quotients.length >= LogMean.FEWEST_TRIMMED;
    boolean paired = quotients.length >= 2 && 2 * quotients.length >= (enough ? least : most);
    return paired
        ? of(LogMean.of(quotients), Method.PAIRED_BY_ROUND, quotients.length)
        : between(row, base);
  }

  /**
   * Compares two rows without regard to rounds and drift.
   *
   * @param base the row it is held against
   * @return time of {@code row} over time of {@code base}
   * @throws IllegalArgumentException if their modes or units differ
   */
  public static Ratio between(Samples row, Samples base) {
    return unpaired(row, base, List.of());
  }

  /**
   * Compares two rows of different runs, whose rounds have nothing in common; the drift of both
   * runs widens the interval.
   *
   * @param drift of its run
   * @param base the row it is held against
   * @param baseDrift of its run
   * @return time of {@code row} over time of {@code base}
   * @throws IllegalArgumentException if their modes or units differ
   */
  public static Ratio between(Samples row, Drift drift, Samples base, Drift baseDrift) {
    return unpaired(row, base, List.of(drift.part(), baseDrift.part()));
  }

  private static Ratio unpaired(Samples row, Samples base, List<LogMean.Part> further) {
    requireSameScale(row, base);
    double[] logs = logTimes(row);
    double[] baseLogs = logTimes(base);
    double value = LogMean.center(logs) - LogMean.center(baseLogs);
    return unpaired(
        LogMean.difference(value, logs, baseLogs, further), Math.min(logs.length, baseLogs.length));
  }

  static Ratio unpaired(LogMean mean, int samples) {
    return of(mean, Method.UNPAIRED, samples);
  }

  /**
   * The ratio seen from the other row.
   *
   * @return time of the base over time of the row
   */
  public Ratio inverse() {
    return new Ratio(1 / value, interval.map(i -> i.dividing(1)), p, method, samples);
  }

  private static Ratio of(LogMean mean, Method method, int samples) {
    return new Ratio(Math.exp(mean.value()), mean.interval(), mean.p(), method, samples);
  }

  /** Logarithms of the quotients of the two rows, one for every round that both have. */
  private static double[] quotients(Samples row, Samples base) {
    requireSameScale(row, base);
    Map<Integer, Double> logs = byRound(row);
    Map<Integer, Double> baseLogs = byRound(base);
    return logs.entrySet().stream()
        .filter(entry -> baseLogs.containsKey(entry.getKey()))
        .mapToDouble(entry -> entry.getValue() - baseLogs.get(entry.getKey()))
        .toArray();
  }

  private static Map<Integer, Double> byRound(Samples row) {
    double[] logs = logTimes(row);
    Map<Integer, List<Double>> forks = new TreeMap<>();
    for (int fork = 0; fork < row.rounds().length; fork++) {
      forks.computeIfAbsent(row.rounds()[fork], round -> new ArrayList<>()).add(logs[fork]);
    }
    Map<Integer, Double> means = new TreeMap<>();
    forks.forEach(
        (round, all) -> means.put(round, all.stream().mapToDouble(d -> d).average().orElseThrow()));
    return means;
  }

  /** Logarithms of the forks' medians as times: a rate's logarithm with its sign turned. */
  static double[] logTimes(Samples row) {
    double[] logs = LogMean.logs(Estimate.forkLevels(row.forks()));
    if (row.mode().equals("thrpt")) {
      for (int fork = 0; fork < logs.length; fork++) {
        logs[fork] = -logs[fork];
      }
    }
    return logs;
  }

  private static void requireSameScale(Samples row, Samples base) {
    if (!row.mode().equals(base.mode()) || !row.unit().equals(base.unit())) {
      throw new IllegalArgumentException(
          "%s is in %s %s, %s in %s %s"
              .formatted(row.key(), row.mode(), row.unit(), base.key(), base.mode(), base.unit()));
    }
  }
}
