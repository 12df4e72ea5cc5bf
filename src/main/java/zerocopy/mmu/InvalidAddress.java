package zerocopy.mmu;

/**
 * The address is outside of the virtual address space: wider than the page table translates (on
 * x86-64: not canonical).
 */
public final class InvalidAddress extends Fault {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the trap.
   *
   * @param address the virtual address whose reference trapped
   * @param access what the reference wanted to do
   */
  public InvalidAddress(long address, Access access) {
    super(address, access);
  }

  @Override
  public String kind() {
    return "invalid address";
  }
}
