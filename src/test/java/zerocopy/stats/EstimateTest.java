package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import zerocopy.results.ResultRow;

class EstimateTest {

  private static Estimate of(double[]... forks) {
    ResultRow row = Rows.of("m", forks);
    return Estimate.of(row, TwoWayLayout.of(List.of(row)));
  }

  @Test
  void meanIsThatOfTheForkMeansAndIterationsDoNotCountAsSamples() {
    Estimate few = of(new double[] {99, 101}, new double[] {110, 110}, new double[] {100, 104});
    Estimate many =
        of(
            new double[] {99, 101, 99, 101, 99, 101, 99, 101},
            new double[] {110, 110, 110},
            new double[] {100, 104});
    assertEquals(Math.cbrt(99 * 110 * 100), few.typical(), 0.5);
    assertEquals((100 + 110 + 102) / 3.0, few.mean(), 1e-9);
    assertEquals(few.halfWidth().orElseThrow(), many.halfWidth().orElseThrow(), 0.005);
    assertEquals(13, many.iterations());
    assertEquals(3, many.forks());
  }

  @Test
  void aRateIsEstimatedInItsOwnUnit() {
    ResultRow row = Rows.rate("m", new double[] {10}, new double[] {11}, new double[] {12});
    Estimate rate = Estimate.of(row, TwoWayLayout.of(List.of(row)));
    assertEquals(Math.cbrt(10 * 11 * 12), rate.typical(), 1e-9);
    Estimate time = of(new double[] {10}, new double[] {11}, new double[] {12});
    assertEquals(
        time.interval().orElseThrow().lower(), rate.interval().orElseThrow().lower(), 1e-9);
  }

  /** ln 100, ln 110 and ln 105: Student's 97.5 % at 2: 4.30265. */
  @Test
  void threeForksGiveAnIntervalAndFewerGiveNone() {
    Estimate three = of(new double[] {100}, new double[] {110}, new double[] {105});
    assertEquals(93.2059, three.interval().orElseThrow().lower(), 0.01);
    assertEquals(118.1077, three.interval().orElseThrow().upper(), 0.01);
    assertTrue(of(new double[] {100}, new double[] {110}).interval().isEmpty());
    Estimate one = of(new double[] {100, 101, 99});
    assertTrue(one.interval().isEmpty());
    assertTrue(one.halfWidth().isEmpty());
    assertEquals(0, one.betweenForks());
  }

  @Test
  void oneDisturbedIterationMovesTheMeanAndNotTheTypicalScore() {
    Estimate estimate =
        of(new double[] {100, 101, 99}, new double[] {100, 900, 101}, new double[] {99, 98, 100});
    assertEquals(99, estimate.typical(), 1);
    assertTrue(estimate.mean() > 180);
    assertTrue(estimate.withinForks() > 0.5);
    assertTrue(estimate.halfWidth().orElseThrow() < 0.03);
  }

  @Test
  void intervalsStayAboveZeroAndHoldTheTypicalScore() {
    Estimate wild = of(new double[] {1}, new double[] {100}, new double[] {10});
    assertTrue(wild.interval().orElseThrow().lower() > 0);
    assertTrue(wild.interval().orElseThrow().contains(wild.typical()));
    assertEquals(10, wild.typical(), 1e-9);
  }

  @Test
  void outliersAreNamedAndStayInTheMean() {
    double[][] forks = new double[8][];
    Arrays.setAll(forks, f -> new double[] {100 + f % 3, 101, 100, f == 5 ? 160 : 101});
    forks[2] = new double[] {130, 131, 130, 130};
    Estimate estimate = of(forks);
    assertTrue(estimate.outliers().contains(new Outlier(2, -1, 130.25)));
    assertTrue(estimate.outliers().contains(new Outlier(5, 3, 160)));
    assertTrue(estimate.mean() > 104);
    assertEquals(8, estimate.forks());
  }

  @Test
  void agreementToTheFourthDigitAccusesNobody() {
    double[][] forks = new double[6][];
    Arrays.setAll(forks, f -> new double[] {100, 100.001, f == 3 ? 100.5 : 100});
    assertEquals(List.of(), of(forks).outliers());
  }

  @Test
  void refusesAnEmptyRow() {
    assertThrows(IllegalArgumentException.class, EstimateTest::of);
    assertThrows(IllegalArgumentException.class, () -> of(new double[] {1}, new double[0]));
    assertFalse(of(new double[] {1}).bimodal());
  }
}
