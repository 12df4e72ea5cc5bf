package zerocopy.mmu.replacement;

/**
 * Not recently used: classes 0 (not referenced, not modified), 1 (modified), 2 (referenced), 3
 * (both); the victim is the page of the lowest class that was loaded first.
 */
final class NotRecentlyUsed extends ReplacementPolicy {

  NotRecentlyUsed(FrameTable frames) {
    super(frames);
  }

  @Override
  protected void tick() {
    for (int frame = 0; frame < frames.used(); frame++) {
      frames.clearReferenced(frame);
    }
  }

  @Override
  protected int victim() {
    int best = 0;
    for (int frame = 1; frame < frames.frames(); frame++) {
      int difference = pageClass(frame) - pageClass(best);
      if (difference < 0 || difference == 0 && frames.loadedBefore(frame, best)) {
        best = frame;
      }
    }
    return best;
  }

  private int pageClass(int frame) {
    return (frames.isReferenced(frame) ? 2 : 0) + (frames.isModified(frame) ? 1 : 0);
  }

  @Override
  protected String why(int victim) {
    return "class %d, the lowest: %sreferenced, %smodified"
        .formatted(
            pageClass(victim),
            frames.isReferenced(victim) ? "" : "not ",
            frames.isModified(victim) ? "" : "not ");
  }
}
