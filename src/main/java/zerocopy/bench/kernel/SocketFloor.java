package zerocopy.bench.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.WorkFolder;

/**
 * What does a loopback socket cost when the bytes are in memory already?
 *
 * <p>One operation writes {@code size} bytes from one page-aligned buffer of {@code chunk} bytes,
 * again and again, and waits for the receiver's acknowledgement of the last byte. What {@code
 * FileToSocket} costs beyond it is the way from the file to the socket. Some receivers sleep and
 * some are awake when bytes come, so forks differ.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@State(Scope.Thread)
public class SocketFloor {

  private static final int WINDOW = 1 << 20;

  /** Bytes until the acknowledgement. */
  @Param({"65536", "1048576", "16777216", "67108864"})
  public int size;

  /** Bytes of one write call; divides the size. */
  @Param({"4096", "65536"})
  public int chunk;

  /** How the receiver is reached: {@code tcp} or {@code unix}. */
  @Param({"tcp", "unix"})
  public String transport;

  private final Payload payload = new Payload(43);
  private final ByteBuffer acknowledgement = ByteBuffer.allocateDirect(1);
  private ByteBuffer source;
  private ByteBuffer received;
  private WorkFolder folder;
  private SocketChannel socket;
  private Thread receiver;

  /**
   * Connects to a receiver on a thread of its own.
   *
   * @throws IOException if that fails
   */
  @Setup
  public void connect() throws IOException {
    if (chunk < 1 || size % chunk != 0) {
      throw new IllegalArgumentException(
          "size="
              + size
              + " is not a multiple of chunk="
              + chunk
              + ": give a chunk that divides it");
    }
    source = PageAligned.allocate(chunk);
    received = PageAligned.allocate(Math.min(size, WINDOW));
    payload.fill(source, 0);
    folder = WorkFolder.open();
    ServerSocketChannel server = listen();
    socket = withoutDelay(SocketChannel.open(server.getLocalAddress()));
    SocketChannel peer = withoutDelay(server.accept());
    server.close();
    receiver = new Thread(() -> drain(peer), "socket-floor-receiver");
    receiver.setDaemon(true);
    receiver.start();
  }

  /** As the strategies set their sockets: a small last segment must not wait for an answer. */
  private static SocketChannel withoutDelay(SocketChannel channel) throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return channel;
  }

  private ServerSocketChannel listen() throws IOException {
    boolean unix = transport.equals("unix");
    if (!unix && !transport.equals("tcp")) {
      throw new IllegalArgumentException("transport=" + transport + ": give tcp or unix");
    }
    SocketAddress address =
        unix
            ? UnixDomainSocketAddress.of(folder.file("socket"))
            : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    ServerSocketChannel server =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    return server.bind(address);
  }

  private void drain(SocketChannel peer) {
    ByteBuffer done = ByteBuffer.allocateDirect(1);
    try (peer) {
      for (long left = size; ; ) {
        received.clear().limit((int) Math.min(received.capacity(), left));
        while (received.hasRemaining()) {
          if (peer.read(received) < 0) {
            return;
          }
        }
        left -= received.limit();
        if (left == 0) {
          left = size;
          FullIo.write(peer, done.clear());
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The receiver's memory holds nothing of the source. */
  @Setup(Level.Iteration)
  public void poison() {
    Payload.poison(received);
  }

  /** The receiver's memory holds the end of the message, chunk after chunk. */
  @TearDown(Level.Iteration)
  public void verify() {
    int part = Math.min(chunk, received.capacity());
    for (int at = 0; at < received.capacity(); at += part) {
      payload.verify(received.duplicate().clear().slice(at, part), 0);
    }
  }

  /**
   * Ends the receiver.
   *
   * @throws IOException if the socket cannot be closed
   * @throws InterruptedException if the wait for the receiver is interrupted
   */
  @TearDown
  public void disconnect() throws IOException, InterruptedException {
    socket.close();
    receiver.join();
    folder.close();
  }

  /**
   * Writes every chunk, then waits for the acknowledgement.
   *
   * @return the acknowledgement
   * @throws IOException if a write fails
   */
  @Benchmark
  public byte write() throws IOException {
    for (int at = 0; at < size; at += chunk) {
      FullIo.write(socket, source.clear());
    }
    FullIo.read(socket, acknowledgement.clear());
    return acknowledgement.get(0);
  }
}
