package zerocopy.bench.socket;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.Choice;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.WorkFolder;
import zerocopy.bench.support.peer.FileSender;
import zerocopy.bench.support.peer.Peer;
import zerocopy.bench.support.peer.PeerListener;
import zerocopy.bench.support.peer.Receiver;
import zerocopy.bench.support.peer.ReceiverSettings;
import zerocopy.bench.support.peer.RemoteEnd;

/**
 * The end that receives: a standing connection whose other end, a thread on a core of its own,
 * sends a cached file by {@code transferTo} whenever it is asked by one byte; and a cached file, of
 * the same size, that stands open and is overwritten. The other end may be on another machine
 * ({@link Peer}). Poisoned before each iteration, in windows of 1 MiB, and compared after it.
 */
@State(Scope.Thread)
public class Upload {

  private static final int WINDOW = 1 << 20;

  /** Bytes of the file that one operation receives, 1 or more. */
  @Param({"65536", "1048576", "16777216", "67108864"})
  long fileSize;

  /** {@code tcp} over the loopback interface, or {@code unix} for a Unix domain socket. */
  @Param({"tcp", "unix"})
  String transport;

  /** Where receiver and sender run: {@code two} cores, {@code one}, or {@code any}. */
  @Param({"two", "one", "any"})
  String cores;

  /** Whether TCP spreads segments over time: {@code none}, or as the {@code system} does. */
  @Param({"none", "system"})
  String pacing;

  SocketChannel socket;
  InputStream in;
  FileChannel file;
  FileOutputStream stream;
  Path path;

  private static final long SEED = 20080902;

  private final Payload payload = new Payload(SEED);
  private final ByteBuffer wish = PageAligned.allocate(1);
  private WorkFolder folder;
  private RandomAccessFile standing;
  private Transport.Ends ends;
  private Runnable unpin = () -> {};
  private FileSender sender;
  private RemoteEnd remote;

  /** Writes both files, connects, and starts the sender. */
  @Setup(Level.Trial)
  public void open() throws IOException {
    if (fileSize < 1) {
      throw new IllegalArgumentException(
          "fileSize=" + fileSize + " is no size: give the bytes of a file, 1 or more");
    }
    folder = WorkFolder.open();
    try {
      Cores where = Cores.of(cores);
      path = Payload.poisonFile(folder.file("target"), fileSize);
      standing = new RandomAccessFile(path.toFile(), "rw");
      file = standing.getChannel();
      stream = new FileOutputStream(standing.getFD());
      Optional<Peer> peer = Peer.wanted();
      socket = peer.isPresent() ? connectTo(peer.get(), where) : connectHere(where);
      in = Channels.newInputStream(socket);
      unpin = where.pin(0);
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

  private SocketChannel connectHere(Cores where) throws IOException {
    Path source = payload.writeFile(folder.file("source"), fileSize);
    ends = Transport.of(transport).connect(folder, pacing);
    sender = new FileSender(ends.far(), source, fileSize);
    sender.start(where);
    return ends.near();
  }

  private SocketChannel connectTo(Peer peer, Cores where) throws IOException {
    Transport.Pacing paced = Choice.of(Transport.Pacing.class, "pacing", pacing);
    remote =
        RemoteEnd.open(
            peer,
            PeerListener.SEND,
            Transport.of(transport),
            new ReceiverSettings(Receiver.Mode.BLOCKING, 1, fileSize, paced, where, SEED));
    return remote.bytes();
  }

  /** Rewinds the file that is written, and asks for the other: the begin of every strategy. */
  final void request() throws IOException {
    file.position(0);
    FullIo.write(socket, wish.clear());
  }

  /** Overwrites the file with poison, in place, so that its blocks and pages stay. */
  @Setup(Level.Iteration)
  public void overwrite() throws IOException {
    ByteBuffer window = PageAligned.allocate((int) Math.min(WINDOW, fileSize));
    Payload.poison(window);
    file.position(0);
    for (long left = fileSize; left > 0; left -= window.limit()) {
      FullIo.write(file, window.limit((int) Math.min(window.capacity(), left)).position(0));
    }
  }

  /**
   * Compares the file with the content.
   *
   * @throws IllegalStateException if a byte differs, or the sender has failed
   */
  @TearDown(Level.Iteration)
  public void verify() throws IOException {
    if (sender != null && sender.failure() != null) {
      throw new IllegalStateException("the other end could not send", sender.failure());
    }
    payload.verifyFile(path, fileSize);
  }

  /** Says what the connection used, closes all and deletes the files. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    closing();
    if (ends != null) {
      ends.sayFacts();
      ends.near().close();
      ends.far().close();
    }
    if (remote != null) {
      if (remote.bytes().isOpen()) {
        Transport.sayFacts(remote.bytes(), remote.congestionControl());
      }
      remote.close();
    }
    unpin.run();
    if (standing != null) {
      standing.close();
    }
    folder.close();
  }

  /** With buffers of one chunk, or of the whole file where that is smaller. */
  @State(Scope.Thread)
  public static class Chunked extends Upload {

    /** Bytes that are gathered before they are written, 1 or more. */
    @Param({"4096", "65536"})
    int chunk;

    byte[] array;
    ByteBuffer heap;
    ByteBuffer direct;

    @Override
    void opened() {
      if (chunk < 1) {
        throw new IllegalArgumentException(
            "chunk=" + chunk + " moves nothing: give the bytes per write, 1 or more");
      }
      int size = (int) Math.min(chunk, fileSize);
      array = new byte[size];
      heap = ByteBuffer.wrap(array);
      direct = PageAligned.allocate(size);
    }

    /**
     * Readies a buffer for the next chunk.
     *
     * @param buffer its position and limit are set
     * @param left bytes that the file still lacks
     * @return {@code buffer}, with one chunk (or the rest) remaining
     */
    ByteBuffer next(ByteBuffer buffer, long left) {
      return buffer.limit((int) Math.min(buffer.capacity(), left)).position(0);
    }
  }
}
