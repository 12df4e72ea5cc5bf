package zerocopy.mmu.tlb;

/**
 * What a TLB entry is found by: page number, page size and address space, packed into a {@code
 * long}.
 *
 * <p>Bits 0 to 51 hold the page number in units of the page's own size, so that a set index is
 * taken from the low bits of the key. Bits 52 to 63 hold the address-space identifier; 12 bits, as
 * x86's PCID. A TLB that holds several page sizes at once stores the level of the page in bits 50
 * and 51, which no page number of a 57-bit address uses.
 */
public final class TlbKey {
  /** The largest address-space identifier. */
  public static final int MAX_SPACE = (1 << 12) - 1;

  /** The key that stands for an empty way; level 3 does not exist. */
  public static final long NONE = -1L;

  private static final int LEVEL_SHIFT = 50;
  private static final int SPACE_SHIFT = 52;

  private TlbKey() {}

  /**
   * Returns the key of a page.
   *
   * @param page number of the page, in units of its own size
   * @param level level at which page tables map pages of this size; 0 for base pages
   * @param space address-space identifier, 0 to {@link #MAX_SPACE}
   */
  public static long of(long page, int level, int space) {
    return page | (long) level << LEVEL_SHIFT | (long) space << SPACE_SHIFT;
  }

  /** Tells whether page numbers of so many bits leave the address-space identifier alone. */
  public static boolean holds(int pageNumberBits) {
    return pageNumberBits <= SPACE_SHIFT;
  }

  /** Returns the address-space identifier of a key. */
  public static int space(long key) {
    return (int) (key >>> SPACE_SHIFT);
  }
}
