package zerocopy.bench.random;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.MappedParts;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Counter;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Question.Quantity;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does a random read of a small block cost, when several threads read?
 *
 * <p>One operation is a read of a block by each of the {@code threads}: its time is that of a read
 * as a thread sees it, waiting for a core included, and {@code threads} divided by it is the number
 * of reads in a nanosecond. {@link Readers} says how the threads run and how each block is checked.
 *
 * <p>A channel keeps a list of the threads inside it, so that a close can wake them ({@code
 * NativeThreadSet}): each read enters and leaves it under a lock, for which several threads
 * contend. {@code channelPerThread} has nobody to contend with. The counter {@code blocked} tells
 * how often a thread slept before a lock; with JMH's {@code -prof stack:lines=2} the threads that
 * are {@code BLOCKED} stand in {@code NativeThreadSet}. {@code heap} copies twice. A mapping has
 * neither call nor list; its price is a page fault where a page is not mapped yet, and with a file
 * that does not fit into memory a wait that no other thread can use.
 *
 * <p>Pitfalls. With more threads than cores a read's time contains those of the threads that run
 * meanwhile: compare strategies at the same {@code threads}. Cached means the guest's page cache;
 * with {@code memory} above 1 the device delivers, which may be the host's memory.
 */
@Question(
    asks = "What does a random read of a small block cost, when several threads read?",
    order = 145,
    answer = "For random reads",
    baseline = "channelDirect",
    over = "threads",
    usual = {"order=uniform", "measures=rate", "memory=any"},
    pairs = {
      @Pair(topic = "read ↔ map", first = "channelDirect", other = "mapped"),
      @Pair(topic = "heap ↔ direct", first = "channelHeap", other = "channelDirect"),
      @Pair(
          topic = "one channel ↔ one a thread",
          first = "channelDirect",
          other = "channelPerThread"),
      @Pair(topic = "JDK ↔ Agrona", first = "mapped", other = "agronaMapped")
    },
    counters = @Counter(name = "blocked", heading = RandomRead.SLEPT),
    figures = {
      @Figure(
          id = "random-read",
          title = "A random read as each thread sees it",
          usualOnly = true,
          hint = "Waiting for a core is part of the time where threads are more than cores."),
      @Figure(
          id = "random-read-tail",
          title = "The slowest of a thousand random reads",
          shows = Quantity.COUNTER,
          counter = "p999",
          unit = "99.9th percentile of a read, ns",
          hint = "Time of service under a closed load: no request waits for another.")
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RandomRead {

  /** The measuring thread makes about one read of an operation: at least this share of one. */
  static final String ITS_SHARE = "0.1..";

  static final String SLEPT = "sleeps before a lock/1000 reads";

  /** {@link FileChannel#read(ByteBuffer, long)} of one channel into heap buffers. */
  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      label = "channel, heap",
      says = "All threads read by one channel into heap buffers: two copies.",
      colour = Colour.ORANGE,
      reads = ITS_SHARE)
  public void channelHeap(Readers.Heap readers) {
    readEach(readers, reader -> readers.channel);
  }

  /** {@link FileChannel#read(ByteBuffer, long)} of one channel into direct buffers. */
  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      label = "channel, direct",
      says = "All threads read by one channel into direct buffers: one copy.",
      colour = Colour.BLUE,
      reads = ITS_SHARE)
  public void channelDirect(Readers.Direct readers) {
    readEach(readers, reader -> readers.channel);
  }

  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      label = "a channel for each thread",
      says = "Each thread reads by a channel of its own into a direct buffer.",
      colour = Colour.BLUE,
      marker = Marker.TRIANGLE,
      reads = ITS_SHARE)
  public void channelPerThread(OwnChannels readers) {
    readEach(readers, reader -> readers.channels[reader]);
  }

  private static void readEach(Readers readers, IntFunction<FileChannel> channels) {
    readers.readEach(
        (reader, at) -> {
          FullIo.read(channels.apply(reader), readers.buffers[reader].clear(), at);
          readers.check(reader, at);
        });
  }

  /**
   * {@link AsynchronousFileChannel#read(ByteBuffer, long)}, whose result is waited for: a thread of
   * its pool, which has as many as there are readers, makes the call.
   */
  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      label = "asynchronous channel",
      says = "Each thread hands its read to a pool of threads and waits for it.",
      colour = Colour.VERMILLION,
      sleeps = "0.01..")
  public void asynchronousChannel(Asynchronous readers) {
    readers.readEach(
        (reader, at) -> {
          ByteBuffer buffer = readers.buffers[reader];
          for (long done = at; buffer.clear().position((int) (done - at)).hasRemaining(); ) {
            done += FullIo.progress(readers.asynchronous.read(buffer, done).get(), "read", done);
          }
          readers.check(reader, at);
        });
  }

  /** {@link RandomAccessFile#seek} and {@code readFully} of a file for each thread: two calls. */
  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      label = "RandomAccessFile",
      says = "Each thread seeks and reads in a file of its own: two calls.",
      colour = Colour.BLACK,
      reads = ITS_SHARE)
  public void randomAccessFile(OwnFiles readers) {
    readers.readEach(
        (reader, at) -> {
          readers.files[reader].seek(at);
          readers.files[reader].readFully(readers.buffers[reader].array());
          readers.check(reader, at);
        });
  }

  /** A copy out of a mapping that stands: {@link ByteBuffer#put(int, ByteBuffer, int, int)}. */
  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(says = "Copies each block out of a mapping that stands.")
  public void mapped(Mapped readers) {
    readers.readEach(
        (reader, at) -> {
          ByteBuffer part = readers.parts[(int) (at / MappedParts.PART)];
          readers.buffers[reader].put(0, part, (int) (at % MappedParts.PART), readers.block);
          readers.check(reader, at);
        });
  }

  /**
   * The same by Agrona: {@link UnsafeBuffer#getBytes(int, org.agrona.MutableDirectBuffer, int,
   * int)}.
   */
  @Benchmark
  @OperationsPerInvocation(Readers.READS)
  @Strategy(
      label = "mapped, Agrona",
      says = "Copies each block out of a mapping that stands, by an Agrona buffer.")
  public void agronaMapped(AgronaMapped readers) {
    readers.readEach(
        (reader, at) -> {
          UnsafeBuffer target = readers.targets[reader];
          UnsafeBuffer part = readers.views[(int) (at / MappedParts.PART)];
          part.getBytes((int) (at % MappedParts.PART), target, 0, readers.block);
          readers.check(
              reader,
              at,
              target.getLong(0, ByteOrder.LITTLE_ENDIAN),
              target.getLong(readers.end, ByteOrder.LITTLE_ENDIAN));
        });
  }

  /** A channel for each reader. */
  @State(Scope.Thread)
  public static class OwnChannels extends Readers.Direct {
    FileChannel[] channels = {};

    @Override
    void open(Path path, int readers) throws IOException {
      channels = new FileChannel[readers];
      for (int i = 0; i < readers; i++) {
        channels[i] = FileChannel.open(path, StandardOpenOption.READ);
      }
    }

    @Override
    void closing() throws IOException {
      for (FileChannel each : channels) {
        if (each != null) {
          each.close();
        }
      }
    }
  }

  /** A channel with a pool of threads. */
  @State(Scope.Thread)
  public static class Asynchronous extends Readers.Direct {
    AsynchronousFileChannel asynchronous;
    private ExecutorService pool;

    @Override
    void open(Path path, int readers) throws IOException {
      pool = Executors.newFixedThreadPool(readers, Readers::daemon);
      asynchronous = AsynchronousFileChannel.open(path, Set.of(StandardOpenOption.READ), pool);
    }

    @Override
    void closing() throws IOException {
      if (asynchronous != null) {
        asynchronous.close();
      }
      pool.shutdown();
    }
  }

  /** A file with a position for each reader. */
  @State(Scope.Thread)
  public static class OwnFiles extends Readers.Heap {
    RandomAccessFile[] files = {};

    @Override
    void open(Path path, int readers) throws IOException {
      files = new RandomAccessFile[readers];
      for (int i = 0; i < readers; i++) {
        files[i] = new RandomAccessFile(path.toFile(), "r");
      }
    }

    @Override
    void closing() throws IOException {
      for (RandomAccessFile each : files) {
        if (each != null) {
          each.close();
        }
      }
    }
  }

  /** The whole file mapped, every page already there if all fit into memory. */
  @State(Scope.Thread)
  public static class Mapped extends Readers.Direct {
    MappedByteBuffer[] parts = {};

    @Override
    void open(Path path, int readers) throws IOException {
      super.open(path, readers);
      parts = MappedParts.map(channel, FileChannel.MapMode.READ_ONLY, channel.size());
      if (fits()) {
        Stream.of(parts).forEach(MappedByteBuffer::load);
      }
    }

    @Override
    void closing() throws IOException {
      MappedParts.unmap(parts);
      super.closing();
    }
  }

  /** The same, seen through Agrona. */
  @State(Scope.Thread)
  public static class AgronaMapped extends Mapped {
    UnsafeBuffer[] views;
    UnsafeBuffer[] targets;

    @Override
    void open(Path path, int readers) throws IOException {
      super.open(path, readers);
      views = Stream.of(parts).map(UnsafeBuffer::new).toArray(UnsafeBuffer[]::new);
      targets = Stream.of(buffers).map(UnsafeBuffer::new).toArray(UnsafeBuffer[]::new);
    }
  }
}
