package zerocopy.mmu.tlb;

/**
 * How a TLB chooses the set of a page: by low bits of the virtual page number, and for some
 * processors by one more bit from further up.
 */
public enum SetIndex {
  /** The page number modulo the number of sets, which must be a power of two. */
  MODULO(0, 0, 0),

  /**
   * The second-level data TLB of Zen 3: bits 18 to 12 and bit 21 of the virtual address, that is,
   * bits 0 to 6 and 9 of the page number; 256 sets. Found by measuring which pages evict each
   * other.
   */
  ZEN3(256, 2, 0x80),

  /**
   * The second-level data TLB of Zen 5: bits 19 to 12 and bit 21 of the virtual address, that is,
   * bits 0 to 7 and 9 of the page number; 512 sets. Found by measuring which address bits halve the
   * reach when all pages have them alike: 18, 19 and 21 do, 20 and 22 to 25 do not.
   */
  ZEN5(512, 1, 0x100);

  private final int sets;
  private final int highShift;
  private final int highBit;

  SetIndex(int sets, int highShift, int highBit) {
    this.sets = sets;
    this.highShift = highShift;
    this.highBit = highBit;
  }

  /**
   * Chooses a set.
   *
   * @param page the page number; higher bits may hold anything
   * @param setMask number of sets - 1
   */
  public int setOf(long page, int setMask) {
    return (int) (page & lowBits(setMask + 1) | page >>> highShift & highBit);
  }

  /** Returns the number of sets that the index addresses; 0 where any power of two will do. */
  public int sets() {
    return sets;
  }

  /** Returns a mask of the low bits of the page number that choose among a number of sets. */
  public int lowBits(int among) {
    return among - 1 & ~highBit;
  }

  /** Returns how far the bit from further up has to go down to its place in the set's number. */
  public int highShift() {
    return highShift;
  }

  /** Returns the place of the bit from further up, or 0 if there is none. */
  public int highBit() {
    return highBit;
  }
}
