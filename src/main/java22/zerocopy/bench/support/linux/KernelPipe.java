package zerocopy.bench.support.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import zerocopy.bench.support.Unsupported;

/**
 * A pipe, through which {@code splice} passes references to pages: a ring of as many pages as fit
 * into its capacity.
 */
public final class KernelPipe implements AutoCloseable {

  private static final int F_SETPIPE_SZ = 1031;

  private final int out;
  private final int in;
  private final int capacity;

  private KernelPipe(int out, int in, int capacity) {
    this.out = out;
    this.in = in;
    this.capacity = capacity;
  }

  /**
   * Makes a pipe.
   *
   * @param capacity bytes, a power of two of at least a page
   * @throws Unsupported if this user may not have such a large one
   */
  public static KernelPipe open(int capacity) throws IOException {
    Syscall.require();
    int out;
    int in;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment ends = arena.allocate(ValueLayout.JAVA_INT, 2);
      Syscall.PIPE2.checked(Syscall.PIPE2.call(ends.address()));
      out = ends.getAtIndex(ValueLayout.JAVA_INT, 0);
      in = ends.getAtIndex(ValueLayout.JAVA_INT, 1);
    }
    KernelPipe pipe = new KernelPipe(out, in, capacity);
    if (Syscall.FCNTL.call(in, F_SETPIPE_SZ, capacity) != capacity) {
      pipe.close();
      throw new Unsupported(
          "needs a pipe of %d bytes: give a power of two up to /proc/sys/fs/pipe-max-size"
              .formatted(capacity));
    }
    return pipe;
  }

  /** The descriptor from which bytes are taken. */
  public int out() {
    return out;
  }

  /** The descriptor into which bytes are put. */
  public int in() {
    return in;
  }

  /** Bytes that it holds at most. */
  public int capacity() {
    return capacity;
  }

  /**
   * Moves bytes from one descriptor through the pipe to another, by {@code splice} in and out.
   *
   * @param from a file or a socket in blocking mode, read from its own position
   * @param offset address of the offset to read a file from, which the kernel moves on; 0 for the
   *     descriptor's own position
   * @param to a file or a socket
   * @param toOffset likewise for the file that is written
   * @param count bytes to move, all of them
   * @throws IOException if a call fails or makes no progress
   */
  public void pass(int from, long offset, int to, long toOffset, long count) throws IOException {
    for (long left = count; left > 0; ) {
      long filled =
          Syscall.SPLICE.progress(
              Syscall.SPLICE.call(from, offset, in, 0, Math.min(left, capacity), 0));
      empty(to, toOffset, filled);
      left -= filled;
    }
  }

  /**
   * Moves bytes that are in the pipe on.
   *
   * @param to a file or a socket in blocking mode
   * @param toOffset address of the offset to write a file at; 0 for the descriptor's own position
   * @param count bytes to move, all of them
   * @throws IOException if a call fails or makes no progress
   */
  public void empty(int to, long toOffset, long count) throws IOException {
    for (long left = count; left > 0; ) {
      left -= Syscall.SPLICE.progress(Syscall.SPLICE.call(out, 0, to, toOffset, left, 0));
    }
  }

  @Override
  public void close() {
    Syscall.close(out, in);
  }
}
