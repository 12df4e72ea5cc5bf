package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.ThreadCores;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.Unsupported;

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
  @EnabledOnOs(value = OS.LINUX, disabledReason = "threads choose their cores by Linux calls")
  void eachThreadHasItsCore() throws Exception {
    List<Integer> allowed = Cores.allowed();
    assumeTrue(allowed.size() > 1, "needs two cores");
    for (String cores : List.of("two", "one")) {
      WaitMode.Blocking pair = new WaitMode.Blocking();
      pair.transport = "pipe";
      pair.cores = cores;
      pair.pacing = "none";
      pair.connect();
      try {
        assertEquals(List.of(allowed.get(0)), Cores.allowed());
        int other = allowed.get(cores.equals("two") ? 1 : 0);
        assertEquals(Integer.toString(other), ThreadCores.of(PeerThread.PREFIX + "answering"));
      } finally {
        pair.hangUp();
      }
      assertEquals(allowed, Cores.allowed(), "the asking thread may run everywhere again");
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "threads choose their cores by Linux calls")
  void aRefusedCoreIsSkippedAndNoDeadPartner() {
    List<Integer> allowed = Cores.allowed();
    System.setProperty(Cores.PROPERTY, allowed.get(0) + ",8000");
    try {
      WaitMode.Blocking pair = new WaitMode.Blocking();
      pair.transport = "pipe";
      pair.cores = "two";
      pair.pacing = "none";
      Unsupported refused = assertThrows(Unsupported.class, pair::connect);
      assertTrue(refused.getMessage().contains("8000"), refused.getMessage());
    } finally {
      System.clearProperty(Cores.PROPERTY);
    }
  }

  @Test
  void unknownTransportIsRefused() {
    WaitMode.Blocking pair = new WaitMode.Blocking();
    pair.transport = "pigeon";
    assertThrows(IllegalArgumentException.class, pair::connect);
  }
}
