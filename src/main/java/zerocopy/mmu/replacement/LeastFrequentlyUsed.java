package zerocopy.mmu.replacement;

/** Least frequently used since it was loaded; among equals the least recently used. */
final class LeastFrequentlyUsed extends ReplacementPolicy {
  private final long[] uses;
  private final long[] usedAt;
  private long now;

  LeastFrequentlyUsed(FrameTable frames) {
    super(frames);
    uses = new long[frames.frames()];
    usedAt = new long[frames.frames()];
  }

  @Override
  protected void loaded(int frame) {
    uses[frame] = 0;
    referenced(frame);
  }

  @Override
  protected void referenced(int frame) {
    uses[frame]++;
    usedAt[frame] = ++now;
  }

  @Override
  protected int victim() {
    int best = 0;
    for (int frame = 1; frame < frames.frames(); frame++) {
      boolean tie = uses[frame] == uses[best];
      if (uses[frame] < uses[best] || tie && usedAt[frame] < usedAt[best]) {
        best = frame;
      }
    }
    return best;
  }

  @Override
  protected String why(int victim) {
    return "used least often, times: " + uses[victim];
  }

  @Override
  protected long[] counters() {
    return uses.clone();
  }
}
