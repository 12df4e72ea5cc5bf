package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.PagedMmu;

/** Walks a page table. */
public final class TableWalker implements PageWalker {
  private static final int MOST_AHEAD = 64;

  /** A load does not change an entry with these bits. */
  private static final long WALKED = PageTableEntry.PRESENT | PageTableEntry.REFERENCED;

  private final PagedMmu mmu;
  private final PageTableLayout layout;
  private final WalkModel model;
  private final int offsetBits;
  private final long pageMask;
  private long references;
  private long walks;

  private final long[] pages = new long[MOST_AHEAD];

  /** Slots where the walks end that are looked for ahead. */
  private final int[] ends = new int[MOST_AHEAD];

  /**
   * Creates a walker without page-walk caches.
   *
   * @param table the page table
   */
  public TableWalker(PageTable table) {
    this(table, new NativeWalk(table.layout()));
  }

  /**
   * Creates a walker.
   *
   * @param table the page table
   * @param model how many references a walk makes
   */
  public TableWalker(PageTable table, WalkModel model) {
    mmu = new PagedMmu(table);
    layout = table.layout();
    this.model = model;
    offsetBits = layout.offsetBits();
    pageMask = (1L << layout.pageNumberBits()) - 1;
  }

  @Override
  public PageTableLayout layout() {
    return layout;
  }

  @Override
  public int addressBits() {
    return layout.addressBits();
  }

  @Override
  public long walk(long page, long virtual, Access access) {
    long entry = mmu.reference(page, virtual, access);
    walkAgain(page, entry);
    return entry;
  }

  @Override
  public int lookAhead(long[] loads, int from, int to, int level, long[] translations) {
    int length = Math.min(to - from, MOST_AHEAD);
    for (int i = 0; i < length; i++) {
      pages[i] = loads[from + i] >>> offsetBits & pageMask;
    }
    mmu.table().walkEnds(pages, length, ends);
    mmu.table().readAll(ends, length, translations);
    for (int i = 0; i < length; i++) {
      long entry = translations[i];
      if ((entry & WALKED) != WALKED || PageTableEntry.level(entry) != level) {
        translations[i] = PageTableEntry.ABSENT;
      }
    }
    return from + length;
  }

  @Override
  public void walkAgain(long page, long translation) {
    walks++;
    references += model.walk(page, PageTableEntry.level(translation));
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
