package zerocopy.mmu.replacement;

import java.util.SplittableRandom;

/** Any page, with equal probability. */
final class RandomChoice extends ReplacementPolicy {
  private final SplittableRandom random = new SplittableRandom(1);

  RandomChoice(FrameTable frames) {
    super(frames);
  }

  @Override
  protected int victim() {
    return random.nextInt(frames.frames());
  }

  @Override
  protected String why(int victim) {
    return "drawn at random";
  }
}
