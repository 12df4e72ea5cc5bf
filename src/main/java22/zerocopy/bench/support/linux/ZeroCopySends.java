package zerocopy.bench.support.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import zerocopy.bench.support.PageAligned;

/**
 * Sends by {@code MSG_ZEROCOPY}: the socket takes references to the memory's pages, and says
 * afterwards, by its error queue, when it needs them no more and whether it copied them after all
 * (Documentation/networking/msg_zerocopy.rst).
 *
 * <p>Layouts are those of {@code struct msghdr}, {@code cmsghdr} and {@code sock_extended_err} on
 * 64-bit Linux, the same on x86-64 and AArch64.
 */
public final class ZeroCopySends implements AutoCloseable {

  static final int MESSAGE_BYTES = 56;
  static final int MESSAGE_CONTROL = 32;
  static final int MESSAGE_CONTROL_LENGTH = 40;
  static final int CONTROL_DATA = 16;
  static final int ERROR_ORIGIN = 4;
  static final int ERROR_CODE = 6;
  static final int ERROR_FIRST = 8;
  static final int ERROR_LAST = 12;

  private static final int SOL_SOCKET = 1;
  private static final int SO_ZEROCOPY = 60;
  private static final int MSG_ERRQUEUE = 0x2000;
  private static final int MSG_ZEROCOPY = 0x4000000;
  private static final byte ORIGIN_ZEROCOPY = 5;
  private static final byte CODE_COPIED = 1;

  /** Where in the memory the control message and the poll's descriptor stand. */
  private static final int CONTROL = 128;

  private static final int CONTROL_BYTES = 128;
  private static final int POLL = 256;

  private final Arena arena = Arena.ofShared();
  private final MemorySegment memory = arena.allocate(PageAligned.PAGE, PageAligned.PAGE);
  private final int socket;
  private long open;
  private long zeroCopies;
  private long copies;

  /**
   * Sends over a connection.
   *
   * @param socket its descriptor, in blocking mode
   * @throws zerocopy.bench.support.Unsupported if the kernel or the kind of socket cannot
   */
  public ZeroCopySends(int socket) {
    this.socket = socket;
    try (Arena call = Arena.ofConfined()) {
      long on = call.allocateFrom(ValueLayout.JAVA_INT, 1).address();
      long set = Syscall.SETSOCKOPT.call(socket, SOL_SOCKET, SO_ZEROCOPY, on, Integer.BYTES, 0);
      Syscall.SETSOCKOPT.required(set, "a TCP socket of Linux 4.14 or newer for MSG_ZEROCOPY");
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
    memory.set(ValueLayout.JAVA_INT, POLL, socket);
  }

  /**
   * Sends memory, which must stay as it is until {@link #await} has returned.
   *
   * @param address of the first byte
   * @param size bytes, all of which are sent
   * @throws IOException if a call fails or makes no progress
   */
  public void send(long address, long size) throws IOException {
    for (long done = 0; done < size; ) {
      long sent = Syscall.SENDTO.call(socket, address + done, size - done, MSG_ZEROCOPY, 0, 0);
      if (sent == -Syscall.ENOBUFS && open > 0) {
        await();
      } else {
        done += Syscall.SENDTO.progress(sent);
        open++;
      }
    }
  }

  /**
   * Waits until the kernel needs no page any more.
   *
   * @throws IOException if a call fails, or the socket breaks
   */
  public void await() throws IOException {
    while (open > 0) {
      memory.asSlice(0, MESSAGE_BYTES).fill((byte) 0);
      memory.set(ValueLayout.JAVA_LONG, MESSAGE_CONTROL, memory.address() + CONTROL);
      memory.set(ValueLayout.JAVA_LONG, MESSAGE_CONTROL_LENGTH, CONTROL_BYTES);
      long got = Syscall.RECVMSG.call(socket, memory.address(), MSG_ERRQUEUE);
      if (got == -Syscall.EAGAIN) {
        Syscall.PPOLL.progress(Syscall.PPOLL.call(memory.address() + POLL, 1, 0, 0));
      } else {
        Syscall.RECVMSG.checked(got);
        take();
      }
    }
  }

  private void take() throws IOException {
    int error = CONTROL + CONTROL_DATA;
    if (memory.get(ValueLayout.JAVA_BYTE, error + ERROR_ORIGIN) != ORIGIN_ZEROCOPY) {
      throw new IOException("the socket reports an error instead of a completion");
    }
    int first = memory.get(ValueLayout.JAVA_INT, error + ERROR_FIRST);
    int last = memory.get(ValueLayout.JAVA_INT, error + ERROR_LAST);
    long sends = Integer.toUnsignedLong(last - first) + 1;
    open -= sends;
    if (memory.get(ValueLayout.JAVA_BYTE, error + ERROR_CODE) == CODE_COPIED) {
      copies += sends;
    } else {
      zeroCopies += sends;
    }
  }

  /** Sends since the last such question of which the kernel said that it handed the pages over. */
  public long takeZeroCopies() {
    long sends = zeroCopies;
    zeroCopies = 0;
    return sends;
  }

  /**
   * Sends since the last such question of which the kernel said that it copied the bytes after all.
   */
  public long takeCopies() {
    long sends = copies;
    copies = 0;
    return sends;
  }

  /** Gives the memory back; the socket is somebody else's. */
  @Override
  public void close() {
    arena.close();
  }
}
