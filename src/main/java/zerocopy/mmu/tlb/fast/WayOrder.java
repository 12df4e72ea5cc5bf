package zerocopy.mmu.tlb.fast;

/**
 * The order in which up to 16 ways of a set were used, in one {@code long}: its lowest hexadecimal
 * digit is the way that was used last, the next digit the one before, and so on.
 */
public final class WayOrder {
  /** The largest number of ways. */
  public static final int MAX_WAYS = 16;

  /** The order of ways none of which has been used: the last one is the first victim. */
  static final long BY_WAY = 0xFEDCBA9876543210L;

  private static final int DIGIT = 4;
  private static final long ONES = 0x1111111111111111L;
  private static final long HIGHS = 0x8888888888888888L;

  private WayOrder() {}

  /** Returns how far to shift an order for its least recent way to be the lowest digit. */
  static int oldestShift(int ways) {
    return DIGIT * (ways - 1);
  }

  /** Returns the way that was used least recently. */
  static int oldest(long order, int oldestShift) {
    return (int) (order >>> oldestShift) & 0xF;
  }

  /**
   * Moves the way that was used least recently to the front: all digits move up by one. Those
   * beyond the ways come to be of no meaning.
   */
  static long renewed(long order, int oldest) {
    return order << DIGIT | oldest;
  }

  /** Moves a way to the front: the digits before it move up by one. */
  static long promoted(long order, int way) {
    long difference = order ^ way * ONES;
    long zeros = difference - ONES & ~difference & HIGHS;
    int digit = Long.numberOfTrailingZeros(zeros) & -DIGIT;
    long before = (1L << digit) - 1;
    long upTo = before << DIGIT | 0xF;
    return order & ~upTo | (order & before) << DIGIT | way;
  }

  /** Moves a way to the end, which makes it the next victim. */
  static long demoted(long order, int way, int ways) {
    long demoted = 0;
    int digits = 0;
    for (int i = 0; i < ways; i++) {
      long other = order >>> DIGIT * i & 0xF;
      if (other != way) {
        demoted |= other << DIGIT * digits++;
      }
    }
    int oldestShift = oldestShift(ways);
    long beyond = ways == MAX_WAYS ? 0 : order & -1L << oldestShift + DIGIT;
    return beyond | demoted | (long) way << oldestShift;
  }
}
