package zerocopy.report.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;

class KneesTest {

  private static final int[] PAGES = {
    8, 16, 32, 44, 48, 49, 60, 63, 64, 65, 72, 80, 95, 96, 97, 104, 128, 192, 256, 384, 512, 768,
    1024, 1280, 1536, 1792, 2048, 2176, 2560, 3072, 3584, 4096, 4224, 4352, 4608, 5120, 6144, 8192,
    12288, 16384, 32768
  };

  @ParameterizedTest
  @CsvSource({
    "96, 4096, 16, MODULO, NOT_RECENTLY_USED",
    "96, 4096, 16, MODULO, RANDOM",
    "96, 4096, 8, ZEN5, LRU",
    "64, 2048, 8, ZEN3, LRU",
    "48, 1280, 5, MODULO, RANDOM",
    "64, 1536, 12, MODULO, LRU"
  })
  void findsBothCapacitiesOfAMadeMachine(
      int first, int second, int ways, SetIndex index, MissShare policy) {
    TlbGeometry shape = new TlbGeometry(second, ways, index);
    Knees knees = knees(curve(first, shape, policy, 0.3)).orElseThrow();
    assertEquals(first, knees.first().reach());
    assertEquals(7, knees.first().missCycles(), 0.5);
    Rise.Second found = knees.second().orElseThrow();
    assertTrue(found.low() <= second && second <= found.high(), second + " is not in " + found);
    assertEquals(second, found.shape().entries());
    assertEquals(40, found.walkCycles(), 8);
  }

  @Test
  void missesInSetsThatAreJustFullMoveNoKnee() {
    TlbGeometry shape = new TlbGeometry(3072, 12, SetIndex.ZEN3);
    Rise.Second found =
        knees(curve(72, shape, MissShare.TREE_PLRU, 0.2, 0.2)).flatMap(Knees::second).orElseThrow();
    assertEquals(shape, found.shape());
    assertEquals(MissShare.TREE_PLRU, found.policy());
    assertEquals(0.2, found.fullSetShare(), 0.01);
    assertTrue(found.exact(), found.toString());
  }

  @Test
  void whatWalksCostBeyondTheDataCachesMovesNoKnee() {
    TlbGeometry shape = TlbGeometry.of(1536, 12);
    NavigableMap<Integer, Double> curve = curve(64, shape, MissShare.LRU, 0.2);
    curve.tailMap(8192, false).replaceAll((pages, cycles) -> 3 * cycles);
    Rise.Second found = Knees.of(curve, curve, 8192).flatMap(Knees::second).orElseThrow();
    assertEquals(1536, found.shape().entries());
    assertEquals(40, found.walkCycles(), 8);
  }

  @Test
  void tooFewPointsBelowTheLimitUseAll() {
    NavigableMap<Integer, Double> curve = curve(64, TlbGeometry.of(2048, 8), MissShare.LRU, 0.1);
    Rise.Second found = Knees.of(curve, curve, 192).flatMap(Knees::second).orElseThrow();
    assertEquals(2048, found.shape().entries());
  }

  @Test
  void aBumpThatLargerSetsDoNotShowIsNoKnee() {
    NavigableMap<Integer, Double> curve = curve(96, TlbGeometry.of(4096, 16), MissShare.RANDOM, 0);
    curve.put(63, 20.0);
    curve.put(1536, 60.0);
    Knees knees = knees(curve).orElseThrow();
    assertEquals(96, knees.first().reach());
    assertEquals(97, knees.first().beyond());
    assertTrue(knees.first().exact());
    assertEquals(4096, knees.second().orElseThrow().shape().entries());
  }

  @Test
  void withOnePageMoreThanEntriesNotEveryReferenceNeedsToMiss() {
    NavigableMap<Integer, Double> curve = curve(96, TlbGeometry.of(4096, 16), MissShare.LRU, 0);
    curve.put(97, 2.3);
    assertEquals(97, knees(curve).orElseThrow().first().beyond());
  }

  @Test
  void aPointWithinTheStepLeavesTheReachOpen() {
    NavigableMap<Integer, Double> curve = curve(96, TlbGeometry.of(4096, 16), MissShare.LRU, 0);
    curve.put(96, 2.4);
    Knees.First first = knees(curve).orElseThrow().first();
    assertFalse(first.exact());
    assertEquals("95 and 96", first.span(" and "));
  }

