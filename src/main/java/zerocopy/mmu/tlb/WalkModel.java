package zerocopy.mmu.tlb;

/** How many memory references a page walk makes. */
public interface WalkModel {

  /**
   * Walks.
   *
   * @param page number of the base page whose translation is wanted
   * @param leafLevel level of the entry that maps it: 0 for a base page, 1 for a large page
   * @return the number of table entries that are read from memory
   */
  int walk(long page, int leafLevel);

  /** Forgets what page-walk caches hold. */
  void flush();
}
