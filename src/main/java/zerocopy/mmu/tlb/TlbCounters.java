package zerocopy.mmu.tlb;

/**
 * What a TLB hierarchy and its page walks have done so far. All are counts of events.
 *
 * @param references translations that were asked for
 * @param l1Hits found in the first level
 * @param l1Misses not found there
 * @param l2Hits found in the second level after a miss in the first
 * @param l2Misses not found there either
 * @param walks page walks, one for each miss in the last level
 * @param walkReferences memory references of these walks
 */
public record TlbCounters(
    long references,
    long l1Hits,
    long l1Misses,
    long l2Hits,
    long l2Misses,
    long walks,
    long walkReferences) {}
