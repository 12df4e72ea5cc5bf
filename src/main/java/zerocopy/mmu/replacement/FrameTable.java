package zerocopy.mmu.replacement;

import java.util.Arrays;
import java.util.function.IntPredicate;
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

  /** Returns the page of each page frame; -1 for one that is free. */
  long[] contents() {
    long[] contents = new long[pages.length];
    Arrays.setAll(contents, frame -> frame < used ? pages[frame] : -1);
    return contents;
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

  /** Returns what a test says of each page frame; false for one that is free. */
  boolean[] bits(IntPredicate test) {
    boolean[] bits = new boolean[pages.length];
    for (int frame = 0; frame < used; frame++) {
      bits[frame] = test.test(frame);
    }
    return bits;
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
