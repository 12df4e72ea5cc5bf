package zerocopy.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * All rows of a run together, rows × rounds: the one estimator of this project, for the terminal,
 * the adaptive rounds, tables, figures and verdicts.
 *
 * <p>The logarithm of what a fork says ({@link ForkLevel}) is the row's own level, plus the mood of
 * the machine in that round, plus noise: the two-way layout of any textbook. The mood is what all
 * rows of a round have in common. It is subtracted, so it neither widens intervals nor moves one
 * row against another, whichever rounds they took part in. A mood is estimated as the mean of the
 * round's deviations, each row weighted by the reciprocal of its variance, and shrunk towards none
 * by the share that chance has in it (best linear unbiased prediction; G. Robinson, "That BLUP is a
 * good thing", Statistical Science 6, 1991). No row weighs more than the median one, or one steady
 * row would be the mood by itself.
 *
 * <p>What is left differs from fork to fork, and gives each row its error: its variance is weighed
 * with those of the other rows ({@link Prior}). The estimate of a row is the mean of its forks'
 * logarithms, that is, a geometric mean; no fork is dropped or trimmed.
 *
 * <p>With fewer than five rows of known rounds there is no telling the mood; two rows are then
 * compared round by round where they share their rounds, and the errors are the rows' own.
 */
public final class TwoWayLayout {

  private static final int FEWEST_ROWS = 5;

  /** Whether a row is like the others cannot be seen from two forks. */
  private static final int FEWEST_FORKS = 3;

  /** The mood has settled to the sixth digit by then. */
  private static final int PASSES = 8;

  /** Forks by which the variance of a weight is drawn towards the median row's. */
  private static final double STEADYING = 4;

  /** Variance of the sixth digit, to which scores are stored. */
  private static final double ROUNDING = 1e-12;

  private final NavigableMap<Integer, Double> moods;
  private final double deviation;
  private final double inflation;
  private final Optional<Prior> prior;

  private TwoWayLayout(
      NavigableMap<Integer, Double> moods,
      double deviation,
      double inflation,
      Collection<? extends Samples> rows) {
    this.moods = moods;
    this.deviation = deviation;
    this.inflation = inflation;
    this.prior =
        Prior.of(
            rows.stream()
                .filter(row -> row.forks().size() >= FEWEST_FORKS)
                .map(row -> variance(levels(row)))
                .toList());
  }

  /**
   * Fits a run.
   *
   * @param rows all rows of one run, in any order
   */
  public static TwoWayLayout of(Collection<? extends Samples> rows) {
    List<Row> placed = new ArrayList<>();
    rows.forEach(row -> Row.of(row).ifPresent(placed::add));
    if (placed.size() < FEWEST_ROWS) {
      return new TwoWayLayout(new TreeMap<>(), 0, 1, rows);
    }
    Moods moods = new Moods(placed);
    for (int pass = 0; pass < PASSES; pass++) {
      moods.improve(placed);
    }
    // The mood has taken a share of each row's noise with it: on average one row's of them all.
    double inflation = placed.size() / (placed.size() - 1.0);
    return new TwoWayLayout(moods.byRound, Math.sqrt(moods.variance), inflation, rows);
  }

  /**
   * The same moods, with errors as the variances of other rows suggest: for the halves of a run.
   *
   * @param rows rows whose variances are the prior
   */
  public TwoWayLayout moderatedBy(Collection<? extends Samples> rows) {
    return new TwoWayLayout(moods, deviation, inflation, rows);
  }

  /** A row with at least two forks, each with its round. */
  private record Row(double[] logs, int[] rounds) {

    static Optional<Row> of(Samples samples) {
      int forks = samples.forks().size();
      return forks < 2 || samples.rounds().length < forks
          ? Optional.empty()
          : Optional.of(new Row(samples.logTimes(), samples.rounds()));
    }

    double[] without(Map<Integer, Double> moods) {
      double[] left = new double[logs.length];
      Arrays.setAll(left, fork -> logs[fork] - moods.getOrDefault(rounds[fork], 0.0));
      return left;
    }
  }

  /** Sums over the forks of one round. */
  private static final class Sums {
    private double weights;
    private double weighted;
    private int forks;

    double mean() {
      return weighted / weights;
    }
  }

  /** The moods while they are being found. */
  private static final class Moods {
    private NavigableMap<Integer, Double> byRound = new TreeMap<>();
    private double variance;

    Moods(List<Row> rows) {
      rows.forEach(row -> Arrays.stream(row.rounds).forEach(round -> byRound.put(round, 0.0)));
    }

    void improve(List<Row> rows) {
      double[] weights = weights(rows);
      NavigableMap<Integer, Sums> rounds = new TreeMap<>();
      for (int i = 0; i < weights.length; i++) {
        Row row = rows.get(i);
        double level = StatUtils.mean(row.without(byRound));
        for (int fork = 0; fork < row.logs.length; fork++) {
          Sums sums = rounds.computeIfAbsent(row.rounds[fork], round -> new Sums());
          sums.weights += weights[i];
          sums.weighted += weights[i] * (row.logs[fork] - level);
          sums.forks++;
        }
      }
      shrink(rounds);
    }

    private double[] weights(List<Row> rows) {
      double[] variances =
          rows.stream().mapToDouble(row -> StatUtils.variance(row.without(byRound))).toArray();
      double median = new Median().evaluate(variances);
      double[] weights = new double[variances.length];
      for (int i = 0; i < weights.length; i++) {
        double freedom = rows.get(i).logs.length - 1.0;
        double steadied = (variances[i] * freedom + median * STEADYING) / (freedom + STEADYING);
        weights[i] = 1 / Math.max(Math.max(steadied, median), ROUNDING);
      }
      return weights;
    }

    /** Method of moments: the spread of the means less the share of the noise in it. */
    private void shrink(NavigableMap<Integer, Sums> rounds) {
      double excess = 0;
      double forks = 0;
      for (Sums sums : rounds.values()) {
        excess += sums.forks * (sums.mean() * sums.mean() - 1 / sums.weights);
        forks += sums.forks;
      }
      variance = Math.max(0, excess / forks);
      double center = 0;
      for (Map.Entry<Integer, Sums> round : rounds.entrySet()) {
        Sums sums = round.getValue();
        double mood = variance == 0 ? 0 : sums.mean() * variance / (variance + 1 / sums.weights);
        byRound.put(round.getKey(), mood);
        center += mood * sums.forks / forks;
      }
      double common = center;
      byRound.replaceAll((round, mood) -> mood - common);
    }
  }

  /**
   * How the machine's mood moved.
   *
   * @return time over its mean, by round, without unit; empty where it cannot be told
   */
  public NavigableMap<Integer, Double> moods() {
    NavigableMap<Integer, Double> factors = new TreeMap<>();
    moods.forEach((round, mood) -> factors.put(round, Math.exp(mood)));
    return Collections.unmodifiableNavigableMap(factors);
  }

  /**
   * How much the moods of rounds differ.
   *
   * @return standard deviation as a fraction; 0 where it cannot be told from noise
   */
  public double deviation() {
    return deviation;
  }

  /**
   * The level of a row.
   *
   * @param row one of this run, or a part of its forks
   * @return mean of the logarithms of its times without the moods of the rounds
   */
  public LogMean mean(Samples row) {
    double[] levels = levels(row);
    double value = StatUtils.mean(levels);
    if (levels.length < FEWEST_FORKS) {
      return LogMean.unknown(value);
    }
    Prior.Variance own = variance(levels);
    Prior.Variance trusted = prior.map(p -> p.moderate(own)).orElse(own);
    return new LogMean(value, Math.sqrt(trusted.variance() / levels.length), trusted.freedom());
  }

  /**
   * What each fork of a row says.
   *
   * @param row one of this run
   * @return times without the moods of the rounds, in the order of the forks; {@link #mean} is
   *     about their geometric mean
   */
  public double[] times(Samples row) {
    return Arrays.stream(levels(row)).map(Math::exp).toArray();
  }

  private Prior.Variance variance(double[] levels) {
    return new Prior.Variance(StatUtils.variance(levels) * inflation, levels.length - 1.0);
  }

  private double[] levels(Samples row) {
    double[] levels = row.logTimes();
    for (int fork = 0; fork < row.rounds().length; fork++) {
      levels[fork] -= moods.getOrDefault(row.rounds()[fork], 0.0);
    }
    return levels;
  }

  /**
   * Compares two rows of this run.
   *
   * @param base the row it is held against
   * @return time of {@code row} over time of {@code base}
   * @throws IllegalArgumentException if their modes or units differ
   */
  public Ratio ratio(Samples row, Samples base) {
    requireSameScale(row, base);
    if (moods.isEmpty()) {
      double[] quotients = quotients(row, base);
      if (2 * quotients.length >= row.forks().size() + base.forks().size()) {
        return new Ratio(LogMean.of(quotients));
      }
    }
    return new Ratio(mean(row).minus(mean(base)));
  }

  /** Logarithms of the quotients of the two rows, one for every round that both have. */
  private static double[] quotients(Samples row, Samples base) {
    Map<Integer, Double> logs = byRound(row);
    Map<Integer, Double> baseLogs = byRound(base);
    logs.keySet().retainAll(baseLogs.keySet());
    return logs.entrySet().stream()
        .mapToDouble(entry -> entry.getValue() - baseLogs.get(entry.getKey()))
        .toArray();
  }

  private static Map<Integer, Double> byRound(Samples row) {
    double[] logs = row.logTimes();
    Map<Integer, Double> rounds = new TreeMap<>();
    for (int fork = 0; fork < row.rounds().length; fork++) {
      rounds.put(row.rounds()[fork], logs[fork]);
    }
    return rounds;
  }

  static void requireSameScale(Samples row, Samples base) {
    if (!row.mode().equals(base.mode()) || !row.unit().equals(base.unit())) {
      throw new IllegalArgumentException(
          "%s is in %s %s, %s in %s %s"
              .formatted(row.key(), row.mode(), row.unit(), base.key(), base.mode(), base.unit()));
    }
  }
}
