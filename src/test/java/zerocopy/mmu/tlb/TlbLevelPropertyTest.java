package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The fast TLBs, and the one to be read, behave like a list of recently used keys. */
class TlbLevelPropertyTest {

  /**
   * One operation, and the time since the one before: mostly a reference to a page, sometimes a
   * flush or an update.
   */
  record Step(int kind, long page, int space, int elapsed) {}

  record Shape(TlbGeometry geometry, TlbPolicy policy) {}

  @Property(tries = 400)
  void agreesWithItsTwin(@ForAll("shapes") Shape shape, @ForAll("steps") List<Step> steps) {
    TlbLevel fast = TlbLevel.of(shape.geometry(), shape.policy());
    TlbLevel textbook = new TextbookTlb(shape.geometry(), shape.policy());
    ListTlb twin = new ListTlb(shape.geometry(), shape.policy());
    long now = 0;
    for (Step step : steps) {
      now += step.elapsed();
      String expected = apply(twin, step, now);
      assertEquals(expected, apply(textbook, step, now));
      assertEquals(expected, apply(fast, step, now));
    }
  }

  /** Hits outnumber misses by far, so that much is used between two victims. */
  @Property(tries = 200)
  void findsTheVictimAfterManyHits(
      @ForAll("shapes") Shape shape,
      @ForAll @IntRange(min = 2, max = 60) int loadsPerMiss,
      @ForAll @IntRange(max = 1000) int seed) {
    int entries = shape.geometry().entries();
    TlbLevel fast = TlbLevel.of(shape.geometry(), shape.policy());
    ListTlb twin = new ListTlb(shape.geometry(), shape.policy());
    SplittableRandom random = new SplittableRandom(seed);
    for (long now = 1; now <= 3000; now++) {
      boolean far = random.nextInt(loadsPerMiss) == 0;
      long page = far ? random.nextLong(1 << 20) : random.nextLong(entries);
      Step step = new Step(9, page, 0, 1);
      assertEquals(apply(twin, step, now), apply(fast, step, now));
    }
  }

  /** Applies a step and says all that it did. */
  private static String apply(TlbLevel tlb, Step step, long now) {
    long key = TlbKey.of(step.page(), 0, step.space());
    switch (step.kind()) {
      case 0:
        return "flush " + tlb.flush(key) + ' ' + tlb.size();
      case 1:
        tlb.flushSpace(step.space());
        return "flush space " + tlb.size();
      case 2:
        if (step.page() % 4 == 0) {
          tlb.flushAll();
        }
        return "flush all " + tlb.size();
      case 3:
        return "update " + tlb.update(key, -now);
      default:
        int position = tlb.find(key, now);
        return position == TlbLevel.MISS
            ? "miss, evicts " + tlb.fill(key, now, now) + ' ' + tlb.size()
            : "hit " + tlb.value(position);
    }
  }

  @Provide
  Arbitrary<Shape> shapes() {
    Arbitrary<Integer> sets = Arbitraries.of(1, 1, 2, 4, 8);
    Arbitrary<Integer> ways = Arbitraries.integers().between(1, 20);
    Arbitrary<TlbPolicy> ordered = Arbitraries.of(TlbPolicy.LRU, TlbPolicy.FIFO);
    return Combinators.combine(sets, ways, ordered)
        .as((s, w, policy) -> new Shape(TlbGeometry.of(s * w, w), policy));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> kinds =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(60, Arbitraries.just(9)),
            net.jqwik.api.Tuple.of(3, Arbitraries.integers().between(0, 3)));
    Arbitrary<Long> pages =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, 40),
            Arbitraries.longs().between(0, 7).map(page -> page << 10),
            Arbitraries.longs().between(0, 400));
    Arbitrary<Integer> spaces = Arbitraries.of(0, 0, 0, 1, TlbKey.MAX_SPACE);
    Arbitrary<Integer> waits = Arbitraries.of(1, 1, 1, 1, 1, 1, 2, 60, 5000);
    return Combinators.combine(kinds, pages, spaces, waits).as(Step::new).list().ofMaxSize(500);
  }
}
