package zerocopy.bench.file;

import static zerocopy.bench.support.linux.Syscall.PREAD64;
import static zerocopy.bench.support.linux.Syscall.PREADV2;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.agrona.BufferUtil;
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
import zerocopy.bench.support.linux.Held;
import zerocopy.bench.support.linux.IoUring;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to get a cached file into user memory by the kernel's other means?
 *
 * <p>As {@link FileRead}, {@code chunk} bytes a call or a request, with the calls themselves.
 * {@code pread} is the call of {@code FileChannel}, without the channel. {@code preadv2} asks for
 * bytes only if they are cached ({@code RWF_NOWAIT}), {@code preadv2DontCache} wants none kept that
 * was not cached before ({@code RWF_DONTCACHE}); both find all of them here. {@code ioUringRead}
 * hands {@code depth} reads over by one call; {@code ioUringReadFixed} names file and memory
 * beforehand, so that no request looks either up. All of them copy once.
 *
 * <p>Pitfall. On a cached file an io_uring saves crossings and nothing else: its requests are done
 * by the thread that hands them over, one after the other. A queue of one pays for a request and
 * saves nothing.
 */
@Question(
    asks = "What does it cost to read a cached file by the kernel's other means?",
    family = "FileRead",
    bytes = "fileSize",
    copies = true,
    pairs = {
      @Pair(topic = "FileChannel ↔ system call", first = "FileRead.direct", other = "pread"),
      @Pair(topic = "read+write ↔ io_uring", first = "FileRead.direct", other = "ioUringRead")
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignFileRead {

  private static final int RWF_NOWAIT = 0x8;
  private static final int RWF_DONTCACHE = 0x80;
  private static final String BATCHED =
      "how many requests a call hands over, the model does not know";

  @Benchmark
  @Strategy(
      says = "The system call pread into native memory, without FileChannel around it.",
      colour = Colour.BLUE,
      marker = Marker.SQUARE)
  public void pread(Numbered file, Chunk chunk, UserMemory.Direct target) throws IOException {
    long memory = BufferUtil.address(target.buffer);
    for (long at = 0; at < file.fileSize; ) {
      long size = Math.min(chunk.chunk, file.fileSize - at);
      at += PREAD64.progress(PREAD64.call(file.source, memory + at, size, at));
    }
  }

  @Benchmark
  @Strategy(
      says = "The system call preadv2 with RWF_NOWAIT, which never waits for a device.",
      label = "preadv2, RWF_NOWAIT",
      colour = Colour.SKY,
      marker = Marker.SQUARE)
  public void preadv2(Unwaiting file, Chunk chunk, UserMemory.Direct target) throws IOException {
    file.readVector(chunk.chunk, BufferUtil.address(target.buffer), RWF_NOWAIT);
  }

  @Benchmark
  @Strategy(
      says = "The system call preadv2 with RWF_DONTCACHE, which drops the pages that it brought.",
      label = "preadv2, RWF_DONTCACHE",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  public void preadv2DontCache(Uncaching file, Chunk chunk, UserMemory.Direct target)
      throws IOException {
    file.readVector(chunk.chunk, BufferUtil.address(target.buffer), RWF_DONTCACHE);
  }

  @Benchmark
  @Strategy(
      says = "Requests to an io_uring, several for each call.",
      label = "io_uring",
      colour = Colour.PURPLE,
      marker = Marker.TRIANGLE,
      unpredicted = BATCHED)
  public void ioUringRead(Numbered file, Chunk chunk, Queue queue, UserMemory.Direct target)
      throws IOException {
    long memory = BufferUtil.address(target.buffer);
    queue.move(IoUring.Op.READ, 0, file.source, memory, file.fileSize, chunk.chunk);
  }

  @Benchmark
  @Strategy(
      says = "Requests to an io_uring with registered file and memory.",
      label = "io_uring, registered",
      colour = Colour.PURPLE,
      marker = Marker.DOWN,
      unpredicted = BATCHED)
  public void ioUringReadFixed(KnownFile file, Chunk chunk, Registered queue, KnownMemory target)
      throws IOException {
    long memory = BufferUtil.address(target.buffer);
    queue.move(IoUring.Op.READ_FIXED, IoUring.FIXED_FILE, 0, memory, file.fileSize, chunk.chunk);
  }

  /** The file by the number that the kernel gave it. */
  @State(Scope.Thread)
  public static class Numbered extends SourceFile {
    int source = -1;
    private final Held held = new Held();
    private MemorySegment vector;

    @Override
    void created() throws IOException {
      source = held.open(path, 0);
      vector = held.allocate(PageAligned.PAGE);
    }

    @Override
    void closing() {
      held.close();
    }

    void readVector(int chunk, long memory, int flags) throws IOException {
      for (long at = 0; at < fileSize; ) {
        vector.set(ValueLayout.JAVA_LONG, 0, memory + at);
        vector.set(ValueLayout.JAVA_LONG, Long.BYTES, Math.min(chunk, fileSize - at));
        at += PREADV2.progress(PREADV2.call(source, vector.address(), 1, at, 0, flags));
      }
    }

    /** Reads a byte, where the kernel can do that. */
    void require(int flags, String need) {
      vector.set(ValueLayout.JAVA_LONG, 0, vector.address() + 2 * Long.BYTES);
      vector.set(ValueLayout.JAVA_LONG, Long.BYTES, 1);
      PREADV2.required(PREADV2.call(source, vector.address(), 1, 0, 0, flags), need);
    }
  }

  /** A file of a file system that tells apart which bytes are cached. */
  @State(Scope.Thread)
  public static class Unwaiting extends Numbered {

    @Override
    void created() throws IOException {
      super.created();
      require(RWF_NOWAIT, "Linux 4.14 and a file system with RWF_NOWAIT");
    }
  }

  /** A file of a file system that can forget what was read. */
  @State(Scope.Thread)
  public static class Uncaching extends Numbered {

    @Override
    void created() throws IOException {
      super.created();
      require(RWF_DONTCACHE, "Linux 6.14 and a file system with RWF_DONTCACHE");
    }
  }

  /**
   * The same file for the strategy and for {@link Registered}: of a thread's state, JMH would make
   * one for each of the two.
   */
  @State(Scope.Benchmark)
  public static class KnownFile extends Numbered {}

  /** The same memory for both. */
  @State(Scope.Benchmark)
  public static class KnownMemory extends UserMemory.Direct {}

  /** A queue that knows file and memory, which may be others in each iteration. */
  @State(Scope.Thread)
  public static class Registered extends Queue {

    @Setup(Level.Iteration)
    public void register(KnownFile file, KnownMemory target) {
      ring.registerFile(file.source);
      ring.registerBuffer(BufferUtil.address(target.buffer), file.fileSize);
    }

    @TearDown(Level.Iteration)
    public void unregister() {
      ring.unregister();
    }
  }
}
