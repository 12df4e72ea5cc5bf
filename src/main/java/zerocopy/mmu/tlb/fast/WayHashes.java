package zerocopy.mmu.tlb.fast;

/**
 * One byte of hash for each of eight ways, in one {@code long}, by which they are searched at once:
 * only ways whose byte agrees need to be compared in full.
 */
final class WayHashes {
  /** Number of ways. */
  static final int WAYS = 8;

  /** Its binary logarithm. */
  static final int WAYS_SHIFT = 3;

  private static final int BYTE = 8;
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  private WayHashes() {}

  /** Returns how many words hold the bytes of a number of ways. */
  static int words(int ways) {
    return (ways + WAYS - 1) / WAYS;
  }

  /** Returns 8 bits that depend on all bits of a key. */
  private static long hash(long key) {
    return key * GOLDEN_RATIO >>> Long.SIZE - BYTE;
  }

  /**
   * Returns a word in which the highest bit of a byte is set if the way may hold the key; also that
   * of some ways above one that may, which do not.
   */
  static long candidates(long hashes, long key) {
    long difference = hashes ^ hash(key) * ONES;
    return difference - ONES & ~difference & HIGHS;
  }

  /** Returns the first candidate. */
  static int first(long candidates) {
    return Long.numberOfTrailingZeros(candidates) >>> 3;
  }

  /** Returns hashes with that of one way replaced. */
  static long replaced(long hashes, int way, long key) {
    int shift = way * BYTE;
    return hashes & ~(0xFFL << shift) | hash(key) << shift;
  }
}
