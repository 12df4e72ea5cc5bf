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
    long walkReferences) {

  /** Returns the memory references of an average walk; 0 when there was none. */
  public double referencesPerWalk() {
    return walks == 0 ? 0 : (double) walkReferences / walks;
  }

  /** Returns the share of the references that hit the first level; 0 when there was none. */
  public double l1HitRate() {
    return references == 0 ? 0 : (double) l1Hits / references;
  }

  /** Returns the share of all references that a page walk served; 0 when there was none. */
  public double walkRate() {
    return references == 0 ? 0 : (double) walks / references;
  }
}
