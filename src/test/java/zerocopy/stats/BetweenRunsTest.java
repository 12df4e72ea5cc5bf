package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zerocopy.results.ResultRow;

class BetweenRunsTest {

  /** A run whose machine has moods of 2 % by round, at a level of its own. */
  private static List<ResultRow> run(Random random, int rounds, int rows, double level) {
    double[] mood =
        random.doubles(rounds).map(x -> level * Math.exp(0.02 * random.nextGaussian())).toArray();
    List<ResultRow> run = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      run.add(Rows.of("m" + row, Rows.noisy(random, 100 * (row + 1), 0.02, mood, 5)));
    }
    return run;
  }

  private static BetweenRuns between(List<ResultRow> candidate, List<ResultRow> base) {
    return BetweenRuns.of(candidate, TwoWayLayout.of(candidate), base, TwoWayLayout.of(base));
  }

  @Test
  void twoHoursOfOneBuildRaiseFewFalseAlarms() {
    Random random = new Random(2);
    int reports = 300;
    int rows = 0;
    int questions = 0;
    for (int k = 0; k < reports; k++) {
      List<ResultRow> a = run(random, 5, 20, Math.exp(0.05 * random.nextGaussian()));
      List<ResultRow> b = run(random, 5, 20, Math.exp(0.05 * random.nextGaussian()));
      BetweenRuns between = between(b, a);
      List<Ratio> ratios = new ArrayList<>();
      for (int row = 0; row < a.size(); row++) {
        ratios.add(between.ratio(b.get(row), a.get(row)));
      }
      rows += Family.judge(ratios).stream().anyMatch(Verdict::isDifferent) ? 1 : 0;
      questions += between.ratio(b.subList(0, 6), a.subList(0, 6)).p() < 0.05 ? 1 : 0;
    }
    assertTrue(rows <= 0.06 * reports, rows + " of " + reports + " reports");
    assertTrue(questions <= 0.07 * reports, questions + " of " + reports + " geometric means");
  }

  /**
   * One row 5 % slower, on a host that is 10 % faster: the intervals of the old way never see it.
   */
  @Test
  void aRegressionIsFoundInAnotherHour() {
    Random random = new Random(3);
    int found = 0;
    for (int k = 0; k < 100; k++) {
      List<ResultRow> base = run(random, 16, 30, 1);
      List<ResultRow> candidate = run(random, 16, 30, 0.9);
      ResultRow slow = candidate.get(0);
      slow.forks().forEach(fork -> java.util.Arrays.setAll(fork, i -> fork[i] * 1.05));
      BetweenRuns between = between(candidate, base);
      List<Ratio> ratios = new ArrayList<>();
      for (int row = 0; row < 30; row++) {
        ratios.add(between.ratio(candidate.get(row), base.get(row)));
      }
      found += Family.judge(ratios).get(0) == Verdict.SLOWER ? 1 : 0;
      assertEquals(0.9, between.common().orElseThrow().value(), 0.045);
    }
    assertTrue(found >= 60, found + " of 100");
  }

  @Test
  void theCommonFactorIsTheMedian() {
    List<ResultRow> base = new ArrayList<>();
    List<ResultRow> candidate = new ArrayList<>();
    double[] factors = {1.1, 1.1, 1.1, 2, 0.5};
    for (int row = 0; row < 5; row++) {
      base.add(Rows.of("m" + row, new double[] {1}, new double[] {1}, new double[] {1}));
      double time = factors[row];
      candidate.add(
          Rows.of("m" + row, new double[] {time}, new double[] {time}, new double[] {time}));
    }
    BetweenRuns between = between(candidate, base);
    assertEquals(1.1, between.common().orElseThrow().value(), 1e-9);
    assertEquals(2 / 1.1, between.ratio(candidate.get(3), base.get(3)).value(), 1e-9);
    assertEquals(
        Math.sqrt(2 * 0.5) / 1.1,
        between.ratio(candidate.subList(3, 5), base.subList(3, 5)).value(),
        1e-9);
    BetweenRuns few = between(candidate.subList(0, 4), base.subList(0, 4));
    assertTrue(few.common().isEmpty());
    assertEquals(1.1, few.ratio(candidate.get(0), base.get(0)).value(), 1e-9);
  }

  /**
   * Distances of the log ratios from their median, 0, are 0, 0, 0.1, 0.1, 0.2: the error follows.
   */
  @Test
  void theCommonFactorsErrorIsThatOfAMedian() {
    List<ResultRow> base = new ArrayList<>();
    List<ResultRow> candidate = new ArrayList<>();
    double[] logs = {0, 0, 0.1, -0.1, 0.2};
    for (int row = 0; row < 5; row++) {
      base.add(Rows.of("m" + row, new double[] {1}));
      candidate.add(Rows.of("m" + row, new double[] {Math.exp(logs[row])}));
    }
    LogMean common = between(candidate, base).common().orElseThrow().log();
    assertEquals(1.4826 * 0.1 * 1.2533141 / Math.sqrt(5), common.error(), 1e-6);
    assertEquals(4, common.freedom());
  }

  @Test
  void aGeometricMeanHasTheErrorOfItsRows() {
    List<ResultRow> rows = run(new Random(6), 5, 4, 1);
    BetweenRuns between = between(rows, rows);
    LogMean mean = between.ratio(rows.subList(0, 2), rows.subList(0, 2)).log();
    double first = between.ratio(rows.get(0), rows.get(0)).log().error();
    double second = between.ratio(rows.get(1), rows.get(1)).log().error();
    assertEquals(Math.hypot(first, second) / 2, mean.error(), 1e-12);
    double square = first * first + second * second;
    assertEquals(
        square * square / ((Math.pow(first, 4) + Math.pow(second, 4)) / 8), mean.freedom(), 1e-9);
  }

  @Test
  void mixedModesAreRefusedAndSingleForksSayNothing() {
    ResultRow one = Rows.of("a", new double[] {1});
    ResultRow rate = Rows.rate("a", new double[] {1});
    BetweenRuns between = between(List.of(one), List.of(one));
    assertThrows(IllegalArgumentException.class, () -> between.ratio(one, rate));
    assertTrue(between.ratio(List.of(one), List.of(one)).interval().isEmpty());
  }
}
