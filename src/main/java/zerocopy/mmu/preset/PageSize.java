package zerocopy.mmu.preset;

import java.util.Arrays;
import java.util.stream.Collectors;
import zerocopy.mmu.paging.PageTableLayout;

/** The sizes of real pages, and the page tables that map them. */
public enum PageSize {
  /** 4 KiB: the base page of x86-64. */
  KIB_4("4k", PageTableLayout.X86_64_4_LEVEL, 0),
  /** 16 KiB: the base page of Apple's processors. */
  KIB_16("16k", PageTableLayout.ARM_16K, 0),
  /** 64 KiB: a base page of Arm. */
  KIB_64("64k", PageTableLayout.ARM_64K, 0),
  /** 2 MiB: the large page of x86-64. */
  MIB_2("2m", PageTableLayout.X86_64_4_LEVEL, 1),
  /** 1 GiB: the huge page of x86-64. */
  GIB_1("1g", PageTableLayout.X86_64_4_LEVEL, 2);

  private final String label;
  private final PageTableLayout layout;
  private final int level;

  PageSize(String label, PageTableLayout layout, int level) {
    this.label = label;
    this.layout = layout;
    this.level = level;
  }

  /**
   * Returns the size of a label such as {@code 2m}, in either case.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static PageSize parse(String label) {
    for (PageSize size : values()) {
      if (size.label.equalsIgnoreCase(label)) {
        return size;
      }
    }
    String all = Arrays.stream(values()).map(PageSize::toString).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("no page size '" + label + "'; there are " + all);
  }

  /** Returns the page table that maps pages of this size. */
  public PageTableLayout layout() {
    return layout;
  }

  /** Returns the level of the entry that maps a page: 0 base, 1 large, 2 huge. */
  public int level() {
    return level;
  }

  /** Returns the number of bits of the offset within a page. */
  public int offsetBits() {
    return layout.offsetBits() + layout.levelShift(level);
  }

  /** Returns the size in bytes. */
  public long bytes() {
    return 1L << offsetBits();
  }

  @Override
  public String toString() {
    return label;
  }
}
