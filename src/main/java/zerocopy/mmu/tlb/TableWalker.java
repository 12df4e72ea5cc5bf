package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.PagedMmu;

/** Walks a page table. */
public final class TableWalker implements PageWalker {
  /** The bits by which a leaf of the right level is known that a load does not change. */
  private static final long EXAMINED = PageTableEntry.KIND | PageTableEntry.REFERENCED;

  private final PagedMmu mmu;
  private final PageTableLayout layout;
  private final WalkModel model;
  private final int offsetBits;
  private long references;
  private long walks;

  /** Creates a walker without page-walk caches. */
  public TableWalker(PageTable table) {
    this(table, new NativeWalk(table.layout()));
  }

  /**
   * Creates a walker.
   *
   * @param model how many references a walk makes
   */
  public TableWalker(PageTable table, WalkModel model) {
    mmu = new PagedMmu(table);
    layout = table.layout();
    this.model = model;
    offsetBits = layout.offsetBits();
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
  public int lookAhead(long[] loads, int from, int to, int level, long[] translations) {
    mmu.table().readLeaves(loads, from, to, translations);
    long wanted = PageTableEntry.leaf(0, 0, level) | PageTableEntry.REFERENCED;
    long wrong = 0;
    for (int i = 0; i < to - from; i++) {
      wrong |= (translations[i] ^ wanted) & EXAMINED;
    }
    if (wrong != 0) {
      forgetOthers(translations, to - from, wanted);
    }
    return to;
  }

  /** Makes entries absent that a load would change or that are of another level; there are few. */
  private static void forgetOthers(long[] translations, int count, long wanted) {
    for (int i = 0; i < count; i++) {
      if (((translations[i] ^ wanted) & EXAMINED) != 0) {
        translations[i] = PageTableEntry.ABSENT;
      }
    }
  }

  @Override
  public void walkAgain(long[] loads, int from, long which, int level) {
    walks += Long.bitCount(which);
    references += model.walkAll(loads, from, which, offsetBits, level);
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
