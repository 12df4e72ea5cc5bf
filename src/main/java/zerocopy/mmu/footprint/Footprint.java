package zerocopy.mmu.footprint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jol.info.GraphLayout;
import zerocopy.mmu.paging.LinearPageTable;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.RadixPageTable;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbHierarchy;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbPolicy;

/**
 * The heap that a structure occupies with its entries in packed arrays, and what the same entries
 * take as one object each in a {@link HashMap}.
 *
 * @param structure what it is
 * @param entries number of translations that it holds
 * @param packedBytes bytes of the packed structure and all it refers to
 * @param objectBytes bytes of the map with an object per entry
 */
public record Footprint(String structure, int entries, long packedBytes, long objectBytes) {

  static {
    // The JDK hides the offsets of a record's fields; jol then has to work them out.
    System.setProperty("jol.magicFieldOffset", "true");
  }

  /** A translation as an object: what a page-table entry packs into one word. */
  private static final class EntryObject {
    private long frame;
    private boolean present;
    private boolean writable;
    private boolean referenced;
    private boolean modified;
  }

  /** Measures the TLBs of Zen 3 and page tables of a thousand, and of 256 thousand pages. */
  public static List<Footprint> measureAll() {
    return List.of(
        tlb("TLB, fully associative, LRU", TlbGeometry.full(64)),
        tlb("TLB, 8 ways, LRU", new TlbGeometry(2048, 8, SetIndex.ZEN3)),
        tlbs(
            "both TLBs joined, LRU", TlbGeometry.full(64), new TlbGeometry(2048, 8, SetIndex.ZEN3)),
        pageTable("page table, single level", new LinearPageTable(12, 10), 1 << 10),
        pageTable("page table, 4 levels", fourLevels(), 1 << 10),
        pageTable("page table, 4 levels", fourLevels(), 1 << 18));
  }

  private static PageTable fourLevels() {
    return new RadixPageTable(PageTableLayout.X86_64_4_LEVEL);
  }

  /**
   * Measures a full TLB.
   *
   * @param name what to call it
   */
  public static Footprint tlb(String name, TlbGeometry geometry) {
    TlbLevel level = TlbLevel.of(geometry, TlbPolicy.LRU);
    for (long page = 0; page < geometry.entries(); page++) {
      level.fill(page, page, page + 1);
    }
    return new Footprint(name, geometry.entries(), bytes(level), objects(geometry.entries()));
  }

  /**
   * Measures two levels of TLB, both with LRU, in the fastest implementation.
   *
   * @param name what to call them
   * @param first shape of the first level
   * @param second shape of the second level
   */
  public static Footprint tlbs(String name, TlbGeometry first, TlbGeometry second) {
    int entries = first.entries() + second.entries();
    TlbHierarchy tlb = TlbHierarchy.shared(first, second, TlbPolicy.LRU);
    return new Footprint(name, entries, bytes(tlb), objects(entries));
  }

  /**
   * Measures a page table.
   *
   * @param name what to call it
   * @param pages how many pages to map, from page 0 on
   */
  public static Footprint pageTable(String name, PageTable table, int pages) {
    for (long page = 0; page < pages; page++) {
      table.map(page, page, 0);
    }
    return new Footprint(name, pages, bytes(table), objects(pages));
  }

  private static long objects(int entries) {
    Map<Long, EntryObject> map = new HashMap<>();
    for (long page = 0; page < entries; page++) {
      map.put(page, new EntryObject());
    }
    return bytes(map);
  }

  private static long bytes(Object root) {
    return GraphLayout.parseInstance(root).totalSize();
  }

  /** Returns the bytes that a translation takes in the packed structure. */
  public double packedBytesPerEntry() {
    return (double) packedBytes / entries;
  }

  /** Returns how many times as much the objects take. */
  public double ratio() {
    return (double) objectBytes / packedBytes;
  }
}
