package zerocopy.mmu.paging;

/** Refuses mappings that no page table can hold. */
final class MappingCheck {
  private MappingCheck() {}

  static void check(PageTableLayout layout, long page, long frame, long permissions, int level) {
    require(level >= 0 && level <= layout.largestLeaf(), "no page of level ", level);
    require(page >= 0 && page >>> layout.pageNumberBits() == 0, "no virtual page ", page);
    require(frame >= 0 && frame <= PageTableEntry.MAX_FRAME, "no page frame ", frame);
    require((permissions & ~PageTableEntry.PERMISSIONS) == 0, "no such permissions");
    long inside = (1L << layout.levelShift(level)) - 1;
    require(((page | frame) & inside) == 0, "misaligned large page at virtual page ", page);
  }

  /** The words are put together only for a mapping that is refused: there are many of them. */
  static void require(boolean condition, String problem, long which) {
    if (!condition) {
      require(false, problem + which);
    }
  }

  static void require(boolean condition, String problem) {
    if (!condition) {
      throw new IllegalArgumentException("the page table cannot hold the mapping: " + problem);
    }
  }
}
