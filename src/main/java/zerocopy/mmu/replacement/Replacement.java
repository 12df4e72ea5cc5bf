package zerocopy.mmu.replacement;

import java.util.List;
import java.util.function.Consumer;
import zerocopy.mmu.Access;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.RadixPageTable;

/**
 * A run of page replacement over a reference string, starting with empty memory unless pages are
 * given.
 *
 * @param policy which page leaves
 * @param frames number of page frames, 1 to 2^24
 * @param tickEvery clock ticks come before every reference whose number, counted from 0, is a
 *     positive multiple of this; 0 for no ticks
 * @param agingBits width of aging's counters, 1 to 63
 */
public record Replacement(Policy policy, int frames, int tickEvery, int agingBits) {
  /** The number of references between clock ticks unless told otherwise. */
  public static final int DEFAULT_TICK = 4;

  /** The width of aging's counters unless told otherwise. */
  public static final int DEFAULT_AGING_BITS = 8;

  private static final int MAX_FRAMES = 1 << 24;

  /** Room for every page number; 4 KiB pages, of which nobody sees the offset. */
  private static final PageTableLayout PAGE_NUMBERS =
      new PageTableLayout("page numbers", 12, new int[] {9, 9, 9, 9, 9}, 0, false);

  /**
   * Checks the parameters.
   *
   * @throws IllegalArgumentException when one is out of range
   */
  public Replacement {
    check("the number of page frames", frames, 1, MAX_FRAMES);
    check("the number of references between ticks", tickEvery, 0, Integer.MAX_VALUE);
    check("the number of aging bits", agingBits, 1, 63);
  }

  /**
   * Creates a run with the usual ticks and counters.
   *
   * @param policy which page leaves
   * @param frames number of page frames
   */
  public Replacement(Policy policy, int frames) {
    this(policy, frames, DEFAULT_TICK, DEFAULT_AGING_BITS);
  }

  private static void check(String what, int value, int low, int high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(
          what + " is between " + low + " and " + high + ", not " + value);
    }
  }

  /**
   * Runs.
   *
   * @return what happened
   */
  public ReplacementResult run(ReferenceString string) {
    return run(string, List.of(), null);
  }

  /**
   * Runs, and tells about each reference.
   *
   * @param start the pages in memory at the start; they take the first page frames, in the order in
   *     which they were loaded
   * @param observer is told after each reference; null for nobody
   * @return what happened
   * @throws IllegalArgumentException when more pages than page frames are given
   */
  public ReplacementResult run(
      ReferenceString string, List<Resident> start, Consumer<Step> observer) {
    if (start.size() > frames) {
      throw new IllegalArgumentException(
          "%d pages in memory at the start need as many page frames, not %d"
              .formatted(start.size(), frames));
    }
    PageTable table = new RadixPageTable(PAGE_NUMBERS);
    Pager pager = new Pager(this, table, string, BackingStore.NONE);
    pager.begin(start);
    pager.observe(observer);
    long[] victims = new long[string.length()];
    for (int i = 0; i < victims.length; i++) {
      long address = string.page(i) << PAGE_NUMBERS.offsetBits();
      pager.translate(address, string.isWrite(i) ? Access.WRITE : Access.READ);
      victims[i] = pager.latestVictim();
    }
    long hits = pager.references() - pager.faults();
    return new ReplacementResult(pager.faults(), hits, pager.writeBacks(), victims);
  }

  /**
   * What one reference did.
   *
   * @param page page number
   * @param write whether it was a store
   * @param tick whether the clock ticked just before
   * @param hit whether the page was in memory
   * @param victim the page that had to leave, or {@link Pager#NO_VICTIM}
   * @param why why that page; empty if none had to
   * @param writtenBack whether the victim was modified, and written back
   * @param before the page of each page frame before the reference; -1 for a free one
   * @param frames the same after it
   * @param referenced the referenced bit of each page frame after it
   * @param modified the modified bit of each page frame after it
   * @param counters the policy's counters by page frame after it; empty if it has none
   * @param hand the page frame at which the policy's hand points after it; -1 if it has none
   */
  public record Step(
      long page,
      boolean write,
      boolean tick,
      boolean hit,
      long victim,
      String why,
      boolean writtenBack,
      long[] before,
      long[] frames,
      boolean[] referenced,
      boolean[] modified,
      long[] counters,
      int hand) {}
}
