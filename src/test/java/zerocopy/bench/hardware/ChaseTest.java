package zerocopy.bench.hardware;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zerocopy.mmu.pattern.ChasePattern.Layout;

class ChaseTest {

  private static final int PAGE = 4096;
  private static final int LINES = 97;

  @ParameterizedTest
  @EnumSource(Layout.class)
  void visitsEachLineOnceInALap(Layout layout) {
    int[] memory = new int[LINES * PAGE / Integer.BYTES + 100];
    Chase chase = new Chase(memory, 100, layout, LINES, PAGE);
    Set<Integer> visited = new HashSet<>();
    int at = chase.start();
    for (int step = 0; step < LINES; step++) {
      visited.add((at - 100) / (layout == Layout.DENSE ? 16 : PAGE / 4));
      at = memory[at];
    }
    assertEquals(chase.start(), at);
    assertEquals(LINES, visited.size());
  }

  @Test
  void knowsWhereItMustBe() {
    int[] memory = new int[LINES * 16];
    Chase chase = new Chase(memory, 0, Layout.DENSE, LINES, PAGE);
    int at = chase.start();
    for (int step = 0; step < 3 * LINES; step++) {
      int reached = at;
      int steps = step;
      assertDoesNotThrow(() -> chase.verify(reached, steps));
      assertThrows(IllegalStateException.class, () -> chase.verify(reached, steps + 1));
      at = memory[at];
    }
  }

  /** A prefetcher follows neighbours, and any constant stride. */
  @ParameterizedTest
  @EnumSource(Layout.class)
  void hardlyEverRepeatsAStride(Layout layout) {
    int[] memory = new int[LINES * PAGE / Integer.BYTES];
    int at = new Chase(memory, 0, layout, LINES, PAGE).start();
    Map<Integer, Integer> strides = new HashMap<>();
    for (int step = 0; step < LINES; step++) {
      strides.merge(memory[at] - at, 1, Integer::sum);
      at = memory[at];
    }
    assertTrue(Collections.max(strides.values()) < LINES / 10, strides.toString());
  }

  @Test
  void refusesMemoryThatIsInUse() {
    int[] memory = new int[LINES * 16];
    memory[16 * 3 + 1] = 7;
    assertThrows(
        IllegalStateException.class, () -> new Chase(memory, 0, Layout.DENSE, LINES, PAGE));
  }
}
