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

/**
 * Paging with a TLB: a reference looks the page up in the TLBs, and only a miss in all of them
 * walks the page table.
 *
 * <p>As in hardware, nothing keeps the TLB in step with the page table: whoever changes a mapping
 * has to flush the page.
 */
public final class TlbMmu implements AddressSpace {
  private static final long NO_PAGE = -1L >>> 1;

  /** Walks at most this many references apart are worth looking ahead for the next ones. */
  private static final int DENSE_WALKS = 8;

  /** How far to look ahead: more than a cache miss takes, less than a first-level cache holds. */
  private static final int LOOK_AHEAD = 32;

  private final TlbHierarchy tlb;
  private final PageTableLayout layout;
  private final int offsetBits;
  private final long pageMask;
  private final int[] levelShift;
  private final long canonicalBias;
  private final long invalidBits;

  /** The walkers of all address spaces so far, whose page-walk caches a full flush empties. */
  private final Set<PageWalker> walkers = new LinkedHashSet<>();

  private PageWalker walker;
  private int space;
  private long lastWalk;
  private long seenUntil;
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
   * <p>This is the fast way, for pages of one size. A reference to the same page as the one before
   * is a hit in every TLB under every policy, and changes no order. All others look into the first
   * level, with everything that does not change kept out of the loop.
   */
  @Override
  public long translateAll(long[] virtual, int from, int to) {
    int level = tlb.onlyPageLevel();
    return level < 0 ? translateFirst(virtual, from, to) : translateOnly(level, virtual, from, to);
  }

  /** Translates one load, and goes on. */
  private long translateFirst(long[] virtual, int from, int to) {
    if (from == to) {
      return 0;
    }
    long physical = translate(virtual[from], Access.READ);
    return tlb.onlyPageLevel() < 0
        ? physical + AddressSpace.super.translateAll(virtual, from + 1, to)
        : physical + translateAll(virtual, from + 1, to);
  }

  /** Translates loads while all pages have been of one size. */
  private long translateOnly(int level, long[] virtual, int from, int to) {
    TlbLevel first = tlb.first(level);
    int offset = offsetBits;
    int pageBits = offset + levelShift[level];
    long inPage = (1L << pageBits) - 1;
    long mask = pageMask >>> levelShift[level];
    long tag = TlbKey.of(0, level, space);
    long bias = canonicalBias;
    long invalid = invalidBits;
    long time = tlb.now() - from + 1;
    long sum = 0;
    long displacement = 0;
    long lastPage = NO_PAGE;
    int i = from;
    while (i < to) {
      long address = virtual[i];
      long page = address >>> pageBits;
      if (page == lastPage) {
        int end = endOfRun(virtual, i + 1, to, pageBits, page);
        sum += sumOf(virtual, i, end) + (end - i) * displacement;
        i = end;
        continue;
      }
      long key = page & mask | tag;
      boolean valid = (address + bias & invalid) == 0;
      int position = valid ? first.find(key, time + i) : TlbLevel.MISS;
      if (position == TlbLevel.MISS) {
        tlb.advanceTo(time + i - 1);
        lastPage = NO_PAGE;
        sum += missed(virtual, i, to, key, level);
        i++;
        if (tlb.onlyPageLevel() != level) {
          return sum + AddressSpace.super.translateAll(virtual, i, to);
        }
        continue;
      }
      long frame = PageTableEntry.frame(first.value(position));
      displacement = (frame << offset) - (address & ~inPage);
      lastPage = page;
      sum += address + displacement;
      i++;
    }
    tlb.advanceTo(time + to - 1);
    return sum;
  }

  /** The first load that leaves the page, or the end. */
  private static int endOfRun(long[] virtual, int from, int to, int pageBits, long page) {
    for (int i = from; i < to; i++) {
      if (virtual[i] >>> pageBits != page) {
        return i;
      }
    }
    return to;
  }

  private static long sumOf(long[] virtual, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += virtual[i];
    }
    return sum;
  }

  /** Completes a load that has missed in the first level; everything else is as ever. */
  private long missed(long[] stream, int index, int to, long key, int level) {
    long virtual = stream[index];
    long page = pageOf(virtual, Access.READ);
    long entry = tlb.lookupSecond(key, level);
    if (entry == PageTableEntry.ABSENT) {
      entry = walk(page, virtual, Access.READ);
      lookAhead(stream, index, to);
    }
    return virtual + displacement(entry, virtual);
  }

  /** Looks ahead where walks follow each other closely; kept out of the loop over all loads. */
  private void lookAhead(long[] stream, int index, int to) {
    long now = tlb.now();
    if (now >= seenUntil && now - lastWalk <= DENSE_WALKS) {
      int end = Math.min(to, index + LOOK_AHEAD);
      walker.lookAhead(stream, index + 1, end);
      seenUntil = now + end - index;
    }
    lastWalk = now;
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
