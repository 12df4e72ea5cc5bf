package zerocopy.mmu.replacement;

/**
 * First in, first out. Page frames fill in their order, so that the oldest page goes round them.
 */
final class Fifo extends ReplacementPolicy {
  private int oldest;

  Fifo(FrameTable frames) {
    super(frames);
  }

  @Override
  protected int victim() {
    int victim = oldest;
    oldest = (oldest + 1) % frames.frames();
    return victim;
  }

  @Override
  protected String why(int victim) {
    return "loaded before all others";
  }
}
