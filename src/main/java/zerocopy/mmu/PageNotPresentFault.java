package zerocopy.mmu;

/** The page, or a page table on the way to it, is absent. */
public final class PageNotPresentFault extends Fault {
  private static final long serialVersionUID = 1L;

  private final int level;

  /**
   * Creates the trap.
   *
   * @param address the virtual address whose reference trapped
   * @param access what the reference wanted to do
   * @param level the level of the absent entry: 0 is the page table's last level, 1 the directory
   *     above it, and so on
   */
  public PageNotPresentFault(long address, Access access, int level) {
    super(address, access);
    this.level = level;
  }

  /** Returns the level of the absent entry; 0 is the last level of the page table. */
  public int level() {
    return level;
  }

  @Override
  public String kind() {
    return "page fault";
  }
}
