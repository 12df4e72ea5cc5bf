package zerocopy.run.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.Placement;

/**
 * Where further forks go once the planned ones have run: to the rows whose 95 % interval is still
 * wider than a target, a round at a time, until all are narrow or the profile's time is used up.
 * Each round goes to those rows that lack the fewest forks, so that time is not spent on rows that
 * vary too much to become narrow while others could.
 *
 * <p>Stopping at a width fixed beforehand keeps the coverage of the interval in the limit (Y. S.
 * Chow, H. Robbins, "On the asymptotic theory of fixed-width sequential confidence intervals for
 * the mean", Annals of Mathematical Statistics 36, 1965). With few samples an interval that is
 * narrow by luck stops the row and covers less; so a row stops no sooner than with eight forks, and
 * some forks after its interval was narrow (G. Simons, "On the cost of not knowing the variance
 * when making a fixed-width confidence interval for the mean", same Annals 39, 1968). Simulated
 * with a spread of 10 %, that covers some 94 % instead of 95 %; without it, 92 %. Forks instead of
 * iterations are repeated because forks vary most (T. Kalibera, R. Jones, "Rigorous benchmarking in
 * reasonable time", ISMM 2013). The rule looks at widths only, never at which row is faster. A fork
 * counts as the median of its iterations; the interval is Student's on the logarithms, untrimmed,
 * so that outliers earn a row further forks.
 *
 * @param halfWidth target: half of the interval's width over the typical score, as a fraction
 * @param mostForks forks of a row after which it is left alone, however wide its interval
 */
public record Precision(
    @JsonProperty(required = true) double halfWidth, @JsonProperty(required = true) int mostForks) {

  /** Fewer forks than this are never narrow. */
  private static final int LEAST = 5;

  /** Forks that follow the one with which the interval became narrow. */
  private static final int AFTERWARDS = 3;

  /** A further round has no fewer rows than this, if so many are wide: neighbours in time. */
  private static final int SMALLEST_ROUND = 8;

  /** Of the wide rows, one in so many takes part in a further round. */
  private static final int SHARE = 3;

  private static final double QUANTILE = 0.975;

  /** The same quantile of the normal distribution. */
  private static final double NORMAL = 1.96;

  /** Never satisfied by a further fork: the planned ones are all. */
  public static final Precision NONE = new Precision(Double.POSITIVE_INFINITY, 0);

  /**
   * The rows that take part in a further round. The same records give the same rows, by which a run
   * is resumed.
   *
   * @param plan all rows
   * @param records of all earlier rounds
   * @return rows in the order of the plan
   */
  public List<PlannedBenchmark> wide(List<PlannedBenchmark> plan, List<ForkRecord> records) {
    Map<String, List<Double>> logs = new HashMap<>();
    Set<String> skipped = new HashSet<>();
    Placement usual = usual(records);
    for (ForkRecord record : records) {
      String key = record.key();
      if (record.status() == Status.OK && Placement.of(record).orElse(usual) == usual) {
        logs.computeIfAbsent(key, k -> new ArrayList<>()).add(Math.log(level(record)));
      } else if (record.status() == Status.SKIPPED) {
        skipped.add(key);
      }
    }
    List<PlannedBenchmark> open =
        plan.stream()
            .filter(planned -> logs.containsKey(planned.key()) && !skipped.contains(planned.key()))
            .filter(planned -> logs.get(planned.key()).size() < mostForks)
            .filter(planned -> !isNarrow(logs.get(planned.key())))
            .toList();
    return open.stream()
        .sorted(Comparator.comparingDouble(planned -> furtherForks(logs.get(planned.key()))))
        .limit(Math.max(SMALLEST_ROUND, open.size() / SHARE))
        .toList();
  }

  /** The state in which more forks ran, for whose rows forks are counted. */
  private static Placement usual(List<ForkRecord> records) {
    long apart =
        records.stream()
            .filter(record -> Placement.of(record).equals(Optional.of(Placement.APART)))
            .count();
    long near =
        records.stream()
            .filter(record -> Placement.of(record).equals(Optional.of(Placement.NEAR)))
            .count();
    return apart > near ? Placement.APART : Placement.NEAR;
  }

  /**
   * Forks that a row still lacks, if it goes on varying as it did: z²s²/h² + z²/2 in all (W. C.
   * Guenther, "Sample size formulas for normal theory t tests", The American Statistician 35,
   * 1981).
   */
  private double furtherForks(List<Double> logs) {
    double variance = StatUtils.variance(logs.stream().mapToDouble(log -> log).toArray());
    double inAll = NORMAL * NORMAL * (variance / (halfWidth * halfWidth) + 0.5);
    return inAll - logs.size();
  }

  /**
   * The schedule of an interrupted run: with the further rounds that its records belong to.
   *
   * @param plan all rows
   * @param records what has been run
   * @return the same schedule, or a longer one
   */
  public Schedule replay(Schedule planned, List<PlannedBenchmark> plan, List<ForkRecord> records) {
    Schedule schedule = planned;
    int last = records.stream().mapToInt(ForkRecord::position).max().orElse(-1);
    while (last >= schedule.forks().size()) {
      int size = schedule.forks().size();
      List<PlannedBenchmark> wide =
          wide(plan, records.stream().filter(record -> record.position() < size).toList());
      if (wide.isEmpty()) {
        return schedule;
      }
      schedule = schedule.withRoundOf(wide);
    }
    return schedule;
  }

  boolean isNarrow(List<Double> logs) {
    int before = logs.size() - AFTERWARDS;
    return before >= LEAST && halfWidth(logs.subList(0, before)) <= halfWidth;
  }

  private static double level(ForkRecord record) {
    return new Median().evaluate(record.scores().stream().mapToDouble(score -> score).toArray());
  }

  /** Half of the interval's width over the typical score; not a number for a single fork. */
  static double halfWidth(List<Double> logs) {
    double[] values = logs.stream().mapToDouble(log -> log).toArray();
    if (values.length < 2) {
      return Double.NaN;
    }
    double student =
        new TDistribution(null, values.length - 1).inverseCumulativeProbability(QUANTILE);
    return Math.sinh(student * Math.sqrt(StatUtils.variance(values) / values.length));
  }
}
