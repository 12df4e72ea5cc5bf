package zerocopy.mmu.tlb;

/** How many memory references a page walk makes. */
public interface WalkModel {

  /**
   * Walks.
   *
   * @param page number of the base page whose translation is wanted
   * @param leafLevel level of the entry that maps it: 0 for a base page, 1 for a large page
   * @return the number of table entries that are read from memory
   */
  int walk(long page, int leafLevel);

  /**
   * Walks for several loads, in the order in which they are.
   *
   * @param loads addresses
   * @param from index of the first that may be meant
   * @param which of 64 loads from there on, by a bit each
   * @param offsetBits bits of the offset within a base page
   * @param leafLevel as above, of all
   * @return the number of table entries that are read from memory
   */
  default long walkAll(long[] loads, int from, long which, int offsetBits, int leafLevel) {
    long references = 0;
    for (long left = which; left != 0; left &= left - 1) {
      int next = from + Long.numberOfTrailingZeros(left);
      references += walk(loads[next] >>> offsetBits, leafLevel);
    }
    return references;
  }

  /** Forgets what page-walk caches hold. */
  void flush();
}
