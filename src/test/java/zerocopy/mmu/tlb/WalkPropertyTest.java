package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import zerocopy.mmu.paging.PageTableLayout;

/** Page walks against a twin that writes down every table entry that is read. */
class WalkPropertyTest {

  /** A walk of one table; caches are lists of what they hold, the next victim first. */
  private static final class Walk {
    private final PageTableLayout layout;
    private final int[] entries;
    private final List<List<String>> caches = new ArrayList<>();

    private Walk(PageTableLayout layout, int[] entries) {
      this.layout = layout;
      this.entries = entries;
      for (int level = 0; level < layout.levels(); level++) {
        caches.add(new ArrayList<>());
      }
    }

    /** Returns the levels whose entries are read, the root's first. */
    private List<Integer> walk(String space, long page, int leafLevel) {
      int from = layout.levels() - 1;
      for (int level = leafLevel + 1; level <= entries.length; level++) {
        String tag = tag(space, page, level);
        if (caches.get(level).remove(tag)) {
          caches.get(level).add(tag);
          from = level - 1;
          break;
        }
      }
      List<Integer> read = new ArrayList<>();
      for (int level = from; level >= leafLevel; level--) {
        read.add(level);
        if (level > leafLevel && level <= entries.length) {
          List<String> cache = caches.get(level);
          if (cache.size() == entries[level - 1]) {
            cache.remove(0);
          }
          cache.add(tag(space, page, level));
        }
      }
      return read;
    }

    /** Names the part of memory that an entry of a level stands for. */
    private String tag(String space, long page, int level) {
      return space + (page >> layout.levelShift(level));
    }
  }

  @Property(tries = 200)
  void walkCaches(
      @ForAll("layouts") PageTableLayout layout,
      @ForAll @IntRange(max = 3) int cached,
      @ForAll @IntRange(min = 1, max = 4) int entries,
      @ForAll long seed) {
    int caches = Math.min(cached, layout.levels() - 1);
    Walk twin = new Walk(layout, sizes(caches, entries));
    NativeWalk walk = new NativeWalk(layout, geometries(caches, entries));
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < 200; i++) {
      if (random.nextInt(40) == 0) {
        walk.flush();
        twin.caches.forEach(List::clear);
      }
      long page = somePage(layout, random);
      int leaf = random.nextInt(layout.largestLeaf() + 1);
      assertEquals(twin.walk("", page, leaf).size(), walk.walk(page, leaf));
    }
  }

  @Property(tries = 200)
  void nestedWalks(
      @ForAll("layouts") PageTableLayout layout,
      @ForAll @IntRange(max = 3) int guestCached,
      @ForAll @IntRange(max = 3) int hostCached,
      @ForAll @IntRange(min = 1, max = 9) int entries,
      @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int guestCaches = Math.min(guestCached, layout.levels() - 1);
    int hostCaches = Math.min(hostCached, layout.levels() - 1);
    int hostLeaf = random.nextInt(layout.largestLeaf() + 1);
    NestedWalk walk =
        new NestedWalk(
            layout,
            new NativeWalk(layout, geometries(guestCaches, entries)),
            new NativeWalk(layout, geometries(hostCaches, entries)),
            hostLeaf);
    Walk guest = new Walk(layout, sizes(guestCaches, entries));
    Walk host = new Walk(layout, sizes(hostCaches, entries));
    for (int i = 0; i < 150; i++) {
      long page = somePage(layout, random);
      int leaf = random.nextInt(layout.largestLeaf() + 1);
      int references = 0;
      for (int level : guest.walk("", page, leaf)) {
        long table = page >>> layout.levelShift(level + 1);
        references += 1 + host.walk("tables of level " + level + ": ", table, hostLeaf).size();
      }
      references += host.walk("data: ", page, hostLeaf).size();
      assertEquals(references, walk.walk(page, leaf));
    }
  }

  @Property(tries = 100)
  void withoutCachesAWalkIsTheFormula(@ForAll("layouts") PageTableLayout layout) {
    for (int guest = 0; guest <= layout.largestLeaf(); guest++) {
      for (int host = 0; host <= layout.largestLeaf(); host++) {
        int g = layout.levels() - guest;
        int h = layout.levels() - host;
        NestedWalk walk =
            new NestedWalk(layout, new NativeWalk(layout), new NativeWalk(layout), host);
        assertEquals((g + 1) * (h + 1) - 1, walk.walk(0, guest));
      }
    }
  }

  /** A cache that never evicts spares all but the first reading of a directory's entry. */
  @Property(tries = 100)
  void largeCachesReadEachDirectoryEntryOnce(@ForAll long seed) {
    PageTableLayout layout = PageTableLayout.X86_64_4_LEVEL;
    NativeWalk walk = new NativeWalk(layout, geometries(3, 1024));
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      long page = somePage(layout, random);
      int expected = 1;
      for (int level = 1; level < 4; level++) {
        expected += seen.add(level + ":" + (page >> 9 * level)) ? 1 : 0;
      }
      assertEquals(expected, walk.walk(page, 0));
    }
  }

  @Provide
  Arbitrary<PageTableLayout> layouts() {
    return Arbitraries.of(
        PageTableLayout.X86_64_4_LEVEL,
        PageTableLayout.X86_64_5_LEVEL,
        PageTableLayout.ARM_16K,
        PageTableLayout.ARM_64K);
  }

  private static int[] sizes(int caches, int entries) {
    int[] sizes = new int[caches];
    Arrays.fill(sizes, entries);
    return sizes;
  }

  private static List<TlbGeometry> geometries(int caches, int entries) {
    List<TlbGeometry> geometries = new ArrayList<>();
    for (int i = 0; i < caches; i++) {
      geometries.add(TlbGeometry.full(entries));
    }
    return geometries;
  }

  private static long somePage(PageTableLayout layout, SplittableRandom random) {
    long page = 0;
    for (int level = layout.levels() - 1; level >= 0; level--) {
      int bits = layout.indexBits()[level];
      long index = random.nextInt(4) == 0 ? (1L << bits) - 1 : random.nextInt(2);
      page = page << bits | index;
    }
    return page;
  }
}
