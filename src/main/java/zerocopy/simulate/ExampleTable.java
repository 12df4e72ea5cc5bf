package zerocopy.simulate;

import java.util.List;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.simulate.console.InputError;

/**
 * A page table that needs no file.
 *
 * @param name how it is called on the command line
 * @param levels levels of its page table
 * @param text its mappings, as a table file holds them
 * @param addresses references that show what it does
 */
record ExampleTable(String name, int levels, String text, List<String> addresses) {
  /** Width of a physical address of the textbook's MMU: eight page frames of 4 KiB. */
  static final int MOS_PHYSICAL_BITS = 15;

  /** Tanenbaum and Bos, "Modern Operating Systems", section 3.3: 16-bit virtual addresses. */
  private static final ExampleTable MOS =
      new ExampleTable(
          "mos",
          1,
          "2\n1\n6\n0\n4\n3\n-\n-\n-\n5\n-\n7\n-\n-\n-\n-\n",
          List.of("0", "8192", "8196", "20500", "32780"));

  /** Code, data and stack of a program, and a page of the kernel in the upper half. */
  private static final ExampleTable X86 =
      new ExampleTable(
          "x86",
          4,
          """
          0x400 0x1a2 rx         # code at 0x400000
          0x600 0x1a3 rw         # data at 0x600000
          0x7ffffffde 0x2b7 rw   # stack below 0x7ffffffdf000
          """,
          List.of("0x400123", "0x600010w", "0x400124", "0x7ffffffde008", "0x400000w", "0x601000"));

  /**
   * Returns an example.
   *
   * @throws InputError if there is none of that name
   */
  static ExampleTable named(String name) {
    return switch (name) {
      case "mos" -> MOS;
      case "x86" -> X86;
      default -> throw new InputError("--example is mos or x86, not '" + name + "'");
    };
  }

  /** Returns how the example cuts addresses with so many levels; null if it does not. */
  PageTableLayout layout(int wanted) {
    boolean deeper = levels == 4 && wanted == 5;
    return wanted == levels || deeper ? layoutOf(wanted) : null;
  }

  /**
   * Returns the usual layout of so many levels; null for a single one.
   *
   * @throws InputError if there is none
   */
  static PageTableLayout layoutOf(int levels) {
    return switch (levels) {
      case 1 -> new PageTableLayout("single level", 12, new int[] {4}, 0, false);
      case 2 -> PageTableLayout.TWO_LEVEL;
      case 3 -> new PageTableLayout("RISC-V Sv39", 12, new int[] {9, 9, 9}, 2, true);
      case 4 -> PageTableLayout.X86_64_4_LEVEL;
      case 5 -> PageTableLayout.X86_64_5_LEVEL;
      default -> throw new InputError("--levels is between 1 and 5, not " + levels);
    };
  }
}
