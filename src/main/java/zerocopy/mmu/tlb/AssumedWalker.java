package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;

/**
 * The walker for traces, which say what a program referenced but not how its memory was mapped: it
 * assumes that every page of a size is present, allows everything, and lies at its own address
 * (modulo 2^52, the width of a frame's address).
 */
public final class AssumedWalker implements PageWalker {
  private static final long USED = PageTableEntry.REFERENCED | PageTableEntry.MODIFIED;

  private final PageTableLayout layout;
  private final int guestLeafLevel;
  private final WalkModel model;
  private final int entryLevel;
  private final long frameMask;
  private long references;
  private long walks;

  /**
   * Creates a walker.
   *
   * @param layout how addresses are cut
   * @param leafLevel level at which all pages are mapped: 0 for base pages
   * @param entryLevel level of the pages that the TLB can hold; lower than {@code leafLevel} when
   *     the host of a virtual machine backs its large pages with smaller ones, which splinters them
   * @param model how many references a walk makes
   */
  public AssumedWalker(PageTableLayout layout, int leafLevel, int entryLevel, WalkModel model) {
    this.layout = layout;
    guestLeafLevel = leafLevel;
    this.model = model;
    this.entryLevel = entryLevel;
    frameMask = PageTableEntry.MAX_FRAME & -1L << layout.levelShift(entryLevel);
  }

  @Override
  public PageTableLayout layout() {
    return layout;
  }

  @Override
  public int addressBits() {
    return Long.SIZE;
  }

  @Override
  public long walk(long page, long virtual, Access access) {
    walks++;
    references += model.walk(page, guestLeafLevel);
    return translation(page);
  }

  private long translation(long page) {
    return PageTableEntry.leaf(page & frameMask, PageTableEntry.WRITABLE, entryLevel) | USED;
  }

  @Override
  public int lookAhead(long[] loads, int from, int to, int level, long[] translations) {
    if (level != entryLevel) {
      return from;
    }
    for (int i = from; i < to; i++) {
      translations[i - from] = translation(loads[i] >>> layout.offsetBits());
    }
    return to;
  }

  @Override
  public void walkAgain(long[] loads, int from, long which, int level) {
    walks += Long.bitCount(which);
    references += model.walkAll(loads, from, which, layout.offsetBits(), guestLeafLevel);
  }

  @Override
  public long references() {
    return references;
  }

  @Override
  public long walks() {
    return walks;
  }

  @Override
  public void flush() {
    model.flush();
  }
}
