package zerocopy.bench.support.peer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.PeerThread;

/**
 * The other end of an upload: a thread that sends a cached file for every byte that asks for it.
 */
public final class FileSender {

  private final SocketChannel socket;
  private final Path source;
  private final long size;
  private volatile IOException failure;

  /**
   * A sender for one connection.
   *
   * @param socket its end of the connection, in blocking mode, which it closes
   * @param source the file
   * @param size bytes of it
   */
  public FileSender(SocketChannel socket, Path source, long size) {
    this.socket = socket;
    this.source = source;
    this.size = size;
  }

  /**
   * Starts the thread, and returns when it is on its core.
   *
   * @return the thread, which ends with the connection
   * @throws zerocopy.bench.support.Unsupported if the system refuses the core
   */
  public Thread start(Cores where) {
    return PeerThread.start("sender", where, this::run);
  }

  private void run() {
    try (socket;
        FileChannel sent = FileChannel.open(source, StandardOpenOption.READ)) {
      ByteBuffer asked = PageAligned.allocate(1);
      while (socket.read(asked.clear()) > 0) {
        FullIo.transferTo(sent, 0, size, socket);
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  /** What went wrong; null while nothing has. */
  public IOException failure() {
    return failure;
  }
}
