package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Type 5 of Hyndman and Fan, on logarithms. */
class ForkLevelTest {

  @Test
  void isTheLowerQuartileOfTheTimes() {
    assertEquals(0.25 * Math.log(2), ForkLevel.logTime(new double[] {3, 1, 2}, false), 1e-12);
    assertEquals(Math.log(2) / 2, ForkLevel.logTime(new double[] {9, 2, 1, 7}, false), 1e-12);
    assertEquals(
        Math.log(2 * 3) / 2,
        ForkLevel.logTime(new double[] {8, 7, 6, 5, 4, 3, 2, 1}, false),
        1e-12);
    assertEquals(Math.log(7), ForkLevel.logTime(new double[] {7}, false), 1e-12);
  }

  @Test
  void ofARateItIsTheUpperQuartile() {
    double[] times = {3, 1, 2, 9, 4};
    double[] rates = {1 / 3.0, 1, 1 / 2.0, 1 / 9.0, 1 / 4.0};
    assertEquals(ForkLevel.logTime(times, false), ForkLevel.logTime(rates, true), 1e-12);
  }
}
