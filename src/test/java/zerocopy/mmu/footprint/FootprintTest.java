package zerocopy.mmu.footprint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import zerocopy.mmu.paging.LinearPageTable;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.RadixPageTable;
import zerocopy.mmu.tlb.TlbGeometry;

/** Packed arrays take a word per page and little else; objects take many times that. */
class FootprintTest {

  @Test
  void pageTablesTakeLittleMoreThanAWordPerPage() {
    Footprint linear = Footprint.pageTable("linear", new LinearPageTable(12, 16), 1 << 16);
    assertTrue(linear.packedBytesPerEntry() < 8.1, linear.toString());
    assertTrue(linear.ratio() > 5, linear.toString());
    RadixPageTable table = new RadixPageTable(PageTableLayout.X86_64_4_LEVEL);
    Footprint radix = Footprint.pageTable("radix", table, 1 << 16);
    assertTrue(radix.packedBytesPerEntry() < 17, "at most doubled by growing: " + radix);
  }

  @Test
  void setAssociativeTlbsTakeLittleMoreThanTwoWordsPerEntry() {
    Footprint tlb = Footprint.tlb("TLB", TlbGeometry.of(2048, 8));
    assertTrue(tlb.packedBytesPerEntry() < 20, tlb.toString());
    assertTrue(tlb.ratio() > 2, tlb.toString());
  }

  @Test
  void twoLevelsInOneTakeHalfOfWhatObjectsTake() {
    Footprint both = Footprint.tlbs("both", TlbGeometry.full(64), TlbGeometry.of(2048, 8));
    assertTrue(both.packedBytesPerEntry() > 32, "an entry has four words: " + both);
    assertTrue(both.ratio() > 1.5, both.toString());
  }

  /** Speed has its price: chains and the log of uses take more than the entries themselves. */
  @Test
  void fullyAssociativeTlbsTakeLittleMoreThanObjects() {
    for (int entries : new int[] {64, 1024}) {
      Footprint tlb = Footprint.tlb("TLB", TlbGeometry.full(entries));
      assertTrue(tlb.ratio() > 0.75, "with chains and log counted: " + tlb);
    }
  }
}
