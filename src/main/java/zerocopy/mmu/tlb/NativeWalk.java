package zerocopy.mmu.tlb;

import java.util.List;
import zerocopy.mmu.paging.PageTableLayout;

/**
 * The walk of one page table: a reference per level, from the root to the leaf, less those levels
 * that page-walk caches spare.
 *
 * <p>A page-walk cache of level n holds entries of the page directories of that level, found by the
 * part of the page number above. The deepest hit tells where the walk begins (Barr, Cox and Rixner,
 * "Translation caching: skip, don't walk (the page table)", ISCA 2010).
 */
public final class NativeWalk implements WalkModel {
  private final int levels;
  private final int cachedLevels;
  private final int[] levelShift;
  private final TlbLevel[] caches;
  private long now;

  /**
   * Creates a walk.
   *
   * @param layout levels of the page table
   * @param caches page-walk caches: the first for entries of level 1, which point to the last level
   *     of tables, the next for level 2, and so on; none for levels beyond the list
   */
  public NativeWalk(PageTableLayout layout, List<TlbGeometry> caches) {
    levels = layout.levels();
    if (caches.size() >= levels) {
      throw new IllegalArgumentException(
          layout + " has no use for " + caches.size() + " page-walk caches");
    }
    cachedLevels = caches.size();
    levelShift = new int[levels];
    this.caches = new TlbLevel[levels];
    for (int level = 0; level < levels; level++) {
      levelShift[level] = layout.levelShift(level);
      boolean cached = level > 0 && level <= caches.size();
      this.caches[level] =
          cached ? TlbLevel.of(caches.get(level - 1), TlbPolicy.LRU) : NoTlb.INSTANCE;
    }
  }

  /**
   * Creates a walk without page-walk caches.
   *
   * @param layout levels of the page table
   */
  public NativeWalk(PageTableLayout layout) {
    this(layout, List.of());
  }

  @Override
  public int walk(long page, int leafLevel) {
    if (cachedLevels == 0) {
      return levels - leafLevel;
    }
    now++;
    int start = leafLevel + 1;
    while (start <= cachedLevels && !isCached(page, start)) {
      start++;
    }
    for (int read = leafLevel + 1; read < start; read++) {
      caches[read].fill(page >>> levelShift[read], 0, now);
    }
    return (start <= cachedLevels ? start : levels) - leafLevel;
  }

  private boolean isCached(long page, int level) {
    return caches[level].find(page >>> levelShift[level], now) != TlbLevel.MISS;
  }

  @Override
  public void flush() {
    for (TlbLevel cache : caches) {
      cache.flushAll();
    }
  }
}
