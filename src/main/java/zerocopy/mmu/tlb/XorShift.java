package zerocopy.mmu.tlb;

/**
 * Marsaglia's xorshift generator with 64 bits of state (Journal of Statistical Software 8(14),
 * 2003): what a random replacement draws from, the same in every run and on every JDK.
 */
final class XorShift {
  private long state;

  XorShift(long seed) {
    state = seed;
  }

  /** Returns a number from 0 to {@code bound} - 1. */
  int below(int bound) {
    state ^= state << 13;
    state ^= state >>> 7;
    state ^= state << 17;
    return (int) ((state >>> 33) * bound >>> 31);
  }
}
