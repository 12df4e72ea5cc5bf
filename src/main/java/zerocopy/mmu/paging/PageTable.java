package zerocopy.mmu.paging;

/**
 * The map from virtual pages to page frames, as the operating system fills it and the hardware
 * walks it.
 *
 * <p>Entries live in numbered slots of one array; see {@link PageTableEntry} for their bits. Pages
 * and frames are counted in units of base pages also where a large page is mapped.
 */
public interface PageTable {

  /** Returns how addresses are cut into indexes. */
  PageTableLayout layout();

  /**
   * Maps a base page.
   *
   * @param page virtual page number
   * @param frame page frame number
   * @param permissions {@link PageTableEntry#WRITABLE}, {@link PageTableEntry#USER} and {@link
   *     PageTableEntry#NO_EXECUTE}, or 0 for a page that the kernel may read and execute
   * @throws IllegalArgumentException when the page or frame does not exist, or a large page already
   *     covers it
   */
  default void map(long page, long frame, long permissions) {
    map(page, frame, permissions, 0);
  }

  /**
   * Maps a page of any size. A mapping of the same page is replaced.
   *
   * @param page number of its first base page, a multiple of the page's size
   * @param frame number of the first frame, a multiple of the page's size
   * @param permissions as above
   * @param level 0 for a base page, 1 and 2 for large pages
   * @throws IllegalArgumentException when the page does not exist, is misaligned, or overlaps a
   *     mapping of another size
   */
  void map(long page, long frame, long permissions, int level);

  /**
   * Makes the page that covers a virtual page number absent.
   *
   * @return whether it was present
   */
  default boolean unmap(long page) {
    int slot = find(page);
    if (slot < 0) {
      return false;
    }
    setEntry(slot, PageTableEntry.ABSENT);
    return true;
  }

  /**
   * Walks the table from its root.
   *
   * @param page virtual page number, in the range of the layout
   * @return the slot of the leaf entry when the page is present; otherwise the bitwise complement
   *     of the level whose entry is absent
   */
  int find(long page);

  /**
   * Returns the slots that a walk reads, the root's first; it ends at the leaf or at the first
   * absent entry.
   *
   * @param page virtual page number, in the range of the layout
   */
  int[] walk(long page);

  /**
   * Walks the table for several addresses at once, without regard to bits above the page number:
   * the caller checks whether an address is valid.
   *
   * @param addresses virtual addresses
   * @param from index of the first
   * @param to index after the last one
   * @param leaves takes the leaf entries, or what is found in place of one that is absent; from 0
   *     on
   */
  void readLeaves(long[] addresses, int from, int to, long[] leaves);

  /** Returns the entry in a slot. */
  long entry(int slot);

  /** Replaces the entry in a slot; the way to set and clear referenced and modified bits. */
  void setEntry(int slot, long entry);
}
