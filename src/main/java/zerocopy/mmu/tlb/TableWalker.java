package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.PagedMmu;

/** Walks a page table. */
public final class TableWalker implements PageWalker {
  private static final int MOST_AHEAD = 64;

  private final PagedMmu mmu;
  private final PageTableLayout layout;
  private final WalkModel model;
  private final int offsetBits;
  private final long pageMask;

  /** Where the walks end whose leaves are being read ahead: all of them at once. */
  private final int[] ahead = new int[MOST_AHEAD];

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
    long entry = mmu.reference(page, virtual, access);
    walks++;
    references += model.walk(page, PageTableEntry.level(entry));
    return entry;
  }

  @Override
  public void lookAhead(long[] virtual, int from, int to) {
    PageTable table = mmu.table();
    int[] slots = ahead;
    int count = Math.min(to - from, slots.length);
    for (int i = 0; i < count; i++) {
      slots[i] = table.walkEnd(virtual[from + i] >>> offsetBits & pageMask);
    }
    long seen = 0;
    for (int i = 0; i < count; i++) {
      seen += table.entry(slots[i]);
    }
    seenAhead = seen;
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
