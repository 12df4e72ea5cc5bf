package zerocopy.bench.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does a loopback socket cost when the bytes are in memory already?
 *
 * <p>One operation sends {@code size} bytes, the same {@code chunk} bytes again and again, and
 * waits for the receiver's acknowledgement of the last byte. {@code write} copies them from a
 * page-aligned buffer into the socket; {@code transferTo} hands over the pages of a file that is no
 * larger than the chunk. What {@code FileToSocket} costs beyond it, under the same conditions
 * ({@link Link}), is the way from the file to the socket.
 */
@Question(
    asks = "What does a socket cost without a file?",
    order = 15,
    bytes = "size",
    copies = true,
    usual = Link.USUAL,
    unpredicted = "it is itself a price of the model",
    figures =
        @Figure(
            id = "socket-floor",
            title = "A socket without a file",
            hint = Link.HINT,
            usualOnly = true))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SocketFloor {

  /** A chunk in memory and in a cached file, and a receiver that wants it many times. */
  @State(Scope.Thread)
  public static class Memory extends Link {

    /** Bytes until the acknowledgement. */
    @Param({"65536", "1048576", "16777216", "67108864"})
    public int size;

    /** Bytes of one write call; divides the size. */
    @Param({"4096", "65536", "1048576"})
    public int chunk;

    private final Payload payload = new Payload(43);
    private ByteBuffer source;
    private FileChannel file;
    private WorkFolder folder;
    private boolean handsOver;

    /**
     * Connects to a receiver on a thread of its own.
     *
     * @param running names the strategy, to be called again for the comparison
     */
    @Setup(Level.Trial)
    public void open(BenchmarkParams running) throws IOException {
      handsOver = running.getBenchmark().endsWith(".transferTo");
      if (chunk < 1 || size % chunk != 0) {
        throw new IllegalArgumentException(
            "size=%d is not a multiple of chunk=%d: give a chunk that divides it"
                .formatted(size, chunk));
      }
      source = PageAligned.allocate(chunk);
      payload.fill(source, 0);
      folder = WorkFolder.open();
      file =
          FileChannel.open(
              payload.writeFile(folder.file("source"), chunk), StandardOpenOption.READ);
      connect(folder, size, this::verifyChunks);
    }

    private void verifyChunks(ByteBuffer part, long at) {
      for (int done = 0; done < part.limit(); ) {
        int from = (int) ((at + done) % chunk);
        int count = Math.min(chunk - from, part.limit() - done);
        payload.verifyPart(part.slice(done, count), from);
        done += count;
      }
    }

    @Override
    void again() throws IOException {
      if (handsOver) {
        new SocketFloor().transferTo(this);
      } else {
        new SocketFloor().write(this);
      }
    }

    /** Ends the receiver. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      disconnect();
      file.close();
      folder.close();
    }
  }

  @Benchmark
  @Strategy(
      says = "Writes one chunk of memory again and again, then waits for the acknowledgement.",
      label = "write from memory",
      role = Role.SOCKET_WRITE,
      reads = "1",
      writes = "size/chunk")
  public void write(Memory from) throws IOException {
    for (int at = 0; at < from.size; at += from.chunk) {
      FullIo.write(from.socket, from.source.clear());
    }
    from.awaitAcknowledgement();
  }

  @Benchmark
  @Strategy(
      says =
          "Hands over the pages of one cached chunk again and again, then waits for the acknowledgement.",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND,
      role = Role.SOCKET_PAGES,
      copies = 0,
      reads = "size/chunk+1",
      writes = "size/chunk")
  public void transferTo(Memory from) throws IOException {
    for (int at = 0; at < from.size; at += from.chunk) {
      FullIo.transferTo(from.file, 0, from.chunk, from.socket);
    }
    from.awaitAcknowledgement();
  }
}
