package zerocopy.mmu.preset;

import zerocopy.mmu.tlb.TlbCounters;

/**
 * What translation costs beyond a hit in the first level, which is free: it overlaps with the
 * access to the data cache.
 *
 * @param l2HitCycles cycles that a look-up in the second level adds
 * @param walkStartCycles cycles that a page walk adds on top, whatever it finds
 * @param walkReferenceCycles cycles that each memory reference of a walk adds
 */
public record TranslationCycles(
    double l2HitCycles, double walkStartCycles, double walkReferenceCycles) {

  /**
   * Returns the cycles that were spent on translation.
   *
   * @param counters what happened
   * @return cycles: the second level is looked up on every miss in the first
   */
  public double cycles(TlbCounters counters) {
    return counters.l1Misses() * l2HitCycles
        + counters.walks() * walkStartCycles
        + counters.walkReferences() * walkReferenceCycles;
  }
}
