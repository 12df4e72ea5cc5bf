package zerocopy.report.translation;

import zerocopy.mmu.tlb.TlbGeometry;

/**
 * How many sets of a cache hold how many pages, when neighbouring pages from the start of a huge
 * page on are in use.
 *
 * @param pages number of pages, 1 or more
 * @param ways ways of a set
 * @param sets {@code sets[n]} sets hold {@code n} pages
 */
record SetLoads(int pages, int ways, int[] sets) {

  /**
   * Distributes the pages.
   *
   * @param pages number of pages, 1 or more
   * @param shape entries, ways and index function of the cache
   */
  static SetLoads of(int pages, TlbGeometry shape) {
    int[] inSet = new int[shape.sets()];
    int most = 0;
    for (int page = 0; page < pages; page++) {
      most = Math.max(most, ++inSet[shape.index().setOf(page, inSet.length - 1)]);
    }
    int[] sets = new int[most + 1];
    for (int n : inSet) {
      sets[n]++;
    }
    return new SetLoads(pages, shape.ways(), sets);
  }
}
