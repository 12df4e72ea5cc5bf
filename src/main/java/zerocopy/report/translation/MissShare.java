package zerocopy.report.translation;

import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbPolicy;

/**
 * Which share of references misses in a set-associative cache of pages, when neighbouring pages are
 * visited again and again in the same random order.
 *
 * <p>A set with {@code w} ways into which {@code n} of the pages fall sees a cycle of {@code n}
 * pages. What happens when {@code n} exceeds {@code w} depends on the replacement policy, and how
 * many sets that befalls depends on the index function. So the shape of the measured rise tells
 * both.
 */
enum MissShare {
  /** Least recently used: each page is evicted just before its turn. */
  LRU("LRU") {
    @Override
    double ofSet(int pages, int ways) {
      return pages > ways ? 1 : 0;
    }
  },

  /**
   * Random victim. A page survives the {@code n·m} misses of a lap with probability {@code
   * (1−1/w)^(n·m)}; the share {@code m} is the fixed point.
   */
  RANDOM("random") {
    @Override
    double ofSet(int pages, int ways) {
      if (pages <= ways) {
        return 0;
      }
      double miss = 1;
      for (int i = 0; i < 200; i++) {
        miss = 1 - Math.pow(1 - 1.0 / ways, (pages - 1) * miss);
      }
      return miss;
    }
  },

  /** Random victim among those whose referenced bit is clear; all clear when the last is set. */
  NOT_RECENTLY_USED("not-recently-used") {
    @Override
    double ofSet(int pages, int ways) {
      return pages > ways ? simulated(TlbPolicy.NRU, pages, ways) : 0;
    }
  },

  /**
   * The victim that a tree of bits points to. In 12 ways, a half of 8 and a half of 4 take every
   * other victim: up to 16 pages only the smaller half overflows, from 17 on all pages miss.
   */
  TREE_PLRU("tree-PLRU") {
    @Override
    double ofSet(int pages, int ways) {
      return pages > ways ? simulated(TlbPolicy.PLRU, pages, ways) : 0;
    }
  };

  private static final int LAPS = 400;

  private final String title;

  MissShare(String title) {
    this.title = title;
  }

  /** Returns the policy's name as a text has it. */
  String title() {
    return title;
  }

  /**
   * Share of misses within one set.
   *
   * @param pages pages that fall into the set
   * @return 0 … 1
   */
  abstract double ofSet(int pages, int ways);

  /** The shares of one geometry, worked out once for each number of pages in a set. */
  static final class Table {
    private static final Map<MissShare, Map<Integer, Table>> KNOWN = new ConcurrentHashMap<>();

    private final double[] ofSet;

    /**
     * The table of a policy and a number of ways, worked out once.
     *
     * @param policy replacement policy
     * @param ways ways of a set
     */
    static Table of(MissShare policy, int ways) {
      return KNOWN
          .computeIfAbsent(policy, p -> new ConcurrentHashMap<>())
          .computeIfAbsent(ways, w -> new Table(policy, w));
    }

    private Table(MissShare policy, int ways) {
      this.ofSet = new double[4 * ways + 2];
      Arrays.setAll(ofSet, n -> policy.ofSet(n, ways));
    }

    /**
     * Share of misses of the whole.
     *
     * @param loads how many sets hold how many pages
     * @param fullSetShare share of misses of the pages in sets that hold as many pages as ways
     * @return 0 … 1
     */
    double of(SetLoads loads, double fullSetShare) {
      double misses = 0;
      for (int n = 0; n < loads.sets().length; n++) {
        double share = n == loads.ways() ? fullSetShare : ofSet[Math.min(n, ofSet.length - 1)];
        misses += (double) loads.sets()[n] * n * share;
      }
      return misses / loads.pages();
    }
  }

  /**
   * One set, simulated: the share of misses in the second half of many laps. Twice as many pages as
   * ways all miss then, under either policy and with any number of ways.
   */
  private static double simulated(TlbPolicy policy, int pages, int ways) {
    if (pages >= 2 * ways) {
      return 1;
    }
    TlbLevel set = TlbLevel.of(TlbGeometry.full(ways), policy);
    int misses = 0;
    for (int reference = 0; reference < 2 * LAPS * pages; reference++) {
      int page = reference % pages;
      if (set.find(page, reference) == TlbLevel.MISS) {
        set.fill(page, 0, reference);
        misses += reference < LAPS * pages ? 0 : 1;
      }
    }
    return (double) misses / (pages * LAPS);
  }
}
