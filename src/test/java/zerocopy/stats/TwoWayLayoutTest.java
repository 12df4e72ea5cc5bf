package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zerocopy.results.ResultRow;

class TwoWayLayoutTest {

  private static double[][] forks(double... scores) {
    return Arrays.stream(scores).mapToObj(score -> new double[] {score}).toArray(double[][]::new);
  }

  private static double[] moods(Random random, int rounds, double deviation) {
    return random.doubles(rounds).map(x -> Math.exp(deviation * random.nextGaussian())).toArray();
  }

  private static List<ResultRow> run(Random random, double[] mood, int rows) {
    List<ResultRow> run = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      run.add(Rows.of("m" + row, Rows.noisy(random, 100 * (row + 1), 0.02, mood, 5)));
    }
    return run;
  }

  @Test
  void tellsMoodFromNoise() {
    Random random = new Random(1);
    double quiet = 0;
    double moody = 0;
    for (int k = 0; k < 200; k++) {
      quiet += TwoWayLayout.of(run(random, moods(random, 10, 0), 20)).deviation() / 200;
      double d = TwoWayLayout.of(run(random, moods(random, 10, 0.03), 20)).deviation();
      moody += d * d / 200;
    }
    assertTrue(quiet < 0.004, "quiet: " + quiet);
    assertEquals(0.03, Math.sqrt(moody), 0.004);
  }

  /** Six rows without noise of their own: what is left after the mood is their level. */
  @Test
  void moodsFollowTheRoundsAndLeaveTheRows() {
    List<ResultRow> run = new ArrayList<>();
    for (int row = 1; row <= 6; row++) {
      run.add(Rows.of("m" + row, forks(row, 1.21 * row, 1.1 * row)));
    }
    TwoWayLayout layout = TwoWayLayout.of(run);
    assertEquals(1 / 1.1, layout.moods().get(0), 1e-6);
    assertEquals(1.1, layout.moods().get(1), 1e-6);
    assertEquals(1, layout.moods().get(2), 1e-6);
    assertEquals(Math.log(1.1 * 3), layout.mean(run.get(2)).value(), 1e-6);
    assertEquals(0, layout.mean(run.get(2)).error(), 1e-6);
    assertEquals(Math.log(1.1) * Math.sqrt(2 / 3.0), layout.deviation(), 1e-4);
  }

  /** A row that only took part in the slow round is told as it would be in the others. */
  @Test
  void aRowInFewRoundsIsHeldAgainstTheOthersAllTheSame() {
    List<ResultRow> run = new ArrayList<>();
    for (int row = 0; row < 8; row++) {
      double wobble = 1 + 0.001 * row;
      run.add(Rows.of("m" + row, forks(100, 100 * wobble, 150 * wobble, 150)));
    }
    ResultRow slow = Rows.of("slow", forks(100, 100, 150, 150));
    ResultRow late =
        new ResultRow(
            slow.benchmark(),
            slow.params(),
            slow.mode(),
            slow.unit(),
            List.of(new double[] {150}, new double[] {150.3}),
            new int[] {2, 3},
            slow.secondary());
    run.add(slow);
    run.add(late);
    assertEquals(1, TwoWayLayout.of(run).ratio(late, slow).value(), 0.01);
  }

  @Test
  void withFewRowsTwoAreComparedRoundByRound() {
    ResultRow fast = Rows.of("direct", forks(100, 150, 80, 120));
    ResultRow slow = Rows.of("heap", forks(110.1, 165, 88, 131.9));
    TwoWayLayout layout = TwoWayLayout.of(List.of(fast, slow));
    assertTrue(layout.moods().isEmpty());
    Ratio paired = layout.ratio(slow, fast);
    assertEquals(1.1, paired.value(), 1e-3);
    assertTrue(paired.interval().orElseThrow().lower() > 1.098);
    ResultRow unordered = Rows.unordered("heap", forks(110.1, 165, 88, 131.9));
    assertTrue(layout.ratio(unordered, fast).interval().orElseThrow().contains(1));
    ResultRow few = Rows.of("few", forks(110.1, 165));
    assertTrue(layout.ratio(few, fast).interval().isEmpty(), "two forks of it have no error");
  }

  /** t = -9.5512 with 4.8158 degrees of freedom, its tail integrated numerically elsewhere. */
  @Test
  void withoutOtherRowsItIsWelchs() {
    Ratio ratio =
        TwoWayLayout.of(List.of())
            .ratio(Rows.unordered("a", forks(10, 11, 12)), Rows.of("b", forks(20, 21, 25, 24)));
    double a = Math.log(10 * 11 * 12) / 3;
    double b = Math.log(20 * 21 * 25 * 24.0) / 4;
    assertEquals(Math.exp(a - b), ratio.value(), 1e-12);
    assertEquals(0.00026079, ratio.p(), 1e-8);
  }

  @Test
  void ratesBecomeTimesAndMixedModesAreRefused() {
    ResultRow slow = Rows.rate("m", forks(100, 101, 99));
    ResultRow fast = Rows.rate("n", forks(200, 202, 198));
    TwoWayLayout layout = TwoWayLayout.of(List.of(slow, fast));
    assertEquals(2, layout.ratio(slow, fast).value(), 1e-9);
    ResultRow time = Rows.of("m", forks(1, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> layout.ratio(time, slow));
  }

  /** A run of one steady row among noisy ones: it must not become the mood. */
  @Test
  void noRowIsTheMoodByItself() {
    Random random = new Random(5);
    List<ResultRow> run = run(random, moods(random, 6, 0.0), 9);
    run.add(Rows.of("steady", forks(100, 110, 100, 110, 100, 110)));
    LogMean steady = TwoWayLayout.of(run).mean(run.get(9));
    assertTrue(steady.error() > 0.01, "its own 5 % are noise: " + steady);
  }

  @Test
  void otherRowsSteadyAnErrorAndHalvesHaveTheirOwn() {
    Random random = new Random(6);
    List<ResultRow> run = run(random, moods(random, 5, 0.01), 30);
    TwoWayLayout layout = TwoWayLayout.of(run);
    assertTrue(layout.mean(run.get(0)).freedom() > 6, "lent: " + layout.mean(run.get(0)));
    TwoWayLayout alone = layout.moderatedBy(List.of());
    assertEquals(4, alone.mean(run.get(0)).freedom());
    assertEquals(layout.moods(), alone.moods());
  }

  @Test
  void fewRowsOrUnknownRoundsHaveNoMood() {
    ResultRow row = Rows.of("m", forks(1, 2));
    assertEquals(0, TwoWayLayout.of(Collections.nCopies(4, row)).deviation());
    assertTrue(TwoWayLayout.of(Collections.nCopies(4, row)).moods().isEmpty());
    ResultRow unordered = Rows.unordered("m", forks(1, 2));
    assertTrue(TwoWayLayout.of(Collections.nCopies(9, unordered)).moods().isEmpty());
    assertTrue(TwoWayLayout.of(Collections.nCopies(9, Rows.of("m", forks(1)))).moods().isEmpty());
  }

  /** Reports of 40 rows in which nothing differs, with drift over rounds and disturbed forks. */
  @Test
  void atMostOneReportInTwentyRaisesAFalseAlarm() {
    for (int rounds : new int[] {3, 5, 10}) {
      Random random = new Random(rounds);
      int reports = 0;
      int single = 0;
      for (int k = 0; k < 300; k++) {
        double[] mood = Rows.mood(random, rounds, 0.01);
        List<ResultRow> run = run(random, mood, 40);
        run.addAll(run(random, mood, 40));
        TwoWayLayout layout = TwoWayLayout.of(run);
        List<Ratio> ratios = new ArrayList<>();
        for (int row = 0; row < 40; row++) {
          ratios.add(layout.ratio(run.get(row), run.get(row + 40)));
        }
        single += (int) ratios.stream().filter(r -> r.p() <= 0.05).count();
        reports += Family.judge(ratios).stream().anyMatch(Verdict::isDifferent) ? 1 : 0;
      }
      assertTrue(single <= 0.06 * 300 * 40, rounds + " rounds: " + single + " of 12000");
      assertTrue(reports <= 20, rounds + " rounds: " + reports + " of 300");
    }
  }

  /** Spreads as of real rows, from 0.5 to 8 %: of all intervals 93 to 97 % hold the truth. */
  @Test
  void intervalsCoverTheTruthAsOftenAsTheySay() {
    for (int rounds : new int[] {3, 5, 10}) {
      Random random = new Random(20 + rounds);
      int covered = 0;
      int intervals = 0;
      for (int k = 0; k < 60; k++) {
        List<ResultRow> run = new ArrayList<>();
        double[] mood = moods(random, rounds, 0.02);
        for (int row = 0; row < 60; row++) {
          double spread = 0.02 * Math.exp(0.8 * random.nextGaussian());
          double[] levels =
              Arrays.stream(mood)
                  .map(m -> 100 * m * Math.exp(spread * random.nextGaussian()))
                  .toArray();
          run.add(Rows.of("m" + row, forks(levels)));
        }
        TwoWayLayout layout = TwoWayLayout.of(run);
        double center = Arrays.stream(mood).map(Math::log).average().orElseThrow();
        intervals += run.size();
        for (ResultRow row : run) {
          var interval = layout.mean(row).interval();
          covered += interval.orElseThrow().contains(100 * Math.exp(center)) ? 1 : 0;
        }
      }
      double share = (double) covered / intervals;
      assertTrue(share > 0.93 && share < 0.975, rounds + " forks: " + share + " of " + intervals);
    }
  }

  @Test
  void fivePerCentIsFoundWithTenForksOfTwoPerCentNoise() {
    Random random = new Random(5);
    int found = 0;
    for (int k = 0; k < 200; k++) {
      double[] mood = Rows.mood(random, 10, 0.01);
      List<ResultRow> run = run(random, mood, 20);
      double[] slower = Arrays.stream(mood).map(m -> 1.05 * m).toArray();
      ResultRow slow = Rows.of("slow", Rows.noisy(random, 100, 0.02, slower, 5));
      run.add(slow);
      Ratio ratio = TwoWayLayout.of(run).ratio(slow, run.get(0));
      found += Family.judge(List.of(ratio)).get(0) == Verdict.SLOWER ? 1 : 0;
    }
    assertTrue(found >= 160, found + " of 200");
  }
}
