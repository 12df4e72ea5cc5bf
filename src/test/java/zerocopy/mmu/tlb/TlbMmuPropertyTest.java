package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import zerocopy.mmu.Access;
import zerocopy.mmu.Fault;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.PagedMmu;
import zerocopy.mmu.paging.RadixPageTable;

/** The batch agrees with single translations, and a TLB never changes what an address means. */
class TlbMmuPropertyTest {

  @Property(tries = 200)
  void batchAgreesWithSingleReferences(
      @ForAll("streams") long[] stream, @ForAll boolean largePages, @ForAll TlbPolicy policy) {
    TlbMmu batch = new TlbMmu(table(largePages), fast(policy));
    TlbMmu single = new TlbMmu(table(largePages), textbook(policy));
    int half = stream.length / 2;
    long batchSum =
        batch.translateAll(stream, 0, half) + batch.translateAll(stream, half, stream.length);
    long singleSum = 0;
    for (long address : stream) {
      singleSum += single.translate(address, Access.READ);
    }
    assertEquals(singleSum, batchSum);
    assertEquals(single.counters(), batch.counters());
  }

  /** Walks that are known ahead go through the page-walk caches in the same order. */
  @Property(tries = 200)
  void batchOfATraceAgreesWithSingleReferences(
      @ForAll("streams") long[] stream,
      @ForAll @IntRange(max = 1) int leafLevel,
      @ForAll TlbPolicy policy) {
    TlbMmu batch = new TlbMmu(assumed(leafLevel), fast(policy));
    TlbMmu single = new TlbMmu(assumed(leafLevel), textbook(policy));
    long sum = batch.translateAll(stream, 0, stream.length);
    for (long address : stream) {
      sum -= single.translate(address, Access.READ);
    }
    assertEquals(0, sum);
    assertEquals(single.counters(), batch.counters());
  }

  private static PageWalker assumed(int leafLevel) {
    PageTableLayout layout = PageTableLayout.X86_64_4_LEVEL;
    WalkModel caches = new NativeWalk(layout, List.of(TlbGeometry.full(3), TlbGeometry.full(2)));
    return new AssumedWalker(layout, leafLevel, 0, caches);
  }

  /** After a fault, the page is mapped and the batch goes on where it was. */
  @Property(tries = 200)
  void batchFaultsWhereSingleReferencesDo(
      @ForAll("streams") long[] stream, @ForAll @IntRange(max = 1000) int seed) {
    PageTable batchTable = tableWithHoles();
    TlbMmu batch = new TlbMmu(batchTable, fast(TlbPolicy.LRU));
    PageTable singleTable = tableWithHoles();
    TlbMmu single = new TlbMmu(singleTable, textbook(TlbPolicy.LRU));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < stream.length; i++) {
      stream[i] = random.nextInt(40) == 0 ? stream[i] | -1L << 47 : stream[i];
    }
    for (int from = 0; from < stream.length; ) {
      int to = from;
      String expected = "";
      while (to < stream.length && expected.isEmpty()) {
        expected = fault(single, stream, to, ++to);
      }
      assertEquals(expected, fault(batch, stream, from, stream.length));
      assertEquals(single.counters(), batch.counters());
      from = expected.isEmpty() ? to : to - 1;
      if (!expected.isEmpty()) {
        long page = stream[from] >>> 12 & (1L << 36) - 1;
        batchTable.map(page, page & 0xff, 0);
        singleTable.map(page, page & 0xff, 0);
      }
    }
  }

  private static String fault(TlbMmu mmu, long[] stream, int from, int to) {
    try {
      mmu.translateAll(stream, from, to);
      return "";
    } catch (Fault fault) {
      return fault.getMessage();
    }
  }

  private static PageTable tableWithHoles() {
    PageTable table = new RadixPageTable(PageTableLayout.X86_64_4_LEVEL);
    for (long page = 0; page < 1 << 11; page++) {
      if (page % 5 != 0) {
        table.map(page, 5000 + (page * 37 & 0x7ff), 0);
      }
    }
    return table;
  }

  @Property(tries = 200)
  void translatesAsThePageTableDoes(
      @ForAll("streams") long[] stream,
      @ForAll TlbPolicy policy,
      @ForAll @IntRange(max = 1000) int seed) {
    PageTable table = table(true);
    PagedMmu walking = new PagedMmu(table(true));
    TlbMmu tlb = new TlbMmu(table, fast(policy));
    SplittableRandom random = new SplittableRandom(seed);
    for (long address : stream) {
      Access access = Access.values()[random.nextInt(3)];
      long shifted = random.nextInt(8) == 0 ? address + (1L << 40) : address;
      assertEquals(answer(walking, shifted, access), answer(tlb, shifted, access));
    }
    for (long page = 0; page < 1 << 11; page++) {
      int slot = table.find(page);
      long mask = PageTableEntry.MODIFIED;
      assertEquals(walking.table().entry(slot) & mask, table.entry(slot) & mask);
    }
  }

  private static String answer(zerocopy.mmu.AddressSpace space, long address, Access access) {
    try {
      return "" + space.translate(address, access);
    } catch (Fault fault) {
      return fault.getMessage();
    }
  }

  /** Maps 8 MiB: base pages, and if wanted large pages in between; every third is read-only. */
  private static PageTable table(boolean largePages) {
    PageTable table = new RadixPageTable(PageTableLayout.X86_64_4_LEVEL);
    for (long page = 0; page < 1 << 11; page++) {
      boolean inLargePage = largePages && (page >>> 9) % 2 == 1;
      long permissions = page % 3 == 0 ? PageTableEntry.NO_EXECUTE : PageTableEntry.WRITABLE;
      if (!inLargePage) {
        table.map(page, 5000 + (page * 37 & 0x7ff), permissions);
      } else if (page % 512 == 0) {
        table.map(page, page + (1 << 20), permissions, 1);
      }
    }
    return table;
  }

  private static TlbHierarchy fast(TlbPolicy policy) {
    return TlbHierarchy.shared(TlbGeometry.full(8), TlbGeometry.of(64, 4), policy);
  }

  private static TlbHierarchy textbook(TlbPolicy policy) {
    return TlbHierarchy.shared(
        new TextbookTlb(TlbGeometry.full(8), policy),
        new TextbookTlb(TlbGeometry.of(64, 4), policy));
  }

  @Provide
  Arbitrary<long[]> streams() {
    return Arbitraries.of(14, 16, 23)
        .flatMap(bits -> Arbitraries.longs().between(0, (1L << bits) - 1).list().ofMaxSize(150))
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(parts -> withRepeats(parts.stream().flatMap(List::stream).toList()));
  }

  /** Programs stay on a page for a while. */
  private static long[] withRepeats(List<Long> addresses) {
    return addresses.stream().flatMapToLong(TlbMmuPropertyTest::repeated).toArray();
  }

  private static java.util.stream.LongStream repeated(long address) {
    return java.util.stream.LongStream.range(0, address % 11 == 0 ? 9 : 1 + address % 3)
        .map(i -> address);
  }
}
