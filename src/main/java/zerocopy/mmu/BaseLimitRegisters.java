package zerocopy.mmu;

/**
 * Dynamic relocation: a pair of registers holds where the program begins and how long it is. Every
 * reference costs an add and a compare, and the program can be moved by changing the base register.
 */
public final class BaseLimitRegisters implements AddressSpace {
  private long base;
  private final long limit;

  /**
   * Sets the registers.
   *
   * @param base the physical address of the program's first byte, at least 0
   * @param limit the length of the program in bytes, at least 0; the first address that violates it
   * @throws IllegalArgumentException when one is negative or their sum overflows 63 bits
   */
  public BaseLimitRegisters(long base, long limit) {
    if (limit < 0) {
      throw new IllegalArgumentException("the limit must not be negative: " + limit);
    }
    this.limit = limit;
    moveTo(base);
  }

  /**
   * Renews the base register after the program has been moved.
   *
   * @param newBase the physical address of the program's first byte, at least 0
   * @throws IllegalArgumentException when it is negative, or the program would end beyond 2^63
   */
  public void moveTo(long newBase) {
    if (newBase < 0 || newBase > Long.MAX_VALUE - limit) {
      throw new IllegalArgumentException(
          "base " + newBase + " and limit " + limit + " leave the physical address space");
    }
    base = newBase;
  }

  /** Returns the physical address of the program's first byte. */
  public long base() {
    return base;
  }

  /** Returns the length of the program in bytes. */
  public long limit() {
    return limit;
  }

  @Override
  public long translate(long virtual, Access access) {
    if (Long.compareUnsigned(virtual, limit) >= 0) {
      throw new LimitViolation(virtual, access);
    }
    return base + virtual;
  }
}
