package zerocopy.bench.random;

import static zerocopy.bench.support.linux.Syscall.PREAD64;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.BufferUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.linux.Held;
import zerocopy.bench.support.linux.IoUring;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Counter;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does a random read of a small block cost by segments, by the kernel's own calls, and by
 * virtual threads?
 *
 * <p>As {@link RandomRead}. {@code pread} is the channel's call without the channel and its list of
 * threads; all threads share one descriptor. {@code ioUring} has a ring for each thread, with file
 * and memory registered, and hands {@code depth} reads over by one call; a read's time is then that
 * of its call. {@code virtualThreads} has {@link #VIRTUAL} virtual threads read by one channel,
 * whatever {@code threads} says, which decides on the number of reads alone.
 *
 * <p>Pitfall. A read of a file blocks the thread that carries the virtual one; the JDK may add
 * carriers meanwhile, so that more threads than cores are inside the channel.
 */
@Question(
    asks = "What does a random read of a small block cost by the kernel's own calls?",
    family = "RandomRead",
    over = "threads",
    usual = {"order=uniform", "measures=rate", "memory=any"},
    pairs = {
      @Pair(
          topic = "FileChannel ↔ system call",
          first = "RandomRead.channelDirect",
          other = "pread"),
      @Pair(topic = "system call ↔ map", first = "pread", other = "RandomRead.mapped"),
      @Pair(topic = "read ↔ io_uring", first = "RandomRead.channelDirect", other = "ioUring"),
      @Pair(topic = "buffer ↔ segment", first = "RandomRead.mapped", other = "mappedSegment"),
      @Pair(
          topic = "threads ↔ virtual threads",
          first = "RandomRead.channelDirect",
          other = "virtualThreads")
    },
    counters = @Counter(name = "blocked", heading = RandomRead.SLEPT))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignRandomRead {

  /** Virtual threads that read. */
  private static final int VIRTUAL = 64;

  private static final ValueLayout.OfLong WORD =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** {@link MemorySegment#copy} out of a mapping that stands. */
  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      label = "mapped, segment",
      says = "Copies each block out of a mapped segment that stands.",
      colour = Colour.GREEN,
      marker = Marker.TRIANGLE)
  public void mappedSegment(MappedSegment readers) {
    readers.readEach(
        (reader, at) -> {
          MemorySegment.copy(readers.segment, at, readers.targets[reader], 0, readers.block);
          readers.check(reader, at);
        });
  }

  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      says = "The system call itself reads each block, without a channel around it.",
      reads = RandomRead.ITS_SHARE)
  public void pread(Numbered readers) {
    readers.readEach(
        (reader, at) -> {
          long memory = BufferUtil.address(readers.buffers[reader]);
          for (long done = 0; done < readers.block; ) {
            long left = readers.block - done;
            done += PREAD64.progress(PREAD64.call(readers.source, memory + done, left, at + done));
          }
          readers.check(reader, at);
        });
  }

  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      label = "io_uring, registered",
      says = "Each thread hands some reads to a ring of its own by one call.",
      colour = Colour.PURPLE,
      marker = Marker.DOWN)
  public void ioUring(Rings readers) {
    readers.read(
        (reader, from, to) -> {
          for (int i = from; i < to; i += readers.depth) {
            readers.readTogether(reader, i);
          }
        });
  }

  /** {@link java.nio.channels.FileChannel#read(ByteBuffer, long)} by virtual threads. */
  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      label = "channel, virtual threads",
      says = "Reads by one channel from 64 virtual threads.",
      colour = Colour.SKY)
  public void virtualThreads(Virtual readers) {
    readers.readEach(
        (reader, at) -> {
          FullIo.read(readers.channel, readers.buffers[reader].clear(), at);
          readers.check(reader, at);
        });
  }

  /** The whole file as a segment, every page already there if all fit into memory. */
  @State(Scope.Thread)
  public static class MappedSegment extends Readers.Direct {
    MemorySegment segment;
    MemorySegment[] targets = {};
    private final Arena arena = Arena.ofShared();

    @Override
    void open(Path path, int readers) throws IOException {
      super.open(path, readers);
      segment = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
      if (fits()) {
        segment.load();
      }
      targets = Stream.of(buffers).map(MemorySegment::ofBuffer).toArray(MemorySegment[]::new);
    }

    @Override
    void closing() throws IOException {
      targets = new MemorySegment[0];
      arena.close();
      super.closing();
    }
  }

  /** The file by the number that the kernel gave it. */
  @State(Scope.Thread)
  public static class Numbered extends Readers.Direct {
    final Held held = new Held();
    int source;

    @Override
    void open(Path path, int readers) throws IOException {
      source = held.open(path, 0);
    }

    @Override
    void closing() {
      held.close();
    }
  }

  /** A ring for each thread, which knows the file and as much memory as it fills at a time. */
  @State(Scope.Thread)
  public static class Rings extends Numbered {

    /** Reads that are handed over by one call: 1, 2, 4 … 64. */
    @Param({"1", "32"})
    int depth;

    private IoUring[] rings;

    @Override
    ByteBuffer allocate(int size) {
      if (depth < 1 || BATCH % depth != 0) {
        throw new IllegalArgumentException(
            "depth=%d is no part of %d reads: give 1, 2, 4, 8, 16, 32 or 64"
                .formatted(depth, BATCH));
      }
      return PageAligned.allocate(Math.multiplyExact(depth, size));
    }

    @Override
    void open(Path path, int readers) throws IOException {
      super.open(path, readers);
      rings = new IoUring[readers];
      for (int i = 0; i < readers; i++) {
        rings[i] = held.hold(new IoUring(depth, IoUring.Op.READ_FIXED));
        rings[i].registerFile(source);
        rings[i].registerBuffer(BufferUtil.address(buffers[i]), buffers[i].capacity());
      }
    }

    void readTogether(int reader, int from) throws IOException {
      ByteBuffer buffer = buffers[reader];
      IoUring ring = rings[reader];
      long memory = BufferUtil.address(buffer);
      for (int i = 0; i < depth; i++) {
        long into = memory + (long) i * block;
        ring.prepare(IoUring.Op.READ_FIXED, IoUring.FIXED_FILE, 0, place(from + i), into, block, 0);
      }
      ring.complete();
      for (int i = 0; i < depth; i++) {
        int at = i * block;
        verify(reader, place(from + i), buffer.getLong(at), buffer.getLong(at + end));
      }
      took(reader, depth);
    }

    @Override
    ByteBuffer lastBlock(int reader) {
      return buffers[reader].slice((depth - 1) * block, block);
    }
  }

  /** Virtual threads. */
  @State(Scope.Thread)
  public static class Virtual extends Readers.Direct {

    @Override
    int readers() {
      return VIRTUAL;
    }

    @Override
    ExecutorService executor() {
      return Executors.newVirtualThreadPerTaskExecutor();
    }

    @Override
    int firstHelper() {
      return 0;
    }
  }
}
