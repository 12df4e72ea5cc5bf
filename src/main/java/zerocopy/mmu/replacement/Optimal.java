package zerocopy.mmu.replacement;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Belady's optimum ("A study of replacement algorithms for a virtual-storage computer", IBM Systems
 * Journal 5(2), 1966): the page whose next reference is farthest away. It is the yardstick for the
 * others, because it needs to know the future.
 */
final class Optimal extends ReplacementPolicy {
  private static final int NEVER = Integer.MAX_VALUE;

  private final int[] nextUse;
  private final int[] nextUseOfFrame;
  private final Map<Long, Integer> firstUse = new HashMap<>();
  private int index;

  Optimal(FrameTable frames, ReferenceString future) {
    super(frames);
    nextUseOfFrame = new int[frames.frames()];
    nextUse = new int[future.length()];
    for (int i = future.length() - 1; i >= 0; i--) {
      Integer next = firstUse.put(future.page(i), i);
      nextUse[i] = next == null ? NEVER : next;
    }
  }

  @Override
  protected void found(List<Integer> byLoad, List<Integer> byUse) {
    byUse.forEach(
        frame -> nextUseOfFrame[frame] = firstUse.getOrDefault(frames.page(frame), NEVER));
  }

  @Override
  protected void loaded(int frame) {
    nextUseOfFrame[frame] = nextUse[index++];
  }

  @Override
  protected void referenced(int frame) {
    nextUseOfFrame[frame] = nextUse[index++];
  }

  @Override
  protected int victim() {
    int best = 0;
    for (int frame = 1; frame < frames.frames(); frame++) {
      boolean tie = nextUseOfFrame[frame] == nextUseOfFrame[best];
      boolean later = nextUseOfFrame[frame] > nextUseOfFrame[best];
      if (later || tie && frames.loadedBefore(frame, best)) {
        best = frame;
      }
    }
    return best;
  }

  @Override
  protected String why(int victim) {
    int next = nextUseOfFrame[victim];
    return next == NEVER ? "never needed again" : "needed again last, by reference " + (next + 1);
  }
}
