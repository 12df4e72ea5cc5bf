package zerocopy.report.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MissShareTest {

  @ParameterizedTest
  @EnumSource(MissShare.class)
  void growsFromNothingToAll(MissShare policy) {
    MissShare.Table share = new MissShare.Table(policy, 8);
    double before = 0;
    for (int pages = 64; pages <= 64 * 8; pages++) {
      double now = share.of(pages, 64);
      assertTrue(now >= before - 0.02, pages + " pages: " + now + " after " + before);
      assertTrue(pages > 64 || now == 0, "misses within the capacity");
      before = now;
    }
    assertEquals(1, before, 0.02);
  }

  @Test
  void leastRecentlyUsedFallsOffACliff() {
    MissShare.Table share = new MissShare.Table(MissShare.LRU, 8);
    assertEquals(0, share.of(2048, 2048));
    assertEquals(0.5 * 9 / 8.5, share.of(2048 + 128, 2048), 1e-9);
    assertEquals(1, share.of(2048 + 256, 2048));
  }

  @Test
  void randomVictimsSolveTheirFixedPoint() {
    double miss = MissShare.RANDOM.ofSet(32, 16);
    assertEquals(1 - Math.pow(15 / 16.0, 31 * miss), miss, 1e-9);
    assertEquals(0.8, miss, 0.02);
  }
}
