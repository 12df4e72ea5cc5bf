package zerocopy.mmu.replacement;

/** Most recently used: the best choice for a loop over more pages than there are frames. */
final class MostRecentlyUsed extends ReplacementPolicy {
  private int latest;

  MostRecentlyUsed(FrameTable frames) {
    super(frames);
  }

  @Override
  protected void loaded(int frame) {
    latest = frame;
  }

  @Override
  protected void referenced(int frame) {
    latest = frame;
  }

  @Override
  protected int victim() {
    return latest;
  }

  @Override
  protected String why(int victim) {
    return "used most recently";
  }
}
