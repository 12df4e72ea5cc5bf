package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import zerocopy.mmu.Access;
import zerocopy.mmu.Fault;
import zerocopy.mmu.paging.NaivePageTable;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.RadixPageTable;

/**
 * Several address spaces in one MMU with TLBs, page sizes mixed, remapped with and without a flush:
 * every physical address, fault and counter as in a twin of plain lists.
 */
class AddressSpacesPropertyTest {
  private static final PageTableLayout X86 = PageTableLayout.X86_64_4_LEVEL;
  private static final int[] IDENTIFIERS = {0, 1, TlbKey.MAX_SPACE};
  private static final int L1_ENTRIES = 3;
  private static final int L2_WAYS = 2;
  private static final int L2_SETS = 4;

  /** A translation that a TLB of the twin holds. */
  private record Held(
      int space, long first, int level, NaivePageTable.Leaf leaf, boolean modified) {
    boolean covers(int wanted, long page, long length) {
      return space == wanted && first <= page && page < first + length;
    }
  }

  /** The twin: the entry to be evicted next is the first of its list. */
  private static final class Twin {
    private final boolean lru;
    private final NaivePageTable[] tables = new NaivePageTable[IDENTIFIERS.length];
    private final List<List<Held>> l1 = List.of(new ArrayList<>());
    private final List<List<Held>> l2 = new ArrayList<>();
    private int space;
    private long references;
    private long l1Misses;
    private long l2Misses;
    private long walks;
    private long walkReferences;

    private Twin(boolean lru) {
      this.lru = lru;
      Arrays.setAll(tables, i -> new NaivePageTable(X86));
      for (int set = 0; set < L2_SETS; set++) {
        l2.add(new ArrayList<>());
      }
    }

    private String translate(long virtual, Access access) {
      references++;
      long page = virtual / 4096;
      Held held = use(l1, page);
      if (held == null) {
        l1Misses++;
        held = use(l2, page);
        if (held == null) {
          l2Misses++;
          return walkAndFill(page, virtual, access);
        }
        insert(l1, L1_ENTRIES, held);
      }
      if (!held.leaf().allows(access)) {
        return "protection fault";
      }
      if (access == Access.WRITE && !held.modified()) {
        NaivePageTable.Leaf leaf = walk(page, access);
        held = new Held(space, held.first(), held.level(), leaf, true);
        replace(l1, held);
        replace(l2, held);
      }
      return physical(held, virtual);
    }

    private Held use(List<List<Held>> sets, long page) {
      for (List<Held> set : sets) {
        for (Held held : set) {
          if (held.covers(space, page, tables[0].basePages(held.level()))) {
            if (lru) {
              set.remove(held);
              set.add(held);
            }
            return held;
          }
        }
      }
      return null;
    }

    private String walkAndFill(long page, long virtual, Access access) {
      NaivePageTable.Leaf leaf = tables[space].covering(page);
      if (leaf == null) {
        return "page fault";
      }
      if (!leaf.allows(access)) {
        return "protection fault";
      }
      walk(page, access);
      long length = tables[0].basePages(leaf.level);
      Held held = new Held(space, page / length * length, leaf.level, leaf, leaf.modified());
      insert(l2, L2_WAYS, held);
      insert(l1, L1_ENTRIES, held);
      return physical(held, virtual);
    }

    private NaivePageTable.Leaf walk(long page, Access access) {
      NaivePageTable.Leaf leaf = tables[space].covering(page);
      leaf.use(access);
      walks++;
      walkReferences += 4 - leaf.level;
      return leaf;
    }

    private void insert(List<List<Held>> sets, int ways, Held held) {
      long number = held.first() / tables[0].basePages(held.level());
      List<Held> set = sets.get((int) (number % sets.size()));
      if (set.size() == ways) {
        set.remove(0);
      }
      set.add(held);
    }

    private static void replace(List<List<Held>> sets, Held held) {
      for (List<Held> set : sets) {
        set.replaceAll(
            old ->
                old.space() == held.space()
                        && old.first() == held.first()
                        && old.level() == held.level()
                    ? held
                    : old);
      }
    }

    private String physical(Held held, long virtual) {
      long size = 4096 * tables[0].basePages(held.level());
      return "" + (held.leaf().frame * 4096 + virtual % size);
    }

    private void flushPage(long page) {
      for (List<List<Held>> sets : List.of(l1, l2)) {
        sets.forEach(
            set -> set.removeIf(h -> h.covers(space, page, tables[0].basePages(h.level()))));
      }
    }

    private void flushSpace() {
      l1.forEach(set -> set.removeIf(held -> held.space() == space));
      l2.forEach(set -> set.removeIf(held -> held.space() == space));
    }

    private void flushAll() {
      l1.forEach(List::clear);
      l2.forEach(List::clear);
    }

