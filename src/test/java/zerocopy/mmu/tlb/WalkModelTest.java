package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.RadixPageTable;

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
    NestedWalk walk = new NestedWalk(X86, new NativeWalk(X86), new NativeWalk(X86), 0);
    assertEquals(24, walk.walk(7, 0));
    assertEquals(19, walk.walk(512, 1));
  }

  @Test
  void everyFlushEmptiesTheWalkCaches() {
    TableWalker[] walkers = new TableWalker[2];
    for (int space = 0; space < 2; space++) {
      PageTable table = new RadixPageTable(X86);
      table.map(7, 1, 0);
      walkers[space] = new TableWalker(table, new NativeWalk(X86, List.of(TlbGeometry.full(2))));
    }
    TlbMmu mmu =
        new TlbMmu(
            walkers[0], TlbHierarchy.single(TlbLevel.of(TlbGeometry.full(1), TlbPolicy.LRU)));
    List<Runnable> flushes = List.of(() -> mmu.flushPage(7 * 4096), mmu::flushSpace, mmu::flushAll);
    for (Runnable flush : flushes) {
      long before = mmu.counters().walkReferences();
      flush.run();
      mmu.translate(7 * 4096);
      assertEquals(4, mmu.counters().walkReferences() - before);
    }
    mmu.switchTo(1, walkers[1]);
    mmu.translate(7 * 4096);
    mmu.flushAll();
    mmu.switchTo(0, walkers[0]);
    long before = mmu.counters().walkReferences();
    mmu.translate(7 * 4096);
    assertEquals(4, mmu.counters().walkReferences() - before, "those of all spaces");
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
