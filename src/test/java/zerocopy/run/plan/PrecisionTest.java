package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;

class PrecisionTest {

  private static final PlannedBenchmark NARROW = TestPlans.planned("FileCopy.narrow", 3);
  private static final PlannedBenchmark WIDE = TestPlans.planned("FileCopy.wide", 3);
  private static final List<PlannedBenchmark> PLAN = List.of(NARROW, WIDE);
  private static final Schedule SCHEDULE = Schedule.of(PLAN, 5);
  private static final Precision PRECISION = new Precision(0.05, 8);

  /** The narrow row varies by 1 %, the wide one by 30 %. */
  private static ForkRecord measured(Schedule.Fork fork) {
    double spread = fork.planned() == NARROW ? 0.01 : 0.3;
    double score = 1000 * (1 + spread * (fork.round() % 2));
    return TestPlans.ok(fork, score, score, 5 * score);
  }

  private static List<ForkRecord> measured(Schedule schedule) {
    return schedule.forks().stream().map(PrecisionTest::measured).toList();
  }

  @Test
  void halfWidthIsStudentsOnLogarithms() {
    // Mean 0, standard deviation 0.1, t(0.975, 2) = 4.3027.
    double expected = Math.sinh(4.302653 * 0.1 / Math.sqrt(3));
    assertEquals(expected, Precision.halfWidth(List.of(-0.1, 0.0, 0.1)), 1e-6);
    assertTrue(Double.isNaN(Precision.halfWidth(List.of(1.0))));
  }

  @Test
  void furtherForksGoToTheWideRow() {
    Precision precision = new Precision(0.05, 100);
    Schedule schedule = SCHEDULE;
    while (schedule.rounds() < 8) {
      assertEquals(PLAN, precision.wide(PLAN, measured(schedule)), "too few to be narrow");
      schedule = schedule.withRoundOf(PLAN);
    }
    assertEquals(List.of(WIDE), precision.wide(PLAN, measured(schedule)));
    assertEquals(List.of(), Precision.NONE.wide(PLAN, measured(schedule)));
  }

  @Test
  void aRoundGoesToThoseThatLackFewestForks() {
    List<PlannedBenchmark> plan =
        IntStream.rangeClosed(1, 30)
            .mapToObj(spread -> TestPlans.planned("FileCopy.varies%02d".formatted(spread), 3))
            .toList();
    List<ForkRecord> records = new ArrayList<>();
    for (Schedule.Fork fork : Schedule.of(plan, 7).forks()) {
      double score = 1000 * (1 + 0.02 * (plan.indexOf(fork.planned()) + 1) * (fork.round() % 2));
      records.add(TestPlans.ok(fork, score));
    }
    assertEquals(plan.subList(0, 10), new Precision(0.05, 40).wide(plan, records));
  }

  @Test
  void aRowHasMostForks() {
    Schedule schedule = SCHEDULE;
    while (schedule.rounds() < 8) {
      schedule = schedule.withRoundOf(List.of(WIDE));
    }
    assertEquals(List.of(NARROW), PRECISION.wide(PLAN, measured(schedule)));
  }

  @Test
  void whatCannotRunHereGetsNoForks() {
    List<ForkRecord> records =
        SCHEDULE.forks().stream()
            .map(
                fork ->
                    fork.planned() == WIDE
                        ? TestPlans.record(fork, Status.SKIPPED, "needs root", List.of())
                        : measured(fork))
            .toList();
    assertEquals(List.of(NARROW), PRECISION.wide(PLAN, records));
  }

  @Test
  void anInterruptedScheduleIsFoundAgainFromItsRecords() {
    Schedule whole = SCHEDULE.withRoundOf(PLAN).withRoundOf(PLAN);
    List<ForkRecord> records = measured(whole);
    assertEquals(whole, PRECISION.replay(SCHEDULE, PLAN, records));
    assertEquals(SCHEDULE, PRECISION.replay(SCHEDULE, PLAN, measured(SCHEDULE)));
  }

  /**
   * Coverage of intervals that stopped at a width, by simulation with the spread of this suite's
   * forks: of 95 % that were promised, at most 2 points are lost.
   */
  @Test
  void stoppingAtAWidthKeepsTheCoverage() {
    Random random = new Random(1);
    int trials = 4000;
    long covered =
        Stream.generate(() -> stopped(random, 0.1))
            .limit(trials)
            .filter(logs -> Math.abs(mean(logs)) <= asinhWidth(logs))
            .count();
    assertTrue(covered >= 0.93 * trials, covered + " of " + trials);
  }

  private static List<Double> stopped(Random random, double spread) {
    List<Double> logs = new ArrayList<>();
    while (logs.size() < 40 && !PRECISION.isNarrow(logs)) {
      logs.add(spread * random.nextGaussian());
    }
    return logs;
  }

  private static double mean(List<Double> logs) {
    return logs.stream().mapToDouble(log -> log).average().orElseThrow();
  }

  private static double asinhWidth(List<Double> logs) {
    double width = Precision.halfWidth(logs);
    return Math.log(width + Math.sqrt(width * width + 1));
  }
}
