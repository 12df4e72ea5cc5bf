package zerocopy.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static zerocopy.stats.Verdict.FASTER;
import static zerocopy.stats.Verdict.NOT_DISTINGUISHABLE;
import static zerocopy.stats.Verdict.SLOWER;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CrossoverTest {

  private static Crossover of(Verdict... verdicts) {
    List<Crossover.Point> points = new ArrayList<>();
    for (int i = 0; i < verdicts.length; i++) {
      Ratio ratio = new Ratio(1, Optional.empty(), 1, Ratio.Method.UNPAIRED, 3);
      points.add(new Crossover.Point(64L << i, ratio, verdicts[i]));
    }
    Collections.reverse(points);
    return Crossover.find(points);
  }

  @Test
  void winsFromASizeOn() {
    Crossover crossover = of(SLOWER, NOT_DISTINGUISHABLE, FASTER, FASTER);
    assertEquals(OptionalLong.of(256), crossover.from());
    assertEquals(OptionalLong.empty(), crossover.upTo());
    assertEquals(OptionalLong.of(64), crossover.otherUpTo());
    assertFalse(crossover.firstAlways());
  }

  @Test
  void oneUndecidedSizeEndsTheClaim() {
    assertEquals(OptionalLong.of(512), of(FASTER, FASTER, NOT_DISTINGUISHABLE, FASTER).from());
    assertEquals(OptionalLong.empty(), of(NOT_DISTINGUISHABLE, FASTER, NOT_DISTINGUISHABLE).from());
  }

  @Test
  void winsAlways() {
    assertTrue(of(FASTER, FASTER).firstAlways());
    assertTrue(of(SLOWER, SLOWER).otherAlways());
    assertFalse(of(SLOWER, FASTER).otherAlways());
  }

  @Test
  void refusesSizesTwiceAndNothing() {
    assertThrows(IllegalArgumentException.class, () -> Crossover.find(List.of()));
    Crossover.Point point = of(FASTER).points().get(0);
    assertThrows(IllegalArgumentException.class, () -> Crossover.find(List.of(point, point)));
  }
}
