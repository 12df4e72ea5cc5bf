package zerocopy.mmu.pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import zerocopy.mmu.pattern.ChasePattern.Layout;

class ChasePatternPropertyTest {

  private static final int PAGE = 4096;

  @Property(tries = 200)
  void oneCycleThroughAllLines(@ForAll @IntRange(min = 1, max = 5000) int lines) {
    int[] successor = ChasePattern.successors(lines);
    BitSet seen = new BitSet();
    int at = 0;
    for (int step = 0; step < lines; step++) {
      seen.set(at);
      at = successor[at];
    }
    assertEquals(0, at);
    assertEquals(lines, seen.cardinality());
  }

  @Property(tries = 200)
  void lineNLiesWholeInPageN(
      @ForAll @IntRange(max = 1 << 20) int line, @ForAll @IntRange(min = 12, max = 16) int bits) {
    long offset = ChasePattern.offset(Layout.LINE_PER_PAGE, line, 1 << bits);
    assertEquals(line, offset >> bits);
    assertEquals(0, offset % ChasePattern.LINE);
    assertTrue(offset < ChasePattern.span(Layout.LINE_PER_PAGE, line + 1, 1 << bits));
  }

  @Test
  void neighbouringPagesFavourNoCacheSet() {
    assertEquals(64, distinctBits(64, 6, 6));
    assertEquals(1024, distinctBits(1024, 6, 10));
  }

  @Test
  void denseLinesArePacked() {
    assertEquals(64 * 1000L, ChasePattern.offset(Layout.DENSE, 1000, PAGE));
    assertEquals(64 * 1000L, ChasePattern.span(Layout.DENSE, 1000, PAGE));
  }

  private static int distinctBits(int pages, int lowest, int bits) {
    BitSet sets = new BitSet();
    for (int page = 0; page < pages; page++) {
      long offset = ChasePattern.offset(Layout.LINE_PER_PAGE, page, PAGE);
      sets.set((int) (offset >> lowest) & ((1 << bits) - 1));
    }
    return sets.cardinality();
  }
}
