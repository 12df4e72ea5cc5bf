package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.PagedMmu;

/** Walks a page table. */
public final class TableWalker implements PageWalker {
  private final PagedMmu mmu;
  private final PageTableLayout layout;
  private final WalkModel model;
  private final int offsetBits;
  private final long pageMask;
  private long references;
  private long walks;

  /** Kept, so that the compiler cannot leave out reading ahead, whose results nobody needs. */
  private long seenAhead;

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
    return counted(page, mmu.reference(page, virtual, access));
  }

  private long counted(long page, long entry) {
    walks++;
    references += model.walk(page, PageTableEntry.level(entry));
    return entry;
  }

  @Override
  public int lookAhead(long[] loads, int from, int to, int[] ends) {
    PageTable table = mmu.table();
    for (int i = from; i < to; i++) {
      ends[i - from] = table.walkEnd(loads[i] >>> offsetBits & pageMask);
    }
    long seen = 0;
    for (int i = 0; i < to - from; i++) {
      seen += table.entry(ends[i]);
    }
    seenAhead = seen;
    return to;
  }

  @Override
  public long walkTo(int end, long page, long virtual, Access access) {
    return PageTableEntry.isPresent(mmu.table().entry(end))
        ? counted(page, mmu.use(end, virtual, access))
        : walk(page, virtual, access);
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
