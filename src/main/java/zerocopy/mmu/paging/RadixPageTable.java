package zerocopy.mmu.paging;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * A page table of several levels: a tree of tables, of which only those exist that map something.
 *
 * <p>All tables lie in one array. An entry of an upper level holds the slot at which the table of
 * the next level begins, in place of the page frame that holds it in real hardware. A walk is one
 * memory reference per level, each depending on the one before.
 */
public final class RadixPageTable implements PageTable {
  private static final int MASK_SHIFT = 6;

  private final PageTableLayout layout;
  private final int top;
  private final int[] mask;

  /**
   * By level, how its index is cut out of a page number: by how many bits to shift, and above
   * {@link #MASK_SHIFT} the mask. A shift of a {@code long} takes no notice of higher bits.
   */
  private final int[] cuts;

  /** By level, where tables lie that are out of use; all their entries are absent. */
  private final List<Deque<Integer>> released = new ArrayList<>();

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
    mask = new int[bits.length];
    cuts = new int[bits.length];
    for (int level = 0; level <= top; level++) {
      mask[level] = (1 << bits[level]) - 1;
      cuts[level] = mask[level] << MASK_SHIFT | layout.levelShift(level);
      released.add(new ArrayDeque<>());
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
    if (level > 0 && isPointer(slots[slot])) {
      int smaller = (int) PageTableEntry.frame(slots[slot]);
      MappingCheck.require(
          isEmpty(smaller, level - 1), "smaller pages lie within virtual page ", page);
      release(smaller, level - 1);
    }
    slots[slot] = PageTableEntry.leaf(frame, permissions, level);
  }

  private int childOrNew(int slot, int childLevel) {
    if (!PageTableEntry.isPresent(slots[slot])) {
      int table = newTable(childLevel);
      slots[slot] = PageTableEntry.pointer(table);
    }
    MappingCheck.require(isPointer(slots[slot]), "a large page covers it");
    return (int) PageTableEntry.frame(slots[slot]);
  }

  /** Tells whether neither a table nor those below it map a page. */
  private boolean isEmpty(int table, int level) {
    for (int slot = table; slot <= table + mask[level]; slot++) {
      boolean child = level > 0 && isPointer(slots[slot]);
      boolean empty =
          child
              ? isEmpty((int) PageTableEntry.frame(slots[slot]), level - 1)
              : !PageTableEntry.isPresent(slots[slot]);
      if (!empty) {
        return false;
      }
    }
    return true;
  }

  /** Puts an empty table, and those below it, aside for the next that is needed. */
  private void release(int table, int level) {
    for (int slot = table; slot <= table + mask[level]; slot++) {
      if (isPointer(slots[slot])) {
        release((int) PageTableEntry.frame(slots[slot]), level - 1);
      }
      slots[slot] = PageTableEntry.ABSENT;
    }
    released.get(level).push(table);
  }

  private int newTable(int level) {
    if (!released.get(level).isEmpty()) {
      return released.get(level).pop();
    }
    int table = used;
    used = Math.addExact(used, mask[level] + 1);
    if (used > slots.length) {
      slots =
          Arrays.copyOf(slots, (int) Math.min(Integer.MAX_VALUE - 8, Math.max(used, used * 2L)));
    }
    return table;
  }

  @Override
  public int find(long page) {
    int slot = walkEnd(page);
    return PageTableEntry.isPresent(slots[slot]) ? slot : ~absentLevel(page);
  }

  @Override
  public int[] walk(long page) {
    int[] walk = new int[top + 1];
    int read = 0;
    int table = 0;
    for (int level = top; level >= 0; level--) {
      int slot = slotIn(table, page, level);
      walk[read++] = slot;
      if (level == 0 || !isPointer(slots[slot])) {
        break;
      }
      table = (int) PageTableEntry.frame(slots[slot]);
    }
    return Arrays.copyOf(walk, read);
  }

  private int walkEnd(long page) {
    int table = 0;
    for (int level = top; level > 0; level--) {
      int slot = slotIn(table, page, level);
      long entry = slots[slot];
      if (!isPointer(entry)) {
        return slot;
      }
      table = (int) PageTableEntry.frame(entry);
    }
    return slotIn(table, page, 0);
  }

  /** Level by level, so that the reads of one level do not wait for each other. */
  @Override
  public void readLeaves(long[] addresses, int from, int to, long[] leaves) {
    final long[] entries = slots;
    final int cut = cuts[top] + layout.offsetBits();
    for (int i = 0; i < to - from; i++) {
      leaves[i] = entries[index(addresses[from + i], cut)];
    }
    for (int level = top - 1; level >= 0; level--) {
      goDown(addresses, from, to, leaves, cuts[level] + layout.offsetBits());
    }
  }

  /** Replaces pointers to tables by the entries there. */
  private void goDown(long[] addresses, int from, int to, long[] leaves, int cut) {
    final long[] entries = slots;
    for (int i = 0; i < to - from; i++) {
      long entry = leaves[i];
      if (isPointer(entry)) {
        leaves[i] = entries[(int) PageTableEntry.frame(entry) + index(addresses[from + i], cut)];
      }
    }
  }

  private int absentLevel(long page) {
    int table = 0;
    int level = top;
    long entry = slots[slotIn(table, page, level)];
    while (PageTableEntry.isPresent(entry)) {
      table = (int) PageTableEntry.frame(entry);
      entry = slots[slotIn(table, page, --level)];
    }
    return level;
  }

  private int slotIn(int table, long page, int level) {
    return table + index(page, cuts[level]);
  }

  private static int index(long number, int cut) {
    return (int) (number >>> cut) & cut >>> MASK_SHIFT;
  }

  private static boolean isPointer(long entry) {
    return (entry & (PageTableEntry.PRESENT | PageTableEntry.LARGE)) == PageTableEntry.PRESENT;
  }

  @Override
  public long entry(int slot) {
    return slots[slot];
  }

  @Override
  public void setEntry(int slot, long entry) {
    slots[slot] = entry;
  }

  /** Bytes of all tables, of those that are kept for the next use, too. */
  long tableBytes() {
    return (long) used * Long.BYTES;
  }
}
