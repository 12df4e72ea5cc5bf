package zerocopy.bench.file;

import java.io.IOException;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.linux.IoUring;

/** An io_uring that hands several requests over at once. */
@State(Scope.Thread)
public class Queue {

  /** Requests that are handed over by one call, 1 or more. */
  @Param({"1", "32"})
  int depth;

  IoUring ring;

  @Setup(Level.Trial)
  public void open() {
    if (depth < 1) {
      throw new IllegalArgumentException(
          "depth=" + depth + " hands nothing over: give the requests of a call, 1 or more");
    }
    ring = new IoUring(Integer.highestOneBit(2 * depth - 1), IoUring.Op.READ);
  }

  /**
   * Reads or writes a whole file, and waits for all requests of a call before the next.
   *
   * @param op a read or a write
   * @param flags of each request
   * @param file its descriptor, or its index
   * @param memory address of memory as large as the file
   * @param size bytes of the file
   * @param chunk bytes of a request
   * @throws IOException if a request fails or moves less than asked
   */
  void move(IoUring.Op op, int flags, int file, long memory, long size, int chunk)
      throws IOException {
    for (long at = 0; at < size; ) {
      for (int request = 0; request < depth && at < size; request++) {
        int part = (int) Math.min(chunk, size - at);
        ring.prepare(op, flags, file, at, memory + at, part, 0);
        at += part;
      }
      ring.complete();
    }
  }

  @TearDown(Level.Trial)
  public void close() {
    ring.close();
  }
}
