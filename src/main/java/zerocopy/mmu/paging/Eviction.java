package zerocopy.mmu.paging;

/**
 * How the kernel serves one page fault when all page frames are taken: it gives the frame of a
 * victim to the absent page.
 *
 * @param victim page that left
 * @param page page that came
 * @param frame the page frame
 * @param writtenBack whether the victim was modified, and had to be written first
 */
public record Eviction(long victim, long page, long frame, boolean writtenBack) {

  /**
   * Exchanges two pages.
   *
   * @param table page table, whose entries of both pages change
   * @param victim page that leaves
   * @param page page that comes, with the victim's permissions
   * @throws IllegalArgumentException when the victim is not in memory
   */
  public static Eviction exchange(PageTable table, long victim, long page) {
    boolean exists = victim >= 0 && victim >>> table.layout().pageNumberBits() == 0;
    int slot = exists ? table.find(victim) : ~0;
    if (slot < 0) {
      throw new IllegalArgumentException("the victim, page " + victim + ", is not in memory");
    }
    long entry = table.entry(slot);
    table.unmap(victim);
    long permissions =
        entry & (PageTableEntry.WRITABLE | PageTableEntry.USER | PageTableEntry.NO_EXECUTE);
    table.map(page, PageTableEntry.frame(entry), permissions);
    return new Eviction(
        victim, page, PageTableEntry.frame(entry), PageTableEntry.isModified(entry));
  }
}
