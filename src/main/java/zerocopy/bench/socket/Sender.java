package zerocopy.bench.socket;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
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

/**
 * The end that sends: the open file and a connection to a {@link Receiver}, which both stand for
 * the whole fork.
 *
 * <p>What arrived cannot be compared with the source in the measured time without slowing the
 * receiver. Instead every byte is counted and every file acknowledged, and after each iteration the
 * very strategy that was measured is called once more, with a receiver that compares every byte.
 */
@State(Scope.Thread)
public class Sender {

  /** Bytes of the file that one operation sends, 1 or more. */
  @Param({"65536", "1048576", "16777216", "67108864"})
  int fileSize;

  /** {@code tcp} or {@code unix}. */
  @Param({"tcp", "unix"})
  String transport;

  FileChannel file;
  FileInputStream stream;
  ByteChannel socket;
  OutputStream out;

  /** How long nothing may move before an operation counts as stuck. */
  volatile Duration patience = Duration.ofSeconds(10);

  private static final Duration GLANCE = Duration.ofMillis(250);

  private final ByteBuffer acknowledgement = ByteBuffer.allocateDirect(1);
  private WorkFolder folder;
  private SocketChannel connection;
  private Receiver receiver;
  private Method strategy;
  private volatile boolean waiting;
  private long acknowledged;
  private long acknowledgedBefore;

  /** Made by JMH. */
  public Sender() {}

  /**
   * Writes the file, opens it, connects.
   *
   * @param running names the strategy, to be called again for the comparison
   * @throws IOException if a file or socket fails
   */
  @Setup(Level.Trial)
  public void connect(BenchmarkParams running) throws IOException {
    if (fileSize < 1) {
      throw new IllegalArgumentException(
          "fileSize=" + fileSize + " is no size: give the bytes of a file, 1 or more");
    }
    strategy = strategyOf(running);
    folder = WorkFolder.open();
    Payload payload = new Payload(20080902);
    Path path = payload.writeFile(folder.file("source"), fileSize);
    file = FileChannel.open(path, StandardOpenOption.READ);
    stream = new FileInputStream(path.toFile());
    try (ServerSocketChannel listener = Transport.of(transport).listen(folder)) {
      connection = Transport.connect(listener.getLocalAddress());
      receiver = new Receiver(Transport.withoutDelay(listener.accept()), fileSize, payload);
    }
    socket = connection;
    out = Channels.newOutputStream(connection);
    start("receiver", receiver);
    start("watchdog", this::watch);
    connected();
  }

  /** What a subclass adds; one fixture a level, since JMH leaves the order of several open. */
  void connected() {}

  /** Poisons the receiver's buffer, and begins to count. */
  @Setup(Level.Iteration)
  public void poison() {
    receiver.poison();
    acknowledgedBefore = acknowledged;
  }

  /**
   * Waits for the receiver's word that it has the last byte: the end of every strategy.
   *
   * @throws IOException if the connection breaks, or nothing moves for {@link #patience}
   */
  void awaitAcknowledgement() throws IOException {
    waiting = true;
    FullIo.read(socket, acknowledgement.clear());
    waiting = false;
    acknowledged++;
  }

  /**
   * Calls the strategy once more, and compares every byte that arrives with the source.
   *
   * @throws IllegalStateException if the iteration sent nothing, or anything else than the file
   */
  @TearDown(Level.Iteration)
  public void verify() {
    if (acknowledged == acknowledgedBefore) {
      throw new IllegalStateException("no file was acknowledged: the strategy did not do its work");
    }
    receiver.compare(true);
    try {
      strategy.invoke(new FileToSocket(), this);
    } catch (InvocationTargetException | IllegalAccessException e) {
      throw new IllegalStateException("the strategy failed when called for comparison", cause(e));
    }
    receiver.compare(false);
    if (receiver.compared() != fileSize || receiver.files() != acknowledged) {
      throw new IllegalStateException(
          "%d of %d bytes arrived, %d of %d files were waited for: the strategy did not do its work"
              .formatted(receiver.compared(), fileSize, acknowledged, receiver.files()));
    }
  }

  /** The receiver's reason where it has one: the sender only saw the connection break. */
  private Throwable cause(ReflectiveOperationException e) {
    return receiver.failure() != null ? receiver.failure() : e.getCause();
  }

  /**
   * Closes the connection and the file, and deletes it.
   *
   * @throws IOException if that fails
   */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    connection.close();
    stream.close();
    file.close();
    folder.close();
  }

  /** Breaks a connection on which somebody waits and nothing moves, so that nothing ever hangs. */
  private void watch() {
    long moved = -1;
    long since = System.nanoTime();
    try {
      while (connection.isOpen()) {
        Thread.sleep(GLANCE.toMillis());
        if (!waiting || receiver.received() != moved) {
          moved = receiver.received();
          since = System.nanoTime();
        } else if (System.nanoTime() - since > patience.toNanos()) {
          connection.close();
        }
      }
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static Method strategyOf(BenchmarkParams running) {
    String name = running.getBenchmark();
    return Stream.of(FileToSocket.class.getMethods())
        .filter(method -> method.getName().equals(name.substring(name.lastIndexOf('.') + 1)))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(name + " is no strategy of FileToSocket"));
  }

  /** With buffers of one chunk, or of the whole file where that is smaller. */
  @State(Scope.Thread)
  public static class Chunked extends Sender {

    /** Bytes per call, 1 or more. */
    @Param({"4096", "65536"})
    int chunk;

    byte[] array;
    ByteBuffer heap;
    ByteBuffer direct;

    /** Made by JMH. */
    public Chunked() {}

    @Override
    void connected() {
      if (chunk < 1) {
        throw new IllegalArgumentException(
            "chunk=" + chunk + " moves nothing: give the bytes per call, 1 or more");
      }
      int size = Math.min(chunk, fileSize);
      array = new byte[size];
      heap = ByteBuffer.wrap(array);
      direct = PageAligned.allocate(size);
    }

    /**
     * Readies a buffer for the next call.
     *
     * @param buffer its position and limit are set
     * @param left bytes that the file still has
     * @return {@code buffer}, with one chunk (or the rest) remaining
     */
    ByteBuffer next(ByteBuffer buffer, long left) {
      return buffer.limit((int) Math.min(buffer.capacity(), left)).position(0);
    }
  }
}
