package zerocopy.run.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.stats.LogMean;
import zerocopy.stats.TwoWayLayout;

/**
 * Where further forks go once the planned ones have run: to the rows whose 95 % interval is wider
 * than a target, a round at a time; once all rows are narrow, or have had their share, to those
 * wider than half the target; until the profile's time is used up. Each round goes to those rows
 * that lack the fewest forks, so that time is not spent on rows that vary too much to become narrow
 * while others could.
 *
 * <p>Intervals are those of the report ({@link TwoWayLayout}), whose variances are steadied by the
 * other rows: so a row seldom seems narrow by luck, which is the danger of stopping at a width (Y.
 * S. Chow, H. Robbins, "On the asymptotic theory of fixed-width sequential confidence intervals for
 * the mean", Annals of Mathematical Statistics 36, 1965); two forks follow all the same (G. Simons,
 * same Annals 39, 1968). Simulated, that covers some 94 % instead of 95 %. The rule looks at widths
 * only, never at which row is faster. Forks instead of iterations are repeated because forks vary
 * most (T. Kalibera, R. Jones, "Rigorous benchmarking in reasonable time", ISMM 2013).
 *
 * @param halfWidth target: half of the interval's width over the typical score, as a fraction
 * @param mostForks forks of a row after which it is left alone, however wide its interval
 */
public record Precision(
    @JsonProperty(required = true) double halfWidth, @JsonProperty(required = true) int mostForks) {

  /** Fewer forks than this are never narrow. */
  private static final int LEAST = 5;

  /** Forks that follow the one with which the interval became narrow. */
  private static final int AFTERWARDS = 2;

  /** A further round has no fewer rows than this, if so many are wide: their mood must be told. */
  private static final int SMALLEST_ROUND = 8;

  /** Of the wide rows, one in so many takes part in a further round. */
  private static final int SHARE = 3;

  /** The 97.5 % quantile of the normal distribution. */
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
    Map<String, Pool> pools = Pool.of(records);
    pools.values().removeIf(Pool::isEmpty);
    Set<String> skipped =
        records.stream()
            .filter(record -> record.status() == Status.SKIPPED)
            .map(ForkRecord::key)
            .collect(Collectors.toSet());
    TwoWayLayout layout = TwoWayLayout.of(pools.values());
    List<Open> open =
        plan.stream()
            .filter(planned -> pools.containsKey(planned.key()) && !skipped.contains(planned.key()))
            .map(planned -> Open.of(planned, pools.get(planned.key()), layout))
            .filter(row -> row.forks < mostForks)
            .toList();
    List<Open> wide = wider(open, halfWidth);
    return (wide.isEmpty() ? wider(open, halfWidth / 2) : wide)
        .stream().map(Open::planned).toList();
  }

  private static List<Open> wider(List<Open> open, double target) {
    List<Open> wide = open.stream().filter(row -> row.lacks(target) > 0).toList();
    Set<Open> next =
        wide.stream()
            .sorted(Comparator.comparingDouble(row -> row.lacks(target)))
            .limit(Math.max(SMALLEST_ROUND, wide.size() / SHARE))
            .collect(Collectors.toSet());
    return wide.stream().filter(next::contains).toList();
  }

  /** A row that may get further forks. */
  private record Open(PlannedBenchmark planned, int forks, LogMean mean) {

    static Open of(PlannedBenchmark planned, Pool pool, TwoWayLayout layout) {
      return new Open(planned, pool.forks().size(), layout.mean(pool));
    }

    /**
     * Forks that the row lacks, if it goes on varying as it did: z²s²/h² + z²/2 in all (W. C.
     * Guenther, "Sample size formulas for normal theory t tests", The American Statistician 35,
     * 1981), of which the degrees of freedom that other rows lend are the second part; and some
     * after the interval became narrow.
     */
    double lacks(double target) {
      if (forks < LEAST) {
        return LEAST - forks;
      }
      double variance = mean.error() * mean.error() * forks;
      double lent = Math.max(0, mean.freedom() - (forks - 1));
      double inAll =
          NORMAL * NORMAL * variance / (target * target)
              + Math.max(0, NORMAL * NORMAL / 2 - lent)
              + AFTERWARDS;
      return inAll - forks;
    }
  }

  /**
   * The schedule of an interrupted run: with the further rounds that its records belong to. Each
   * was decided on from the records before its first: failed forks of earlier rounds may have been
   * tried again after it.
   *
   * @param plan all rows
   * @param records what has been run, in that order
   * @return the same schedule, or a longer one
   */
  public Schedule replay(Schedule planned, List<PlannedBenchmark> plan, List<ForkRecord> records) {
    Schedule schedule = planned;
    int last = records.stream().mapToInt(ForkRecord::position).max().orElse(-1);
    while (last >= schedule.forks().size()) {
      int size = schedule.forks().size();
      List<PlannedBenchmark> wide =
          wide(plan, records.stream().takeWhile(record -> record.position() < size).toList());
      if (wide.isEmpty()) {
        return schedule;
      }
      schedule = schedule.withRoundOf(wide);
    }
    return schedule;
  }
}
