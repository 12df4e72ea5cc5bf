package zerocopy.mmu.tlb;

import java.util.LinkedHashSet;
import java.util.Set;
import zerocopy.mmu.Access;
import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.InvalidAddress;
import zerocopy.mmu.ProtectionFault;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.tlb.fast.LoadBatch;

/**
 * Paging with a TLB: a reference looks the page up in the TLBs, and only a miss in all of them
 * walks the page table.
 *
 * <p>As in hardware, nothing keeps the TLB in step with the page table: a program that changes a
 * mapping has to flush the page.
 */
public final class TlbMmu implements AddressSpace {
  private final TlbHierarchy tlb;
  private final PageTableLayout layout;
  private final int offsetBits;
  private final long pageMask;
  private final int[] levelShift;
  private final long canonicalBias;
  private final long invalidBits;
  private final LoadBatch[] batches;

  /** The walkers of all address spaces so far, whose page-walk caches a full flush empties. */
  private final Set<PageWalker> walkers = new LinkedHashSet<>();

  private PageWalker walker;
  private int space;
  private long walksElsewhere;
  private long walkReferencesElsewhere;

  /** Creates the MMU of an address space, with no page-walk caches. */
  public TlbMmu(PageTable table, TlbHierarchy tlb) {
    this(new TableWalker(table), tlb);
  }

  /**
   * Creates an MMU.
   *
   * @param walker what finds a translation that misses in the TLBs
   */
  public TlbMmu(PageWalker walker, TlbHierarchy tlb) {
    this.walker = walker;
    walkers.add(walker);
    this.tlb = tlb;
    layout = walker.layout();
    offsetBits = layout.offsetBits();
    levelShift = new int[layout.largestLeaf() + 1];
    for (int level = 0; level < levelShift.length; level++) {
      levelShift[level] = layout.levelShift(level);
    }
    boolean anyAddress = walker.addressBits() == Long.SIZE;
    pageMask = anyAddress ? -1L >>> offsetBits : (1L << layout.pageNumberBits()) - 1;
    invalidBits = anyAddress ? 0 : -1L << layout.addressBits();
    canonicalBias = layout.signExtended() && !anyAddress ? 1L << layout.addressBits() - 1 : 0;
    batches = new LoadBatch[levelShift.length];
    for (int level = 0; level < batches.length; level++) {
      int pageBits = offsetBits + levelShift[level];
      batches[level] = new LoadBatch(this, tlb, level, offsetBits, pageBits, pageLimit(level));
    }
  }

  /** The first number of a page whose addresses may be invalid or negative. */
  private long pageLimit(int level) {
    if (offsetBits + levelShift[level] == 0) {
      return Long.MIN_VALUE;
    }
    long pages = (pageMask >>> levelShift[level]) + 1;
    return canonicalBias == 0 ? pages : pages / 2;
  }

  /**
   * Changes to another address space without flushing: the identifier tells its entries from those
   * of others.
   *
   * @param identifier address-space identifier, 0 to {@link TlbKey#MAX_SPACE}
   * @param itsWalker walker of its page table, with the same layout
   */
  public void switchTo(int identifier, PageWalker itsWalker) {
    if (identifier < 0 || identifier > TlbKey.MAX_SPACE || !itsWalker.layout().equals(layout)) {
      throw new IllegalArgumentException(
          "an address space needs an identifier of 0 to "
              + TlbKey.MAX_SPACE
              + " and the layout "
              + layout);
    }
    space = identifier;
    walksElsewhere += walker.walks() - itsWalker.walks();
    walkReferencesElsewhere += walker.references() - itsWalker.references();
    walker = itsWalker;
    walkers.add(itsWalker);
  }

  @Override
  public long translate(long virtual, Access access) {
    long page = pageOf(virtual, access);
    int only = tlb.onlyPageLevel();
    long entry =
        only < 0 ? tlb.lookup(page, space, levelShift) : tlb.lookupOnly(key(page, only), only);
    if (entry == PageTableEntry.ABSENT) {
      entry = walk(page, virtual, access);
    } else if (access != Access.READ) {
      entry = authorise(entry, page, virtual, access);
    }
    return physical(entry, virtual);
  }

  private long pageOf(long virtual, Access access) {
    if ((virtual + canonicalBias & invalidBits) != 0) {
      throw new InvalidAddress(virtual, access);
    }
    return virtual >>> offsetBits & pageMask;
  }

  private long walk(long page, long virtual, Access access) {
    long entry = walker.walk(page, virtual, access);
    fill(entry, virtual);
    return entry;
  }

  private long key(long page, int level) {
    return TlbKey.of(page >>> levelShift[level], level, space);
  }

  /** Checks a store or an instruction fetch against the entry that the TLB holds. */
  private long authorise(long entry, long page, long virtual, Access access) {
    if (access == Access.EXECUTE) {
      if ((entry & PageTableEntry.NO_EXECUTE) != 0) {
        throw new ProtectionFault(virtual, access);
      }
      return entry;
    }
    if ((entry & PageTableEntry.WRITABLE) == 0) {
      throw new ProtectionFault(virtual, access);
    }
    return PageTableEntry.isModified(entry) ? entry : markModified(page, virtual, access);
  }

  /** The first store to a page walks once more, to set the modified bit in the page table. */
  private long markModified(long page, long virtual, Access access) {
    long entry = walker.walk(page, virtual, access);
    int level = PageTableEntry.level(entry);
    tlb.update(key(page, level), level, entry);
    return entry;
  }

  /** Returns the physical address of a virtual one in the page that an entry maps. */
  long physical(long entry, long virtual) {
    long offset = (1L << offsetBits + levelShift[PageTableEntry.level(entry)]) - 1;
    return (PageTableEntry.frame(entry) << offsetBits) + (virtual & offset);
  }

  @Override
  public long translateAll(long[] virtual, int from, int to) {
    long sum = 0;
    int next = from;
    while (next < to) {
      int level = tlb.onlyPageLevel();
      if (level < 0) {
        sum += translate(virtual[next++], Access.READ);
      } else {
        LoadBatch batch = batches[level];
        sum += batch.translate(virtual, next, to, walker, space);
        next = batch.next();
      }
    }
    return sum;
  }

  /** Enters what a walk has found, and returns the physical address. */
  public long fill(long entry, long virtual) {
    int level = PageTableEntry.level(entry);
    tlb.fill(key(virtual >>> offsetBits & pageMask, level), level, entry);
    return physical(entry, virtual);
  }

  /**
   * Flushes one page of the current address space, as INVLPG does.
   *
   * @param virtual any address in the page
   */
  public void flushPage(long virtual) {
    long page = pageOf(virtual, Access.READ);
    for (int level = 0; level < levelShift.length; level++) {
      tlb.flush(key(page, level), level);
    }
    walker.flush();
  }

  /** Flushes all pages of the current address space. */
  public void flushSpace() {
    tlb.flushSpace(space);
    walker.flush();
  }

  /** Flushes everything. */
  public void flushAll() {
    tlb.flushAll();
    walkers.forEach(PageWalker::flush);
  }

  /** Returns what has been counted since the MMU was created. */
  public TlbCounters counters() {
    long references = tlb.references();
    long l1Misses = tlb.firstMisses();
    long l2Misses = tlb.secondMisses();
    return new TlbCounters(
        references,
        references - l1Misses,
        l1Misses,
        l1Misses - l2Misses,
        l2Misses,
        walksElsewhere + walker.walks(),
        walkReferencesElsewhere + walker.references());
  }
}
