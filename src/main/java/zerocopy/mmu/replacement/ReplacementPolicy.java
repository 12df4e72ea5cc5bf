package zerocopy.mmu.replacement;

import java.util.List;

/**
 * Chooses which page has to leave. The pager tells it about loads and references; what it needs to
 * know of the hardware's bits it reads from the {@link FrameTable}.
 */
public abstract class ReplacementPolicy {
  /** The page frames to choose from. */
  protected final FrameTable frames;

  /**
   * Creates a policy.
   *
   * @param frames the page frames to choose from
   */
  protected ReplacementPolicy(FrameTable frames) {
    this.frames = frames;
  }

  /**
   * Learns which page frames hold a page at the start.
   *
   * @param byLoad these page frames in the order in which their pages were loaded
   * @param byUse the same in the order in which their pages were referenced last
   */
  protected void found(List<Integer> byLoad, List<Integer> byUse) {
    byUse.forEach(this::loaded);
  }

  /** Learns that a page has been loaded and referenced. */
  protected void loaded(int frame) {}

  /** Learns that a page in memory has been referenced. */
  protected void referenced(int frame) {}

  /** Learns that the clock has ticked. */
  protected void tick() {}

  /**
   * Chooses among the page frames, all of which hold a page.
   *
   * @return the page frame whose page leaves
   */
  protected abstract int victim();

  /**
   * Says in words why the victim just chosen was chosen.
   *
   * @param victim the page frame that {@link #victim} returned
   */
  protected abstract String why(int victim);

  /**
   * Returns the counters by which the policy chooses, one for each page frame; nothing if it has
   * none.
   */
  protected long[] counters() {
    return new long[0];
  }

  /** Returns at which page frame the policy's hand points, or -1 if it has none. */
  protected int hand() {
    return -1;
  }
}
