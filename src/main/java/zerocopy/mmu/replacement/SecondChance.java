package zerocopy.mmu.replacement;

import java.util.List;

/** A queue of pages by age, from whose front referenced pages are sent to its end. */
final class SecondChance extends ReplacementPolicy {
  private final FrameList queue;
  private int spared;

  SecondChance(FrameTable frames) {
    super(frames);
    queue = new FrameList(frames.frames());
  }

  @Override
  protected void found(List<Integer> byLoad, List<Integer> byUse) {
    byLoad.forEach(this::loaded);
  }

  @Override
  protected void loaded(int frame) {
    queue.moveToEnd(frame);
  }

  @Override
  protected int victim() {
    spared = 0;
    while (frames.isReferenced(queue.first())) {
      frames.clearReferenced(queue.first());
      queue.moveToEnd(queue.first());
      spared++;
    }
    return queue.first();
  }

  @Override
  protected String why(int victim) {
    return "oldest and unreferenced" + Clock.passed(spared);
  }
}
