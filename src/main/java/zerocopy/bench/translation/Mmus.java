package zerocopy.bench.translation;

import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.BaseLimitRegisters;
import zerocopy.mmu.IdentityMapping;
import zerocopy.mmu.paging.LinearPageTable;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.PagedMmu;
import zerocopy.mmu.paging.RadixPageTable;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbCounters;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbHierarchy;
import zerocopy.mmu.tlb.TlbMmu;
import zerocopy.mmu.tlb.TlbPolicy;

/**
 * The translations that are compared, over one and the same address range: pages of 4 KiB, mapped
 * to frames in scattered order.
 */
enum Mmus {
  /** Absolute addresses. */
  IDENTITY(0),
  /** One pair of registers: an addition and a comparison. */
  BASE_LIMIT(0),
  /** A table with one entry a page; each translation reads it. */
  SINGLE_LEVEL(1),
  /** The tree of x86-64; each translation walks it. */
  FOUR_LEVEL(4),
  /** The same with 57-bit addresses. */
  FIVE_LEVEL(5),
  /** A single-level table behind TLBs. */
  SINGLE_LEVEL_WITH_TLB(1),
  /** Four levels behind TLBs. */
  FOUR_LEVEL_WITH_TLB(4),
  /** Five levels behind TLBs. */
  FIVE_LEVEL_WITH_TLB(5);

  /** Bits of the offset within a page. */
  static final int OFFSET_BITS = 12;

  /** Where the registers relocate to: a whole number of pages. */
  static final long BASE = 16L << OFFSET_BITS;

  /** The TLBs of Zen 3, whatever the machine is: figures of two machines are then comparable. */
  private static final TlbGeometry FIRST = TlbGeometry.full(64);

  private static final TlbGeometry SECOND = new TlbGeometry(2048, 8, SetIndex.ZEN3);

  private final int levels;

  Mmus(int levels) {
    this.levels = levels;
  }

  /**
   * Builds the translation of a range that starts at address 0.
   *
   * @param pageBits the range has 2^pageBits pages
   */
  AddressSpace build(int pageBits) {
    return switch (this) {
      case IDENTITY -> new IdentityMapping();
      case BASE_LIMIT -> new BaseLimitRegisters(BASE, 1L << pageBits + OFFSET_BITS);
      case SINGLE_LEVEL, FOUR_LEVEL, FIVE_LEVEL -> new PagedMmu(table(pageBits));
      default -> new TlbMmu(table(pageBits), tlb());
    };
  }

  private static TlbHierarchy tlb() {
    return TlbHierarchy.shared(FIRST, SECOND, TlbPolicy.LRU);
  }

  private PageTable table(int pageBits) {
    PageTable table =
        switch (levels) {
          case 1 -> new LinearPageTable(OFFSET_BITS, pageBits);
          case 4 -> new RadixPageTable(PageTableLayout.X86_64_4_LEVEL);
          default -> new RadixPageTable(PageTableLayout.X86_64_5_LEVEL);
        };
    for (long page = 0; page < 1L << pageBits; page++) {
      table.map(page, frame(page, pageBits), PageTableEntry.WRITABLE);
    }
    return table;
  }

  /** Scatters the pages: multiplication by an odd number is one-to-one modulo a power of two. */
  private static long frame(long page, int pageBits) {
    return page * 0x9E3779B1L & (1L << pageBits) - 1;
  }

  /**
   * The right answer, worked out without the model.
   *
   * @param virtual an address of the range
   * @param pageBits as in {@link #build}
   */
  long expected(long virtual, int pageBits) {
    return switch (this) {
      case IDENTITY -> virtual;
      case BASE_LIMIT -> virtual + BASE;
      default -> {
        long offset = virtual & (1L << OFFSET_BITS) - 1;
        yield frame(virtual >>> OFFSET_BITS, pageBits) << OFFSET_BITS | offset;
      }
    };
  }

  /**
   * Memory references that translations have made to page tables.
   *
   * @param space what {@link #build} returned
   * @param translations how many there were; without a TLB each walks all levels
   */
  long tableReferences(AddressSpace space, long translations) {
    return space instanceof TlbMmu mmu ? mmu.counters().walkReferences() : translations * levels;
  }

  /**
   * What the TLBs have counted.
   *
   * @param space what {@link #build} returned
   * @param translations how many there were; without a TLB all are walks, if there is a table
   */
  TlbCounters counters(AddressSpace space, long translations) {
    if (space instanceof TlbMmu mmu) {
      return mmu.counters();
    }
    long walks = levels == 0 ? 0 : translations;
    return new TlbCounters(
        translations, 0, walks, 0, walks, walks, tableReferences(space, translations));
  }
}
