package zerocopy.bench.hardware;

import zerocopy.mmu.pattern.ChasePattern;
import zerocopy.mmu.pattern.ChasePattern.Layout;

/**
 * Links in memory, in one cycle: each visited line holds the index of the next one, and beside it
 * the line's ordinal in the cycle, stamped by a first lap, with which later positions are checked.
 */
final class Chase {

  private final int[] memory;
  private final int first;
  private final int lines;

  /**
   * Links the lines and follows them once.
   *
   * @param memory zeroed memory
   * @param first index where line 0's page starts
   * @param layout where the lines lie
   * @param lines number of lines, 1 or more
   * @param page bytes of a page
   * @throws IllegalStateException if the links do not form one cycle through all lines
   */
  Chase(int[] memory, int first, Layout layout, int lines, int page) {
    this.memory = memory;
    this.first = first;
    this.lines = lines;
    link(layout, page);
    stamp();
  }

  /** Index of the first line's link: where to start. */
  int start() {
    return first;
  }

  /**
   * Checks where the followed links have led to.
   *
   * @param steps links followed since {@link #start()}
   * @throws IllegalStateException if that is not the line that the cycle leads to
   */
  void verify(int at, long steps) {
    if (memory[at + 1] != steps % lines + 1) {
      throw new IllegalStateException(
          "after %d steps the chase is at line %d of its cycle, not at line %d"
              .formatted(steps, memory[at + 1] - 1, steps % lines));
    }
  }

  private void link(Layout layout, int page) {
    for (int line = 0; line < lines; line++) {
      int index = index(layout, line, page);
      memory[index] = index;
    }
    ChasePattern.shuffle(
        lines,
        (line, other) -> {
          int one = index(layout, line, page);
          int two = index(layout, other, page);
          int next = memory[one];
          memory[one] = memory[two];
          memory[two] = next;
        });
  }

  private int index(Layout layout, int line, int page) {
    return first + (int) (ChasePattern.offset(layout, line, page) / Integer.BYTES);
  }

  /** Writes the ordinals, from 1; a line met twice shows here, and one left out as a short lap. */
  private void stamp() {
    int at = first;
    for (int ordinal = 1; ordinal <= lines; ordinal++) {
      if (memory[at + 1] != 0) {
        throw new IllegalStateException("step " + ordinal + " meets a line for the second time");
      }
      memory[at + 1] = ordinal;
      at = memory[at];
    }
    if (at != first) {
      throw new IllegalStateException("the links do not close to a cycle of " + lines + " lines");
    }
  }
}
