package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.InvalidAddress;
import zerocopy.mmu.ProtectionFault;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;

/**
 * Paging with a TLB: a reference looks the page up in the TLBs, and only a miss in all of them
 * walks the page table.
 *
 * <p>As in hardware, nothing keeps the TLB in step with the page table: whoever changes a mapping
 * has to flush the page.
 */
public final class TlbMmu implements AddressSpace {
  private static final long NO_PAGE = -1L >>> 1;

  private final TlbHierarchy tlb;
  private final PageTableLayout layout;
  private final int offsetBits;
  private final long pageMask;
  private final int[] levelShift;
  private final long canonicalBias;
  private final long invalidBits;
  private PageWalker walker;
  private int space;
  private long walksElsewhere;
  private long walkReferencesElsewhere;

  /**
   * Creates the MMU of an address space, with no page-walk caches.
   *
   * @param table its page table
   * @param tlb the TLBs
   */
  public TlbMmu(PageTable table, TlbHierarchy tlb) {
    this(new TableWalker(table), tlb);
  }

  /**
   * Creates an MMU.
   *
   * @param walker what finds a translation that misses in the TLBs
   * @param tlb the TLBs
   */
  public TlbMmu(PageWalker walker, TlbHierarchy tlb) {
    this.walker = walker;
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
  }

  @Override
  public long translate(long virtual, Access access) {
    long page = pageOf(virtual, access);
    long entry = tlb.lookup(page, space, levelShift);
    if (entry == PageTableEntry.ABSENT) {
      entry = walk(page, virtual, access);
    } else if (access != Access.READ) {
      entry = authorise(entry, page, virtual, access);
    }
    return virtual + displacement(entry, virtual);
  }

  private long pageOf(long virtual, Access access) {
    if ((virtual + canonicalBias & invalidBits) != 0) {
      throw new InvalidAddress(virtual, access);
    }
    return virtual >>> offsetBits & pageMask;
  }

  private long walk(long page, long virtual, Access access) {
    long entry = walker.walk(page, virtual, access);
    int level = PageTableEntry.level(entry);
    tlb.fill(key(page, level), level, entry);
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

  /** Returns what has to be added to an address to get from the page to the frame. */
  private long displacement(long entry, long virtual) {
    long offset = (1L << offsetBits + levelShift[PageTableEntry.level(entry)]) - 1;
    return (PageTableEntry.frame(entry) << offsetBits) - (virtual & ~offset);
  }

  /**
   * {@inheritDoc}
   *
   * <p>This is the fast way. A reference to the same page as the one before is a hit in every TLB
   * under every policy, and changes no order.
   */
  @Override
  public long translateAll(long[] virtual, int from, int to) {
    long now = tlb.now();
    long sum = 0;
    long displacement = 0;
    long lastPage = NO_PAGE;
    for (int i = from; i < to; i++) {
      now++;
      long address = virtual[i];
      long page = address >>> offsetBits;
      if (page != lastPage) {
        displacement = displacement(load(address, now), address);
        lastPage = page;
      }
      sum += address + displacement;
    }
    tlb.advanceTo(now);
    return sum;
  }

  /** Finds the translation of a load at a given time. */
  private long load(long virtual, long now) {
    int level = tlb.onlyPageLevel();
    if (level < 0) {
      return loadAnySize(virtual, now);
    }
    if ((virtual + canonicalBias & invalidBits) != 0) {
      tlb.advanceTo(now - 1);
      throw new InvalidAddress(virtual, Access.READ);
    }
    long key = key(virtual >>> offsetBits & pageMask, level);
    TlbLevel first = tlb.first(level);
    int position = first.find(key, now);
    return position == TlbLevel.MISS ? loadSecond(virtual, key, level, now) : first.value(position);
  }

  private long loadSecond(long virtual, long key, int level, long now) {
    tlb.advanceTo(now);
    long entry = tlb.lookupSecond(key, level, now);
    return entry == PageTableEntry.ABSENT
        ? walk(pageOf(virtual, Access.READ), virtual, Access.READ)
        : entry;
  }

  private long loadAnySize(long virtual, long now) {
    tlb.advanceTo(now - 1);
    long page = pageOf(virtual, Access.READ);
    long entry = tlb.lookup(page, space, levelShift);
    return entry == PageTableEntry.ABSENT ? walk(page, virtual, Access.READ) : entry;
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
    walker.flush();
  }

  /** Returns what has been counted since the MMU was created. */
  public TlbCounters counters() {
    long references = tlb.now();
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
