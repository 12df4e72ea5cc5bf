package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import zerocopy.bench.StrategyTester;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class WaitModeTest {

  private final WaitMode strategies = new WaitMode();

  @TestFactory
  Stream<DynamicNode> everyStrategyGetsItsAnswer() {
    return StrategyTester.of(WaitMode.class).tests();
  }

  @Test
  void cpuTimeOfBothThreadsIsCounted() throws Exception {
    WaitMode.Blocking pair = new WaitMode.Blocking();
    WaitMode.Cost cost = new WaitMode.Cost();
    pair.transport = "pipe";
    pair.connect();
    pair.begin();
    for (int i = 0; i < 1000; i++) {
      strategies.blocking(pair, cost);
    }
    cost.read();
    assertEquals(1000, cost.exchanges);
    assertTrue(cost.cpuNanos > 0);
    pair.hangUp();
  }

  @Test
  void aDeadPartnerIsAnErrorAndNotAHang() throws Exception {
    WaitMode.Selecting pair = new WaitMode.Selecting();
    pair.transport = "unix";
    pair.connect();
    pair.begin();
    pair.hangUp();
    assertThrows(IOException.class, () -> strategies.selector(pair, new WaitMode.Cost()));
  }

  @Test
  void unknownTransportIsRefused() {
    WaitMode.Blocking pair = new WaitMode.Blocking();
    pair.transport = "pigeon";
    assertThrows(IllegalArgumentException.class, pair::connect);
  }
}
