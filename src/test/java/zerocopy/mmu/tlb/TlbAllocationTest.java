package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.RadixPageTable;

/** A translation makes no garbage: not on a hit, not on a miss, not on a walk. */
class TlbAllocationTest {
  private static final int MAPPED_PAGES = 1 << 16;
  private static final int TRANSLATIONS = 1_000_000;

  /** What reading the counter itself and the test's own calls may allocate. */
  private static final long SLACK = 4096;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @ParameterizedTest
  @CsvSource({"48,64", "1024,64", "65536,64", "1500,1024", "65536,1024"})
  void allocatesNothing(int pages, int firstEntries) {
    TlbMmu mmu = mmu(firstEntries);
    long[] stream =
        new SplittableRandom(1)
            .longs(TRANSLATIONS, 0, (long) pages << 12)
            .map(address -> address & ~7)
            .toArray();
    translate(mmu, stream);
    TlbCounters before = mmu.counters();
    long allocated = threads.getCurrentThreadAllocatedBytes();
    translate(mmu, stream);
    allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
    assertEquals(2 * TRANSLATIONS, mmu.counters().references() - before.references());
    assertTrue(allocated < SLACK, allocated + " bytes for " + 2 * TRANSLATIONS);
  }

  /** All of the stream in a batch, and once more one by one. */
  private static void translate(TlbMmu mmu, long[] stream) {
    long batch = mmu.translateAll(stream, 0, stream.length);
    long sum = 0;
    for (long address : stream) {
      sum += mmu.translate(address);
    }
    assertEquals(batch, sum);
  }

  private static TlbMmu mmu(int firstEntries) {
    PageTable table = new RadixPageTable(PageTableLayout.X86_64_4_LEVEL);
    for (long page = 0; page < MAPPED_PAGES; page++) {
      table.map(page, page ^ 0x5555, PageTableEntry.WRITABLE);
    }
    TlbGeometry first = TlbGeometry.full(firstEntries);
    TlbGeometry second = new TlbGeometry(2048, 8, SetIndex.ZEN3);
    return new TlbMmu(table, TlbHierarchy.shared(first, second, TlbPolicy.LRU));
  }
}
