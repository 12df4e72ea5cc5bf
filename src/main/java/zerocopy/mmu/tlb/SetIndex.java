package zerocopy.mmu.tlb;

/** How a TLB chooses the set of a page from the low bits of the virtual page number. */
public enum SetIndex {
  /** The page number modulo the number of sets, which must be a power of two. */
  MODULO {
    @Override
    int setOf(long page, int setMask) {
      return (int) page & setMask;
    }
  },

  /**
   * The second-level data TLB of Zen 3: bits 18 to 12 and bit 21 of the virtual address, that is,
   * bits 0 to 6 and 9 of the page number; 256 sets. Found by measuring which pages evict each
   * other.
   */
  ZEN3 {
    @Override
    int setOf(long page, int setMask) {
      return (int) (page & 0x7f | page >>> 2 & 0x80);
    }
  };

  /** The number of sets that the Zen 3 index addresses. */
  static final int ZEN3_SETS = 256;

  /**
   * Chooses a set.
   *
   * @param page the page number; higher bits may hold anything
   * @param setMask number of sets - 1
   */
  abstract int setOf(long page, int setMask);
}
