package zerocopy.mmu.replacement;

import java.util.Arrays;

/**
 * What happened in a run of page replacement.
 *
 * @param faults references whose page was absent
 * @param hits references whose page was in memory
 * @param writebacks victims that had been modified
 * @param victims for every reference the page that it evicted, or {@link Pager#NO_VICTIM}
 */
public record ReplacementResult(long faults, long hits, long writebacks, long[] victims) {

  @Override
  public boolean equals(Object other) {
    return other instanceof ReplacementResult r
        && faults == r.faults
        && hits == r.hits
        && writebacks == r.writebacks
        && Arrays.equals(victims, r.victims);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(faults) * 31 + Arrays.hashCode(victims);
  }

  @Override
  public String toString() {
    return faults
        + " faults, "
        + hits
        + " hits, "
        + writebacks
        + " write-backs, victims "
        + Arrays.toString(victims);
  }
}
