package zerocopy.bench.socket;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.WorkFolder;

/** The end that sends: an open, cached file and a {@link Link}. */
@State(Scope.Thread)
public class Sender extends Link {

  private static final long SEED = 20080902;

  /** Bytes of the file that one operation sends, 1 or more. */
  @Param({"65536", "1048576", "16777216", "67108864"})
  long fileSize;

  FileChannel file;
  FileInputStream stream;
  OutputStream out;
  Path path;
  final Payload payload = new Payload(SEED);

  private WorkFolder folder;
  private Method strategy;

  /**
   * Writes the file, opens it, connects.
   *
   * @param running names the strategy, to be called again for the comparison
   */
  @Setup(Level.Trial)
  public void open(BenchmarkParams running) throws IOException {
    if (fileSize < 1) {
      throw new IllegalArgumentException(
          "fileSize=" + fileSize + " is no size: give the bytes of a file, 1 or more");
    }
    strategy = strategyOf(running);
    folder = WorkFolder.open();
    try {
      path = payload.writeFile(folder.file("source"), fileSize);
      file = FileChannel.open(path, StandardOpenOption.READ);
      stream = new FileInputStream(path.toFile());
      out = Channels.newOutputStream(connect(folder, messageSize(), this::verify));
      opened();
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** What a subclass adds; one fixture a level, since JMH leaves the order of several open. */
  void opened() throws IOException {}

  /** What a subclass takes back, as far as it has been added. */
  void closing() {}

  /** Bytes that the receiver gets. */
  long messageSize() {
    return fileSize;
  }

  /**
   * Compares a part of what the receiver gets; as {@link
   * zerocopy.bench.support.peer.Receiver.Content} says.
   */
  void verify(ByteBuffer part, long at) {
    payload.verifyPart(part, at);
  }

  @Override
  OptionalLong seed() {
    return OptionalLong.of(SEED);
  }

  @Override
  void again() throws Exception {
    try {
      Object question = strategy.getDeclaringClass().getDeclaredConstructor().newInstance();
      strategy.invoke(question, this);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Closes the connection and the file, and deletes it. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    closing();
    disconnect();
    if (file != null) {
      file.close();
    }
    if (stream != null) {
      stream.close();
    }
    folder.close();
  }

  private static Method strategyOf(BenchmarkParams running) {
    String name = running.getBenchmark();
    int dot = name.lastIndexOf('.');
    try {
      return Stream.of(Class.forName(name.substring(0, dot)).getMethods())
          .filter(method -> method.getName().equals(name.substring(dot + 1)))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException(name + " is no strategy"));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(name + " is no strategy", e);
    }
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

    @Override
    void opened() throws IOException {
      if (chunk < 1) {
        throw new IllegalArgumentException(
            "chunk=" + chunk + " moves nothing: give the bytes per call, 1 or more");
      }
      int size = (int) Math.min(chunk, fileSize);
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
