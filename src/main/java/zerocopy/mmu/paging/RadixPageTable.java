package zerocopy.mmu.paging;

import java.util.Arrays;

/**
 * A page table of several levels: a tree of tables, of which only those exist that map something.
 *
 * <p>All tables lie in one array. An entry of an upper level holds the slot at which the table of
 * the next level begins, in place of the page frame that holds it in real hardware. A walk is one
 * memory reference per level, each depending on the one before.
 */
public final class RadixPageTable implements PageTable {
  private final PageTableLayout layout;
  private final int top;
  private final int[] shift;
  private final int[] mask;
  private long[] slots;
  private int used;

  /**
   * Creates a table of absent pages; only the root exists.
   *
   * @param layout number and width of the levels
   */
  public RadixPageTable(PageTableLayout layout) {
    this.layout = layout;
    int[] bits = layout.indexBits();
    top = bits.length - 1;
    shift = new int[bits.length];
    mask = new int[bits.length];
    for (int level = 0; level <= top; level++) {
      shift[level] = layout.levelShift(level);
      mask[level] = (1 << bits[level]) - 1;
    }
    used = mask[top] + 1;
    slots = new long[used];
  }

  @Override
  public PageTableLayout layout() {
    return layout;
  }

  @Override
  public void map(long page, long frame, long permissions, int level) {
    MappingCheck.check(layout, page, frame, permissions, level);
    int table = 0;
    for (int above = top; above > level; above--) {
      table = childOrNew(slotIn(table, page, above), above - 1);
    }
    int slot = slotIn(table, page, level);
    boolean pointsToTable = level > 0 && isPointer(slots[slot]);
    MappingCheck.require(!pointsToTable, "smaller pages lie within virtual page " + page);
    slots[slot] = PageTableEntry.leaf(frame, permissions, level);
  }

  private int childOrNew(int slot, int childLevel) {
    if (!PageTableEntry.isPresent(slots[slot])) {
      int table = newTable(mask[childLevel] + 1);
      slots[slot] = PageTableEntry.pointer(table);
    }
    MappingCheck.require(isPointer(slots[slot]), "a large page covers it");
    return (int) PageTableEntry.frame(slots[slot]);
  }

  private int newTable(int entries) {
    int table = used;
    used = Math.addExact(used, entries);
    if (used > slots.length) {
      slots =
          Arrays.copyOf(slots, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(used, used * 2L)));
    }
    return table;
  }

  @Override
  public int find(long page) {
    int table = 0;
    for (int level = top; ; level--) {
      int slot = slotIn(table, page, level);
      long entry = slots[slot];
      if (!PageTableEntry.isPresent(entry)) {
        return ~level;
      }
      if (level == 0 || PageTableEntry.isLarge(entry)) {
        return slot;
      }
      table = (int) PageTableEntry.frame(entry);
    }
  }

  private int slotIn(int table, long page, int level) {
    return table + ((int) (page >>> shift[level]) & mask[level]);
  }

  private static boolean isPointer(long entry) {
    return PageTableEntry.isPresent(entry) && !PageTableEntry.isLarge(entry);
  }

  @Override
  public long entry(int slot) {
    return slots[slot];
  }

  @Override
  public void setEntry(int slot, long entry) {
    slots[slot] = entry;
  }

  @Override
  public long tableBytes() {
    return (long) used * Long.BYTES;
  }
}
