package zerocopy.bench.support.linux;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import zerocopy.bench.support.PageAligned;

/**
 * Receives by {@code TCP_ZEROCOPY_RECEIVE}: the kernel maps arrived pages instead of copying them,
 * as far as it can, and says how many bytes are to be read the usual way (tcp(7); the layout is
 * that of {@code struct tcp_zerocopy_receive} in {@code linux/tcp.h}). What it maps replaces what
 * it mapped before.
 */
public final class ZeroCopyReceive implements AutoCloseable {

  static final int REQUEST_BYTES = 64;
  static final int LENGTH = 8;
  static final int SKIP_HINT = 12;

  private static final int IPPROTO_TCP = 6;
  private static final int TCP_ZEROCOPY_RECEIVE = 35;
  private static final int PROT_READ = 1;
  private static final int MAP_SHARED = 1;
  private static final long POLLIN = 1;
  private static final int POLL_EVENTS = 32;

  private final Held held = new Held();
  private final int socket;
  private final int window;
  private final MemorySegment request;
  private final MemorySegment option;
  private final MemorySegment buffer;
  private final long address;
  private int mapped;
  private long read;

  /**
   * Receives from a connection.
   *
   * @param socket its descriptor, in blocking mode
   * @param window bytes that are mapped or read at most at a time, a multiple of the page size
   * @throws zerocopy.bench.support.Unsupported if the socket's pages cannot be mapped
   */
  public ZeroCopyReceive(int socket, int window) {
    this.socket = socket;
    this.window = window;
    request = held.allocate(PageAligned.PAGE);
    option = held.allocate(PageAligned.PAGE);
    buffer = held.allocate(window);
    long made = Syscall.MMAP.call(0, window, PROT_READ, MAP_SHARED, socket, 0);
    if (made < 0) {
      held.close();
    }
    address = Syscall.MMAP.required(made, "a TCP socket of Linux 4.18 or newer, to map its pages");
    option.set(ValueLayout.JAVA_LONG, Long.BYTES, (POLLIN << POLL_EVENTS) | socket);
  }

  /**
   * Waits for bytes, and has them mapped or reads them.
   *
   * @param wanted bytes to take at most, 1 or more
   * @throws IOException if the connection breaks or ends
   */
  public void next(long wanted) throws IOException {
    int most = (int) Math.min(window, wanted);
    read = 0;
    for (mapped = 0; mapped + read == 0; ) {
      map(most);
      int rest = Math.min(most - mapped, request.get(ValueLayout.JAVA_INT, SKIP_HINT));
      if (rest > 0) {
        read = Syscall.RECVFROM.checked(Syscall.RECVFROM.call(socket, buffer.address(), rest, 0));
        if (read == 0) {
          throw new EOFException("the connection ended");
        }
      } else if (mapped == 0) {
        Syscall.PPOLL.progress(Syscall.PPOLL.call(option.address() + Long.BYTES, 1, 0, 0));
      }
    }
  }

  private void map(int most) throws IOException {
    request.asSlice(0, REQUEST_BYTES).fill((byte) 0);
    request.set(ValueLayout.JAVA_LONG, 0, address);
    request.set(ValueLayout.JAVA_INT, LENGTH, most / PageAligned.PAGE * PageAligned.PAGE);
    option.set(ValueLayout.JAVA_INT, 0, REQUEST_BYTES);
    if (most < PageAligned.PAGE) {
      request.set(ValueLayout.JAVA_INT, SKIP_HINT, most);
      mapped = 0;
    } else {
      Syscall.GETSOCKOPT.checked(
          Syscall.GETSOCKOPT.call(
              socket, IPPROTO_TCP, TCP_ZEROCOPY_RECEIVE, request.address(), option.address(), 0));
      mapped = request.get(ValueLayout.JAVA_INT, LENGTH);
    }
  }

  /** Bytes that {@link #next} had mapped, at {@link #address}. */
  public long mapped() {
    return mapped;
  }

  /** Bytes that {@link #next} read, behind the mapped ones, to {@link #rest}. */
  public long read() {
    return read;
  }

  /** Where bytes are mapped. */
  public long address() {
    return address;
  }

  /** Where bytes are read to. */
  public long rest() {
    return buffer.address();
  }

  @Override
  public void close() {
    Syscall.MUNMAP.call(address, window, 0);
    held.close();
  }
}
