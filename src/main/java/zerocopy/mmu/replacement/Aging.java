package zerocopy.mmu.replacement;

/**
 * Aging: every clock tick shifts the counters right by one, puts the referenced bit into their top
 * bit, and clears it. The victim has the smallest counter. A new page's counter is 0.
 */
final class Aging extends ReplacementPolicy {
  private final long[] counters;
  private final long topBit;

  /**
   * Creates the policy.
   *
   * @param frames the page frames to choose from
   * @param bits width of the counters, 1 to 63
   */
  Aging(FrameTable frames, int bits) {
    super(frames);
    counters = new long[frames.frames()];
    topBit = 1L << bits - 1;
  }

  @Override
  protected void loaded(int frame) {
    counters[frame] = 0;
  }

  @Override
  protected void tick() {
    for (int frame = 0; frame < frames.used(); frame++) {
      counters[frame] = counters[frame] >>> 1 | (frames.isReferenced(frame) ? topBit : 0);
      frames.clearReferenced(frame);
    }
  }

  @Override
  protected int victim() {
    int best = 0;
    for (int frame = 1; frame < frames.frames(); frame++) {
      boolean tie = counters[frame] == counters[best];
      if (counters[frame] < counters[best] || tie && frames.loadedBefore(frame, best)) {
        best = frame;
      }
    }
    return best;
  }

  @Override
  protected String why(int victim) {
    return "smallest counter, " + binary(counters[victim]);
  }

  private String binary(long counter) {
    String digits = Long.toBinaryString(counter);
    return "0".repeat(Long.toBinaryString(topBit).length() - digits.length()) + digits;
  }

  @Override
  protected long[] counters() {
    return counters.clone();
  }
}
