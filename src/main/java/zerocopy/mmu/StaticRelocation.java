package zerocopy.mmu;

/**
 * Static relocation: when a program is loaded, the loader adds the load address to every word that
 * holds an address. At run time nothing is translated any more, so that a loaded program can
 * neither be moved nor protected, and loading costs a pass over the program.
 *
 * <p>As an {@link AddressSpace} it answers which physical address an address of the original image
 * became.
 */
public final class StaticRelocation implements AddressSpace {
  private final long loadAddress;

  /**
   * Creates the relocation.
   *
   * @param loadAddress the physical address of the program's first byte, at least 0
   */
  public StaticRelocation(long loadAddress) {
    if (loadAddress < 0) {
      throw new IllegalArgumentException("the load address must not be negative: " + loadAddress);
    }
    this.loadAddress = loadAddress;
  }

  /**
   * Loads a program: rewrites its addresses.
   *
   * @param image the words of the program, as if it were loaded at address 0
   * @param addressWords indexes of those words that hold addresses; the linker's relocation table
   * @param loaded memory from the load address on, as many words as the image or more
   * @throws IllegalArgumentException when the table names a word outside of the image
   */
  public void load(long[] image, int[] addressWords, long[] loaded) {
    System.arraycopy(image, 0, loaded, 0, image.length);
    for (int word : addressWords) {
      if (word < 0 || word >= image.length) {
        throw new IllegalArgumentException(
            "the relocation table names word " + word + " of a program of " + image.length);
      }
      loaded[word] = translate(image[word]);
    }
  }

  @Override
  public long translate(long virtual, Access access) {
    return Math.addExact(loadAddress, virtual);
  }
}
