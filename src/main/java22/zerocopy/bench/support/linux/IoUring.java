package zerocopy.bench.support.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * An io_uring: requests are written into memory that is shared with the kernel, one call hands over
 * any number of them and waits for their completions, which stand in shared memory as well
 * (io_uring(7)). For one thread, without a kernel thread that polls.
 *
 * <p>A request moves {@link #MOST} bytes at most. Each carries the result that is expected of it
 * ({@code user_data}), so that {@link #complete} can hold the kernel to it. Layouts are those of
 * {@code linux/io_uring.h}, whose fields have fixed widths: the same on x86-64 and AArch64.
 */
public final class IoUring implements AutoCloseable {

  /** What a request does ({@code enum io_uring_op}). */
  public enum Op {
    READ_FIXED(4),
    WRITE_FIXED(5),
    READ(22),
    WRITE(23),
    SEND(26),
    SPLICE(30),
    SEND_ZC(47);

    final byte code;

    Op(int code) {
      this.code = (byte) code;
    }
  }

  /** Bytes that one request moves at most: 1 GiB. */
  public static final int MOST = 1 << 30;

  /** The request's descriptor is an index into the registered ones. */
  public static final int FIXED_FILE = 1;

  /** The next request begins when this one has succeeded. */
  public static final int LINK = 4;

  /** Has a zero-copy send tell whether the kernel copied after all. */
  public static final int REPORT_USAGE = 8;

  /** Has a send go on until all is sent. */
  public static final int MSG_WAITALL = 0x100;

  static final int SQE_BYTES = 64;
  static final int SQE_FLAGS = 1;
  static final int SQE_IOPRIO = 2;
  static final int SQE_FD = 4;
  static final int SQE_OFFSET = 8;
  static final int SQE_ADDRESS = 16;
  static final int SQE_LENGTH = 24;
  static final int SQE_OP_FLAGS = 28;
  static final int SQE_USER_DATA = 32;
  static final int SQE_SPLICE_FD = 44;
  static final int CQE_BYTES = 16;
  static final int CQE_RESULT = 8;
  static final int CQE_FLAGS = 12;
  static final int PARAMS_BYTES = 120;
  static final int PARAMS_CQ_ENTRIES = 4;
  static final int PARAMS_FEATURES = 20;
  static final int PARAMS_SQ = 40;
  static final int PARAMS_CQ = 80;

  /** In both tables of offsets: head, tail, ring mask; then the array, or the completions. */
  static final int HEAD = 0;

  static final int TAIL = 4;
  static final int MASK = 8;
  static final int SQ_ARRAY = 24;
  static final int CQ_CQES = 20;

  private static final int FEATURE_SINGLE_MMAP = 1;
  private static final int GETEVENTS = 1;
  private static final int REGISTER_BUFFERS = 0;
  private static final int UNREGISTER_BUFFERS = 1;
  private static final int REGISTER_FILES = 2;
  private static final int UNREGISTER_FILES = 3;
  private static final int REGISTER_PROBE = 8;
  static final int PROBE_BYTES = 16;
  static final int PROBED_BYTES = 8;
  static final int PROBED_FLAGS = 2;
  private static final long OFFSET_RINGS = 0;
  private static final long OFFSET_SQES = 0x10000000L;
  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED_POPULATE = 0x8001;

  private static final int MORE = 2;
  private static final int NOTIFICATION = 8;
  private static final int COPIED = 1 << 31;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final VarHandle ORDERED = INT.varHandle();
  private static final String NEED =
      "io_uring (kernel.io_uring_disabled, or a container's seccomp)";

  private final Arena arena = Arena.ofShared();
  private final int ring;
  private MemorySegment rings;
  private MemorySegment requests;
  private int submissionTail;
  private int submissionMask;
  private int completionHead;
  private int completionTail;
  private int completionMask;
  private int completions;
  private int prepared;
  private int expected;
  private long zeroCopies;
  private long copies;

  /**
   * Makes a ring.
   *
   * @param entries requests that may be handed over at once, a power of two
   * @param needed what will be asked of it
   * @throws zerocopy.bench.support.Unsupported if the kernel or a container refuses, or the kernel
   *     is too old for what is needed
   */
  public IoUring(int entries, Op... needed) {
    Syscall.require();
    MemorySegment params = arena.allocate(PARAMS_BYTES, Long.BYTES);
    long made = Syscall.IO_URING_SETUP.call(entries, params.address(), 0);
    ring = (int) made;
    try {
      Syscall.IO_URING_SETUP.required(made, NEED);
      boolean single = (params.get(INT, PARAMS_FEATURES) & FEATURE_SINGLE_MMAP) != 0;
      Syscall.IO_URING_SETUP.required(single ? 0 : -Syscall.EINVAL, "io_uring of Linux 5.4");
      map(params, entries);
      for (Op op : needed) {
        require(op);
      }
    } catch (RuntimeException refused) {
      close();
      throw refused;
    }
  }

  private void map(MemorySegment params, int entries) {
    int array = params.get(INT, PARAMS_SQ + SQ_ARRAY);
    completions = params.get(INT, PARAMS_CQ + CQ_CQES);
    int size =
        Math.max(
            array + entries * Integer.BYTES,
            completions + params.get(INT, PARAMS_CQ_ENTRIES) * CQE_BYTES);
    rings = map(size, OFFSET_RINGS);
    requests = map(entries * SQE_BYTES, OFFSET_SQES);
    submissionTail = params.get(INT, PARAMS_SQ + TAIL);
    submissionMask = rings.get(INT, params.get(INT, PARAMS_SQ + MASK));
    completionHead = params.get(INT, PARAMS_CQ + HEAD);
    completionTail = params.get(INT, PARAMS_CQ + TAIL);
    completionMask = rings.get(INT, params.get(INT, PARAMS_CQ + MASK));
    for (int i = 0; i < entries; i++) {
      rings.set(INT, array + (long) i * Integer.BYTES, i);
    }
  }

  private void require(Op op) {
    try (Arena call = Arena.ofConfined()) {
      int count = op.code + 1;
      MemorySegment probe = call.allocate(PROBE_BYTES + (long) count * PROBED_BYTES);
      register(REGISTER_PROBE, probe, count, "an io_uring that tells what it can");
      long flags = PROBE_BYTES + (long) op.code * PROBED_BYTES + PROBED_FLAGS;
      boolean can = probe.get(ValueLayout.JAVA_SHORT, flags) != 0;
      Syscall.IO_URING_ENTER.required(can ? 0 : -Syscall.EINVAL, "a newer io_uring for " + op);
    }
  }

  @SuppressWarnings("restricted")
  private MemorySegment map(int size, long offset) {
    long address =
        Syscall.MMAP.required(
            Syscall.MMAP.call(0, size, PROT_READ_WRITE, MAP_SHARED_POPULATE, ring, offset), NEED);
    return MemorySegment.ofAddress(address)
        .reinterpret(size, arena, mapped -> Syscall.MUNMAP.call(address, size, 0));
  }

  /**
   * Registers memory, which is then pinned: reads into it map and pin nothing.
   *
   * @param address of the only buffer, which has index 0
   * @param size bytes
   * @throws zerocopy.bench.support.Unsupported if no more memory may be locked
   */
  public void registerBuffer(long address, long size) {
    try (Arena call = Arena.ofConfined()) {
      MemorySegment vector = call.allocate(LONG, 2);
      vector.setAtIndex(LONG, 0, address);
      vector.setAtIndex(LONG, 1, size);
      register(REGISTER_BUFFERS, vector, 1, "locked memory for a registered buffer (ulimit -l)");
    }
  }

  /**
   * Registers a file: its descriptor is looked up once and for all, and has index 0.
   *
   * @param descriptor an open file
   */
  public void registerFile(int descriptor) {
    try (Arena call = Arena.ofConfined()) {
      register(REGISTER_FILES, call.allocateFrom(INT, descriptor), 1, "a registered file");
    }
  }

  /** Forgets what is registered. */
  public void unregister() {
    Syscall.IO_URING_REGISTER.call(ring, UNREGISTER_BUFFERS, 0, 0);
    Syscall.IO_URING_REGISTER.call(ring, UNREGISTER_FILES, 0, 0);
  }

  private void register(int what, MemorySegment argument, int count, String need) {
    Syscall.IO_URING_REGISTER.required(
        Syscall.IO_URING_REGISTER.call(ring, what, argument.address(), count), need);
  }

  /**
   * Writes a request, to be handed over by {@link #complete}.
   *
   * @param op what to do
   * @param flags {@link #LINK} and {@link #FIXED_FILE}
   * @param descriptor the file, the socket, or the index of a registered file
   * @param offset in the file; −1 for where there is none
   * @param address of the memory
   * @param length bytes; all are expected to be moved
   * @param opFlags of the operation, such as {@link #MSG_WAITALL}
   */
  public void prepare(
      Op op, int flags, int descriptor, long offset, long address, int length, int opFlags) {
    int at = next();
    requests.set(ValueLayout.JAVA_BYTE, at, op.code);
    requests.set(ValueLayout.JAVA_BYTE, at + SQE_FLAGS, (byte) flags);
    requests.set(INT, at + SQE_FD, descriptor);
    requests.set(LONG, at + SQE_OFFSET, offset);
    requests.set(LONG, at + SQE_ADDRESS, address);
    requests.set(INT, at + SQE_LENGTH, length);
    requests.set(INT, at + SQE_OP_FLAGS, opFlags);
    requests.set(LONG, at + SQE_USER_DATA, length);
    expected++;
  }

  /**
   * Writes a send that hands the memory's pages to the socket. It completes twice: when all is
   * sent, and when the kernel needs the pages no more.
   *
   * @param socket its descriptor
   * @param address of the memory
   * @param length bytes; all are expected to be sent
   */
  public void prepareZeroCopySend(int socket, long address, int length) {
    prepare(Op.SEND_ZC, 0, socket, 0, address, length, MSG_WAITALL);
    requests.set(ValueLayout.JAVA_SHORT, last() + SQE_IOPRIO, (short) REPORT_USAGE);
  }

  /**
   * Writes a splice.
   *
   * @param flags {@link #LINK}
   * @param from descriptor to take bytes from
   * @param offset in the file that is read; −1 for a pipe
   * @param to descriptor to put them to, of no file with a position
   * @param length bytes; all are expected to be moved
   */
  public void prepareSplice(int flags, int from, long offset, int to, int length) {
    prepare(Op.SPLICE, flags, to, -1, offset, length, 0);
    requests.set(INT, last() + SQE_SPLICE_FD, from);
  }

  private int next() {
    int at = last(prepared + 1);
    requests.asSlice(at, SQE_BYTES).fill((byte) 0);
    prepared++;
    return at;
  }

  private int last() {
    return last(prepared);
  }

  /** Where the request stands that is the {@code count}th since the last call. */
  private int last(int count) {
    int tail = (int) ORDERED.get(rings, (long) submissionTail);
    return ((tail + count - 1) & submissionMask) * SQE_BYTES;
  }

  /**
   * Hands all prepared requests over and waits until they have completed.
   *
   * @throws IOException if one failed, or moved less than it was asked to
   */
  public void complete() throws IOException {
    int tail = (int) ORDERED.get(rings, (long) submissionTail);
    ORDERED.setRelease(rings, (long) submissionTail, tail + prepared);
    IOException failure = null;
    while (expected > 0) {
      long entered = Syscall.IO_URING_ENTER.call(ring, prepared, expected, GETEVENTS, 0, 0);
      // The kernel's own work for a request may interrupt the wait for it.
      prepared -= entered == -Syscall.EINTR ? 0 : (int) Syscall.IO_URING_ENTER.checked(entered);
      int head = (int) ORDERED.get(rings, (long) completionHead);
      int end = (int) ORDERED.getAcquire(rings, (long) completionTail);
      for (; head != end; head++) {
        long at = completions + (long) (head & completionMask) * CQE_BYTES;
        IOException wrong = take(at);
        failure = failure == null ? wrong : failure;
      }
      ORDERED.setRelease(rings, (long) completionHead, head);
    }
    if (failure != null) {
      throw failure;
    }
  }

  /** What is wrong with a completion; null for nothing. */
  private IOException take(long at) {
    int flags = rings.get(INT, at + CQE_FLAGS);
    int result = rings.get(INT, at + CQE_RESULT);
    // One that failed announces a notification that may not come before the ring is closed.
    expected -= (flags & MORE) == 0 || result < 0 ? 1 : 0;
    if ((flags & NOTIFICATION) != 0) {
      zeroCopies += (result & COPIED) == 0 ? 1 : 0;
      copies += (result & COPIED) == 0 ? 0 : 1;
      return null;
    }
    long wanted = rings.get(LONG, at);
    return result == wanted
        ? null
        : new IOException(
            result < 0
                ? "an io_uring request failed with errno " + -result
                : "an io_uring request moved %d of %d bytes".formatted(result, wanted));
  }

  /**
   * Zero-copy sends since the last such question of which the kernel said that it handed the pages
   * over.
   */
  public long takeZeroCopies() {
    long sends = zeroCopies;
    zeroCopies = 0;
    return sends;
  }

  /**
   * Zero-copy sends since the last such question of which the kernel said that it copied the bytes
   * after all.
   */
  public long takeCopies() {
    long sends = copies;
    copies = 0;
    return sends;
  }

  /** Gives the ring back, and what is registered with it. */
  @Override
  public void close() {
    Syscall.close(ring);
    arena.close();
  }
}
