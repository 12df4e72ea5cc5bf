package zerocopy.mmu.replacement;

/** A hand that goes round the page frames and takes the first that has not been referenced. */
final class Clock extends ReplacementPolicy {
  private int hand;

  Clock(FrameTable frames) {
    super(frames);
  }

  @Override
  protected int victim() {
    while (frames.isReferenced(hand)) {
      frames.clearReferenced(hand);
      advance();
    }
    int victim = hand;
    advance();
    return victim;
  }

  private void advance() {
    hand = (hand + 1) % frames.frames();
  }
}
