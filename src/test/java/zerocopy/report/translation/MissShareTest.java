package zerocopy.report.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbPolicy;

class MissShareTest {

  private static final TlbGeometry SHAPE = TlbGeometry.of(64, 8);
  private static final TlbGeometry ZEN3 = new TlbGeometry(2048, 8, SetIndex.ZEN3);
  private static final TlbGeometry ZEN5 = new TlbGeometry(4096, 8, SetIndex.ZEN5);

  @ParameterizedTest
  @EnumSource(MissShare.class)
  void growsFromNothingToAll(MissShare policy) {
    MissShare.Table share = MissShare.Table.of(policy, 8);
    double before = 0;
    for (int pages = 64; pages <= 64 * 8; pages++) {
      double now = share.of(SetLoads.of(pages, SHAPE), 0);
      assertTrue(now >= before - 0.02, pages + " pages: " + now + " after " + before);
      assertTrue(pages > 64 || now == 0, "misses within the capacity");
      before = now;
    }
    assertEquals(1, before, 0.02);
  }

  @Test
  void leastRecentlyUsedFallsOffACliff() {
    MissShare.Table share = MissShare.Table.of(MissShare.LRU, 8);
    assertEquals(0, share.of(SetLoads.of(2048, ZEN3), 0));
    assertEquals(128 * 9.0 / 2176, share.of(SetLoads.of(2048 + 128, ZEN3), 0), 1e-9);
    assertEquals(1, share.of(SetLoads.of(2048 + 1024, ZEN3), 0));
  }

  @Test
  void theIndexTellsHowManySetsOverflow() {
    MissShare.Table share = MissShare.Table.of(MissShare.LRU, 8);
    assertEquals(0, share.of(SetLoads.of(4096, ZEN5), 0));
    assertEquals(256 * 9.0 / 4352, share.of(SetLoads.of(4352, ZEN5), 0), 1e-9);
    assertEquals(
        256 * 10.0 / 4608, share.of(SetLoads.of(4608, ZEN5), 0), 1e-9, "bit 20 chooses no set");
    assertEquals(1, share.of(SetLoads.of(4864, ZEN5), 0));
  }

  @Test
  void setsThatAreJustFullMissAsOftenAsIsSaid() {
    MissShare.Table share = MissShare.Table.of(MissShare.LRU, 8);
    assertEquals(0.2, share.of(SetLoads.of(2048, ZEN3), 0.2), 1e-9);
    assertEquals((128 * 9.0 + 0.2 * 128 * 8) / 2176, share.of(SetLoads.of(2176, ZEN3), 0.2), 1e-9);
  }

  @Test
  void randomVictimsSolveTheirFixedPoint() {
    double miss = MissShare.RANDOM.ofSet(32, 16);
    assertEquals(1 - Math.pow(15 / 16.0, 31 * miss), miss, 1e-9);
    assertEquals(0.8, miss, 0.02);
  }

  @Test
  void treePlruOfTwelveWaysHasTwoCliffs() {
    assertEquals(0, MissShare.TREE_PLRU.ofSet(12, 12));
    assertEquals(5 / 13.0, MissShare.TREE_PLRU.ofSet(13, 12), 1e-9);
    assertEquals(8 / 16.0, MissShare.TREE_PLRU.ofSet(16, 12), 1e-9);
    assertEquals(1, MissShare.TREE_PLRU.ofSet(17, 12), 1e-9);
    assertEquals(1, MissShare.TREE_PLRU.ofSet(9, 8), 1e-9);
  }

  @ParameterizedTest
  @EnumSource(names = {"NRU", "PLRU"})
  void twiceAsManyPagesAsWaysMissAlwaysInTheEnd(TlbPolicy policy) {
    for (int ways = 2; ways <= 32; ways++) {
      TlbLevel set = TlbLevel.of(TlbGeometry.full(ways), policy);
      for (int reference = 0; reference < 400 * ways; reference++) {
        int page = reference % (2 * ways);
        boolean missed = set.find(page, reference) == TlbLevel.MISS;
        assertTrue(missed || reference < 200 * ways, ways + " ways, page " + page);
        if (missed) {
          set.fill(page, 0, reference);
        }
      }
    }
  }
}
