package zerocopy.mmu.paging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import zerocopy.mmu.Access;
import zerocopy.mmu.Fault;

/** Page tables of every layout behave like a hash map of pages. */
class PageTablePropertyTest {

  @Property(tries = 200)
  void radixTablesAgreeWithAMap(@ForAll("layouts") PageTableLayout layout, @ForAll long seed) {
    compare(new RadixPageTable(layout), seed);
  }

  @Property(tries = 50)
  void linearTablesAgreeWithAMap(@ForAll("sizes") int bits, @ForAll long seed) {
    compare(new LinearPageTable(bits, 1 + bits / 2), seed);
  }

  @Provide
  Arbitrary<PageTableLayout> layouts() {
    return Arbitraries.of(
        PageTableLayout.X86_64_4_LEVEL,
        PageTableLayout.X86_64_5_LEVEL,
        PageTableLayout.ARM_16K,
        PageTableLayout.ARM_64K,
        PageTableLayout.TWO_LEVEL,
        new PageTableLayout("tiny", 3, new int[] {1, 2, 1}, 2, true));
  }

  @Provide
  Arbitrary<Integer> sizes() {
    return Arbitraries.of(0, 1, 5, 12, 16, 30);
  }

  @Example
  void tablesThatALargePageReplacesAreUsedAgain() {
    RadixPageTable table = new RadixPageTable(PageTableLayout.X86_64_4_LEVEL);
    for (int i = 0; i < 1000; i++) {
      table.map(5, 1, 0);
      table.unmap(5);
      table.map(0, 0, 0, 2);
      table.unmap(0);
    }
    assertEquals(4 * 512 * 8, table.tableBytes());
  }

  private static void compare(PageTable table, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    PageTableLayout layout = table.layout();
    NaivePageTable twin = new NaivePageTable(layout);
    PagedMmu mmu = new PagedMmu(table);
    for (int i = 0; i < 300; i++) {
      long page = somePage(layout, random);
      switch (random.nextInt(8)) {
        case 0, 1 -> compareMapping(table, twin, page, random);
        case 2 -> assertEquals(twin.unmap(page), table.unmap(page));
        case 3 -> compareBits(table, twin, page);
        default -> {
          Access access = Access.values()[random.nextInt(3)];
          long offset = random.nextLong(layout.pageSize(0));
          assertEquals(
              expected(twin, layout, page, offset, access),
              actual(mmu, canonical(layout, page * layout.pageSize(0) + offset), access));
        }
      }
    }
  }

  /** Pages at the edges of tables, which lie in the same tables often enough. */
  private static long somePage(PageTableLayout layout, SplittableRandom random) {
    long page = 0;
    for (int level = layout.levels() - 1; level >= 0; level--) {
      long entries = 1L << layout.indexBits()[level];
      long index = random.nextInt(4) == 0 ? entries - 1 : random.nextInt(2);
      page = page * entries + index;
    }
    return page;
  }

  private static void compareMapping(
      PageTable table, NaivePageTable twin, long page, SplittableRandom random) {
    int level = random.nextInt(table.layout().largestLeaf() + 1);
    long length = twin.basePages(level);
    boolean aligned = random.nextInt(8) != 0;
    long first = aligned ? page / length * length : page;
    long frame = random.nextLong(1000) * (aligned ? length : 1);
    long permissions = random.nextBoolean() ? PageTableEntry.WRITABLE : PageTableEntry.NO_EXECUTE;
    boolean mapped = true;
    try {
      table.map(first, frame, permissions, level);
    } catch (IllegalArgumentException e) {
      mapped = false;
    }
    assertEquals(twin.map(first, frame, permissions, level), mapped, "page " + first);
  }

  private static void compareBits(PageTable table, NaivePageTable twin, long page) {
    NaivePageTable.Leaf leaf = twin.covering(page);
    int slot = table.find(page);
    assertEquals(leaf != null, slot >= 0);
    if (leaf != null) {
      long entry = table.entry(slot);
      assertEquals(leaf.referenced(), PageTableEntry.isReferenced(entry));
      assertEquals(leaf.modified(), PageTableEntry.isModified(entry));
      assertEquals(leaf.level, PageTableEntry.level(entry));
    }
  }

  private static String expected(
      NaivePageTable twin, PageTableLayout layout, long page, long offset, Access access) {
    NaivePageTable.Leaf leaf = twin.covering(page);
    if (leaf == null) {
      return "page fault";
    }
    if (!leaf.allows(access)) {
      return "protection fault";
    }
    leaf.use(access);
    long frame = leaf.frame + page % twin.basePages(leaf.level);
    return "" + (frame * layout.pageSize(0) + offset);
  }

  private static String actual(PagedMmu mmu, long virtual, Access access) {
    try {
      return "" + mmu.translate(virtual, access);
    } catch (Fault fault) {
      return fault.kind();
    }
  }

  /** Repeats the highest bit of an address in the bits above, where the layout wants that. */
  private static long canonical(PageTableLayout layout, long address) {
    boolean upperHalf = address >= 1L << layout.addressBits() - 1;
    return layout.signExtended() && upperHalf ? address - (1L << layout.addressBits()) : address;
  }
}
