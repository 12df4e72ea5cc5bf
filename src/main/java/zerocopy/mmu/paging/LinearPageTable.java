package zerocopy.mmu.paging;

/**
 * The single-level page table: one entry for every virtual page, present or not, indexed by the
 * virtual page number. A walk is one memory reference.
 */
public final class LinearPageTable implements PageTable {
  private final PageTableLayout layout;
  private final long[] entries;

  /**
   * Creates a table of absent pages.
   *
   * @param offsetBits bits of the offset within a page
   * @param pageNumberBits bits of the virtual page number, 1 to 26
   */
  public LinearPageTable(int offsetBits, int pageNumberBits) {
    layout = new PageTableLayout("single level", offsetBits, new int[] {pageNumberBits}, 0, false);
    entries = new long[1 << pageNumberBits];
  }

  @Override
  public PageTableLayout layout() {
    return layout;
  }

  @Override
  public void map(long page, long frame, long permissions, int level) {
    MappingCheck.check(layout, page, frame, permissions, level);
    entries[(int) page] = PageTableEntry.leaf(frame, permissions, level);
  }

  @Override
  public int find(long page) {
    int slot = (int) page;
    return PageTableEntry.isPresent(entries[slot]) ? slot : ~0;
  }

  @Override
  public int[] walk(long page) {
    return new int[] {(int) page};
  }

  @Override
  public void readLeaves(long[] addresses, int from, int to, long[] leaves) {
    final long[] all = entries;
    final int shift = layout.offsetBits();
    for (int i = from; i < to; i++) {
      leaves[i - from] = all[(int) (addresses[i] >>> shift) & all.length - 1];
    }
  }

  @Override
  public long entry(int slot) {
    return entries[slot];
  }

  @Override
  public void setEntry(int slot, long entry) {
    entries[slot] = entry;
  }
}
