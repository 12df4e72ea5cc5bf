package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertThrows;

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
  void aDeadPartnerIsAnErrorAndNotAHang() throws Exception {
    WaitMode.Selecting pair = new WaitMode.Selecting();
    pair.transport = "unix";
    pair.cores = "any";
    pair.pacing = "none";
    pair.connect();
    pair.begin();
    pair.hangUp();
    assertThrows(IOException.class, () -> strategies.selector(pair));
  }

  @Test
  void unknownTransportIsRefused() {
    WaitMode.Blocking pair = new WaitMode.Blocking();
    pair.transport = "pigeon";
    assertThrows(IllegalArgumentException.class, pair::connect);
  }
}
