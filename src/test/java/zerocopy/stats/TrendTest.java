package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrendTest {

  private final Random random = new Random(5);

  /** Forks of three iterations; the first takes {@code first} times as long as the last. */
  private List<double[]> forks(int forks, double first, double noise) {
    List<double[]> scores = new ArrayList<>();
    for (int f = 0; f < forks; f++) {
      double[] fork = {first, Math.sqrt(first), 1};
      Arrays.setAll(fork, i -> 100 * fork[i] * Math.exp(noise * random.nextGaussian()));
      scores.add(fork);
    }
    return scores;
  }

  private int found(int forks, double first, double noise) {
    int found = 0;
    for (int k = 0; k < 1000; k++) {
      found += Trend.find(forks(forks, first, noise)).isPresent() ? 1 : 0;
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({"3, 2, 0.05", "5, 1.5, 0.05", "8, 1.2, 0.03", "3, 0.5, 0.05", "8, 0.8, 0.03"})
  void aTrendIsFound(int forks, double first, double noise) {
    assertTrue(found(forks, first, noise) > 950);
    Trend trend = Trend.find(forks(forks, first, 1e-3)).orElseThrow();
    assertEquals(first, trend.ratio(), 0.02);
    assertTrue(trend.interval().contains(trend.ratio()));
  }

  @ParameterizedTest
  @CsvSource({"3, 0.01", "3, 0.1", "3, 0.5", "5, 0.1", "8, 0.1", "8, 0.5"})
  void whatHasSettledHasNone(int forks, double noise) {
    int found = found(forks, 1, noise);
    assertTrue(found <= 60, found + " of 1000");
  }

  @Test
  void changesThatNobodyCaresForAreNone() {
    assertTrue(Trend.find(forks(8, 1.04, 1e-4)).isEmpty());
    assertTrue(Trend.find(forks(8, 1 / 1.04, 1e-4)).isEmpty());
  }

  @Test
  void oneDisturbedForkIsNoTrend() {
    List<double[]> scores = forks(4, 1, 0.01);
    scores.get(2)[0] *= 4;
    assertTrue(Trend.find(scores).isEmpty());
  }

  @Test
  void twoForksOrSingleIterationsCannotTell() {
    assertTrue(Trend.find(forks(2, 2, 1e-4)).isEmpty());
    List<double[]> single = List.of(new double[] {2}, new double[] {1}, new double[] {2});
    assertTrue(Trend.find(single).isEmpty());
  }
}
