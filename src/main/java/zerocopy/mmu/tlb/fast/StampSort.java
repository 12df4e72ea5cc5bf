package zerocopy.mmu.tlb.fast;

/**
 * Sorts positions of entries by the time at which they were used, without allocating anything.
 *
 * <p>Runs are sorted by insertion and then merged. {@code java.util.Arrays.sort} sorts no positions
 * by what they point to, and makes garbage of nearly sorted arrays.
 */
final class StampSort {
  private static final int RUN = 64;

  private final long[] entries;
  private final int stamp;
  private final int[] merged;

  /**
   * Creates a sorter.
   *
   * @param entries what the positions point into
   * @param stamp where the time is, counted from an entry's position
   * @param most how many positions there may be
   */
  StampSort(long[] entries, int stamp, int most) {
    this.entries = entries;
    this.stamp = stamp;
    merged = new int[most > RUN ? most : 0];
  }

  /** Sorts the first {@code size} positions, the earliest time first. */
  void sort(int[] positions, int size) {
    for (int from = 0; from < size; from += RUN) {
      sortRun(positions, from, Math.min(size, from + RUN));
    }
    for (long width = RUN; width < size; width *= 2) {
      for (long from = 0; from + width < size; from += 2 * width) {
        int middle = (int) (from + width);
        merge(positions, (int) from, middle, (int) Math.min(size, middle + width));
      }
    }
  }

  private void sortRun(int[] positions, int from, int to) {
    for (int i = from + 1; i < to; i++) {
      int position = positions[i];
      long time = entries[position + stamp];
      int j = i;
      while (j > from && entries[positions[j - 1] + stamp] > time) {
        positions[j] = positions[--j];
      }
      positions[j] = position;
    }
  }

  /** Merges two sorted neighbours. */
  private void merge(int[] positions, int from, int middle, int to) {
    int left = middle - from;
    System.arraycopy(positions, from, merged, 0, left);
    int out = from;
    int right = middle;
    for (int i = 0; i < left; ) {
      boolean earlier =
          right < to && entries[positions[right] + stamp] < entries[merged[i] + stamp];
      positions[out++] = earlier ? positions[right++] : merged[i++];
    }
  }
}
