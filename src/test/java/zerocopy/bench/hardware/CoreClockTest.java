package zerocopy.bench.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class CoreClockTest {

  @Test
  void tellsAPlausibleFrequency() {
    CoreClock clock = new CoreClock();
    clock.warmUp();
    double nanosPerCycle = clock.probe();
    assertTrue(nanosPerCycle > 0.1 && nanosPerCycle < 5, "a cycle took " + nanosPerCycle + " ns");
  }

  @Test
  void theFastestCallCounts() {
    CoreClock clock = new CoreClock();
    clock.warmUp();
    clock.start();
    clock.took(3_000_000);
    clock.took(1_000_000);
    clock.took(2_000_000);
    clock.stop();
    double nanosPerCycle = 1_000_000 / clock.coreCycles;
    assertTrue(nanosPerCycle > 0.1 && nanosPerCycle < 5, "a cycle took " + nanosPerCycle + " ns");
    assertEquals(MemoryLatency.STEPS, clock.loads);
  }
}
