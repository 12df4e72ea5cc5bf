package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import zerocopy.results.ResultRow;

class DriftTest {

  private static List<ResultRow> run(Random random, double[] mood, int rows) {
    List<ResultRow> run = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      run.add(Rows.of("m" + row, Rows.noisy(random, 100 * (row + 1), 0.02, mood, 5)));
    }
    return run;
  }

  private static double[] independentMood(
      Random random, int rounds, double deviation, double level) {
    return random
        .doubles(rounds)
        .map(x -> level * Math.exp(deviation * random.nextGaussian()))
        .toArray();
  }

  @Test
  void tellsMoodFromNoise() {
    Random random = new Random(1);
    double quiet = 0;
    double moody = 0;
    for (int k = 0; k < 200; k++) {
      quiet += Drift.of(run(random, independentMood(random, 10, 0, 1), 20)).deviation() / 200;
      double d = Drift.of(run(random, independentMood(random, 10, 0.03, 1), 20)).deviation();
      moody += d * d / 200;
    }
    assertTrue(quiet < 0.004, "quiet: " + quiet);
    assertEquals(0.03, Math.sqrt(moody), 0.003);
  }

  @Test
  void levelsFollowTheRounds() {
    List<ResultRow> run = new ArrayList<>();
    for (int row = 1; row <= 6; row++) {
      run.add(Rows.of("m" + row, new double[] {row}, new double[] {1.21 * row}));
    }
    Drift drift = Drift.of(run);
    assertEquals(1 / 1.1, drift.levels().get(0), 1e-12);
    assertEquals(1.1, drift.levels().get(1), 1e-12);
  }

  @Test
  void fewRowsOrUnknownRoundsSayNothing() {
    ResultRow row = Rows.of("m", new double[] {1}, new double[] {2});
    assertEquals(0, Drift.of(List.of(row, row)).deviation());
    ResultRow unordered = Rows.unordered("m", new double[] {1}, new double[] {2});
    assertTrue(Drift.of(java.util.Collections.nCopies(9, unordered)).levels().isEmpty());
  }

  /**
   * Two runs of the same build, each in one spell of a machine whose mood changes by round and run.
   */
  @Test
  void runsOfTheSameBuildRaiseFewFalseAlarms() {
    Random random = new Random(2);
    int rows = 0;
    int questions = 0;
    int reports = 300;
    for (int k = 0; k < reports; k++) {
      List<ResultRow> a =
          run(random, independentMood(random, 5, 0.02, Math.exp(0.02 * random.nextGaussian())), 20);
      List<ResultRow> b =
          run(random, independentMood(random, 5, 0.02, Math.exp(0.02 * random.nextGaussian())), 20);
      Drift driftA = Drift.of(a);
      Drift driftB = Drift.of(b);
      List<Ratio> ratios = new ArrayList<>();
      for (int row = 0; row < a.size(); row++) {
        ratios.add(Ratio.between(b.get(row), driftB, a.get(row), driftA));
      }
      rows += Family.judge(ratios).stream().anyMatch(v -> v != Verdict.NOT_DISTINGUISHABLE) ? 1 : 0;
      questions += GeometricMean.between(b, driftB, a, driftA).p() < 0.05 ? 1 : 0;
    }
    assertTrue(rows <= 0.07 * reports, rows + " of " + reports + " reports");
    assertTrue(questions <= 0.07 * reports, questions + " of " + reports + " geometric means");
  }

  @Test
  void geometricMeanOfAKnownChange() {
    Random random = new Random(3);
    List<ResultRow> base = run(random, independentMood(random, 8, 0, 1), 30);
    List<ResultRow> slow = new ArrayList<>();
    for (int row = 0; row < 30; row++) {
      double[] mood = independentMood(random, 8, 0, 1.05);
      slow.add(Rows.of("m" + row, Rows.noisy(random, 100 * (row + 1), 0.02, mood, 5)));
    }
    Ratio mean = GeometricMean.between(slow, Drift.of(slow), base, Drift.of(base));
    assertTrue(mean.interval().orElseThrow().contains(1.05), mean.toString());
    assertTrue(mean.interval().orElseThrow().lower() > 1.02, mean.toString());
    assertThrows(
        IllegalArgumentException.class,
        () -> GeometricMean.between(List.of(), Drift.of(slow), List.of(), Drift.of(base)));
  }
}
