package zerocopy.iopath;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Runs the paths that Java can take, one operation at a time, for the tests that compare the ledger
 * with what the kernel counts. As a program (argument: a work folder) it brackets three operations
 * of every path between two look-ups of marker files, which a system call trace shows.
 */
final class PathDriver implements AutoCloseable {

  /** Bytes of the file, and of a chunk. */
  static final int FILE_SIZE = 1 << 20;

  static final int CHUNK = 64 * 1024;

  /** Operations between two markers. */
  static final int OPERATIONS = 3;

  /** One operation of a path. */
  interface Operation {
    void run() throws Exception;
  }

  private final java.nio.file.Path source;
  private final java.nio.file.Path target;
  private final FileChannel in;
  private final FileChannel out;
  private final FileInputStream stream;
  private final ByteBuffer direct = ByteBuffer.allocateDirect(CHUNK + 8192).alignedSlice(4096);
  private final ByteBuffer heap = ByteBuffer.allocate(CHUNK);
  private final MappedByteBuffer standing;
  private final Receiver receiver = new Receiver();
  private final SocketChannel socket;

  PathDriver(java.nio.file.Path folder) throws IOException {
    source = folder.resolve("source");
    target = folder.resolve("target");
    byte[] content = new byte[FILE_SIZE];
    new java.util.Random(5).nextBytes(content);
    Files.write(source, content);
    Files.write(target, content);
    in = FileChannel.open(source, StandardOpenOption.READ);
    out = FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE);
    in.force(true);
    stream = new FileInputStream(source.toFile());
    standing = in.map(FileChannel.MapMode.READ_ONLY, 0, FILE_SIZE).load();
    socket = SocketChannel.open(receiver.address());
    receiver.start();
  }

  /** The operations by the names of {@link Strategies}. */
  Map<String, Operation> operations() {
    Map<String, Operation> all = new LinkedHashMap<>();
    all.put("nothing", () -> {});
    all.put("FileRead.stream", this::stream);
    all.put("FileRead.heap", () -> read(heap));
    all.put("FileRead.direct", () -> read(direct));
    all.put("FileRead.mappedCopy", () -> copyMapped(standing));
    all.put("FileRead.mapCopyUnmap", this::mapCopyUnmap);
    all.put("FileCopy.readWriteHeap", () -> copy(heap));
    all.put("FileCopy.readWriteDirect", () -> copy(direct));
    all.put(
        "FileCopy.mappedToChannel",
        () -> full(out.position(0).write(standing.duplicate().clear())));
    all.put("FileCopy.transferTo", () -> full(in.transferTo(0, FILE_SIZE, out.position(0))));
    all.put(
        "FileCopy.transferFrom",
        () -> full(out.position(0).transferFrom(in.position(0), 0, FILE_SIZE)));
    all.put("FileToSocket.readWriteHeap", () -> send(heap));
    all.put("FileToSocket.readWriteDirect", () -> send(direct));
    all.put("FileToSocket.mappedWrite", () -> sendMapped());
    all.put("FileToSocket.transferTo", () -> transferToSocket());
    return all;
  }

  private void stream() throws IOException {
    stream.getChannel().position(0);
    byte[] chunk = heap.array();
    for (int done = 0; done < FILE_SIZE; ) {
      done += progress(stream.read(chunk));
    }
  }

  private void read(ByteBuffer buffer) throws IOException {
    in.position(0);
    for (int at = 0; at < FILE_SIZE; at += CHUNK) {
      full(in.read(buffer.clear().limit(CHUNK)), CHUNK);
    }
  }

  private void copyMapped(ByteBuffer mapped) {
    for (int at = 0; at < FILE_SIZE; at += CHUNK) {
      direct.clear().put(mapped.slice(at, CHUNK));
    }
  }

  private void mapCopyUnmap() throws Exception {
    MappedByteBuffer mapped = in.map(FileChannel.MapMode.READ_ONLY, 0, FILE_SIZE);
    copyMapped(mapped);
    unmap(mapped);
  }

  private void copy(ByteBuffer buffer) throws IOException {
    out.position(0);
    in.position(0);
    for (int at = 0; at < FILE_SIZE; at += CHUNK) {
      full(in.read(buffer.clear().limit(CHUNK)), CHUNK);
      full(out.write(buffer.flip()), CHUNK);
    }
  }

  private void send(ByteBuffer buffer) throws Exception {
    in.position(0);
    for (int at = 0; at < FILE_SIZE; at += CHUNK) {
      full(in.read(buffer.clear().limit(CHUNK)), CHUNK);
      full(socket.write(buffer.flip()), CHUNK);
    }
    receiver.awaitAll();
  }

  private void sendMapped() throws Exception {
    MappedByteBuffer mapped = in.map(FileChannel.MapMode.READ_ONLY, 0, FILE_SIZE);
    full(socket.write(mapped));
    unmap(mapped);
    receiver.awaitAll();
  }

  private void transferToSocket() throws Exception {
    full(in.transferTo(0, FILE_SIZE, socket));
    receiver.awaitAll();
  }

  private static void unmap(MappedByteBuffer mapped) throws Exception {
    var field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
    field.setAccessible(true);
    Object unsafe = field.get(null);
    unsafe.getClass().getMethod("invokeCleaner", ByteBuffer.class).invoke(unsafe, mapped);
  }

  private static int progress(int moved) throws IOException {
    if (moved <= 0) {
      throw new EOFException("no progress");
    }
    return moved;
  }

  private static void full(long moved) {
    full(moved, FILE_SIZE);
  }

  private static void full(long moved, long expected) {
    if (moved != expected) {
      throw new IllegalStateException("moved " + moved + " of " + expected + " bytes in one call");
    }
  }

  /** Brackets the operations of every path between markers. */
  public static void main(String[] args) throws Exception {
    java.nio.file.Path folder = java.nio.file.Path.of(args[0]);
    try (PathDriver driver = new PathDriver(folder)) {
      for (Map.Entry<String, Operation> entry : driver.operations().entrySet()) {
        for (int i = 0; i < 20; i++) {
          entry.getValue().run();
        }
        new java.io.File("/marker/begin/" + entry.getKey()).exists();
        for (int i = 0; i < OPERATIONS; i++) {
          entry.getValue().run();
        }
        new java.io.File("/marker/end/" + entry.getKey()).exists();
      }
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    in.close();
    stream.close();
    out.close();
  }

  /** Drains the socket on a thread of its own. */
  private static final class Receiver extends Thread {
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final java.util.concurrent.Semaphore complete = new java.util.concurrent.Semaphore(0);

    Receiver() throws IOException {
      setDaemon(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    java.net.SocketAddress address() throws IOException {
      return server.getLocalAddress();
    }

    void awaitAll() throws InterruptedException {
      complete.acquire();
    }

    @Override
    public void run() {
      try (server;
          SocketChannel peer = server.accept()) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(FILE_SIZE);
        while (peer.read(buffer) >= 0) {
          if (!buffer.hasRemaining()) {
            buffer.clear();
            complete.release();
          }
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
