package zerocopy.bench.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Unsupported;

/**
 * Two connected ends, and a thread that answers each question with its complement.
 *
 * <p>If the answering thread fails it hangs up, and so does the asking side at the end: neither
 * waits for a dead one.
 */
@State(Scope.Thread)
public abstract class PingPong {

  /** {@code pipe}: two of them; {@code unix}: a unix domain socket; {@code tcp}: loopback. */
  @Param({"pipe", "unix", "tcp"})
  public String transport;

  End near;
  private End far;
  private Thread answering;
  private final Wait wait;
  private final boolean blocks;
  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private long question;
  private long answered;
  private long cpuAtBegin;
  private volatile Throwable failure;

  PingPong(Wait wait, boolean blocks) {
    this.wait = wait;
    this.blocks = blocks;
  }

  /** A way of waiting: returns when an end has received 8 bytes. */
  @FunctionalInterface
  interface Wait {
    void until(End end) throws IOException;
  }

  /** One end: where it reads, where it writes. */
  static final class End {
    final ReadableByteChannel in;
    final ByteBuffer received = PageAligned.allocate(Long.BYTES);
    final Selector selector;
    private final WritableByteChannel out;
    private final ByteBuffer sent = PageAligned.allocate(Long.BYTES);

    <R extends SelectableChannel & ReadableByteChannel> End(
        R in, WritableByteChannel out, boolean blocks) throws IOException {
      this.in = in;
      this.out = out;
      selector = Selector.open();
      in.configureBlocking(blocks);
      if (!blocks) {
        in.register(selector, SelectionKey.OP_READ);
      }
    }

    void send(long value) throws IOException {
      FullIo.write(out, sent.clear().putLong(0, value));
    }

    void hangUp() throws IOException {
      selector.close();
      out.close();
      in.close();
    }
  }

  /**
   * Connects the ends and starts the answering thread.
   *
   * @throws IOException if they cannot be connected
   */
  @Setup(Level.Trial)
  public void connect() throws IOException {
    switch (transport) {
      case "pipe" -> connectPipes();
      case "unix" -> connectUnix();
      case "tcp" -> connectTcp();
      default ->
          throw new IllegalArgumentException("transport must be pipe, unix or tcp: " + transport);
    }
    answering = new Thread(this::answerAll, "ping-pong-answering");
    answering.setDaemon(true);
    answering.start();
  }

  private void connectPipes() throws IOException {
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    near = new End(back.source(), there.sink(), blocks);
    far = new End(there.source(), back.sink(), blocks);
  }

  private void connectUnix() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(null);
      UnixDomainSocketAddress address = (UnixDomainSocketAddress) server.getLocalAddress();
      try {
        connectSockets(server, address);
      } finally {
        Files.delete(address.getPath());
      }
    } catch (UnsupportedOperationException e) {
      throw new Unsupported("needs unix domain sockets");
    }
  }

  private void connectTcp() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      connectSockets(server, server.getLocalAddress());
    }
  }

  private void connectSockets(ServerSocketChannel server, SocketAddress address)
      throws IOException {
    SocketChannel client = withoutDelay(SocketChannel.open(address));
    SocketChannel accepted = withoutDelay(server.accept());
    near = new End(client, client, blocks);
    far = new End(accepted, accepted, blocks);
  }

  private static SocketChannel withoutDelay(SocketChannel channel) throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return channel;
  }

  private void answerAll() {
    try {
      while (true) {
        wait.until(far);
        far.send(~far.received.getLong(0));
      }
    } catch (EOFException | ClosedChannelException | ClosedSelectorException hungUp) {
      failure = hungUp;
    } catch (IOException | RuntimeException e) {
      failure = e;
      hangUpFar();
    }
  }

  private void hangUpFar() {
    try {
      far.hangUp();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Begins an iteration: no question yet, and the threads' clocks. */
  @Setup(Level.Iteration)
  public void begin() {
    question = System.nanoTime();
    answered = 0;
    cpuAtBegin = cpuClocks();
  }

  /**
   * The next question.
   *
   * @return a number that was not asked before
   */
  final long nextQuestion() {
    return ++question;
  }

  /**
   * Takes the answer that has arrived.
   *
   * @return the answer
   * @throws IllegalStateException if it belongs to another question
   */
  final long answer() {
    long answer = near.received.getLong(0);
    if (answer != ~question) {
      throw new IllegalStateException("the answer belongs to another question");
    }
    answered++;
    return answer;
  }

  /**
   * CPU time of both threads since the iteration began.
   *
   * @return ns
   */
  final long cpuNanos() {
    return cpuClocks() - cpuAtBegin;
  }

  private long cpuClocks() {
    return threads.getCurrentThreadCpuTime() + threads.getThreadCpuTime(idOf(answering));
  }

  /** Its successor, {@code threadId}, came with Java 19. */
  @SuppressWarnings("deprecation")
  private static long idOf(Thread thread) {
    return thread.getId();
  }

  /**
   * Checks that questions were answered.
   *
   * @throws IllegalStateException if not
   */
  @TearDown(Level.Iteration)
  public void verify() {
    if (answered == 0 || failure != null) {
      throw new IllegalStateException("no answer", failure);
    }
  }

  /**
   * Hangs up, and waits for the answering thread to notice.
   *
   * @throws IOException if a channel cannot be closed
   * @throws InterruptedException if interrupted
   */
  @TearDown(Level.Trial)
  public void hangUp() throws IOException, InterruptedException {
    near.hangUp();
    answering.join(10_000);
    far.hangUp();
  }
}
