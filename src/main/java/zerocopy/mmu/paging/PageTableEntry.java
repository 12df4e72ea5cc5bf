package zerocopy.mmu.paging;

/**
 * A page-table entry, packed into a {@code long} as x86-64 does it (AMD64 Architecture Programmer's
 * Manual, volume 2, section 5.3; Intel SDM, volume 3, section 4.5).
 *
 * <p>Bits 12 to 51 hold the number of the page frame. Bits 9 and 10, which the hardware leaves to
 * software, hold the level of a leaf: 0 for a base page, 1 for the large page that a directory
 * entry maps, 2 for the one above. The value 0 is an absent page.
 */
public final class PageTableEntry {
  /** An entry that maps nothing. */
  public static final long ABSENT = 0;

  /** The entry maps a page, or points to a page table. */
  public static final long PRESENT = 1;

  /** Stores are allowed. */
  public static final long WRITABLE = 1 << 1;

  /** Code in user mode may use the page; without the bit only the kernel may. */
  public static final long USER = 1 << 2;

  /** The page has been accessed since the bit was last cleared. */
  public static final long REFERENCED = 1 << 5;

  /** The page has been written since it was loaded; x86 says dirty. */
  public static final long MODIFIED = 1 << 6;

  /** A directory entry that maps a large page. */
  public static final long LARGE = 1 << 7;

  /** Instruction fetches are forbidden. */
  public static final long NO_EXECUTE = 1L << 63;

  /** What a caller of {@code map} may ask for. */
  static final long PERMISSIONS = WRITABLE | USER | NO_EXECUTE;

  /** The largest frame number. */
  public static final long MAX_FRAME = (1L << 40) - 1;

  private static final int LEVEL_SHIFT = 9;
  private static final int FRAME_SHIFT = 12;

  /** The bits that tell whether an entry is present, and of which level. */
  public static final long KIND = PRESENT | LARGE | 3 << LEVEL_SHIFT;

  private PageTableEntry() {}

  /**
   * Returns the entry of a present page.
   *
   * @param frame number of the page frame, 0 to {@link #MAX_FRAME}
   * @param permissions {@link #WRITABLE}, {@link #USER} and {@link #NO_EXECUTE}, or 0
   * @param level 0 for a base page, 1 and 2 for large pages
   */
  public static long leaf(long frame, long permissions, int level) {
    long large = level == 0 ? 0 : LARGE | (long) level << LEVEL_SHIFT;
    return frame << FRAME_SHIFT | permissions | large | PRESENT;
  }

  /** Returns the entry that points to a page table; only leaves restrict who may do what. */
  static long pointer(long table) {
    return table << FRAME_SHIFT | PRESENT | WRITABLE | USER;
  }

  /** Returns the number of the page frame, in units of base pages. */
  public static long frame(long entry) {
    // Shifts alone: in the loops over all translations, a mask of 40 bits costs an instruction
    // more.
    return entry << FRAME_SHIFT >>> 2 * FRAME_SHIFT;
  }

  /** Returns the level of a leaf: 0 for a base page, 1 and 2 for large pages. */
  public static int level(long entry) {
    return (int) (entry >>> LEVEL_SHIFT) & 3;
  }

  /** Tells whether the entry maps a page or points to a table. */
  public static boolean isPresent(long entry) {
    return (entry & PRESENT) != 0;
  }

  /** Tells whether the page has been accessed. */
  public static boolean isReferenced(long entry) {
    return (entry & REFERENCED) != 0;
  }

  /** Tells whether the page has been written. */
  public static boolean isModified(long entry) {
    return (entry & MODIFIED) != 0;
  }
}
