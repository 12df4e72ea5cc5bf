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
   * Finds the translations of loads that may need a walk soon, without walking. Walks of several
   * pages do not depend on each other, but the machine that runs the model can see only a few of
   * them ahead; this makes its cache misses overlap. It changes no bit and no count.
   *
   * @param loads addresses, of whatever validity
   * @param from index of the first
   * @param to index after the last one
   * @param level of which level translations are wanted
   * @param translations takes what walks would return for loads from pages of that level that have
   *     to change nothing in the table, else {@link zerocopy.mmu.paging.PageTableEntry#ABSENT}; at
   *     least {@code to - from} long
   * @return index after the last load that has been looked at: {@code from} where there is nothing
   *     to read ahead
   */
  default int lookAhead(long[] loads, int from, int to, int level, long[] translations) {
    return from;
  }

  /**
   * Walks for loads for which {@link #lookAhead} has found the translations.
   *
   * @param loads addresses
   * @param from index of the first that may be meant
   * @param which of 64 loads from there on, by a bit each
   * @param level of which level their translations are
   */
  default void walkAgain(long[] loads, int from, long which, int level) {
    throw new IllegalStateException("nothing was found ahead");
  }

  /** Returns how many table entries all walks have read from memory. */
  long references();

  /** Returns how many walks there were. */
  long walks();

  /** Forgets what page-walk caches hold. */
  void flush();
}
