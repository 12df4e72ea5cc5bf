package zerocopy.bench.kernel;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;

/**
 * What does crossing into the kernel and back cost?
 *
 * <p>{@code plainCall} and {@code clock} stay in user mode: a call that is not inlined, and a clock
 * that the kernel lets user mode read (vDSO), reached through the JVM's intrinsic. The others cross
 * once: {@code position} (lseek) and {@code size} (fstat) do next to nothing on the other side,
 * {@code read} and {@code write} move one byte from {@code /dev/zero} and to {@code /dev/null}.
 * Each adds the way from Java to C by JNI (thread state transition, handles), the channel's locks
 * and the bookkeeping of interruptible I/O, some tens of nanoseconds; {@code ForeignModeSwitch}
 * (JDK 22 and newer) makes bare system calls.
 *
 * <p>Pitfalls. Where the clock source is not readable from user mode (on some virtual machines),
 * {@code clock} is a system call too. Mitigations of speculative execution decide the price of the
 * crossing: see the environment in the report. A write to {@code /dev/null} moves nothing and must
 * not be read as bandwidth.
 */
@Question(
    asks = "What does it cost to cross into the kernel and back?",
    order = 100,
    figures = @Figure(id = "mode-switch", title = "Crossing into the kernel and back"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ModeSwitch {

  /** A call's result, for the control. */
  @State(Scope.Thread)
  public static class Calls {
    long last;
    private long first;

    @Setup(Level.Iteration)
    public void begin() {
      first = last;
    }

    /**
     * Checks that calls were made.
     *
     * @throws IllegalStateException if not
     */
    @TearDown(Level.Iteration)
    public void verify() {
      require(last > first, "no call was made");
    }
  }

  /** A clock's last value. */
  @State(Scope.Thread)
  public static class Clock {
    long last;
    private long begin;

    @Setup(Level.Iteration)
    public void begin() {
      begin = System.nanoTime();
      last = begin - 1;
    }

    /**
     * Checks that the clock was read since.
     *
     * @throws IllegalStateException if not
     */
    @TearDown(Level.Iteration)
    public void verify() {
      require(last - begin >= 0 && System.nanoTime() - last >= 0, "the clock was not read");
    }
  }

  /** An open file whose position and size are the same number, and what a call said it is. */
  @State(Scope.Thread)
  public static class OpenFile {
    private static final int SIZE = 4243;

    FileChannel channel;
    long last;
    private WorkFolder folder;

    /** Writes and opens the file. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      folder = WorkFolder.open();
      channel = FileChannel.open(new Payload(1).writeFile(folder.file("open"), SIZE));
      channel.position(SIZE);
    }

    @Setup(Level.Iteration)
    public void forget() {
      last = -1;
    }

    /**
     * Checks the last answer.
     *
     * @throws IllegalStateException if it is wrong
     */
    @TearDown(Level.Iteration)
    public void verify() {
      require(last == SIZE, "the kernel was not asked, or not for this file");
    }

    /** Closes and deletes the file. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      channel.close();
      folder.close();
    }
  }

  /** A byte to read into, or to write. */
  public abstract static class Device {
    final ByteBuffer one = PageAligned.allocate(1);
    FileChannel channel;
    long last;

    final void open(String path, StandardOpenOption mode) throws IOException {
      if (!Files.isWritable(Path.of(path))) {
        throw new Unsupported("needs " + path);
      }
      channel = FileChannel.open(Path.of(path), mode);
    }

    /** Poisons the byte and forgets the last answer. */
    @Setup(Level.Iteration)
    public void poison() {
      Payload.poison(one);
      last = -1;
    }

    @TearDown(Level.Trial)
    public void close() throws IOException {
      channel.close();
    }
  }

  /** {@code /dev/zero}. */
  @State(Scope.Thread)
  public static class Zero extends Device {

    @Setup(Level.Trial)
    public void open() throws IOException {
      open("/dev/zero", StandardOpenOption.READ);
    }

    /**
     * Checks the byte.
     *
     * @throws IllegalStateException if it was not read
     */
    @TearDown(Level.Iteration)
    public void verify() {
      require(last == 1 && one.get(0) == 0, "no byte was read");
    }
  }

  /** {@code /dev/null}. */
  @State(Scope.Thread)
  public static class Null extends Device {

    @Setup(Level.Trial)
    public void open() throws IOException {
      open("/dev/null", StandardOpenOption.WRITE);
    }

    /**
     * Checks that a byte was taken.
     *
     * @throws IllegalStateException if not
     */
    @TearDown(Level.Iteration)
    public void verify() {
      require(last == 1, "no byte was written");
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }

  @Benchmark
  @Strategy(
      says = "Calls a Java method that is not inlined: the control, without a crossing.",
      label = "Java call",
      colour = Colour.BLACK)
  public long plainCall(Calls calls) {
    calls.last = next(calls.last);
    return calls.last;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long next(long value) {
    return value + 1;
  }

  /** {@link System#nanoTime}: in user mode, where the clock source allows it. */
  @Benchmark
  @Strategy(
      says = "Reads System.nanoTime: in user mode where the clock source allows it.",
      label = "read the clock",
      colour = Colour.ORANGE)
  public long clock(Clock clock) {
    clock.last = System.nanoTime();
    return clock.last;
  }

  /** {@link FileChannel#position()}: lseek. */
  @Benchmark
  @Strategy(
      says = "Asks the kernel by FileChannel.position (lseek) where the file stands.",
      label = "ask the position",
      role = Role.CROSSING_SEEK)
  public long position(OpenFile file) throws IOException {
    file.last = file.channel.position();
    return file.last;
  }

  /** {@link FileChannel#size()}: fstat. */
  @Benchmark
  @Strategy(
      says = "Asks the kernel by FileChannel.size (fstat) how long the file is.",
      label = "ask the size",
      role = Role.CROSSING_SIZE)
  public long size(OpenFile file) throws IOException {
    file.last = file.channel.size();
    return file.last;
  }

  /**
   * One byte from {@code /dev/zero}.
   *
   * @return 1
   */
  @Benchmark
  @Strategy(
      says = "Reads one byte of /dev/zero into a direct buffer.",
      label = "read 1 byte",
      role = Role.CROSSING_READ,
      reads = "1")
  public long read(Zero zero) throws IOException {
    zero.last = zero.channel.read(zero.one.clear());
    return zero.last;
  }

  /**
   * One byte to {@code /dev/null}.
   *
   * @return 1
   */
  @Benchmark
  @Strategy(
      says = "Writes one byte from a direct buffer to /dev/null.",
      label = "write 1 byte",
      role = Role.CROSSING_WRITE,
      writes = "1")
  public long write(Null nowhere) throws IOException {
    nowhere.last = nowhere.channel.write(nowhere.one.clear());
    return nowhere.last;
  }
}
