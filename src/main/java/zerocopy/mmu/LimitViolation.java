package zerocopy.mmu;

/** The address is at or beyond the limit register: the program left its partition. */
public final class LimitViolation extends Fault {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the trap.
   *
   * @param address the virtual address whose reference trapped
   * @param access what the reference wanted to do
   */
  public LimitViolation(long address, Access access) {
    super(address, access);
  }

  @Override
  public String kind() {
    return "limit violation";
  }
}
