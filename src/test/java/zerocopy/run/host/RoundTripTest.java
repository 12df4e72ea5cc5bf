package zerocopy.run.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zerocopy.bench.support.Cores;

@EnabledOnOs(value = OS.LINUX, disabledReason = "threads choose their cores by Linux calls")
class RoundTripTest {

  /** Another test may keep one of the two cores busy, for as long as a time slice each time. */
  private static final int LOOKS = 20;

  private List<Integer> allowed;

  @BeforeEach
  void twoCores() {
    allowed = Cores.allowed();
    assumeTrue(allowed.size() > 1, "needs two cores");
  }

  @Test
  void aRoundTripTakesLongerThanACacheAndLessThanAWakeUp() {
    double nanos = Double.POSITIVE_INFINITY;
    for (int look = 0; look < LOOKS && nanos >= 20_000; look++) {
      nanos = RoundTrip.choose().nanos();
    }
    assertTrue(nanos > 5 && nanos < 20_000, "ns: " + nanos);
    assertEquals(allowed, Cores.allowed(), "the probe leaves the thread as it was");
  }

  @Test
  void thePairHasTwoCoresOfThisProcess() {
    RoundTrip pair = RoundTrip.choose();
    assertNotEquals(pair.first(), pair.second());
    assertTrue(allowed.containsAll(List.of(pair.first(), pair.second())));
    assertEquals("-D%s=%d,%d".formatted(Cores.PROPERTY, pair.first(), pair.second()), pair.flag());
  }

  @Test
  void aRefusedCoreIsNoNumberAndNoHang() {
    assertTrue(Double.isNaN(new RoundTrip(allowed.get(0), 8000).nanos()));
  }
}
