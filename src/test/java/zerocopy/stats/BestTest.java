package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BestTest {

  private static Best best(List<LogMean> rows, int claims) {
    return Best.of(rows, (row, other) -> new Ratio(row.minus(other)), claims);
  }

  private static LogMean at(double value) {
    return new LogMean(value, 0.01, 10);
  }

  @Test
  void winnersTiesAndLosers() {
    assertEquals(new Best(List.of(1), List.of(0, 2)), best(List.of(at(0.2), at(0), at(0.3)), 1));
    assertEquals(new Best(List.of(0, 1), List.of(2)), best(List.of(at(0.01), at(0), at(0.3)), 1));
    // Slower than one contender and not than the other is neither.
    assertEquals(
        new Best(List.of(0, 1), List.of()), best(List.of(at(0.0), at(0.02), at(0.045)), 1));
    assertEquals(new Best(List.of(0), List.of()), best(List.of(at(0)), 1));
  }

  /**
   * t = 2.475 of 19.8 degrees of freedom: p = 0.0112 alone, 0.0224 of two, 0.0672 of two in three.
   */
  @Test
  void rivalsAndClaimsShareTheLevel() {
    LogMean near = at(0.035);
    assertEquals(List.of(0), best(List.of(at(0), near), 1).contenders());
    assertEquals(List.of(0), best(List.of(at(0), near, at(9)), 1).contenders());
    assertEquals(List.of(0, 1), best(List.of(at(0), near, at(9)), 3).contenders());
    assertEquals(List.of(0, 1), best(List.of(at(0), near), 9).contenders());
  }

  @Test
  void whereAllAreEqualFewReportsNameALoser() {
    Random random = new Random(4);
    int reports = 2000;
    int wrong = 0;
    for (int k = 0; k < reports; k++) {
      List<LogMean> rows = new ArrayList<>();
      for (int row = 0; row < 6; row++) {
        rows.add(LogMean.of(random.doubles(5).map(x -> 0.02 * random.nextGaussian()).toArray()));
      }
      Best best = best(rows, 1);
      assertTrue(!best.contenders().isEmpty());
      wrong += best.slower().isEmpty() ? 0 : 1;
    }
    assertTrue(wrong <= 0.05 * reports, wrong + " of " + reports);
  }
}
