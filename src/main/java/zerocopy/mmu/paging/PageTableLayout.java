package zerocopy.mmu.paging;

import java.util.Arrays;

/**
 * How a virtual address is cut into table indexes and an offset.
 *
 * @param name how the layout is called
 * @param offsetBits bits of the offset within a base page, 0 to 30
 * @param indexBits bits of each table index, the last level first, 1 to 26 each
 * @param largestLeaf the highest level whose entries may map a (large) page; 0 if only base pages
 *     exist, at most 2
 * @param signExtended whether addresses are canonical as on x86-64: the unused upper bits repeat
 *     the highest used one
 */
public record PageTableLayout(
    String name, int offsetBits, int[] indexBits, int largestLeaf, boolean signExtended) {

  /** x86-64 with four levels: 48-bit addresses; pages of 4 KiB, 2 MiB and 1 GiB. */
  public static final PageTableLayout X86_64_4_LEVEL = x86("x86-64, 4 levels", 4);

  /** x86-64 with five levels: 57-bit addresses; pages of 4 KiB, 2 MiB and 1 GiB. */
  public static final PageTableLayout X86_64_5_LEVEL = x86("x86-64, 5 levels", 5);

  /** Arm with 16 KiB granules and 48-bit addresses; pages of 16 KiB and 32 MiB. */
  public static final PageTableLayout ARM_16K =
      new PageTableLayout("Arm, 16 KiB granule", 14, new int[] {11, 11, 11, 1}, 1, false);

  /** Arm with 64 KiB granules and 48-bit addresses; pages of 64 KiB and 512 MiB. */
  public static final PageTableLayout ARM_64K =
      new PageTableLayout("Arm, 64 KiB granule", 16, new int[] {13, 13, 6}, 1, false);

  /** The two-level table of the textbooks and of the 80386: 10 + 10 + 12 bits. */
  public static final PageTableLayout TWO_LEVEL =
      new PageTableLayout("two levels, 32 bit", 12, new int[] {10, 10}, 1, false);

  /** Checks the shape. */
  public PageTableLayout {
    indexBits = indexBits.clone();
    int bits = offsetBits + Arrays.stream(indexBits).sum();
    boolean indexesFit = Arrays.stream(indexBits).allMatch(b -> b >= 1 && b <= 26);
    if (offsetBits < 0 || offsetBits > 30 || indexBits.length == 0 || !indexesFit || bits > 57) {
      throw new IllegalArgumentException(
          "a page table needs an offset of 0 to 30 bits, indexes of 1 to 26 bits each, and at most"
              + " 57 bits in all");
    }
    if (largestLeaf < 0 || largestLeaf > 2 || largestLeaf >= indexBits.length) {
      throw new IllegalArgumentException("no level " + largestLeaf + " for large pages");
    }
  }

  private static PageTableLayout x86(String name, int levels) {
    int[] bits = new int[levels];
    Arrays.fill(bits, 9);
    return new PageTableLayout(name, 12, bits, 2, true);
  }

  /** Returns the bits of each table index, the last level first. */
  @Override
  public int[] indexBits() {
    return indexBits.clone();
  }

  /** Returns the number of levels, which is the number of memory references of a full walk. */
  public int levels() {
    return indexBits.length;
  }

  /** Returns the width of a virtual address in bits. */
  public int addressBits() {
    return pageNumberBits() + offsetBits;
  }

  /** Returns the width of the number of a base page in bits. */
  public int pageNumberBits() {
    return Arrays.stream(indexBits).sum();
  }

  /**
   * Returns by how many bits the number of a page of a level is shorter than that of a base page.
   *
   * @param level 0 for base pages, 1 for the large pages that a directory entry maps, and so on
   */
  public int levelShift(int level) {
    return Arrays.stream(indexBits, 0, level).sum();
  }

  /**
   * Returns the size in bytes of a page that is mapped at a level.
   *
   * @param level 0 for base pages
   */
  public long pageSize(int level) {
    return 1L << offsetBits + levelShift(level);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PageTableLayout o
        && name.equals(o.name)
        && offsetBits == o.offsetBits
        && Arrays.equals(indexBits, o.indexBits)
        && largestLeaf == o.largestLeaf
        && signExtended == o.signExtended;
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Arrays.hashCode(indexBits);
  }

  @Override
  public String toString() {
    return name;
  }
}
