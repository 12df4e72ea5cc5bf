package zerocopy.mmu.replacement;

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
public record ReplacementStep(
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
