package zerocopy.bench.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.peer.Peer;
import zerocopy.bench.support.peer.PeerListener;
import zerocopy.bench.support.peer.PeerRun;

/** A sender whose receiver listens elsewhere works under the same conditions, or says why not. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "unpaced connections are made by Linux calls")
class RemoteLinkTest {

  @TempDir Path folder;
  private PeerListener listener;
  private PeerRun run;

  @BeforeEach
  void begin() throws IOException {
    listener =
        new PeerListener(
            Transport.loopback(0), "some token", at -> "{}", line -> {}, Duration.ofSeconds(5));
    Thread serving = new Thread(listener::serve, "listener");
    serving.setDaemon(true);
    serving.start();
    run = PeerRun.begin(listener.address(), "some token");
    run.peer().write(folder.resolve("peer"));
    System.setProperty(Peer.PROPERTY, folder.resolve("peer").toString());
  }

  @AfterEach
  void end() throws IOException {
    System.clearProperty(Peer.PROPERTY);
    run.close();
    listener.close();
  }

  private static <S extends Sender> S usual(S sender) {
    sender.fileSize = 100_000;
    sender.transport = "tcp";
    sender.receiver = "blocking";
    sender.cores = "any";
    sender.pacing = "none";
    sender.receive = 1 << 16;
    sender.patience = Duration.ofSeconds(2);
    return sender;
  }

  private static void open(Sender sender, String strategy) throws IOException {
    sender.open(StrategyTester.running(FileToSocket.class, strategy));
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocking", "polling", "discarding"})
  void everyByteIsCountedAndCompared(String receiver) throws Exception {
    Sender sender = usual(new Sender());
    sender.receiver = receiver;
    sender.pacing = "system";
    open(sender, "transferTo");
    try {
      for (int iteration = 0; iteration < 2; iteration++) {
        sender.poison();
        assertThrows(IllegalStateException.class, sender::verify, "nothing was sent");
        new FileToSocket().transferTo(sender);
        sender.verify();
      }
      assertTrue(PeerThread.cpuNanosElsewhere() > 0);
    } finally {
      sender.close();
    }
    assertEquals(-1, PeerThread.cpuNanosElsewhere());
  }

  @Test
  void otherBytesAreNoticed() throws Exception {
    Sender sender = usual(new Sender());
    open(sender, "transferTo");
    try {
      new FileToSocket().transferTo(sender);
      FullIo.write(sender.socket, ByteBuffer.allocate(100));
      IllegalStateException shifted = assertThrows(IllegalStateException.class, sender::verify);
      assertTrue(shifted.getCause().getMessage().contains("byte "), shifted.getCause().toString());
    } finally {
      sender.close();
    }
  }

  @Test
  void conditionsOfOneMachineAreSkippedByName() {
    Sender unix = usual(new Sender());
    unix.transport = "unix";
    assertEquals("only TCP reaches another machine: give transport=tcp", refusal(unix));
    Sender one = usual(new Sender());
    one.cores = "one";
    assertEquals("two machines have no core in common: give cores=two", refusal(one));
    TlsSender tls = usual(new TlsSender());
    tls.chunk = 4096;
    assertEquals("needs both ends on one machine: leave out --peer", refusal(tls));
    Upload upload = usual(new Upload());
    upload.transport = "unix";
    assertEquals(
        "only TCP reaches another machine: give transport=tcp",
        assertThrows(Unsupported.class, upload::open).getMessage());
  }

  @Test
  void anUploadComesFromTheOtherMachine() throws Exception {
    Upload upload = usual(new Upload());
    upload.open();
    try {
      upload.overwrite();
      assertThrows(IllegalStateException.class, upload::verify);
      new SocketToFile().transferFrom(upload);
      upload.verify();
    } finally {
      upload.close();
    }
  }

  private static Upload usual(Upload upload) {
    upload.fileSize = 1 << 16;
    upload.transport = "tcp";
    upload.cores = "any";
    upload.pacing = "none";
    return upload;
  }

  private static String refusal(Sender sender) {
    return assertThrows(Unsupported.class, () -> open(sender, "transferTo")).getMessage();
  }
}
