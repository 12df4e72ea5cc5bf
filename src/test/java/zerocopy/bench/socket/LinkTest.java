package zerocopy.bench.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.ThreadCores;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.LinuxSocket;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.Unsupported;

/** The conditions of a connection are what their parameters say. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "conditions of a connection are set by Linux calls")
class LinkTest {

  private static final int MESSAGE = 1 << 20;

  private final SocketFloor.Memory link = new SocketFloor.Memory();
  private final SocketFloor floor = new SocketFloor();
  private List<Integer> allowed;

  @BeforeEach
  void usual() {
    allowed = Cores.allowed();
    link.size = MESSAGE;
    link.chunk = 1 << 16;
    link.transport = "tcp";
    link.receiver = "blocking";
    link.cores = "any";
    link.pacing = "none";
    link.receive = 1 << 16;
  }

  private void open() throws IOException {
    link.open(StrategyTester.running(SocketFloor.class, "write"));
  }

  @Test
  void unpacedConnectionsUseReno() throws Exception {
    open();
    Map<String, String> facts = LinuxSocket.facts((Channel) link.socket);
    assertEquals("reno", facts.get("congestionControl"));
    assertTrue(Integer.parseInt(facts.get("segmentBytes")) > 1000, facts.toString());
    link.close();
  }

  @Test
  void theSystemsPacingIsLeftAlone() throws Exception {
    link.pacing = "system";
    open();
    String used = LinuxSocket.facts((Channel) link.socket).get("congestionControl");
    String system = Files.readString(Path.of("/proc/sys/net/ipv4/tcp_congestion_control")).strip();
    assertEquals(system, used);
    link.close();
  }

  @Test
  void anUnknownCongestionControlIsSkippedWithAReason() throws Exception {
    try (var socket = SocketChannel.open()) {
      Unsupported lacking =
          assertThrows(Unsupported.class, () -> LinuxSocket.setCongestionControl(socket, "pigeon"));
      assertTrue(lacking.getMessage().contains("pigeon"), lacking.getMessage());
    }
  }

  @Test
  void eachThreadHasItsCore() throws Exception {
    assumeTrue(allowed.size() > 1, "needs two cores");
    for (String cores : List.of("two", "one")) {
      link.cores = cores;
      open();
      try {
        assertEquals(List.of(allowed.get(0)), Cores.allowed());
        int peer = allowed.get(cores.equals("two") ? 1 : 0);
        assertEquals(Integer.toString(peer), ThreadCores.of(PeerThread.PREFIX + "receiver"));
      } finally {
        link.close();
      }
      assertEquals(allowed, Cores.allowed(), "the sender may run everywhere again");
    }
  }

  @Test
  void onlyAPollingReceiverIsAlwaysBusy() throws Exception {
    assertTrue(busyShareOfIdleReceiver("polling") > 0.2);
    assertTrue(busyShareOfIdleReceiver("blocking") < 0.1);
    assertTrue(busyShareOfIdleReceiver("discarding") < 0.1);
  }

  private double busyShareOfIdleReceiver(String receiver) throws Exception {
    link.receiver = receiver;
    open();
    floor.write(link);
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long peer =
        Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
            .filter(info -> info != null && info.getThreadName().equals("peer-receiver"))
            .mapToLong(info -> info.getThreadId())
            .max()
            .orElseThrow();
    long began = System.nanoTime();
    long before = threads.getThreadCpuTime(peer);
    Thread.sleep(200);
    double share = (threads.getThreadCpuTime(peer) - before) / (double) (System.nanoTime() - began);
    link.close();
    return share;
  }

  @Test
  void aDiscardingReceiverLeavesItsMemoryAlone() throws Exception {
    assertTrue(leavesMemoryAlone("discarding"));
  }

  @Test
  void aReceiverThatReadsDoesNot() throws Exception {
    assertTrue(!leavesMemoryAlone("blocking"));
  }

  private boolean leavesMemoryAlone(String receiver) throws Exception {
    link.receiver = receiver;
    open();
    link.poison();
    floor.write(link);
    boolean alone = isPoison(link.received());
    link.verify();
    assertTrue(!isPoison(link.received()), "the verification copies");
    link.close();
    return alone;
  }

  private static boolean isPoison(ByteBuffer buffer) {
    for (int i = 0; i < buffer.capacity(); i++) {
      if (buffer.get(i) != 0x5A) {
        return false;
      }
    }
    return true;
  }

  @Test
  void unknownValuesNameTheAllowedOnes() {
    link.receiver = "sleeping";
    String message = assertThrows(IllegalArgumentException.class, this::open).getMessage();
    assertEquals("receiver=sleeping is unknown: give blocking or polling or discarding", message);
    link.receiver = "blocking";
    link.transport = "pigeon";
    assertThrows(IllegalArgumentException.class, this::open);
    link.transport = "unix";
    link.receiver = "discarding";
    assertThrows(Unsupported.class, this::open);
    link.receiver = "blocking";
    link.pacing = "system";
    assertThrows(Unsupported.class, this::open);
  }
}
