package zerocopy.mmu.replacement;

import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;

/**
 * The operating system's view of physical memory: which page each page frame holds, since when, and
 * through its page-table entry whether it has been referenced and modified.
 */
public final class FrameTable {
  private final PageTable table;
  private final int[] slots;
  private final long[] pages;
  private final long[] loadedAt;
  private int used;

  FrameTable(PageTable table, int frames) {
    this.table = table;
    slots = new int[frames];
    pages = new long[frames];
    loadedAt = new long[frames];
  }

  /** Returns the number of page frames. */
  int frames() {
    return slots.length;
  }

  /** Returns how many page frames hold a page; these are the first ones. */
  int used() {
    return used;
  }

  /** Takes a page frame that has never held a page. */
  int takeFree() {
    return used++;
  }

  /** Records that a page has been loaded. */
  void load(int frame, long page, long now) {
    pages[frame] = page;
    slots[frame] = table.find(page);
    loadedAt[frame] = now;
  }

  long page(int frame) {
    return pages[frame];
  }

  boolean isReferenced(int frame) {
    return PageTableEntry.isReferenced(table.entry(slots[frame]));
  }

  boolean isModified(int frame) {
    return PageTableEntry.isModified(table.entry(slots[frame]));
  }

  void clearReferenced(int frame) {
    int slot = slots[frame];
    table.setEntry(slot, table.entry(slot) & ~PageTableEntry.REFERENCED);
  }

  /** Tells whether one page frame was loaded before another. */
  boolean loadedBefore(int frame, int other) {
    return loadedAt[frame] < loadedAt[other];
  }
}
