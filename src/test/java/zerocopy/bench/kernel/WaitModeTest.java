package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

  private static final int EXCHANGES = 25;

  private final WaitMode strategies = new WaitMode();

  @TestFactory
  Stream<DynamicNode> everyStrategyGetsItsAnswer() {
    return StrategyTester.of(WaitMode.class).tests();
  }

  /** Of most exchanges: nothing keeps the other thread from answering before this one waits. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux counts a thread's switches in /proc")
  void whoSleepsGivesUpItsCoreAndWhoPollsDoesNot() throws Throwable {
    assumeTrue(Cores.allowed().size() > 1, "needs two cores");
    StrategyTester.of(WaitMode.class)
        .where(values -> values.get("cores").equals("two") && values.get("pacing").equals("none"))
        .watchedBy(
            (strategy, values, call) -> {
              List<Long> switches = new ArrayList<>();
              for (int i = 0; i < EXCHANGES; i++) {
                long[] before = new long[1];
                call.make(
                    () -> before[0] = voluntarySwitches(),
                    () -> switches.add(voluntarySwitches() - before[0]));
              }
              long usual = switches.stream().sorted().toList().get(EXCHANGES / 2);
              boolean polls = strategy.equals("busyPolling");
              assertTrue(polls ? usual == 0 : usual >= 1, strategy + values + switches);
            });
  }

  private static long voluntarySwitches() throws IOException {
    return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
        .filter(line -> line.startsWith("voluntary_ctxt_switches:"))
        .mapToLong(line -> Long.parseLong(line.split("\\s+")[1]))
        .sum();
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
