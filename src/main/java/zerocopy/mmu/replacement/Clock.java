package zerocopy.mmu.replacement;

/** A hand that goes round the page frames and takes the first that has not been referenced. */
final class Clock extends ReplacementPolicy {
  private int hand;
  private int spared;

  Clock(FrameTable frames) {
    super(frames);
  }

  @Override
  protected int victim() {
    spared = 0;
    while (frames.isReferenced(hand)) {
      frames.clearReferenced(hand);
      spared++;
      advance();
    }
    int victim = hand;
    advance();
    return victim;
  }

  private void advance() {
    hand = (hand + 1) % frames.frames();
  }

  @Override
  protected String why(int victim) {
    return "the hand finds it unreferenced" + passed(spared);
  }

  /** Says how many pages were spared for having been referenced. */
  static String passed(int spared) {
    return spared == 0 ? "" : ", after clearing the referenced bit of " + spared;
  }

  @Override
  protected int hand() {
    return hand;
  }
}
