package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BestTest {

  /** The places of the rows that may be the fastest. */
  private static List<Integer> best(List<LogMean> rows, int claims) {
    return Best.contenders(rows, (row, other) -> new Ratio(row.minus(other)), claims).stream()
        .map(rows::indexOf)
        .toList();
  }

  private static LogMean at(double value) {
    return new LogMean(value, 0.01, 10);
  }

  @Test
  void winnersTiesAndLosers() {
    assertEquals(List.of(1), best(List.of(at(0.2), at(0), at(0.3)), 1));
    assertEquals(List.of(0, 1), best(List.of(at(0.01), at(0), at(0.3)), 1));
    assertEquals(List.of(0, 1), best(List.of(at(0.0), at(0.02), at(0.045)), 1));
    assertEquals(List.of(0), best(List.of(at(0)), 1));
  }

  /**
   * t = 2.475 of 19.8 degrees of freedom: p = 0.0112 alone, 0.0224 of two, 0.0672 of two in three.
   */
  @Test
  void rivalsAndClaimsShareTheLevel() {
    LogMean near = at(0.035);
    assertEquals(List.of(0), best(List.of(at(0), near), 1));
    assertEquals(List.of(0), best(List.of(at(0), near, at(9)), 1));
    assertEquals(List.of(0, 1), best(List.of(at(0), near, at(9)), 3));
    assertEquals(List.of(0, 1), best(List.of(at(0), near), 9));
  }

  @Test
  void whereAllAreEqualTheFastestIsSeldomMissing() {
    Random random = new Random(4);
    int reports = 2000;
    int wrong = 0;
    for (int k = 0; k < reports; k++) {
      List<LogMean> rows = new ArrayList<>();
      for (int row = 0; row < 6; row++) {
        rows.add(LogMean.of(random.doubles(5).map(x -> 0.02 * random.nextGaussian()).toArray()));
      }
      List<Integer> contenders = best(rows, 1);
      assertFalse(contenders.isEmpty());
      wrong += contenders.contains(k % rows.size()) ? 0 : 1;
    }
    assertTrue(wrong <= 0.05 * reports, wrong + " of " + reports);
    assertTrue(wrong > 0, "a level of 0 would pass, too");
  }
}
