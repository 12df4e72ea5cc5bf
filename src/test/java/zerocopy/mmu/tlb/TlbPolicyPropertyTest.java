package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Tree-PLRU against a tree of nodes, and random replacement against what chance allows. */
class TlbPolicyPropertyTest {

  /** A node of the tree over ways {@code low} to {@code high} - 1; it points to the next victim. */
  private static final class Node {
    private final int low;
    private final int middle;
    private final int high;
    private final Node left;
    private final Node right;
    private boolean pointsRight;

    private Node(int low, int high) {
      this.low = low;
      this.high = high;
      middle = low + Integer.highestOneBit(Math.max(1, high - low - 1));
      left = high - low > 1 ? new Node(low, middle) : null;
      right = high - low > 1 ? new Node(middle, high) : null;
    }

    private void use(int way) {
      if (left != null) {
        pointsRight = way < middle;
        (way < middle ? left : right).use(way);
      }
    }

    private int victim() {
      assertTrue(low < high);
      return left == null ? low : (pointsRight ? right : left).victim();
    }
  }

  /** A set: its pages way by way, and its tree. */
  private static final class NaiveSet {
    private final Long[] pages;
    private final Node tree;

    private NaiveSet(int ways) {
      pages = new Long[ways];
      tree = new Node(0, ways);
    }

    private String reference(long page) {
      int way = Arrays.asList(pages).indexOf(page);
      String told = "hit";
      if (way < 0) {
        way = Arrays.asList(pages).indexOf(null);
        way = way < 0 ? tree.victim() : way;
        told = "evicts " + (pages[way] == null ? TlbKey.NONE : pages[way]);
        pages[way] = page;
      }
      tree.use(way);
      return told;
    }

    private void flush(long page) {
      int way = Arrays.asList(pages).indexOf(page);
      if (way >= 0) {
        pages[way] = null;
      }
    }
  }

  @Property(tries = 300)
  void treePlru(
      @ForAll @IntRange(max = 3) int setBits,
      @ForAll @IntRange(min = 1, max = 20) int ways,
      @ForAll long seed) {
    int sets = 1 << setBits;
    TlbLevel tlb = TlbLevel.of(TlbGeometry.of(sets * ways, ways), TlbPolicy.PLRU);
    NaiveSet[] twin = new NaiveSet[sets];
    Arrays.setAll(twin, i -> new NaiveSet(ways));
    SplittableRandom random = new SplittableRandom(seed);
    for (int now = 1; now <= 400; now++) {
      long page = random.nextInt(2 * sets * ways + 1);
      NaiveSet set = twin[(int) (page % sets)];
      if (random.nextInt(20) == 0) {
        set.flush(page);
        tlb.flush(page);
      } else {
        assertEquals(set.reference(page), reference(tlb, page, now));
      }
    }
  }

  private static String reference(TlbLevel tlb, long page, int now) {
    return tlb.find(page, now) == TlbLevel.MISS ? "evicts " + tlb.fill(page, 0, now) : "hit";
  }

  @Property(tries = 100)
  void plruOfTwoWaysIsLru(@ForAll long seed) {
    TlbLevel plru = TlbLevel.of(TlbGeometry.of(8, 2), TlbPolicy.PLRU);
    TlbLevel lru = TlbLevel.of(TlbGeometry.of(8, 2), TlbPolicy.LRU);
    SplittableRandom random = new SplittableRandom(seed);
    for (int now = 1; now <= 300; now++) {
      long page = random.nextInt(20);
      assertEquals(reference(lru, page, now), reference(plru, page, now));
    }
  }

  @Property(tries = 200)
  void randomEvictsOnlyFromAFullSet(
      @ForAll @IntRange(max = 3) int setBits,
      @ForAll @IntRange(min = 1, max = 20) int ways,
      @ForAll long seed) {
    int sets = 1 << setBits;
    TlbLevel tlb = TlbLevel.of(TlbGeometry.of(sets * ways, ways), TlbPolicy.RANDOM);
    boolean[] held = new boolean[2 * sets * ways + 1];
    int[] used = new int[sets];
    SplittableRandom random = new SplittableRandom(seed);
    for (int now = 1; now <= 400; now++) {
      int page = random.nextInt(held.length);
      int set = page % sets;
      boolean hit = tlb.find(page, now) != TlbLevel.MISS;
      assertEquals(held[page], hit);
      if (!hit) {
        int victim = (int) tlb.fill(page, 0, now);
        assertEquals(used[set] == ways, victim >= 0);
        assertTrue(victim < 0 || victim % sets == set && held[victim]);
        used[set] += victim < 0 ? 1 : 0;
        if (victim >= 0) {
          held[victim] = false;
        }
        held[page] = true;
      }
    }
  }

  @Example
  void randomTakesEveryWayAlike() {
    int ways = 12;
    int fills = 60_000;
    TlbLevel tlb = TlbLevel.of(TlbGeometry.full(ways), TlbPolicy.RANDOM);
    long[] held = new long[ways];
    int[] victims = new int[ways];
    for (int page = 0; page < fills; page++) {
      long victim = tlb.fill(page, 0, page);
      int way = victim < 0 ? page : way(held, victim);
      victims[way] += victim < 0 ? 0 : 1;
      held[way] = page;
    }
    double expected = (fills - ways) / (double) ways;
    double chiSquare = 0;
    for (int count : victims) {
      chiSquare += (count - expected) * (count - expected) / expected;
    }
    assertTrue(chiSquare < 31.3, "11 degrees of freedom exceed 31.3 once in 1000: " + chiSquare);
  }

  private static int way(long[] held, long page) {
    for (int way = 0; way < held.length; way++) {
      if (held[way] == page) {
        return way;
      }
    }
    throw new AssertionError("evicted page " + page + ", which is not there");
  }
}
