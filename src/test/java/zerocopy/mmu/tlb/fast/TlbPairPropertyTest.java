package zerocopy.mmu.tlb.fast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.GenerationMode;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.tlb.ListTlb;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbKey;
import zerocopy.mmu.tlb.TlbPolicy;

/** Two levels in one structure behave like two lists of recently used keys. */
class TlbPairPropertyTest {
  private static final int STEPS = 4000;

  /**
   * @param first entries of the first level
   * @param second sets and ways of the second
   * @param pages how many pages there are
   * @param far one of how many references goes elsewhere
   * @param rareFlushes one of how many steps is a flush
   */
  record Scene(int first, TlbGeometry second, int pages, int far, int rareFlushes, int seed) {}

  /** The pair under test, and lists in the hierarchy that has been tested on its own. */
  private static final class Both {
    private final TlbPair joint;
    private final TlbPair lists;
    private long now;

    Both(Scene scene) {
      TlbGeometry first = TlbGeometry.full(scene.first());
      joint = TlbPair.of(first, scene.second(), TlbPolicy.LRU);
      assertInstanceOf(JointTlb.class, joint);
      lists =
          new SeparateTlbs(
              new ListTlb(first, TlbPolicy.LRU), new ListTlb(scene.second(), TlbPolicy.LRU));
    }

    /** References a page in one of the ways in which this can be done; a miss in both fills. */
    void reference(long key, SplittableRandom random) {
      now += random.nextInt(50) == 0 ? 5000 : 1;
      String expected = slowly(lists, key);
      switch (random.nextInt(4)) {
        case 0 -> assertEquals(expected, slowly(joint, key));
        case 1 -> assertEquals(expected, firstByHint(key));
        default -> assertEquals(expected, quickly(key, random.nextBoolean()));
      }
    }

    /** References a page on one of two ways only. */
    void reference(long key, boolean byHint) {
      now++;
      assertEquals(slowly(lists, key), byHint ? firstByHint(key) : slowly(joint, key));
    }

    private String slowly(TlbPair pair, long key) {
      int position = pair.find(key, now);
      if (position >= 0) {
        return "first " + pair.value(position);
      }
      long translation = pair.fetch(position, key, now);
      if (translation != PageTableEntry.ABSENT) {
        return "second " + translation;
      }
      pair.fill(key, translationAt(now), now);
      return "neither";
    }

    private static long translationAt(long time) {
      return PageTableEntry.leaf(time, 0, 0);
    }

    /** A hint may miss what is there, but never find what is not. */
    private String firstByHint(long key) {
      int done = joint.hitAll(new long[] {0, key}, 1, 2, 0, 0, now);
      return done == 2 ? "first " + translationAt(joint.frames()) : slowly(joint, key);
    }

    private String quickly(long key, boolean isKnown) {
      long known = isKnown ? translationAt(now) : PageTableEntry.ABSENT;
      long[] translation = {0, known};
      int done = joint.lookUpAll(new long[] {0, key}, translation, 1, 2, now);
      if (done == 1) {
        return slowly(joint, key);
      }
      if (joint.filled() != 0) {
        return "neither";
      }
      return (joint.missed() != 0 ? "second " : "first ") + translation[1];
    }

    void change(long page, int kind) {
      long key = TlbKey.of(page, 0, (int) page & 1);
      switch (kind) {
        case 0 -> both(pair -> pair.flush(key));
        case 1 -> both(pair -> pair.flushSpace(1));
        case 2 -> both(pair -> pair.update(key, translationAt(page)));
        default -> both(TlbPair::flushAll);
      }
    }

    private void both(java.util.function.Consumer<TlbPair> action) {
      action.accept(joint);
      action.accept(lists);
    }
  }

  @Property(tries = 150)
  void agreesWithLists(@ForAll("scenes") Scene scene) {
    Both both = new Both(scene);
    SplittableRandom random = new SplittableRandom(scene.seed());
    for (int i = 0; i < STEPS; i++) {
      boolean isFar = random.nextInt(scene.far()) == 0;
      long page = isFar ? random.nextLong(1 << 20) << 4 : random.nextLong(scene.pages());
      if (random.nextInt(scene.rareFlushes()) == 0) {
        both.change(page, Math.min(3, random.nextInt(20) / 6));
      } else {
        both.reference(TlbKey.of(page, 0, (int) page & 1), random);
      }
    }
  }

  /** Uses found by a hint count for the choice of a victim, also at the edge of what is logged. */
  @Property(generation = GenerationMode.EXHAUSTIVE)
  void remembersHitsOfAnyAge(@ForAll @IntRange(min = 1, max = 100) int age) {
    Both both = new Both(new Scene(2, TlbGeometry.of(4, 4), 3, 1, 1, 0));
    both.reference(1, false);
    both.reference(2, false);
    both.reference(1, true);
    for (int i = 0; i < age; i++) {
      both.reference(2, true);
    }
    both.reference(3, false);
    both.reference(2, false);
    both.reference(1, false);
  }

  /** First levels larger than the second have many pages that only they hold. */
  @Provide
  Arbitrary<Scene> scenes() {
    Arbitrary<TlbGeometry> second =
        Combinators.combine(Arbitraries.of(1, 2, 4, 8), Arbitraries.of(1, 2, 5, 8, 9, 12, 16))
            .as((sets, ways) -> TlbGeometry.of(sets * ways, ways));
    return Combinators.combine(
            Arbitraries.integers().between(1, 40),
            second,
            Arbitraries.of(3, 20, 50, 150, 400),
            Arbitraries.of(2, 10, 100, 1000),
            Arbitraries.of(15, 200, 2000),
            Arbitraries.integers().between(0, 1 << 20))
        .as(Scene::new);
  }
}
