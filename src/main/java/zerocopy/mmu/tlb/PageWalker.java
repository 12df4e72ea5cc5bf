package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTableLayout;

/** What finds a translation that no TLB holds. */
public interface PageWalker {

  /** Returns how addresses are cut. */
  PageTableLayout layout();

  /** Returns how many bits of an address are looked at: those of the layout, or all 64. */
  int addressBits();

  /**
   * Walks for one reference and sets the referenced bit, and the modified bit on a store.
   *
   * @param page number of the base page
   * @param virtual the address, for a fault to tell
   * @param access what the reference wants to do
   * @return the translation: a leaf as in {@link zerocopy.mmu.paging.PageTableEntry}
   * @throws zerocopy.mmu.Fault when the page is absent or protected
   */
  long walk(long page, long virtual, Access access);

  /**
   * Walks down for loads that may need it soon, and reads the entries there. Walks of several pages
   * do not depend on each other, but the machine that runs the model can see only a few of them
   * ahead; this makes its cache misses overlap. It changes no bit and no count.
   *
   * @param loads addresses, of whatever validity
   * @param from index of the first
   * @param to index after the last one
   * @param ends takes where the walks end, for {@link #walkTo}; at least {@code to - from} long
   * @return index after the last load whose walk's end is known: {@code from} where there is
   *     nothing to read ahead
   */
  default int lookAhead(long[] loads, int from, int to, int[] ends) {
    return from;
  }

  /**
   * Walks as {@link #walk} does, for a load whose walk's end is known.
   *
   * @param end what {@link #lookAhead} said, with the same page table
   * @param page number of the base page
   * @param virtual the address, for a fault to tell
   * @param access what the reference wants to do
   * @return the translation
   * @throws zerocopy.mmu.Fault when the page is absent or protected
   */
  default long walkTo(int end, long page, long virtual, Access access) {
    return walk(page, virtual, access);
  }

  /** Returns how many table entries all walks have read from memory. */
  long references();

  /** Returns how many walks there were. */
  long walks();

  /** Forgets what page-walk caches hold. */
  void flush();
}
