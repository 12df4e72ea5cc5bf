package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTableEntry;

/**
 * The fast way through a stream of loads, for pages of one size.
 *
 * <p>A load from the same page as the one before is a hit in every TLB under every policy, and
 * changes no order: runs of such loads are only added up. All others are looked up, in one of three
 * loops: where misses are rare, in one that has no place for them; where walks are rare, in one
 * that has no place for walks; and else in one for which the page table has been read ahead. None
 * of them calls what is large, so that the compiler keeps all that they need at hand. What fits
 * into none of them is done one by one.
 */
final class LoadBatch {
  private static final long NO_PAGE = -1;

  /** How many loads are translated before the next look at how to go on: a power of two. */
  private static final int STRIP = 16;

  /** After so many strips without a miss, the loop changes to one that has no place for misses. */
  private static final int QUIET_STRIPS = 4;

  /** Up to so many loads from the page of the one before are looked up all the same. */
  private static final int SHORT_RUN = 4;

  /** Walks at most this many loads apart are worth looking ahead for the next ones. */
  private static final int DENSE_WALKS = 8;

  /** How far to look ahead: more than a cache miss takes, less than a first-level cache holds. */
  private static final int LOOK_AHEAD = 32;

  private final TlbMmu mmu;
  private final TlbHierarchy tlb;
  private final int level;
  private final TlbPair pair;
  private final int offsetBits;
  private final int pageBits;
  private final long frameBytes;
  private final long offsetMask;
  private final long pageLimit;

  /** Whether the key of an invalid address is that of no valid one. */
  private final boolean mayBeQuick;

  private long[] loads;
  private int next;
  private int end;
  private long tag;
  private long page;
  private long sum;
  private boolean calm;
  private boolean walking = true;
  private PageWalker walker;
  private int lastWalk;

