package zerocopy.mmu;

import java.util.Locale;

/**
 * A trap: the reference cannot be completed, and the operating system has to decide.
 *
 * <p>It carries no stack trace, because traps are part of the model and may be frequent.
 */
public abstract class Fault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long address;
  private final Access access;

  /**
   * Creates a trap.
   *
   * @param address the virtual address whose reference trapped
   * @param access what the reference wanted to do
   */
  protected Fault(long address, Access access) {
    super(null, null, false, false);
    this.address = address;
    this.access = access;
  }

  /** Returns the virtual address whose reference trapped. */
  public long address() {
    return address;
  }

  /** Returns what the reference wanted to do. */
  public Access access() {
    return access;
  }

  /** Returns the kind of trap in words, such as "page fault". */
  public abstract String kind();

  @Override
  public String getMessage() {
    return String.format(
        Locale.ROOT,
        "%s on %s of address %s",
        kind(),
        access.name().toLowerCase(Locale.ROOT),
        Long.toUnsignedString(address));
  }
}
