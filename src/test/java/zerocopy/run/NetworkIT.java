package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.results.Environment;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.KernelMetrics;

/**
 * Sender and receiver in network namespaces of their own, joined by a pair of virtual Ethernet
 * interfaces: what each of them sees of the other is a network.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "network namespaces are Linux's")
class NetworkIT {

  private static final String TOKEN = "token-of-this-test";
  private static final String RECEIVER = "10.201.7.1";
  private static final long PID = ProcessHandle.current().pid();
  private static final String NEAR = "zc-near-" + PID;
  private static final String FAR = "zc-far-" + PID;

  @TempDir Path base;
  private PackagedRun receiver;

  @BeforeEach
  void connect() throws Exception {
    assumeTrue(
        succeeds("ip netns add " + NEAR),
        "network namespaces need root and the command ip: not tested here");
    succeeds("ip netns add " + FAR);
    boolean joined =
        succeeds("ip -n %s link add eth0 type veth peer name eth0 netns %s".formatted(NEAR, FAR))
            && succeeds("ip -n %s addr add 10.201.7.2/24 dev eth0".formatted(NEAR))
            && succeeds("ip -n %s addr add %s/24 dev eth0".formatted(FAR, RECEIVER));
    for (String namespace : List.of(NEAR, FAR)) {
      joined &= succeeds("ip -n " + namespace + " link set lo up");
      joined &= succeeds("ip -n " + namespace + " link set eth0 up");
    }
    assumeTrue(joined, "this kernel has no veth: not tested here");
  }

  @AfterEach
  void disconnect() throws Exception {
    if (receiver != null) {
      receiver.process().destroy();
      receiver.await();
    }
    succeeds("ip netns del " + NEAR);
    succeeds("ip netns del " + FAR);
  }

  private static boolean succeeds(String command) throws Exception {
    return inNamespace(command.split(" ")) == 0;
  }

  private static int inNamespace(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      assertTrue(process.waitFor(20, TimeUnit.SECONDS), String.join(" ", command));
      return process.exitValue();
    } catch (IOException noSuchCommand) {
      return -1;
    }
  }

  private String receive(String port) throws Exception {
    receiver = new PackagedRun(Files.createDirectories(base.resolve("far"))).in(FAR);
    receiver.start("receive", "--listen", RECEIVER + ":" + port, "--token", TOKEN);
    PackagedRun.awaitThat(() -> said().contains("--peer ") || !receiver.process().isAlive());
    return said().replaceAll("(?s).*--peer (\\S+) and the token.*", "$1");
  }

  private String said() {
    try {
      return receiver.output();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void filesAreSentOverANetworkAndALostReceiverIsResumed() throws Exception {
    String peer = receive("0");
    int colon = peer.indexOf(':');
    assertEquals(
        0,
        inNamespace(
            "ip",
            "netns",
            "exec",
            NEAR,
            "bash",
            "-c",
            "echo garbage > /dev/tcp/" + peer.replace(':', '/')));

    PackagedRun run = new PackagedRun(Files.createDirectories(base.resolve("near"))).in(NEAR);
    assertEquals(2, send(run, peer, "not-this-token").await(), run.output());
    assertTrue(run.output().contains("is the token its own?"), run.output());
    assertTrue(said().contains("does not know the token"), said());

    send(run, peer, TOKEN);
    // Before it measures, a run asks other programs about the interface.
    PackagedRun.awaitThat(() -> !run.process().isAlive() || !run.finished().isEmpty());
    run.awaitFork();
    receiver.process().destroyForcibly();
    assertEquals(1, run.await(), run.output());
    assertTrue(run.output().contains("the receiver at %s is lost".formatted(peer)), run.output());

    receive(peer.substring(colon + 1));
    assertEquals(0, run.resume("--token", TOKEN).await(), run.output());
    assertRecorded(run);
    assertEquals(List.of(), PackagedRun.list(receiver.out()), "nothing that is sent is written");
    assertEquals(List.of(), PackagedRun.list(receiver.work()), "nothing that is sent is written");
  }

  private static PackagedRun send(PackagedRun run, String peer, String token) throws IOException {
    String settings =
        "--concurrent --profile smoke -wi 0 -i 1 -r 1s -f 2 -p chunk=65536 -p fileSize=65536 -p transport=tcp"
            + " -p receiver=discarding -p cores=any -p pacing=none -p receive=65536"
            + " .FileToSocket.transferTo$ .SocketToFile.readWriteDirect$ --peer %s --token %s --out %s --work-folder %s"
                .formatted(peer, token, run.out(), run.work());
    return run.start(settings.split(" "));
  }

  private void assertRecorded(PackagedRun run) throws IOException {
    var forks =
        run.folder().readForks().stream().filter(record -> record.status() == Status.OK).toList();
    assertEquals(4, forks.size(), "two of each direction");
    for (var fork : forks) {
      assertTrue(fork.secondary().containsKey(KernelMetrics.PEER_TIME), fork.toString());
      assertEquals("reno", fork.facts().get("receiverCongestionControl"));
      assertEquals("1448", fork.facts().get("segmentBytes"), "what an MTU of 1500 leaves");
    }
    Environment environment = run.folder().readEnvironment();
    for (String end : List.of("/network", "/network/peer/network")) {
      assertEquals("eth0", environment.text(end + "/interface/name"));
      assertEquals("veth", environment.text(end + "/interface/driver"));
      assertEquals("1500", environment.text(end + "/interface/mtu"));
      assertFalse(environment.text(end + "/interface/congestionControl").isEmpty());
    }
    for (String fact : List.of("/cpu/model", "/kernel/release", "/jdk/version")) {
      assertEquals(environment.text(fact), environment.text("/network/peer" + fact), fact);
    }
    for (Path file : PackagedRun.list(run.folder().path())) {
      if (Files.isRegularFile(file)) {
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(text.contains(TOKEN), file + " holds the token");
      }
    }
  }
}
