package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.stats.TwoWayLayout;

class PrecisionTest {

  private static final Precision PRECISION = new Precision(0.05, 8);

  private static List<PlannedBenchmark> plan(int rows, int forks) {
    return IntStream.range(0, rows)
        .mapToObj(i -> TestPlans.planned("FileCopy.row%02d".formatted(i), forks))
        .toList();
  }

  /** Each row varies between two values, the later ones of the plan by more. */
  private static List<ForkRecord> measured(
      List<PlannedBenchmark> plan, Schedule schedule, double least, double most) {
    return schedule.forks().stream()
        .map(
            fork -> {
              int row = plan.indexOf(fork.planned());
              double spread = least * Math.pow(most / least, row / (plan.size() - 1.0));
              // Half of the rows are slow in even rounds, half in odd ones: no mood.
              return TestPlans.ok(fork, 1000 * (1 + spread * ((fork.round() + row) % 2)));
            })
        .toList();
  }

  @Test
  void furtherForksGoToWideRowsAndThoseThatLackFewestFirst() {
    List<PlannedBenchmark> plan = plan(36, 6);
    Schedule schedule = Schedule.of(plan, 7);
    List<ForkRecord> records = measured(plan, schedule, 0.002, 0.6);
    List<PlannedBenchmark> wide = new Precision(0.05, 400).wide(plan, records);
    assertEquals(8, wide.size());
    int first = plan.indexOf(wide.get(0));
    assertEquals(plan.subList(first, first + 8), wide, "those that lack the fewest");
    Map<String, Pool> pools = Pool.of(records);
    TwoWayLayout layout = TwoWayLayout.of(pools.values());
    assertTrue(halfWidth(layout, pools, plan.get(first - 2)) < 0.05);
    assertTrue(halfWidth(layout, pools, plan.get(first + 1)) > 0.05);
    assertEquals(List.of(), Precision.NONE.wide(plan, records));
  }

  private static double halfWidth(
      TwoWayLayout layout, Map<String, Pool> pools, PlannedBenchmark planned) {
    return layout.mean(pools.get(planned.key())).halfWidth();
  }

  @Test
  void onceAllAreNarrowHalfTheTargetIsAimedAt() {
    List<PlannedBenchmark> plan = plan(12, 6);
    Schedule schedule = Schedule.of(plan, 7);
    List<ForkRecord> records = measured(plan, schedule, 0.001, 0.06);
    Map<String, Pool> pools = Pool.of(records);
    TwoWayLayout layout = TwoWayLayout.of(pools.values());
    assertTrue(plan.stream().allMatch(row -> halfWidth(layout, pools, row) < 0.05));
    List<PlannedBenchmark> wide = new Precision(0.05, 40).wide(plan, records);
    assertTrue(wide.contains(plan.get(11)) && !wide.contains(plan.get(0)), wide.toString());
    assertEquals(List.of(), new Precision(0.9, 40).wide(plan, records));
  }

  @Test
  void aRowHasMostForksAndOneWithoutIntervalGetsMore() {
    List<PlannedBenchmark> plan = plan(3, 1);
    Schedule schedule = Schedule.of(plan, 5);
    List<ForkRecord> one = measured(plan, schedule, 0.3, 0.4);
    assertEquals(plan, PRECISION.wide(plan, one));
    while (schedule.rounds() < 8) {
      schedule = schedule.withRoundOf(plan.subList(1, 3));
    }
    List<ForkRecord> records = measured(plan, schedule, 0.3, 0.4);
    assertEquals(plan.subList(0, 1), PRECISION.wide(plan, records));
  }

  @Test
  void whatCannotRunHereGetsNoForks() {
    List<PlannedBenchmark> plan = plan(2, 1);
    List<ForkRecord> records =
        Schedule.of(plan, 5).forks().stream()
            .map(
                fork ->
                    fork.planned() == plan.get(1)
                        ? TestPlans.record(fork, Status.SKIPPED, "needs root", List.of())
                        : TestPlans.ok(fork, 100.0))
            .toList();
    assertEquals(plan.subList(0, 1), PRECISION.wide(plan, records));
  }

  @Test
  void anInterruptedScheduleIsFoundAgainFromItsRecords() {
    List<PlannedBenchmark> plan = plan(2, 3);
    Schedule schedule = Schedule.of(plan, 5);
    Schedule whole = schedule.withRoundOf(plan).withRoundOf(plan);
    List<ForkRecord> records = measured(plan, whole, 0.3, 0.4);
    assertEquals(whole, PRECISION.replay(schedule, plan, records));
    List<ForkRecord> planned = measured(plan, schedule, 0.3, 0.4);
    assertEquals(schedule, PRECISION.replay(schedule, plan, planned));
  }

  /**
   * Coverage of intervals that stopped at a width, by simulation of whole runs: rows whose forks
   * vary by 1 to 10 %, every tenth in two modes, moods of 1 %.
   */
  @Test
  void stoppingAtAWidthKeepsTheCoverage() {
    Random random = new Random(1);
    int intervals = 0;
    int covered = 0;
    for (int run = 0; run < 25; run++) {
      List<PlannedBenchmark> plan = plan(50, 3);
      Simulated simulated = new Simulated(plan, random);
      Schedule schedule = Schedule.of(plan, run);
      simulated.measure(schedule.forks());
      Precision precision = new Precision(0.05, 25);
      for (int round = 0; round < 40; round++) {
        List<PlannedBenchmark> wide = precision.wide(plan, simulated.records);
        if (wide.isEmpty()) {
          break;
        }
        int size = schedule.forks().size();
        schedule = schedule.withRoundOf(wide);
        simulated.measure(schedule.forks().subList(size, schedule.forks().size()));
      }
      intervals += plan.size();
      covered += simulated.covered();
    }
    double share = (double) covered / intervals;
    assertTrue(share >= 0.93 && share <= 0.975, share + " of " + intervals);
  }

  /** Forks drawn at random around 1000 ns. */
  private static final class Simulated {
    private final List<ForkRecord> records = new ArrayList<>();
    private final List<Double> moods = new ArrayList<>();
    private final Random random;
    private final List<PlannedBenchmark> plan;
    private final double[] spreads;

    Simulated(List<PlannedBenchmark> plan, Random random) {
      this.plan = plan;
      this.random = random;
      this.spreads = random.doubles(plan.size()).map(x -> 0.01 * Math.pow(10, x)).toArray();
    }

    void measure(List<Schedule.Fork> forks) {
      double mood = 0.01 * random.nextGaussian();
      int round = -1;
      for (Schedule.Fork fork : forks) {
        mood = fork.round() == round ? mood : 0.01 * random.nextGaussian();
        round = fork.round();
        int row = plan.indexOf(fork.planned());
        double noise = row % 10 == 0 ? (random.nextBoolean() ? 1 : -1) : random.nextGaussian();
        records.add(TestPlans.ok(fork, 1000 * Math.exp(mood + spreads[row] * noise)));
        moods.add(mood);
      }
    }

    int covered() {
      double mood = moods.stream().mapToDouble(m -> m).average().orElseThrow();
      Map<String, Pool> pools = Pool.of(records);
      TwoWayLayout layout = TwoWayLayout.of(pools.values());
      return (int)
          pools.values().stream()
              .filter(
                  pool ->
                      layout.mean(pool).interval().orElseThrow().contains(1000 * Math.exp(mood)))
              .count();
    }
  }
}
