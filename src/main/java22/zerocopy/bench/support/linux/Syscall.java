package zerocopy.bench.support.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.Unsupported;

/**
 * The system calls that strategies make themselves, by the C library's {@code syscall(2)}: one
 * downcall for all, which adds some nanoseconds to a call and nothing to its work. An address is
 * passed as a number, so that no call has to hold an arena open; the caller keeps the memory.
 *
 * <p>Numbers are those of {@code asm/unistd.h}: x86-64's own, and the generic ones for AArch64.
 */
public enum Syscall {
  /** Calls are named as the kernel names them. */
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  MMAP(9, 222),
  MUNMAP(11, 215),
  IOCTL(16, 29),
  PREAD64(17, 67),
  PWRITE64(18, 68),
  MADVISE(28, 233),
  SENDFILE(40, 71),
  SENDTO(44, 206),
  RECVFROM(45, 207),
  RECVMSG(47, 212),
  SETSOCKOPT(54, 208),
  GETSOCKOPT(55, 209),
  FCNTL(72, 25),
  OPENAT(257, 56),
  PPOLL(271, 73),
  SPLICE(275, 76),
  VMSPLICE(278, 75),
  EVENTFD2(290, 19),
  PIPE2(293, 59),
  COPY_FILE_RANGE(326, 285),
  PREADV2(327, 286),
  IO_URING_SETUP(425, 425),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427);

  /** Error numbers of the generic ABI (asm-generic/errno.h), the same on both. */
  public static final int EINTR = 4;

  public static final int EAGAIN = 11;
  public static final int EINVAL = 22;
  public static final int ENOBUFS = 105;

  private static final int AT_FDCWD = -100;
  private static final int OWNERS = 0600;
  private static final int MOST_ARGUMENTS = 6;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));
  private static final MethodHandle CALL = function();
  private static final MethodHandle AGAIN = function(Linker.Option.captureCallState("errno"));

  private final int x86;
  private final int arm;

  Syscall(int x86, int arm) {
    this.x86 = x86;
    this.arm = arm;
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(Linker.Option... capture) {
    ValueLayout[] numbers = new ValueLayout[1 + MOST_ARGUMENTS];
    Arrays.fill(numbers, ValueLayout.JAVA_LONG);
    List<Linker.Option> options = new ArrayList<>(List.of(capture));
    options.add(Linker.Option.firstVariadicArg(1));
    Linker linker = Linker.nativeLinker();
    return linker
        .defaultLookup()
        .find("syscall")
        .map(
            symbol ->
                linker.downcallHandle(
                    symbol,
                    FunctionDescriptor.of(ValueLayout.JAVA_LONG, numbers),
                    options.toArray(Linker.Option[]::new)))
        .orElse(null);
  }

  /** Which of the two tables holds here. */
  private enum Machine {
    X86_64,
    AARCH64,
    OTHER;

    static final Machine HERE = of(System.getProperty("os.arch"));

    static Machine of(String name) {
      return switch (name) {
        case "amd64", "x86_64" -> X86_64;
        case "aarch64" -> AARCH64;
        default -> OTHER;
      };
    }
  }

  /**
   * Refuses every system but Linux on x86-64 and AArch64.
   *
   * @throws Unsupported there
   */
  public static void require() {
    if (!LinuxMemory.available() || CALL == null || Machine.HERE == Machine.OTHER) {
      throw new Unsupported("needs Linux's system calls on x86-64 or AArch64");
    }
  }

  /**
   * The call's number.
   *
   * @param architecture as {@code os.arch} has it
   * @throws IllegalArgumentException for one whose numbers are not known
   */
  int number(String architecture) {
    return switch (Machine.of(architecture)) {
      case X86_64 -> x86;
      case AARCH64 -> arm;
      case OTHER -> throw new IllegalArgumentException("no numbers for " + architecture);
    };
  }

  /** Makes the call; see {@link #call(long, long, long, long, long, long)}. */
  public long call(long a) {
    return call(a, 0, 0, 0, 0, 0);
  }

  /** Makes the call; see {@link #call(long, long, long, long, long, long)}. */
  public long call(long a, long b, long c) {
    return call(a, b, c, 0, 0, 0);
  }

  /** Makes the call; see {@link #call(long, long, long, long, long, long)}. */
  public long call(long a, long b, long c, long d) {
    return call(a, b, c, d, 0, 0);
  }

  /**
   * Makes the call, from any thread. To have the error number captured costs every call up to 100
   * ns more, so that a call that failed, and so did nothing, is made again to learn why.
   *
   * @return what the kernel returned: 0 or more, or an error number's negative
   */
  public long call(long a, long b, long c, long d, long e, long f) {
    long number = Machine.HERE == Machine.AARCH64 ? arm : x86;
    try {
      long result = (long) CALL.invokeExact(number, a, b, c, d, e, f);
      // close(2) gives the descriptor back even where it fails: somebody else may have it by now.
      return result == -1 && this != CLOSE ? again(number, a, b, c, d, e, f) : result;
    } catch (Throwable impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static long again(long number, long a, long b, long c, long d, long e, long f)
      throws Throwable {
    MemorySegment state = CAPTURED.get();
    long result = (long) AGAIN.invokeExact(state, number, a, b, c, d, e, f);
    return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
  }

  /**
   * Refuses an error, and a call that made no progress.
   *
   * @param result of this call
   * @return the result, 1 or more
   * @throws IOException with the error number
   */
  public long progress(long result) throws IOException {
    if (checked(result) == 0) {
      throw new IOException(this + " made no progress");
    }
    return result;
  }

  /**
   * Refuses an error.
   *
   * @param result of this call
   * @return the result, 0 or more
   * @throws IOException with the error number
   */
  public long checked(long result) throws IOException {
    if (result < 0) {
      throw new IOException("%s failed with errno %d".formatted(this, -result));
    }
    return result;
  }

  /**
   * Has a strategy skipped where the kernel refuses a call that it needs.
   *
   * @param result of this call
   * @param need what is needed, in words
   * @return the result, 0 or more
   * @throws Unsupported with the need and the error number
   */
  public long required(long result, String need) {
    if (result < 0) {
      throw new Unsupported(
          "needs %s, which the kernel refuses (%s: errno %d)".formatted(need, this, -result));
    }
    return result;
  }

  /** The flag of open(2) for I/O past the page cache, which AArch64 has at another place. */
  public static final int O_DIRECT = Machine.HERE == Machine.AARCH64 ? 0x10000 : 0x4000;

  /**
   * Opens a file; one that is made may be read and written by its owner.
   *
   * @param flags as of open(2)
   * @return its descriptor, which {@link #close(int)} takes back
   * @throws IOException if it cannot be opened
   */
  public static int open(Path file, int flags) throws IOException {
    require();
    try (Arena arena = Arena.ofConfined()) {
      long name = arena.allocateFrom(file.toAbsolutePath().toString()).address();
      return (int) OPENAT.checked(OPENAT.call(AT_FDCWD, name, flags, OWNERS));
    }
  }

  /**
   * Gives descriptors back.
   *
   * @param descriptors −1 for one that was never opened
   */
  public static void close(int... descriptors) {
    for (int descriptor : descriptors) {
      if (descriptor >= 0) {
        CLOSE.call(descriptor);
      }
    }
  }

  /** As a trace has it, {@code copy_file_range}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
