package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NotRecentlyUsedTest {

  @Test
  void theLatestUseIsNeverTheVictim() {
    TlbLevel tlb = TlbLevel.of(TlbGeometry.full(4), TlbPolicy.NRU);
    for (int now = 0; now < 1000; now++) {
      if (tlb.find(now % 7, now) == TlbLevel.MISS) {
        long evicted = tlb.fill(now % 7, 0, now);
        assertNotEquals((now + 6) % 7, evicted, "evicted the page of the reference before");
      }
      assertTrue(tlb.size() <= 4);
    }
  }

  @Test
  void aFullSetEvictsOnlyWhatHasNotBeenReferencedSinceTheBitsWereCleared() {
    TlbLevel tlb = TlbLevel.of(TlbGeometry.full(3), TlbPolicy.NRU);
    tlb.fill(10, 0, 1);
    tlb.fill(11, 0, 2);
    tlb.fill(12, 0, 3); // the last bit to be set clears those of 10 and 11
    tlb.find(10, 4);
    assertEquals(11, tlb.fill(13, 0, 5));
  }

  @Test
  void onlyOneWayIsAlwaysTheVictim() {
    TlbLevel tlb = TlbLevel.of(TlbGeometry.of(4, 1), TlbPolicy.NRU);
    tlb.fill(1, 0, 1);
    assertEquals(1, tlb.fill(5, 0, 2));
  }
}
