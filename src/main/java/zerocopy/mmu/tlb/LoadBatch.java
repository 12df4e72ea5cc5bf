package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTableEntry;

/**
 * The fast way through a stream of loads, for pages of one size.
 *
 * <p>A load from the same page as the one before is a hit in every TLB under every policy, and
 * changes no order: runs of such loads are only added up. All others are looked up, in one of two
 * loops: where misses are rare, in one that has no place for them, so that all that it needs fits
 * into registers.
 */
final class LoadBatch {
  private static final long NO_PAGE = -1;

  /** After so many lookups without a miss, the loop changes to that for hits only. */
  private static final int CALM_LOADS = 64;

  /** Up to so many loads from the page of the one before are looked up all the same. */
  private static final int SHORT_RUN = 4;

  /** Walks at most this many loads apart are worth looking ahead for the next ones. */
  private static final int DENSE_WALKS = 8;

  /** How far to look ahead: more than a cache miss takes, less than a first-level cache holds. */
  private static final int LOOK_AHEAD = 32;

  private final TlbMmu mmu;
  private final TlbHierarchy tlb;
  private final int level;
  private final TlbLevel first;
  private final TlbLevel second;
  private final int offsetBits;
  private final int pageBits;
  private final long frameBytes;
  private final long offsetMask;
  private final long pageLimit;

  private long[] loads;
  private int next;
  private int end;
  private long tag;
  private long page;
  private long sum;
  private boolean calm;
  private PageWalker walker;
  private int lastWalk;

  /** Where the walks of the loads from {@code aheadFrom} to {@code aheadTo} end. */
  private final int[] ends = new int[LOOK_AHEAD];

  private int aheadFrom;
  private int aheadTo;

  /**
   * Creates the way for a page size.
   *
   * @param mmu whose loads they are
   * @param tlb its TLBs
   * @param level level at which page tables map pages of this size
   * @param offsetBits bits of the offset within a base page
   * @param pageBits bits of the offset within a page of this size
   * @param pageLimit loads from pages of lower numbers, as a signed number, are of valid addresses
   */
  LoadBatch(TlbMmu mmu, TlbHierarchy tlb, int level, int offsetBits, int pageBits, long pageLimit) {
    this.mmu = mmu;
    this.tlb = tlb;
    this.level = level;
    first = tlb.first(level);
    second = tlb.second(level);
    this.offsetBits = offsetBits;
    this.pageBits = pageBits;
    frameBytes = 1L << offsetBits;
    offsetMask = (1L << pageBits) - 1;
    this.pageLimit = pageLimit;
  }

  /**
   * Translates loads while there are no pages of other sizes.
   *
   * @param virtual the addresses
   * @param from index of the first
   * @param to index after the last one
   * @param itsWalker what walks the page table of the address space
   * @param space its identifier
   * @return the sum of the physical addresses of those that {@link #next} says are translated
   */
  long translate(long[] virtual, int from, int to, PageWalker itsWalker, int space) {
    loads = virtual;
    next = from;
    end = to;
    walker = itsWalker;
    lastWalk = from - DENSE_WALKS;
    aheadFrom = from;
    aheadTo = from;
    tag = TlbKey.of(0, level, space);
    page = NO_PAGE;
    sum = 0;
    while (next < end && tlb.onlyPageLevel() == level) {
      long number = loads[next] >>> pageBits;
      if (number >= pageLimit) {
        sum += mmu.translate(loads[next++], Access.READ);
        page = NO_PAGE;
      } else if (number == page) {
        repeat();
      } else if (calm) {
        hit();
      } else {
        lookUp();
      }
    }
    return sum;
  }

  /** Returns the index of the first load that has not been translated. */
  int next() {
    return next;
  }

  /** Translates loads as long as they hit, and until a run begins. */
  private void hit() {
    long[] virtual = loads;
    TlbLevel cache = first;
    long itsTag = tag;
    long before = page;
    long physical = sum;
    long time = tlb.lookups() - next + 1;
    int i = next;
    for (; i < end; i++) {
      long address = virtual[i];
      long number = address >>> pageBits;
      if (number >= pageLimit || number == before && runBegins(virtual, i, number)) {
        break;
      }
      int position = cache.find(number | itsTag, time + i);
      if (position == TlbLevel.MISS) {
        calm = false;
        break;
      }
      before = number;
      physical += PageTableEntry.frame(cache.value(position)) * frameBytes + (address & offsetMask);
    }
    tlb.count(time + i - 1, 0, 0);
    goOn(i, before, physical);
  }

  /** Translates loads until a run begins or misses get rare. */
  private void lookUp() {
    long[] virtual = loads;
    TlbLevel cache = first;
    TlbLevel back = second;
    long itsTag = tag;
    long before = page;
    long physical = sum;
    long time = tlb.lookups() - next + 1;
    int misses = 0;
    int calmFrom = next + CALM_LOADS;
    int i = next;
    for (; i < end && i < calmFrom; i++) {
      long address = virtual[i];
      long number = address >>> pageBits;
      if (number >= pageLimit || number == before && runBegins(virtual, i, number)) {
        break;
      }
      long key = number | itsTag;
      int position = cache.find(key, time + i);
      long translation;
      if (position != TlbLevel.MISS) {
        translation = cache.value(position);
      } else {
        misses++;
        calmFrom = i + CALM_LOADS;
        position = back.find(key, time + i);
        if (position != TlbLevel.MISS) {
          translation = back.value(position);
        } else {
          tlb.count(time + i, misses, 1);
          misses = 0;
          translation = walk(i);
          if (PageTableEntry.level(translation) != level) {
            goOn(i + 1, NO_PAGE, physical + mmu.fill(translation, address));
            return;
          }
          back.fill(key, translation, time + i);
        }
        cache.fill(key, translation, time + i);
      }
      before = number;
      physical += PageTableEntry.frame(translation) * frameBytes + (address & offsetMask);
    }
    calm = i == calmFrom;
    tlb.count(time + i - 1, misses, 0);
    goOn(i, before, physical);
  }

  private void goOn(int with, long lastPage, long physical) {
    next = with;
    page = lastPage;
    sum = physical;
  }

  /** Tells whether it looks as if a load and those after it are from the same page. */
  private boolean runBegins(long[] virtual, int i, long number) {
    return i + SHORT_RUN < end && virtual[i + SHORT_RUN] >>> pageBits == number;
  }

  /** Walks for a load of a valid address, and ahead where walks follow each other closely. */
  private long walk(int index) {
    long address = loads[index];
    long number = address >>> offsetBits;
    boolean dense = index - lastWalk <= DENSE_WALKS;
    lastWalk = index;
    if (index < aheadTo) {
      return walker.walkTo(ends[index - aheadFrom], number, address, Access.READ);
    }
    if (dense) {
      aheadFrom = index;
      aheadTo = walker.lookAhead(loads, index, Math.min(end, index + LOOK_AHEAD), ends);
    }
    return walker.walk(number, address, Access.READ);
  }

  /** Adds up a run. To look up the page of the load before once more is no new use of it. */
  private void repeat() {
    long[] virtual = loads;
    int to = endOfRun(virtual, next, end, pageBits, page);
    int repeats = to - next;
    long frame = PageTableEntry.frame(first.value(first.find(page | tag, tlb.lookups())));
    sum += sumOf(virtual, next, to) + repeats * (frame * frameBytes - (page << pageBits));
    tlb.repeat(repeats);
    next = to;
  }

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
}
