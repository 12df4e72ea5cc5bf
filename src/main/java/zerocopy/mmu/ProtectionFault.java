package zerocopy.mmu;

/**
 * The page is present, but its protection forbids the access. Unlike a {@link PageNotPresentFault}
 * it cannot be cured by loading a page.
 */
public final class ProtectionFault extends Fault {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the trap.
   *
   * @param address the virtual address whose reference trapped
   * @param access what the reference wanted to do
   */
  public ProtectionFault(long address, Access access) {
    super(address, access);
  }

  @Override
  public String kind() {
    return "protection fault";
  }
}
