package zerocopy.bench.kernel;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Unsupported;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Strategy;

/**
 * What does crossing into the kernel and back cost, by a foreign downcall?
 *
 * <p>As {@link ModeSwitch}, with the C function called directly: no JNI, no channel, no locks. The
 * control {@code plainDowncall} calls a C function that stays in user mode; the difference to
 * {@code parentId} is the system call alone. {@code Linker.Option.critical} leaves out the
 * transition of the thread's state, on which safepoints wait; it is for functions that return at
 * once.
 *
 * <p>Pitfall: a C library may cache {@code getpid}; the parent can change at any time, so that
 * {@code parentId} does cross.
 */
@Question(asks = "What does a downcall into the kernel cost?", family = "ModeSwitch")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignModeSwitch {

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option CRITICAL = Linker.Option.critical(false);

  private static final FunctionDescriptor GET = FunctionDescriptor.of(ValueLayout.JAVA_INT);
  private static final FunctionDescriptor TRANSFER =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);
  private static final FunctionDescriptor UNARY =
      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT);

  private static final MethodHandle ABS = function("abs", UNARY);
  private static final MethodHandle ABS_CRITICAL = function("abs", UNARY, CRITICAL);
  private static final MethodHandle GETPPID = function("getppid", GET);
  private static final MethodHandle GETPPID_CRITICAL = function("getppid", GET, CRITICAL);
  private static final MethodHandle READ = function("read", TRANSFER);
  private static final MethodHandle WRITE = function("write", TRANSFER);

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      String name, FunctionDescriptor type, Linker.Option... options) {
    return LINKER
        .defaultLookup()
        .find(name)
        .map(symbol -> LINKER.downcallHandle(symbol, type, options))
        .orElse(null);
  }

  /** What a call returned, and what it must return. */
  public abstract static class Answer {
    long last;

    abstract long expected();

    /** Refuses a platform without POSIX calls. */
    @Setup(Level.Trial)
    public void require() {
      if (GETPPID == null || READ == null || WRITE == null) {
        throw new Unsupported("needs the C library's getppid, read and write");
      }
    }

    @Setup(Level.Iteration)
    public void forget() {
      last = -1;
      poison();
    }

    /** What a subclass forgets beside it: JMH leaves the order of two fixtures open. */
    void poison() {}

    /**
     * Checks the last answer.
     *
     * @throws IllegalStateException if it is wrong
     */
    @TearDown(Level.Iteration)
    public void verify() {
      if (last != expected()) {
        throw new IllegalStateException(
            "the call returned %d instead of %d".formatted(last, expected()));
      }
    }
  }

  /** An absolute value. */
  @State(Scope.Thread)
  public static class Absolute extends Answer {
    final int number = -4243;

    @Override
    long expected() {
      return -number;
    }
  }

  /** The parent process's number. */
  @State(Scope.Thread)
  public static class Parent extends Answer {
    @Override
    long expected() {
      return ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);
    }
  }

  /** A byte, and a device's file descriptor. */
  public abstract static class Device extends Answer {
    private static final FunctionDescriptor OPEN =
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
    private static final FunctionDescriptor CLOSE = UNARY;

    MemorySegment one;
    int fd;
    private Arena arena;

    abstract String path();

    abstract int mode();

    @Setup(Level.Trial)
    public void open() throws Throwable {
      if (!Files.isWritable(Path.of(path()))) {
        throw new Unsupported("needs " + path());
      }
      arena = Arena.ofShared();
      one = arena.allocate(1, PageAligned.PAGE);
      fd =
          (int)
              function("open", OPEN, Linker.Option.firstVariadicArg(2))
                  .invokeExact(arena.allocateFrom(path(), StandardCharsets.UTF_8), mode());
      if (fd < 0) {
        throw new IOException("cannot open " + path());
      }
    }

    @Override
    void poison() {
      one.fill((byte) 0x5A);
    }

    @Override
    long expected() {
      return 1;
    }

    @TearDown(Level.Trial)
    public void close() throws Throwable {
      int closed = (int) function("close", CLOSE).invokeExact(fd);
      arena.close();
      if (closed != 0) {
        throw new IOException("cannot close " + path());
      }
    }
  }

  /** {@code /dev/zero}. */
  @State(Scope.Thread)
  public static class Zero extends Device {
    @Override
    String path() {
      return "/dev/zero";
    }

    @Override
    int mode() {
      return 0;
    }

    /**
     * Checks the byte.
     *
     * @throws IllegalStateException if it was not read
     */
    @TearDown(Level.Iteration)
    public void verifyByte() {
      if (one.get(ValueLayout.JAVA_BYTE, 0) != 0) {
        throw new IllegalStateException("no byte was read");
      }
    }
  }

  /** {@code /dev/null}. */
  @State(Scope.Thread)
  public static class Null extends Device {
    @Override
    String path() {
      return "/dev/null";
    }

    @Override
    int mode() {
      return 1;
    }
  }

  @Benchmark
  @Strategy(
      says = "Calls the C library's abs, which stays in user mode: the control.",
      label = "C call")
  public long plainDowncall(Absolute answer) throws Throwable {
    answer.last = (int) ABS.invokeExact(answer.number);
    return answer.last;
  }

  @Benchmark
  @Strategy(
      says = "Calls the C library's abs without a change of the thread's state.",
      label = "critical C call")
  public long plainDowncallCritical(Absolute answer) throws Throwable {
    answer.last = (int) ABS_CRITICAL.invokeExact(answer.number);
    return answer.last;
  }

  @Benchmark
  @Strategy(
      says = "Calls getppid, which is the least that a system call can do.",
      label = "getppid")
  public long parentId(Parent answer) throws Throwable {
    answer.last = (int) GETPPID.invokeExact();
    return answer.last;
  }

  @Benchmark
  @Strategy(
      says = "Calls getppid without a change of the thread's state.",
      label = "critical getppid")
  public long parentIdCritical(Parent answer) throws Throwable {
    answer.last = (int) GETPPID_CRITICAL.invokeExact();
    return answer.last;
  }

  /**
   * {@code read} of one byte.
   *
   * @return 1
   */
  @Benchmark
  @Strategy(
      says = "Reads one byte of /dev/zero by the C library's read.",
      label = "read 1 byte by C call",
      reads = "1")
  public long read(Zero zero) throws Throwable {
    zero.last = (long) READ.invokeExact(zero.fd, zero.one, 1L);
    return zero.last;
  }

  /**
   * {@code write} of one byte.
   *
   * @return 1
   */
  @Benchmark
  @Strategy(
      says = "Writes one byte to /dev/null by the C library's write.",
      label = "write 1 byte by C call",
      writes = "1")
  public long write(Null nowhere) throws Throwable {
    nowhere.last = (long) WRITE.invokeExact(nowhere.fd, nowhere.one, 1L);
    return nowhere.last;
  }
}
