package zerocopy.mmu.tlb.fast;

import java.util.Arrays;
import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.tlb.PageWalker;
import zerocopy.mmu.tlb.TlbHierarchy;
import zerocopy.mmu.tlb.TlbKey;
import zerocopy.mmu.tlb.TlbMmu;

/**
 * The fast way through a stream of loads, for pages of one size.
 *
 * <p>A load from the same page as the one before is a hit in every TLB under every policy, and
 * changes no order: runs of such loads are only added up. All others are looked up: where misses
 * are rare, in a loop that has no place for them; and else window by window, in short loops that
 * each do one thing for all loads of the window, so that the compiler keeps all that they need at
 * hand. Where walks are frequent, the page table has been read ahead for the window. What fits into
 * none of this is done one by one.
 */
public final class LoadBatch {
  private static final long NO_PAGE = -1;

  /** How many hits there may be before the next look at how to go on. */
  private static final int STRIP = 128;

  /**
   * After more loads than that without a miss, the loop changes to one without place for misses.
   */
  private static final int QUIET = 64;

  /** Up to so many loads from the page of the one before are looked up all the same. */
  private static final int SHORT_RUN = 4;

  /** Walks at most this many loads apart are worth looking ahead for the next ones. */
  private static final int DENSE_WALKS = 8;

  /**
   * How many loads are done together, and walks are looked ahead for: more than a cache miss takes,
   * less than a first-level cache holds.
   */
  private static final int WINDOW = 64;

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
  private int quiet;
  private PageWalker walker;
  private int lastWalk;

  /** The window: loads of which is known what they are looked up by. */
  private final long[] keys = new long[WINDOW];

  /** What is known about their translations. */
  private final long[] translations = new long[WINDOW];

  private int windowFrom;
  private int windowTo;

  /**
   * Creates the way for a page size.
   *
   * @param mmu whose loads they are
   * @param level level at which page tables map pages of this size
   * @param offsetBits bits of the offset within a base page
   * @param pageBits bits of the offset within a page of this size
   * @param pageLimit loads from pages of lower numbers, as a signed number, are of valid addresses
   */
  public LoadBatch(
      TlbMmu mmu, TlbHierarchy tlb, int level, int offsetBits, int pageBits, long pageLimit) {
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
   * @param from index of the first
   * @param to index after the last one
   * @param itsWalker what walks the page table of the address space
   * @return the sum of the physical addresses of the loads before {@link #next}
   */
  public long translate(long[] virtual, int from, int to, PageWalker itsWalker, int space) {
    loads = virtual;
    next = from;
    end = to;
    walker = itsWalker;
    lastWalk = from - DENSE_WALKS - 1;
    windowTo = from;
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
      } else if (!mayBeQuick || !lookUp()) {
        step();
      }
    }
    return sum;
  }

  /** Returns the index of the first load that has not been translated. */
  public int next() {
    return next;
  }

  /** Translates the next loads as long as they hit. */
  private void hit() {
    int from = next;
    int to = runBegins() ? from + 1 : Math.min(end, from + STRIP);
    long now = tlb.lookups();
    int done = pair.hitAll(loads, from, to, pageBits, tag, now + 1);
    tlb.count(now + done - from, 0, 0);
    if (done < to) {
      calm = false;
      quiet = 0;
    }
    goOn(done, pair.frames() * frameBytes + offsets(from, done));
  }

  /**
   * Translates loads of a window, until one needs a detour.
   *
   * @return whether any has been translated
   */
  private boolean lookUp() {
    if (next >= windowTo) {
      openWindow();
    }
    int from = next - windowFrom;
    int to = windowTo - windowFrom;
    long now = tlb.lookups();
    int done = pair.lookUpAll(keys, translations, from, to, now + 1);
    int missed = pair.missed();
    long filled = pair.filled();
    tlb.count(now + done - from, missed, Long.bitCount(filled));
    if (filled != 0) {
      walkAgain(filled);
    }
    quiet = missed == 0 ? quiet + done - from : 0;
    calm = quiet > QUIET;
    goOn(windowFrom + done, physical(from, done));
    return done > from;
  }

  /** Finds out what is needed to translate the next loads. */
  private void openWindow() {
    windowFrom = next;
    windowTo = runBegins() ? next + 1 : Math.min(end, next + WINDOW);
    if (!makeKeys()) {
      shortenWindow();
    }
    if (!isDense() || !lookAhead()) {
      Arrays.fill(translations, 0, windowTo - windowFrom, PageTableEntry.ABSENT);
    }
  }

  /**
   * Finds out what the window's loads are looked up by.
   *
   * @return whether all are of valid addresses; not asked of each, which would keep the compiler
   *     from doing several at once
   */
  private boolean makeKeys() {
    final long[] virtual = loads;
    final long[] into = keys;
    final int from = windowFrom;
    final int length = windowTo - from;
    final int shift = pageBits;
    final long itsTag = tag;
    final long lastPage = pageLimit - 1;
    long beyond = 0;
    for (int i = 0; i < length; i++) {
      long number = virtual[from + i] >>> shift;
      beyond |= lastPage - number;
      into[i] = number | itsTag;
    }
    return beyond >= 0;
  }

  /** Ends the window before the first load that may be of an invalid address. */
  private void shortenWindow() {
    int to = windowFrom;
    while (loads[to] >>> pageBits < pageLimit) {
      to++;
    }
    windowTo = to;
  }

  /** Counts the walks of loads whose ends were known. */
  private void walkAgain(long filled) {
    walker.walkAgain(loads, windowFrom, filled, level);
    lastWalk = windowFrom + Long.SIZE - 1 - Long.numberOfLeadingZeros(filled);
  }

  private long physical(int from, int to) {
    long frames = 0;
    for (int i = from; i < to; i++) {
      frames += PageTableEntry.frame(translations[i]);
    }
    return frames * frameBytes + offsets(windowFrom + from, windowFrom + to);
  }

  private long offsets(int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += loads[i] & offsetMask;
    }
    return sum;
  }

  /** Translates a load of a valid address, whatever this needs. */
  private void step() {
    long address = loads[next];
    long key = address >>> pageBits | tag;
    long translation = tlb.lookupOnly(key, level);
    if (translation == PageTableEntry.ABSENT) {
      if (isDense()) {
        windowTo = next;
      }
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

  /** Tells whether it looks as if the next loads are all from one page. */
  private boolean runBegins() {
    return next + SHORT_RUN < end
        && loads[next + SHORT_RUN] >>> pageBits == loads[next] >>> pageBits;
  }

  /**
   * Finds out where the walks of the window's loads end.
   *
   * @return whether it is known for any
   */
  private boolean lookAhead() {
    int to = walker.lookAhead(loads, windowFrom, windowTo, level, translations);
    if (to == windowFrom) {
      return false;
    }
    windowTo = to;
    return true;
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
