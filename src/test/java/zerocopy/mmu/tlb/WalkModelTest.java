package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import zerocopy.mmu.paging.PageTableLayout;

/** References of page walks: those of the textbooks, and what page-walk caches spare. */
class WalkModelTest {
  private static final PageTableLayout X86 = PageTableLayout.X86_64_4_LEVEL;

  @Test
  void nativeWalksReadOneEntryPerLevel() {
    assertEquals(4, new NativeWalk(X86).walk(7, 0));
    assertEquals(3, new NativeWalk(X86).walk(512, 1));
    assertEquals(2, new NativeWalk(X86).walk(1 << 18, 2));
    assertEquals(5, new NativeWalk(PageTableLayout.X86_64_5_LEVEL).walk(7, 0));
  }

  @Test
  void nestedWalksMultiply() {
    assertEquals(24, new NestedWalk(new NativeWalk(X86), new NativeWalk(X86), 0).walk(7, 0));
    assertEquals(19, new NestedWalk(new NativeWalk(X86), new NativeWalk(X86), 0).walk(512, 1));
  }

  @Test
  void walkCachesSpareTheUpperLevels() {
    List<TlbGeometry> caches = List.of(TlbGeometry.full(2), TlbGeometry.full(2));
    NativeWalk walk = new NativeWalk(X86, caches);
    assertEquals(4, walk.walk(0, 0), "nothing is cached");
    assertEquals(1, walk.walk(1, 0), "same last-level table");
    assertEquals(2, walk.walk(512, 0), "same directory");
    assertEquals(4, walk.walk(1L << 18, 0), "another directory");
    assertEquals(1, walk.walk(513, 0), "both directories' entries are held");
    walk.flush();
    assertEquals(4, walk.walk(513, 0), "flushed");
  }
}
