package zerocopy.bench.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;

/**
 * The other end: a thread that drains one connection into a page-aligned buffer, and answers the
 * last byte of every file by one byte. It counts every byte, and compares them with the source
 * while it is told to.
 *
 * <p>The buffer is the same for all strategies and large, so that a receiver never waits for more
 * than the sender gives.
 */
final class Receiver implements Runnable {

  /** Bytes that one call may drain. */
  static final int BUFFER = 1 << 20;

  private final SocketChannel socket;
  private final long fileSize;
  private final Payload payload;
  private final ByteBuffer buffer = PageAligned.allocate(BUFFER);

  private volatile boolean comparing;
  private volatile long compared;
  private volatile long received;
  private volatile long files;
  private volatile Exception failure;

  /**
   * A receiver for one connection.
   *
   * @param socket its end of the connection, which it closes
   * @param fileSize bytes of every file
   * @param payload content of every file
   */
  Receiver(SocketChannel socket, long fileSize, Payload payload) {
    this.socket = socket;
    this.fileSize = fileSize;
    this.payload = payload;
  }

  /** Drains the connection until the sender closes it, or something goes wrong. */
  @Override
  public void run() {
    try (socket) {
      ByteBuffer acknowledgement = ByteBuffer.allocateDirect(1);
      while (receiveFile()) {
        files++;
        FullIo.write(socket, acknowledgement.clear());
      }
    } catch (IOException | IllegalStateException e) {
      failure = e;
    }
  }

  private boolean receiveFile() throws IOException {
    for (long at = 0; at < fileSize; ) {
      int count = socket.read(buffer.clear());
      if (count < 0) {
        return false;
      }
      if (comparing) {
        compare(at, count);
      }
      at += count;
      received += count;
      if (at > fileSize) {
        throw new IllegalStateException("%d bytes came for a file of %d".formatted(at, fileSize));
      }
    }
    return true;
  }

  /** The content can be compared from multiples of 8 on; a part may start in between. */
  private void compare(long at, int count) {
    int head = (int) Math.min(-at & 7, count);
    for (int i = 0; i < head; i++) {
      if (buffer.get(i) != payload.at(at + i)) {
        throw new IllegalStateException("byte " + (at + i) + " is not the source's");
      }
    }
    payload.verify(buffer.slice(head, count - head), at + head);
    compared += count;
  }

  /** Fills the buffer with poison; only between two files. */
  void poison() {
    Payload.poison(buffer);
  }

  /**
   * Begins or ends the comparison; only between two files.
   *
   * @param on true to begin, from 0 bytes
   */
  void compare(boolean on) {
    compared = on ? 0 : compared;
    comparing = on;
  }

  /**
   * Bytes found equal to the source's since the comparison began.
   *
   * @return 0 or more
   */
  long compared() {
    return compared;
  }

  /**
   * Bytes that came, ever.
   *
   * @return 0 or more
   */
  long received() {
    return received;
  }

  /**
   * Files that came completely, ever.
   *
   * @return 0 or more
   */
  long files() {
    return files;
  }

  /**
   * What went wrong.
   *
   * @return null while nothing has
   */
  Exception failure() {
    return failure;
  }
}
