package zerocopy.mmu.paging;

import zerocopy.mmu.Access;
import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.InvalidAddress;
import zerocopy.mmu.PageNotPresentFault;
import zerocopy.mmu.ProtectionFault;

/**
 * Paging without a TLB: every reference walks the page table, which multiplies the references to
 * memory.
 *
 * <p>It sets the referenced bit on every access and the modified bit on every store.
 */
public final class PagedMmu implements AddressSpace {
  private final PageTable table;
  private final PageTableLayout layout;
  private final int offsetBits;
  private final long pageMask;
  private final long[] offsetMask;
  private final long canonicalBias;
  private final long invalidBits;

  /** Bits without which the processor may not use a page in its present mode. */
  private long required;

  /**
   * Creates the MMU of one address space.
   *
   * @param table its page table; the operating system may change it at any time
   */
  public PagedMmu(PageTable table) {
    this.table = table;
    layout = table.layout();
    offsetBits = layout.offsetBits();
    pageMask = (1L << layout.pageNumberBits()) - 1;
    offsetMask = new long[layout.largestLeaf() + 1];
    for (int level = 0; level < offsetMask.length; level++) {
      offsetMask[level] = layout.pageSize(level) - 1;
    }
    canonicalBias = layout.signExtended() ? 1L << layout.addressBits() - 1 : 0;
    invalidBits = -1L << layout.addressBits();
  }

  /**
   * Changes between user and kernel mode; the MMU starts in kernel mode, for which the user bit
   * means nothing.
   *
   * @param userMode whether code runs in user mode from now on
   */
  public void setUserMode(boolean userMode) {
    required = userMode ? PageTableEntry.USER : 0;
  }

  /** Returns the page table. */
  public PageTable table() {
    return table;
  }

  @Override
  public long translate(long virtual, Access access) {
    if ((virtual + canonicalBias & invalidBits) != 0) {
      throw new InvalidAddress(virtual, access);
    }
    long entry = reference(virtual >>> offsetBits & pageMask, virtual, access);
    long offset = virtual & offsetMask[PageTableEntry.level(entry)];
    return (PageTableEntry.frame(entry) << offsetBits) + offset;
  }

  /**
   * Walks the table as the hardware does on a reference to a page.
   *
   * @param page virtual page number
   * @param virtual the address, for a fault to tell
   * @param access what the reference wants to do
   * @return the entry, with the bits that the reference set
   * @throws PageNotPresentFault when an entry on the way is absent
   * @throws ProtectionFault when the page forbids the access
   */
  public long reference(long page, long virtual, Access access) {
    int slot = table.find(page);
    if (slot < 0) {
      throw new PageNotPresentFault(virtual, access, ~slot);
    }
    return use(slot, virtual, access);
  }

  /**
   * Ends a walk at the entry of a page that is present.
   *
   * @param virtual the address, for a fault to tell
   * @param access what the reference wants to do
   * @return the entry, with the bits that the reference set
   * @throws ProtectionFault when the page forbids the access
   */
  public long use(int slot, long virtual, Access access) {
    long entry = table.entry(slot);
    if ((entry & required) != required || !allows(entry, access)) {
      throw new ProtectionFault(virtual, access);
    }
    long used = entry | PageTableEntry.REFERENCED;
    if (access == Access.WRITE) {
      used |= PageTableEntry.MODIFIED;
    }
    if (used != entry) {
      table.setEntry(slot, used);
    }
    return used;
  }

  private static boolean allows(long entry, Access access) {
    return switch (access) {
      case READ -> true;
      case WRITE -> (entry & PageTableEntry.WRITABLE) != 0;
      case EXECUTE -> (entry & PageTableEntry.NO_EXECUTE) == 0;
    };
  }
}
