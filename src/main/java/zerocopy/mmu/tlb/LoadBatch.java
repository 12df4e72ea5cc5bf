package zerocopy.mmu.tlb;

import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTableEntry;

/**
 * The fast way through a stream of loads, for pages of one size.
 *
 * <p>A load from the same page as the one before is a hit in every TLB under every policy, and
 * changes no order: such runs are only added up. All others look into the first level, in a loop
 * that keeps out of it what does not change, and leaves to others what is rare.
 */
final class LoadBatch {
  private static final long NO_PAGE = -1;

  private final TlbMmu mmu;
  private final TlbHierarchy tlb;
  private final int level;
  private final TlbLevel first;
  private final TlbLevel second;
  private final int pageBits;
  private final long frameBytes;
  private final long offsetMask;
  private final long pageLimit;

  private long[] loads;
  private int next;
  private int end;
  private long tag;
  private long page;
  private long entry;
  private long sum;

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
   * @param space identifier of the address space
   * @return the sum of the physical addresses of those that {@link #next} says are translated
   */
  long translate(long[] virtual, int from, int to, int space) {
    loads = virtual;
    next = from;
    end = to;
    tag = TlbKey.of(0, level, space);
    page = NO_PAGE;
    sum = 0;
    while (next < end && tlb.onlyPageLevel() == level) {
      long number = loads[next] >>> pageBits;
      if (number == page) {
        repeat();
      } else if (number < pageLimit) {
        lookUp();
      } else {
        sum += mmu.translate(loads[next++], Access.READ);
        page = NO_PAGE;
      }
    }
    return sum;
  }

  /** Returns the index of the first load that has not been translated. */
  int next() {
    return next;
  }

  /** Translates loads as long as each is from another page than the one before. */
  private void lookUp() {
    long[] virtual = loads;
    TlbLevel cache = first;
    TlbLevel back = second;
    long itsTag = tag;
    long before = page;
    long translation = entry;
    long physical = sum;
    long now = tlb.lookups();
    int misses = 0;
    int i = next;
    for (; i < end; i++) {
      long address = virtual[i];
      long number = address >>> pageBits;
      if (number == before || number >= pageLimit) {
        break;
      }
      long key = number | itsTag;
      now++;
      int position = cache.find(key, now);
      if (position != TlbLevel.MISS) {
        translation = cache.value(position);
      } else {
        misses++;
        position = back.find(key, now);
        if (position != TlbLevel.MISS) {
          translation = back.value(position);
        } else {
          tlb.count(now, misses, 1);
          misses = 0;
          translation = mmu.walk(virtual, i, end);
          if (PageTableEntry.level(translation) != level) {
            physical += mmu.fill(translation, address);
            i++;
            break;
          }
          back.fill(key, translation, now);
        }
        cache.fill(key, translation, now);
      }
      physical += PageTableEntry.frame(translation) * frameBytes + (address & offsetMask);
      before = number;
    }
    tlb.count(now, misses, 0);
    page = before;
    entry = translation;
    sum = physical;
    next = i;
  }

  /** Translates loads from the same page as the one before. */
  private void repeat() {
    long[] virtual = loads;
    int to = endOfRun(virtual, next, end, pageBits, page);
    long base = PageTableEntry.frame(entry) * frameBytes - (page << pageBits);
    int repeats = to - next;
    sum += sumOf(virtual, next, to) + repeats * base;
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
