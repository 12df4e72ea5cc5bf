package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zerocopy.results.ResultRow;

class RatioTest {

  private static double[][] forks(double... means) {
    double[][] forks = new double[means.length][];
    for (int f = 0; f < means.length; f++) {
      forks[f] = new double[] {means[f]};
    }
    return forks;
  }

  @Test
  void pairingByRoundRemovesWhatARoundDoesToBoth() {
    ResultRow fast = Rows.of("direct", forks(100, 150, 80, 120));
    ResultRow slow = Rows.of("heap", forks(110.1, 165, 88, 131.9));
    Ratio paired = Ratio.within(slow, fast);
    assertEquals(Ratio.Method.PAIRED_BY_ROUND, paired.method());
    assertEquals(1.1, paired.value(), 1e-3);
    assertTrue(paired.interval().orElseThrow().lower() > 1.098);
    Ratio unpaired = Ratio.between(slow, fast);
    assertTrue(unpaired.interval().orElseThrow().contains(1));
    assertEquals(Ratio.Method.UNPAIRED, unpaired.method());
  }

  @Test
  void roundsWithoutPartnerFallBackToWelch() {
    ResultRow all = Rows.of("a", forks(100, 101, 102, 103, 104, 105));
    ResultRow few = Rows.of("b", forks(100, 101));
    assertEquals(Ratio.Method.UNPAIRED, Ratio.within(all, few).method());
    assertEquals(
        Ratio.Method.UNPAIRED,
        Ratio.within(Rows.unordered("a", forks(1, 2, 3)), Rows.unordered("b", forks(1, 2, 3)))
            .method());
  }

  /** t = -9.5512 with 4.8158 degrees of freedom, its tail integrated numerically elsewhere. */
  @Test
  void welchAgreesWithTheTextbook() {
    Ratio ratio =
        Ratio.between(Rows.of("a", forks(10, 11, 12)), Rows.of("b", forks(20, 21, 25, 24)));
    double a = Math.log(10 * 11 * 12) / 3;
    double b = Math.log(20 * 21 * 25 * 24.0) / 4;
    assertEquals(Math.exp(a - b), ratio.value(), 1e-12);
    assertEquals(0.00026079, ratio.p(), 1e-8);
  }

  @Test
  void ratesBecomeTimes() {
    ResultRow slow = rate(forks(100, 101, 99));
    ResultRow fast = rate(forks(200, 202, 198));
    assertEquals(2, Ratio.between(slow, fast).value(), 1e-9);
  }

  private static ResultRow rate(double[][] forks) {
    ResultRow row = Rows.of("m", forks);
    return new ResultRow(
        row.benchmark(),
        row.params(),
        "thrpt",
        "ops/s",
        row.forks(),
        row.rounds(),
        row.secondary());
  }

  @Test
  void mixedModesAreRefused() {
    ResultRow time = Rows.of("m", forks(1, 2));
    assertThrows(IllegalArgumentException.class, () -> Ratio.between(time, rate(forks(1, 2))));
  }

  @Test
  void aRowAgainstItselfIsNotDistinguishable() {
    ResultRow row = Rows.of("m", forks(100, 104, 97));
    Ratio self = Ratio.within(row, row);
    assertEquals(1, self.value());
    assertEquals(1, self.p());
    assertEquals(List.of(Verdict.NOT_DISTINGUISHABLE), Family.judge(List.of(self)));
  }

  @Test
  void oneForkIsNeverEnough() {
    Ratio ratio = Ratio.between(Rows.of("a", forks(1)), Rows.of("b", forks(1000, 1001, 1002)));
    assertTrue(ratio.interval().isEmpty());
    assertEquals(List.of(Verdict.NOT_DISTINGUISHABLE), Family.judge(List.of(ratio)));
  }

  /** The worked example of Benjamini and Hochberg 1995, section 3.2: four of fifteen are real. */
  @Test
  void correctionAgreesWithThePaper() {
    double[] p = {
      0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
      0.5719, 0.6528, 0.7590, 1.0
    };
    double[] corrected = Family.correct(p);
    assertEquals(0.0095 * 15 / 4, corrected[3], 1e-12);
    assertTrue(corrected[3] <= 0.05 && corrected[4] > 0.05);
    assertEquals(1.0, corrected[14]);
  }

  /** Reports of 40 rows in which nothing differs, with drift over rounds and disturbed forks. */
  @Test
  void atMostOneReportInTwentyRaisesAFalseAlarm() {
    for (int rounds : new int[] {3, 5, 10}) {
      Random random = new Random(rounds);
      int reports = 0;
      int single = 0;
      for (int k = 0; k < 400; k++) {
        List<Ratio> ratios = new ArrayList<>();
        double[] mood = Rows.mood(random, rounds, 0.01);
        for (int row = 0; row < 40; row++) {
          ResultRow a = Rows.of("a", Rows.noisy(random, 100, 0.02, mood, 5));
          ResultRow b = Rows.of("b", Rows.noisy(random, 100, 0.02, mood, 5));
          ratios.add(Ratio.within(a, b));
        }
        single += (int) ratios.stream().filter(r -> r.p() <= 0.05).count();
        reports +=
            Family.judge(ratios).stream().anyMatch(v -> v != Verdict.NOT_DISTINGUISHABLE) ? 1 : 0;
      }
      assertTrue(single <= 0.06 * 400 * 40, rounds + " rounds: " + single + " of 16000");
      assertTrue(reports <= 30, rounds + " rounds: " + reports + " of 400");
    }
  }

  @Test
  void fivePerCentIsFoundWithTenForksOfTwoPerCentNoise() {
    Random random = new Random(5);
    int found = 0;
    for (int k = 0; k < 300; k++) {
      double[] mood = Rows.mood(random, 10, 0.01);
      double[][] base = new double[10][];
      double[][] slow = new double[10][];
      for (int f = 0; f < 10; f++) {
        base[f] = new double[] {100 * mood[f] * Math.exp(0.02 * random.nextGaussian())};
        slow[f] = new double[] {105 * mood[f] * Math.exp(0.02 * random.nextGaussian())};
      }
      Ratio ratio = Ratio.within(Rows.of("a", slow), Rows.of("b", base));
      found += Family.judge(List.of(ratio)).get(0) == Verdict.SLOWER ? 1 : 0;
    }
    assertTrue(found >= 270, found + " of 300");
  }
}
