package zerocopy.mmu.replacement;

import java.util.Arrays;

/** A doubly linked list of page frames, linked by number, so that all its operations are O(1). */
final class FrameList {
  private static final int UNLINKED = -1;

  private final int[] next;
  private final int[] previous;

  /** The number that stands for both ends of the list. */
  private final int ends;

  FrameList(int frames) {
    ends = frames;
    next = new int[frames + 1];
    previous = new int[frames + 1];
    Arrays.fill(next, UNLINKED);
    next[ends] = ends;
    previous[ends] = ends;
  }

  int first() {
    return next[ends];
  }

  /** Moves a frame to the end; adds it if it is not in the list. */
  void moveToEnd(int frame) {
    if (next[frame] != UNLINKED) {
      next[previous[frame]] = next[frame];
      previous[next[frame]] = previous[frame];
    }
    previous[frame] = previous[ends];
    next[frame] = ends;
    next[previous[frame]] = frame;
    previous[ends] = frame;
  }
}