  @Test
  void aPartlyMissingPointBoundsTheReachFromAbove() {
    NavigableMap<Integer, Double> curve = curve(64, TlbGeometry.of(4096, 16), MissShare.LRU, 0);
    curve.put(65, 1.4);
    assertEquals("64 and 65", knees(curve).orElseThrow().first().span(" and "));
  }

  @Test
  void oneDisturbedControlHidesNoKnee() {
    NavigableMap<Integer, Double> curve = curve(96, TlbGeometry.of(4096, 16), MissShare.LRU, 0);
    curve.put(768, 1.0);
    Knees knees = knees(curve).orElseThrow();
    assertEquals(96, knees.first().reach());
    assertEquals(97, knees.first().beyond());
  }

  @Test
  void aFlatCurveHasNoKnee() {
    NavigableMap<Integer, Double> flat = new TreeMap<>();
    for (int pages : PAGES) {
      flat.put(pages, 0.1);
    }
    assertTrue(knees(flat).isEmpty());
    assertTrue(knees(new TreeMap<>()).isEmpty());
  }

  @Test
  void aShortCurveHasOnlyTheFirstKnee() {
    Knees knees =
        knees(curve(64, TlbGeometry.of(2048, 8), MissShare.LRU, 0).headMap(1024, true))
            .orElseThrow();
    assertEquals(64, knees.first().reach());
    assertTrue(knees.second().isEmpty());
  }

  @Test
  void theTypicalForkTellsWhetherTheStepIsClear() {
    NavigableMap<Integer, Double> typical = curve(96, TlbGeometry.of(4096, 16), MissShare.LRU, 0);
    NavigableMap<Integer, Double> quietest = new TreeMap<>(typical);
    quietest.put(97, 1.4);
    Knees.First first = Knees.of(quietest, typical, Integer.MAX_VALUE).orElseThrow().first();
    assertTrue(first.exact());
    assertEquals(96, first.reach());
  }

  @Test
  void aForkThatFitsMorePagesThanTheOthersDoesNotMoveTheReach() {
    NavigableMap<Integer, Double> typical = curve(64, TlbGeometry.of(2048, 8), MissShare.LRU, 0);
    NavigableMap<Integer, Double> quietest = new TreeMap<>(typical);
    quietest.put(65, 0.0);
    Knees.First first = Knees.of(quietest, typical, Integer.MAX_VALUE).orElseThrow().first();
    assertTrue(first.exact());
    assertEquals(64, first.reach());
    assertEquals(65, first.luckyReach());
  }

  @Test
  void whereTheTypicalForkIsDisturbedFromTheStartNoKneeIsTold() {
    NavigableMap<Integer, Double> quietest = curve(64, TlbGeometry.of(2048, 8), MissShare.LRU, 0);
    NavigableMap<Integer, Double> typical = new TreeMap<>(quietest);
    typical.replaceAll((pages, cycles) -> cycles + 10);
    assertTrue(Knees.of(quietest, typical, Integer.MAX_VALUE).isEmpty());
  }

  private static Optional<Knees> knees(NavigableMap<Integer, Double> curve) {
    return Knees.of(curve, curve, Integer.MAX_VALUE);
  }

  private static NavigableMap<Integer, Double> curve(
      int first, TlbGeometry second, MissShare policy, double noise) {
    return curve(first, second, policy, 0, noise);
  }

  private static NavigableMap<Integer, Double> curve(
      int first, TlbGeometry second, MissShare policy, double fullSetShare, double noise) {
    MissShare.Table share = MissShare.Table.of(policy, second.ways());
    Random random = new Random(5);
    NavigableMap<Integer, Double> curve = new TreeMap<>();
    for (int pages : PAGES) {
      double walk =
          40 + 15 * Math.max(0, Math.log((double) pages / second.entries()) / Math.log(2));
      double cycles =
          pages <= first ? 0 : 7 + share.of(SetLoads.of(pages, second), fullSetShare) * walk;
      curve.put(pages, cycles + noise * random.nextGaussian());
    }
    return curve;
  }
}
