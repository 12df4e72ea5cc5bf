package zerocopy.mmu.tlb;

/** How a TLB chooses the set of a page from the low bits of the virtual page number. */
public enum SetIndex {
  /** The page number modulo the number of sets, which must be a power of two. */
  MODULO {
    @Override
    public int setOf(long page, int setMask) {
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
    public int setOf(long page, int setMask) {
      return (int) (page & 0x7f | page >>> 2 & 0x80);
    }

    @Override
    public int sets() {
      return 256;
    }
  },

  /**
   * The second-level data TLB of Zen 5: bits 19 to 12 and bit 21 of the virtual address, that is,
   * bits 0 to 7 and 9 of the page number; 512 sets. Found by measuring which address bits halve the
   * reach when all pages have them alike: 18, 19 and 21 do, 20 and 22 to 25 do not.
   */
  ZEN5 {
    @Override
    public int setOf(long page, int setMask) {
      return (int) (page & 0xff | page >>> 1 & 0x100);
    }

    @Override
    public int sets() {
      return 512;
    }
  };

  /**
   * Chooses a set.
   *
   * @param page the page number; higher bits may hold anything
   * @param setMask number of sets - 1
   */
  public abstract int setOf(long page, int setMask);

  /** Returns the number of sets that the index addresses; 0 where any power of two will do. */
  public int sets() {
    return 0;
  }
}
