package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void meanIsThatOfTheForkMeansAndIterationsDoNotCountAsSamples() {
    Estimate few = Estimate.of(List.of(new double[] {99, 101}, new double[] {110, 110}));
    Estimate many =
        Estimate.of(
            List.of(
                new double[] {99, 101, 99, 101, 99, 101, 99, 101}, new double[] {110, 110, 110}));
    assertEquals(Math.sqrt(100 * 110), few.typical(), 1e-9);
    assertEquals(105, few.mean(), 1e-9);
    assertEquals(105, few.median(), 1e-9);
    assertEquals(few.interval().orElseThrow().lower(), many.interval().orElseThrow().lower(), 1e-9);
    assertEquals(11, many.iterations());
  }

  /** ln 100 and ln 110: mean 4.65282, standard error 0.047655, Student's 97.5 % at 1: 12.7062. */
  @Test
  void twoForksGiveAWideIntervalAndOneGivesNone() {
    Estimate two = Estimate.of(List.of(new double[] {100}, new double[] {110}));
    assertEquals(57.243, two.interval().orElseThrow().lower(), 0.01);
    assertEquals(192.163, two.interval().orElseThrow().upper(), 0.01);
    Estimate one = Estimate.of(List.of(new double[] {100, 101, 99}));
    assertTrue(one.interval().isEmpty());
    assertTrue(one.halfWidth().isEmpty());
    assertEquals(0, one.betweenForks());
  }

  @Test
  void moreForksNarrowTheInterval() {
    Random random = new Random(1);
    double last = Double.POSITIVE_INFINITY;
    for (int forks : new int[] {2, 4, 8, 32}) {
      double[] widths = new double[200];
      for (int k = 0; k < widths.length; k++) {
        double[][] noise = Rows.noisy(random, 100, 0.03, Rows.mood(random, forks, 0), 5);
        widths[k] = Estimate.of(List.of(noise)).halfWidth().orElseThrow();
      }
      double median = new Median().evaluate(widths);
      assertTrue(median < last, forks + " forks: " + median);
      last = median;
    }
  }

  @Test
  void intervalCoversTheTruthAsOftenAsItSays() {
    Random random = new Random(2);
    for (int forks : new int[] {2, 3, 5, 10}) {
      int covered = 0;
      for (int k = 0; k < 4000; k++) {
        double[][] noise = new double[forks][5];
        for (double[] fork : noise) {
          double mean = 100 * Math.exp(0.05 * random.nextGaussian());
          Arrays.setAll(fork, i -> mean * Math.exp(0.02 * random.nextGaussian()));
        }
        covered += Estimate.of(List.of(noise)).interval().orElseThrow().contains(100) ? 1 : 0;
      }
      assertEquals(0.95, covered / 4000.0, 0.015, forks + " forks");
    }
  }

  @Test
  void oneDisturbedIterationMovesTheMeanAndNotTheTypicalScore() {
    Estimate estimate =
        Estimate.of(
            List.of(
                new double[] {100, 101, 99},
                new double[] {100, 900, 101},
                new double[] {99, 98, 100}));
    assertEquals(100, estimate.typical(), 0.5);
    assertTrue(estimate.mean() > 180);
    assertTrue(estimate.withinForks() > 0.5);
    assertTrue(estimate.halfWidth().orElseThrow() < 0.03);
  }

  @Test
  void intervalsStayAboveZeroAndHoldTheTypicalScore() {
    Estimate wild = Estimate.of(List.of(new double[] {1}, new double[] {100}));
    assertTrue(wild.interval().orElseThrow().lower() > 0);
    assertTrue(wild.interval().orElseThrow().contains(wild.typical()));
    assertEquals(10, wild.typical(), 1e-9);
  }

  @Test
  void outliersAreNamedAndStayInTheMean() {
    double[][] forks = new double[8][];
    Arrays.setAll(forks, f -> new double[] {100 + f % 3, 101, 100, f == 5 ? 160 : 101});
    forks[2] = new double[] {130, 131, 130, 130};
    Estimate estimate = Estimate.of(List.of(forks));
    assertTrue(estimate.outliers().contains(new Outlier(2, -1, 130.25)));
    assertTrue(estimate.outliers().contains(new Outlier(5, 3, 160)));
    assertTrue(estimate.mean() > 104);
    assertEquals(8, estimate.forks());
  }

  @Test
  void agreementToTheFourthDigitAccusesNobody() {
    double[][] forks = new double[6][];
    Arrays.setAll(forks, f -> new double[] {100, 100.001, f == 3 ? 100.5 : 100});
    assertEquals(List.of(), Estimate.of(List.of(forks)).outliers());
  }

  @Test
  void refusesAnEmptyRow() {
    assertThrows(IllegalArgumentException.class, () -> Estimate.of(List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> Estimate.of(List.of(new double[] {1}, new double[0])));
    assertFalse(Estimate.of(List.of(new double[] {1})).bimodal());
  }
}
