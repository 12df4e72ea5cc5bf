package zerocopy.bench.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.WorkFolder;
import zerocopy.trace.SystemCalls;

@EnabledOnOs(value = OS.LINUX, disabledReason = "conditions of a connection are set by Linux calls")
class SocketFloorTest {

  private static final long CALLS = 16;

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicNode> everyStrategyMovesEverything() {
    return StrategyTester.of(SocketFloor.class).where(SocketConditions::oneAtATime).tests();
  }

  /** Both move the same bytes: only the kernel can tell that one of them hands over pages. */
  @Test
  void oneWritesAndTheOtherHandsOver() throws Exception {
    assumeTrue(SystemCalls.canBeTraced(), "strace is not installed or may not trace");
    Map<String, Map<String, Long>> calls =
        SystemCalls.perOperation(folder, Driver.class, folder.toString());
    assertEquals(CALLS, calls.get("write").get("write"), calls.toString());
    assertFalse(calls.get("write").containsKey("sendfile"), calls.toString());
    // A Unix domain socket may take less than a chunk at once.
    assertTrue(calls.get("transferTo").get("sendfile") >= CALLS, calls.toString());
    assertFalse(calls.get("transferTo").containsKey("write"), calls.toString());
    assertEquals(1, calls.get("transferTo").get("read"), "the acknowledgement: " + calls);
  }

  /** The traced program. */
  public static final class Driver {
    private Driver() {}

    /** Some operations of each strategy. */
    public static void main(String[] args) throws Exception {
      System.setProperty(WorkFolder.PROPERTY, args[0]);
      SocketFloor floor = new SocketFloor();
      for (String strategy : new String[] {"write", "transferTo"}) {
        SocketFloor.Memory link = new SocketFloor.Memory();
        link.chunk = 1 << 16;
        link.size = (int) CALLS * link.chunk;
        link.transport = "unix";
        link.receiver = "blocking";
        link.cores = "any";
        link.pacing = "none";
        link.receive = 1 << 16;
        link.open(StrategyTester.running(SocketFloor.class, strategy));
        for (int i = 0; i < 9; i++) {
          SystemCalls.bracket(
              strategy,
              strategy.equals("write") ? () -> floor.write(link) : () -> floor.transferTo(link));
        }
        link.close();
      }
    }
  }
}