    private TlbCounters counters() {
      return new TlbCounters(
          references,
          references - l1Misses,
          l1Misses,
          l1Misses - l2Misses,
          l2Misses,
          walks,
          walkReferences);
    }
  }

  @Property(tries = 250)
  void agreesWithItsTwin(@ForAll boolean lru, @ForAll boolean smallPages, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Twin twin = new Twin(lru);
    PageTable[] tables = new PageTable[IDENTIFIERS.length];
    Arrays.setAll(tables, i -> new RadixPageTable(X86));
    TableWalker[] walkers = Arrays.stream(tables).map(TableWalker::new).toArray(TableWalker[]::new);
    TlbPolicy policy = lru ? TlbPolicy.LRU : TlbPolicy.FIFO;
    TlbMmu mmu =
        new TlbMmu(
            walkers[0],
            TlbHierarchy.shared(
                TlbGeometry.full(L1_ENTRIES), TlbGeometry.of(L2_SETS * L2_WAYS, L2_WAYS), policy));
    for (int i = 0; i < 400; i++) {
      long page = somePage(random, smallPages);
      switch (random.nextInt(24)) {
        case 0 -> {
          twin.space = random.nextInt(IDENTIFIERS.length);
          mmu.switchTo(IDENTIFIERS[twin.space], walkers[twin.space]);
        }
        case 1 -> {
          twin.flushPage(page);
          mmu.flushPage(page * 4096 + random.nextInt(4096));
        }
        case 2 -> {
          twin.flushSpace();
          mmu.flushSpace();
        }
        case 3 -> {
          if (random.nextInt(3) == 0) {
            twin.flushAll();
            mmu.flushAll();
          }
        }
        case 4 -> unmap(twin, tables[twin.space], mmu, page);
        case 5, 6, 7, 8 -> map(twin, tables[twin.space], page, random, smallPages);
        case 9, 10 -> assertEquals(inTurn(twin, page), batch(mmu, page));
        default -> {
          long virtual = page * 4096 + random.nextInt(4096);
          Access access = Access.values()[random.nextInt(3)];
          assertEquals(twin.translate(virtual, access), answer(mmu, virtual, access));
        }
      }
      assertEquals(twin.counters(), mmu.counters());
    }
  }

  /** Base pages within four large pages, two huge ones apart; few enough to meet again. */
  private static long somePage(SplittableRandom random, boolean smallPages) {
    long page = random.nextInt(smallPages ? 10 : 3);
    return smallPages ? page : page + 512L * random.nextInt(3) + (1L << 18) * random.nextInt(2);
  }

  /** Maps a page of some size; one that is mapped goes elsewhere without a flush. */
  private static void map(
      Twin twin, PageTable table, long page, SplittableRandom random, boolean smallPages) {
    int level = smallPages ? 0 : random.nextInt(3);
    long length = twin.tables[0].basePages(level);
    long first = page / length * length;
    long frame = random.nextInt(50) * length;
    NaivePageTable.Leaf before = twin.tables[twin.space].covering(page);
    boolean remapped = before != null && before.level == level;
    long permissions =
        remapped ? permissions(before) : random.nextInt(3) == 0 ? 0 : PageTableEntry.WRITABLE;
    if (twin.tables[twin.space].map(first, frame, permissions, level)) {
      table.map(first, frame, permissions, level);
    }
  }

  private static long permissions(NaivePageTable.Leaf leaf) {
    return leaf.allows(Access.WRITE) ? PageTableEntry.WRITABLE : 0;
  }

  private static void unmap(Twin twin, PageTable table, TlbMmu mmu, long page) {
    assertEquals(twin.tables[twin.space].unmap(page), table.unmap(page));
    twin.flushPage(page);
    mmu.flushPage(page * 4096);
  }

  private static long[] stream(long page) {
    return new SplittableRandom(page)
        .ints(6, 0, 3 * 4096)
        .mapToLong(offset -> page * 4096 + offset)
        .toArray();
  }

  /** Loads one after the other up to the first fault. */
  private static String inTurn(Twin twin, long page) {
    long sum = 0;
    for (long virtual : stream(page)) {
      String answer = twin.translate(virtual, Access.READ);
      if (answer.endsWith("fault")) {
        return answer;
      }
      sum += Long.parseLong(answer);
    }
    return "" + sum;
  }

  private static String batch(TlbMmu mmu, long page) {
    long[] stream = stream(page);
    try {
      return "" + mmu.translateAll(stream, 0, stream.length);
    } catch (Fault fault) {
      return fault.kind();
    }
  }

  private static String answer(TlbMmu mmu, long virtual, Access access) {
    try {
      return "" + mmu.translate(virtual, access);
    } catch (Fault fault) {
      return fault.kind();
    }
  }
}
