package zerocopy.mmu;

/**
 * A program's view of memory: a function from virtual to physical addresses.
 *
 * <p>All addresses are byte addresses. The implementations tell the history of the function: {@link
 * IdentityMapping}, {@link StaticRelocation}, {@link BaseLimitRegisters}, {@link PagedMmu} and
 * {@link TlbMmu}.
 */
public interface AddressSpace {

  /**
   * Translates one address as the hardware would on one memory reference.
   *
   * @param virtual the address that the program uses
   * @param access what the program wants to do there
   * @throws Fault when the reference traps
   */
  long translate(long virtual, Access access);

  /**
   * Translates the address of a load.
   *
   * @param virtual the address that the program uses
   * @throws Fault when the load traps
   */
  default long translate(long virtual) {
    return translate(virtual, Access.READ);
  }

  /**
   * Translates a stream of loads. It has the effect of translating each address in turn; spaces
   * with a faster way to do that override it.
   *
   * @param from index of the first address to translate
   * @param to index after the last one
   * @return the sum of the physical addresses, modulo 2^64: a check that all of them were computed
   * @throws Fault when a load traps; those before it have been translated
   */
  default long translateAll(long[] virtual, int from, int to) {
    long sum = 0;
    for (int i = from; i < to; i++) {
      sum += translate(virtual[i]);
    }
    return sum;
  }
}
