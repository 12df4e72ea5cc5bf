package zerocopy.mmu.replacement;

/** Where pages are that are not in memory. */
public interface BackingStore {
  /** A store that keeps nothing, for programs that only count. */
  BackingStore NONE =
      new BackingStore() {
        @Override
        public void load(long page, int frame) {}

        @Override
        public void writeBack(long page, int frame) {}
      };

  /**
   * Brings a page into memory.
   *
   * @param frame the page frame to fill
   */
  void load(long page, int frame);

  /**
   * Saves a modified page before it leaves memory.
   *
   * @param frame the page frame that holds it
   */
  void writeBack(long page, int frame);
}