  /**
   * What is known about the translations of the loads from {@code aheadFrom} to {@code aheadTo}.
   */
  private final long[] ahead = new long[LOOK_AHEAD];

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
    pair = tlb.pair(level);
    this.offsetBits = offsetBits;
    this.pageBits = pageBits;
    frameBytes = 1L << offsetBits;
    offsetMask = (1L << pageBits) - 1;
    this.pageLimit = pageLimit;
    mayBeQuick = TlbKey.holds(Long.SIZE - pageBits);
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
      } else if (!walking) {
        lookUp();
      } else if (!lookAhead() || !walkMany()) {
        step();
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
    TlbPair cache = pair;
    long frames = 0;
    long offsets = 0;
    long now = tlb.lookups();
    int look = next + 1 & STRIP - 1;
    int i = next;
    for (; i < end; i++) {
      if ((i & STRIP - 1) == look && runBegins(virtual, i)) {
        break;
      }
      long address = virtual[i];
      int position = cache.hit(address >>> pageBits | tag, now + 1);
      if (position < 0) {
        calm = false;
        break;
      }
      now++;
      frames += PageTableEntry.frame(cache.value(position));
      offsets += address & offsetMask;
    }
    tlb.count(now, 0, 0);
    goOn(i, frames * frameBytes + offsets);
  }

  /** Translates loads as long as no walk is needed, and until a run begins or misses get rare. */
  private void lookUp() {
    long[] virtual = loads;
    TlbPair cache = pair;
    long frames = 0;
    long offsets = 0;
    long now = tlb.lookups();
    long fetchesBefore = cache.fetches();
    long fetches = fetchesBefore;
    int quiet = 0;
    int look = next + 1 & STRIP - 1;
    int i = next;
    for (; i < end; i++) {
      if ((i & STRIP - 1) == look) {
        quiet = cache.fetches() == fetches ? quiet + 1 : 0;
        fetches = cache.fetches();
        calm = quiet > QUIET_STRIPS;
        if (calm || runBegins(virtual, i)) {
          break;
        }
      }
      long address = virtual[i];
      long translation = cache.lookUp(address >>> pageBits | tag, PageTableEntry.ABSENT, now + 1);
      if (translation == PageTableEntry.ABSENT) {
        walking = true;
        break;
      }
      now++;
      frames += PageTableEntry.frame(translation);
      offsets += address & offsetMask;
    }
    tlb.count(now, (int) (cache.fetches() - fetchesBefore), 0);
    goOn(i, frames * frameBytes + offsets);
  }

  /**
   * Translates loads as long as it is known where their walks end, and until a run begins.
   *
   * @return whether there was no load that has to be translated by {@link #step}
   */
  private boolean walkMany() {
    long[] virtual = loads;
    long[] known = ahead;
    TlbPair cache = pair;
    PageWalker itsWalker = walker;
    long frames = 0;
    long offsets = 0;
    long now = tlb.lookups();
    long fetchesBefore = cache.fetches();
    long fillsBefore = cache.fills();
    long fills = fillsBefore;
    boolean done = true;
    int look = next + 1 & STRIP - 1;
    int i = next;
    for (; i < aheadTo; i++) {
      long address = virtual[i];
      long number = address >>> pageBits;
      if (number >= pageLimit || (i & STRIP - 1) == look && runBegins(virtual, i)) {
        break;
      }
      long translation = cache.lookUp(number | tag, known[i - aheadFrom], now + 1);
      if (translation == PageTableEntry.ABSENT) {
        done = false;
        break;
      }
      if (cache.fills() != fills) {
        fills++;
        itsWalker.walkAgain(address >>> offsetBits, translation);
        lastWalk = i;
      }
      now++;
      frames += PageTableEntry.frame(translation);
      offsets += address & offsetMask;
    }
    int walks = (int) (fills - fillsBefore);
    tlb.count(now, walks + (int) (cache.fetches() - fetchesBefore), walks);
    goOn(i, frames * frameBytes + offsets);
    return done;
  }

  /** Translates a load of a valid address, whatever this needs. */
  private void step() {
    long address = loads[next];
    long key = address >>> pageBits | tag;
    long translation = tlb.lookupOnly(key, level);
    walking = !mayBeQuick;
    if (translation == PageTableEntry.ABSENT) {
      walking |= isDense();
      lastWalk = next;
      translation = walker.walk(address >>> offsetBits, address, Access.READ);
      if (PageTableEntry.level(translation) != level) {
        goOn(next + 1, mmu.fill(translation, address));
        page = NO_PAGE;
        return;
      }
      pair.fill(key, translation, tlb.lookups());
    }
    goOn(next + 1, PageTableEntry.frame(translation) * frameBytes + (address & offsetMask));
  }

  /** Tells whether the last walk is not long ago. */
  private boolean isDense() {
    return next - lastWalk <= DENSE_WALKS;
  }

  private void goOn(int with, long physical) {
    if (with > next) {
      page = loads[with - 1] >>> pageBits;
    }
    next = with;
    sum += physical;
  }

  /** Tells whether it looks as if a load and those after it are from the page of that before. */
  private boolean runBegins(long[] virtual, int i) {
    if (i == next || i + SHORT_RUN >= end) {
      return false;
    }
    long before = virtual[i - 1] >>> pageBits;
    return virtual[i] >>> pageBits == before && virtual[i + SHORT_RUN] >>> pageBits == before;
  }

  /**
   * Finds out where the walks of the next loads end, if walks follow each other closely.
   *
   * @return whether it is known for the next load
   */
  private boolean lookAhead() {
    if (next < aheadTo) {
      return true;
    }
    if (!isDense()) {
      return false;
    }
    aheadFrom = next;
    aheadTo = walker.lookAhead(loads, next, Math.min(end, next + LOOK_AHEAD), ahead);
    for (int i = 0; i < aheadTo - aheadFrom; i++) {
      if (PageTableEntry.level(ahead[i]) != level) {
        ahead[i] = PageTableEntry.ABSENT;
      }
    }
    return aheadTo > next;
  }

  /** Adds up a run. To look up the page of the load before once more is no new use of it. */
  private void repeat() {
    long[] virtual = loads;
    int to = endOfRun(virtual, next, end, pageBits, page);
    int repeats = to - next;
    long frame = PageTableEntry.frame(pair.value(pair.find(page | tag, tlb.lookups())));
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
