package zerocopy.mmu.tlb;

import zerocopy.mmu.paging.PageTableLayout;

/**
 * The two-dimensional walk of nested paging: the guest's tables lie at guest-physical addresses, so
 * that every reference to one of them needs a walk of the host's tables first, and so does the page
 * itself.
 *
 * <p>With g guest levels and h host levels and no caches these are (g + 1)(h + 1) - 1 references
 * (Bhargava et al., "Accelerating two-dimensional page walks for virtualized systems", ASPLOS
 * 2008). The guest's page-walk caches hold host-physical addresses, so that a guest level that they
 * spare costs nothing in the host either.
 */
public final class NestedWalk implements WalkModel {
  /** Guest tables lie where no page of a 57-bit guest address is. */
  private static final int TABLES_SHIFT = 46;

  private final PageTableLayout guestLayout;
  private final WalkModel guest;
  private final WalkModel host;
  private final int hostLeafLevel;

  /**
   * Creates a walk.
   *
   * @param guestLayout how the guest's tables cut addresses: which pages have a table in common
   * @param guest walk of the guest's tables alone
   * @param host walk of the host's tables alone
   * @param hostLeafLevel level at which the host maps the guest's memory: 0 for base pages
   */
  public NestedWalk(
      PageTableLayout guestLayout, WalkModel guest, WalkModel host, int hostLeafLevel) {
    this.guestLayout = guestLayout;
    this.guest = guest;
    this.host = host;
    this.hostLeafLevel = hostLeafLevel;
  }

  @Override
  public int walk(long page, int leafLevel) {
    int guestReferences = guest.walk(page, leafLevel);
    int references = guestReferences;
    for (int level = leafLevel + guestReferences - 1; level >= leafLevel; level--) {
      references += host.walk(tablePage(page, level), hostLeafLevel);
    }
    return references + host.walk(page, hostLeafLevel);
  }

  /** Returns the guest-physical page that holds the guest's table of a level for a page. */
  private long tablePage(long page, int level) {
    return (level + 1L) << TABLES_SHIFT | page >>> guestLayout.levelShift(level + 1);
  }

  @Override
  public void flush() {
    guest.flush();
    host.flush();
  }
}
