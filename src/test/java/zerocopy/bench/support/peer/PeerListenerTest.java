package zerocopy.bench.support.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.Transport;

/** Whoever does not know the token is sent away in time; a run has the receiver for itself. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "unpaced listeners are made by Linux calls")
class PeerListenerTest {

  private static final String TOKEN = "a token of the test";
  private static final int MESSAGE = 1 << 16;
  private static final int SEED = 7;

  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private PeerListener listener;

  @BeforeEach
  void listen() throws IOException {
    listen(Duration.ofSeconds(20));
  }

  private void listen(Duration patience) throws IOException {
    listener = new PeerListener(Transport.loopback(0), TOKEN, local -> "{}", said::add, patience);
    Thread serving = new Thread(listener::serve, "listener");
    serving.setDaemon(true);
    serving.start();
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
  }

  private Socket stranger() throws IOException {
    Socket socket = new Socket(listener.address().getAddress(), listener.address().getPort());
    socket.setSoTimeout(5000);
    return socket;
  }

  /** The receiver's greeting, and then nothing but the end. */
  private void assertSentAway(Socket stranger, String reason) throws Exception {
    String got;
    try (stranger) {
      got = new String(stranger.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (SocketException reset) {
      got = "";
    }
    assertTrue(got.matches("(zerocopy-receiver 1 \\p{XDigit}{32}\n)?"), got);
    assertSaid(reason);
  }

  private void assertSaid(String part) throws InterruptedException {
    String line = "";
    while (line != null && !line.contains(part)) {
      line = said.poll(10, TimeUnit.SECONDS);
    }
    assertTrue(line != null, "never said: " + part);
  }

  private PeerRun begin() throws InterruptedException {
    PeerRun run = PeerRun.begin(listener.address(), TOKEN);
    assertSaid("a run begins");
    return run;
  }

  @Test
  void aWrongTokenIsSentAway() throws Exception {
    IllegalStateException refused =
        assertThrows(
            IllegalStateException.class, () -> PeerRun.begin(listener.address(), "another token"));
    assertTrue(refused.getMessage().contains("is the token its own?"), refused.getMessage());
    assertSaid("does not know the token");
  }

  @Test
  void aProofIsGoodForItsOwnRequestAndNumberOnly() throws Exception {
    try (Socket stranger = stranger()) {
      stranger.getInputStream().readNBytes("zerocopy-receiver 1 ".length() + 33);
      stranger
          .getOutputStream()
          .write(("0".repeat(64) + " run\n").getBytes(StandardCharsets.US_ASCII));
      assertSentAway(stranger, "does not know the token");
    }
  }

  @Test
  void garbageIsSentAway() throws Exception {
    Socket web = stranger();
    web.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    assertSentAway(web, "does not know the token");
    Socket noise = stranger();
    noise.getOutputStream().write(new byte[1 << 14]);
    assertSentAway(noise, "a line of more than 1024 bytes came");
  }

  @Test
  void silentAndSlowPeersAreSentAwayAndOthersNeedNotWait() throws Exception {
    close();
    listen(Duration.ofSeconds(1));
    Socket silent = stranger();
    Socket slow = stranger();
    Thread dripping =
        new Thread(
            () -> {
              try {
                while (true) {
                  slow.getOutputStream().write('a');
                  Thread.sleep(20);
                }
              } catch (IOException | InterruptedException ended) {
                Thread.currentThread().interrupt();
              }
            });
    dripping.start();
    begin().close();
    assertSaid("the run has ended");
    assertSentAway(silent, "1000 ms brought no whole line");
    assertSentAway(slow, "1000 ms brought no whole line");
    dripping.join();
  }

  @Test
  void aCrowdWithoutProofIsNotWaitedFor() throws Exception {
    Socket[] crowd = new Socket[20];
    for (int i = 0; i < crowd.length; i++) {
      crowd[i] = stranger();
    }
    for (int i = 0; i < 4; i++) {
      assertSaid("too many connections are without a proof");
    }
    for (Socket one : crowd) {
      one.close();
    }
    for (int i = 0; i < 16; i++) {
      assertSaid("closed, ");
    }
    begin().close();
  }

  @Test
  void aSecondRunIsRefusedUntilTheFirstHasEnded() throws Exception {
    try (PeerRun first = begin()) {
      IllegalStateException refused = assertThrows(IllegalStateException.class, this::begin);
      assertTrue(refused.getMessage().contains("it serves another run"), refused.getMessage());
      assertSaid("it serves another run");
      assertTrue(first.lost().isEmpty());
    }
    assertSaid("the run has ended");
    begin().close();
  }

  @Test
  void anotherVersionAndAnotherServiceAreNamed() throws Exception {
    assertEquals(
        "it is a zerocopy-receiver 9, and this jar needs a zerocopy-receiver 1: use the same jar on both machines",
        greetedBy("zerocopy-receiver 9 00\n"));
    assertTrue(greetedBy("SSH-2.0-OpenSSH_9.2p1 Debian\n").startsWith("it is no receiver"));
  }

  private static String greetedBy(String greeting) throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, Transport.loopback(0).getAddress())) {
      Thread greeting9 =
          new Thread(
              () -> {
                try (Socket peer = other.accept()) {
                  peer.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
                  peer.getInputStream().read();
                } catch (IOException ended) {
                  Thread.currentThread().interrupt();
                }
              });
      greeting9.start();
      String message =
          assertThrows(
                  IllegalStateException.class,
                  () -> PeerRun.begin(Transport.loopback(other.getLocalPort()), TOKEN))
              .getMessage();
      return message.substring(message.indexOf(": ") + 2);
    }
  }

  @Test
  void bytesAreCountedComparedAndAnswered() throws Exception {
    try (PeerRun run = begin();
        RemoteEnd receiver =
            RemoteEnd.open(run.peer(), PeerListener.RECEIVE, Transport.TCP, settings())) {
      receiver.compare(true);
      ByteBuffer content = ByteBuffer.wrap(new Payload(SEED).bytes(MESSAGE));
      send(receiver.bytes(), content);
      assertEquals(new FarEnd.State(MESSAGE, 1, MESSAGE, ""), receiver.state());
      assertEquals("reno", receiver.congestionControl());

      content.put(4321, (byte) ~content.get(4321));
      assertThrows(IOException.class, () -> send(receiver.bytes(), content.rewind()));
      String failure = receiver.state().failure();
      assertTrue(failure.startsWith("byte 4321 is "), failure);
    }
  }

  @Test
  void aFileIsSentForEachByteThatAsksAndItsSizeIsBounded() throws Exception {
    try (PeerRun run = begin()) {
      // The second one's file is made when the first one's is gone.
      for (int end = 0; end < 2; end++) {
        RemoteEnd sender = RemoteEnd.open(run.peer(), PeerListener.SEND, Transport.TCP, settings());
        for (int file = 0; file < 2; file++) {
          ByteBuffer got = ByteBuffer.allocate(MESSAGE);
          FullIo.write(sender.bytes(), ByteBuffer.allocate(1));
          FullIo.read(sender.bytes(), got);
          new Payload(SEED).verify(got.array());
        }
        assertTrue(PeerThread.cpuNanosElsewhere() > 0);
        if (end == 1) {
          sender.close();
        }
      }
      ReceiverSettings most =
          new ReceiverSettings(
              Receiver.Mode.BLOCKING,
              1,
              PeerListener.MOST_SENT + 1,
              Transport.Pacing.NONE,
              Cores.ANY,
              SEED);
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class,
              () -> RemoteEnd.open(run.peer(), PeerListener.SEND, Transport.TCP, most));
      assertTrue(refused.getMessage().contains("give at most 1073741824"), refused.getMessage());
    }
  }

  private static void send(SocketChannel to, ByteBuffer content) throws IOException {
    FullIo.write(to, content);
    FullIo.read(to, ByteBuffer.allocate(1));
  }

  @Test
  void aLostReceiverIsNoticedAndItsRunUnknownToTheNext() throws Exception {
    PeerRun run = begin();
    RemoteEnd receiver =
        RemoteEnd.open(run.peer(), PeerListener.RECEIVE, Transport.TCP, settings());
    int port = listener.address().getPort();
    run.close();
    assertSaid("the run has ended");
    assertThrows(
        IOException.class, () -> send(receiver.bytes(), ByteBuffer.allocate(MESSAGE)), "bytes");
    assertTrue(run.lost().orElseThrow().endsWith("start it again, then go on with --resume"));
    try (PeerRun next = begin()) {
      assertFalse(next.peer().run().equals(run.peer().run()));
      IllegalStateException refused =
          assertThrows(
              IllegalStateException.class,
              () -> RemoteEnd.open(run.peer(), PeerListener.RECEIVE, Transport.TCP, settings()));
      assertTrue(refused.getMessage().contains(port + " does not receive: it does not know this"));
    }
    receiver.close();
  }

  @Test
  void settingsThatNobodyCanHaveAreRefused() throws Exception {
    try (PeerRun run = begin()) {
      for (String words :
          List.of(
              "receive=1",
              settings().words().replace("receive=4096", "receive=2000000000"),
              settings().words().replace("messageSize=65536", "messageSize=0"),
              settings().words().replace("cores=any", "cores=all"))) {
        assertThrows(
            IllegalStateException.class,
            () ->
                run.peer()
                    .ask(
                        Transport.Pacing.NONE,
                        "receive " + run.peer().run() + " " + words,
                        new ArrayList<>()),
            words);
      }
    }
  }

  private static ReceiverSettings settings() {
    return new ReceiverSettings(
        Receiver.Mode.BLOCKING, 4096, MESSAGE, Transport.Pacing.NONE, Cores.ANY, SEED);
  }
}
