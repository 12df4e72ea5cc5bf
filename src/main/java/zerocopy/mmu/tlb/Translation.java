package zerocopy.mmu.tlb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zerocopy.mmu.Access;
import zerocopy.mmu.Fault;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;

/**
 * One translation, looked at step by step: how the address was cut, whether the TLB knew the page,
 * which entries the walk read, and where it ended.
 *
 * @param address virtual address
 * @param access what the reference wanted to do
 * @param offsetBits bits of the offset within the page; a large page has more
 * @param tlbHit whether a TLB held the page; then there is no walk
 * @param walk the entries that the walk read, the root's first, as it left them; empty after a hit
 * @param entry the entry of the page, or {@link PageTableEntry#ABSENT}
 * @param physical physical address; without meaning after a fault
 * @param fault the trap in which the reference ended, if it did
 */
public record Translation(
    long address,
    Access access,
    int offsetBits,
    boolean tlbHit,
    List<Visit> walk,
    long entry,
    long physical,
    Optional<Fault> fault) {

  /**
   * An entry that a walk read.
   *
   * @param level 0 for the last level
   * @param index which entry of its table
   * @param entry the entry
   */
  public record Visit(int level, int index, long entry) {}

  /**
   * Translates an address.
   *
   * @param table the page table that it walks
   * @param address virtual address
   * @param access what the reference wants to do
   */
  public static Translation of(TlbMmu mmu, PageTable table, long address, Access access) {
    long missesBefore = mmu.counters().l2Misses();
    long referencesBefore = mmu.counters().references();
    long physical = 0;
    Fault trap = null;
    try {
      physical = mmu.translate(address, access);
    } catch (Fault fault) {
      trap = fault;
    }
    boolean lookedUp = mmu.counters().references() > referencesBefore;
    boolean hit = lookedUp && mmu.counters().l2Misses() == missesBefore;
    long page = address >>> table.layout().offsetBits() & mask(table.layout().pageNumberBits());
    int slot = lookedUp ? table.find(page) : ~0;
    long entry = slot < 0 ? PageTableEntry.ABSENT : table.entry(slot);
    return new Translation(
        address,
        access,
        table.layout().offsetBits() + table.layout().levelShift(PageTableEntry.level(entry)),
        hit,
        lookedUp && !hit ? visits(table, page) : List.of(),
        entry,
        physical,
        Optional.ofNullable(trap));
  }

  private static List<Visit> visits(PageTable table, long page) {
    List<Visit> visits = new ArrayList<>();
    int level = table.layout().levels();
    for (int slot : table.walk(page)) {
      level--;
      int bits = table.layout().indexBits()[level];
      long index = page >>> table.layout().levelShift(level) & mask(bits);
      visits.add(new Visit(level, (int) index, table.entry(slot)));
    }
    return visits;
  }

  private static long mask(int bits) {
    return (1L << bits) - 1;
  }

  /** Returns the number of the page, in units of pages of its own size. */
  public long page() {
    return address >>> offsetBits;
  }

  /** Returns the offset within the page. */
  public long offset() {
    return address & mask(offsetBits);
  }

  /** Returns the page frame, in units of base pages. */
  public long frame() {
    return PageTableEntry.frame(entry);
  }
}
