package zerocopy.bench.hardware;

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
  void countsCyclesOfTheIterationOnly() throws InterruptedException {
    CoreClock clock = new CoreClock();
    clock.warmUp();
    clock.start();
    Thread.sleep(20);
    clock.stop();
    assertTrue(clock.coreCycles > 20e6 / 5, "only " + clock.coreCycles + " cycles in 20 ms");
  }
}
