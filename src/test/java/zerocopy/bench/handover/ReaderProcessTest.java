package zerocopy.bench.handover;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zerocopy.bench.StrategyTester;

/** Whatever becomes of one of the two processes, the other one ends with a sentence. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "processes share memory and pipes by /proc")
class ReaderProcessTest {

  private static <E extends Exchange> E open(E exchange, String strategy, int size)
      throws Exception {
    exchange.size = size;
    exchange.exchange = "stream";
    exchange.reader = "polling";
    exchange.cores = "any";
    exchange.open(StrategyTester.running(HandOver.class, strategy));
    exchange.count();
    return exchange;
  }

  private static ProcessHandle reader() {
    List<ProcessHandle> children = ProcessHandle.current().children().toList();
    assertEquals(1, children.size(), "children");
    return children.get(0);
  }

  private static void signal(String name, ProcessHandle process) throws Exception {
    assertEquals(0, new ProcessBuilder("kill", name, "" + process.pid()).start().waitFor());
  }

  @Test
  void aReaderThatIsKilledEndsTheOperation() throws Exception {
    try {
      for (boolean kernel : new boolean[] {true, false}) {
        Exchange exchange =
            kernel
                ? open(new ByteStream.Piped(), "pipe", 64)
                : open(new Ring.OneToOne(), "ringBufferClaim", 64);
        HandOver handOver = new HandOver();
        reader().destroyForcibly();
        IOException lost =
            assertThrows(
                IOException.class,
                () -> {
                  if (kernel) {
                    handOver.pipe((ByteStream.Piped) exchange);
                  } else {
                    handOver.ringBufferClaim((Ring.OneToOne) exchange);
                  }
                });
        assertTrue(lost.getMessage().startsWith("the reader's process has ended"), lost::toString);
        exchange.close();
      }
    } finally {
      assertEquals(0, ProcessHandle.current().children().count(), "children");
    }
  }

  /** Agrona's broadcast does not wait; a reader that cannot follow must not count as fast. */
  @Test
  void aBroadcastThatOverrunsItsReaderIsNoticed() throws Exception {
    Broadcast broadcast = open(new Broadcast(), "broadcast", 1 << 12);
    ProcessHandle reader = reader();
    broadcast.most = Long.MAX_VALUE;
    broadcast.messages = 10 * SharedRoom.capacity(broadcast.size) / broadcast.size;
    signal("-STOP", reader);
    Thread waking =
        new Thread(
            () -> {
              try {
                Thread.sleep(300);
                signal("-CONT", reader);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
    waking.start();
    IOException lost = assertThrows(IOException.class, () -> new HandOver().broadcast(broadcast));
    assertTrue(lost.getMessage().contains("overrun its reader"), lost::toString);
    waking.join();
    broadcast.close();
  }

  @Test
  void aReaderThatCannotBeginSaysWhy() throws Exception {
    try (ReaderProcess reader =
        new ReaderProcess(Ring.OneToOneEnd.class, "/nowhere/at/all", 64, false)) {
      IOException failure = assertThrows(IOException.class, reader::awaitReading);
      assertTrue(failure.getMessage().contains("/nowhere/at/all"), failure::toString);
    }
  }

  /** Killed, it has no time to end its reader. */
  @Test
  void aWriterThatIsKilledLeavesNothingBehind() throws Exception {
    List<String> before = shared();
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    List<String> command =
        List.of(
            java,
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens=java.base/sun.nio.ch=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            ReaderProcessTest.class.getName());
    Process writer = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = "";
    while (!said.matches("\\d+")) {
      said = writer.inputReader(StandardCharsets.UTF_8).readLine();
      assertFalse(said == null, "the writer has said nothing");
    }
    ProcessHandle reader = ProcessHandle.of(Long.parseLong(said)).orElseThrow();
    writer.destroyForcibly().waitFor();
    reader.onExit().get(10, TimeUnit.SECONDS);
    assertEquals(before, shared());
  }

  private static List<String> shared() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/dev/shm"))) {
      return files.map(Path::toString).filter(name -> name.contains("zerocopy-")).toList();
    }
  }

  /** The writer that is killed: it streams for ever. */
  public static void main(String[] args) throws Exception {
    Ring.OneToOne ring = open(new Ring.OneToOne(), "ringBufferClaim", 1024);
    System.out.println(reader().pid());
    while (true) {
      new HandOver().ringBufferClaim(ring);
    }
  }
}
