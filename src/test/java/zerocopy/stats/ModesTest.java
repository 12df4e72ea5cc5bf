package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModesTest {

  private final Random random = new Random(3);

  private double[][] forks(int forks, int iterations, java.util.function.DoubleSupplier level) {
    double[][] scores = new double[forks][iterations];
    for (double[] fork : scores) {
      double mean = level.getAsDouble();
      Arrays.setAll(fork, i -> mean * Math.exp(0.01 * random.nextGaussian()));
    }
    return scores;
  }

  @ParameterizedTest
  @ValueSource(ints = {5, 6, 8, 12, 25, 60})
  void criticalSeparationIsExceededByOneNormalSampleInAThousand(int values) {
    int exceeded = 0;
    for (int k = 0; k < 20_000; k++) {
      double[] sample = random.doubles(values).map(x -> random.nextGaussian()).toArray();
      exceeded +=
          Modes.bestSplit(sample).orElseThrow().separation() > Modes.critical(values) ? 1 : 0;
    }
    assertTrue(exceeded <= 40, exceeded + " of 20000");
  }

  @Test
  void forksOnTwoLevelsAreFound() {
    int found = 0;
    for (int k = 0; k < 200; k++) {
      int[] fork = {0};
      double[][] scores = forks(8, 5, () -> fork[0]++ % 3 == 0 ? 140 : 100);
      Modes modes = Modes.find(List.of(scores)).orElse(null);
      if (modes != null) {
        found++;
        assertEquals(Modes.Where.BETWEEN_FORKS, modes.where());
        assertEquals(100, modes.lower(), 2);
        assertEquals(140, modes.upper(), 3);
        assertEquals(3 / 8.0, modes.upperShare(), 1e-9);
      }
    }
    assertTrue(found >= 198, found + " of 200");
  }

  @Test
  void iterationsThatJumpAreFound() {
    int found = 0;
    for (int k = 0; k < 200; k++) {
      double[][] scores = new double[5][8];
      for (double[] fork : scores) {
        Arrays.setAll(
            fork,
            i -> (random.nextInt(3) == 0 ? 130 : 100) * Math.exp(0.02 * random.nextGaussian()));
      }
      found +=
          Modes.find(List.of(scores)).filter(m -> m.where() == Modes.Where.WITHIN_FORKS).isPresent()
              ? 1
              : 0;
    }
    assertTrue(found >= 180, found + " of 200");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 8, 15})
  void noiseWithOneLevelIsNotCalledTwo(int forks) {
    int found = 0;
    for (int k = 0; k < 2000; k++) {
      double[][] scores = forks(forks, 8, () -> 100 * Math.exp(0.04 * random.nextGaussian()));
      found += Modes.find(List.of(scores)).isPresent() ? 1 : 0;
    }
    assertTrue(found <= 20, found + " of 2000");
  }

  @Test
  void skewedNoiseIsNotCalledTwo() {
    int found = 0;
    for (int k = 0; k < 1000; k++) {
      double[][] scores = forks(10, 5, () -> 100 * (1 - 0.1 * Math.log(random.nextDouble())));
      found += Modes.find(List.of(scores)).isPresent() ? 1 : 0;
    }
    assertTrue(found <= 20, found + " of 1000");
  }

  @Test
  void oneStrayForkIsAnOutlierAndNoMode() {
    double[][] scores = forks(10, 5, () -> 100);
    scores[4] = new double[] {200, 201, 199, 200, 200};
    Estimate estimate = Estimate.of(Rows.of("m", scores), TwoWayLayout.of(List.of()));
    assertTrue(estimate.modes().isEmpty());
    assertTrue(estimate.outliers().stream().anyMatch(o -> o.fork() == 4 && o.iteration() == -1));
  }
}
