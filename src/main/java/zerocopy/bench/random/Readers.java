package zerocopy.bench.random;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.util.SampleBuffer;
import zerocopy.bench.support.Choice;
import zerocopy.bench.support.ForkFacts;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.catalogue.ThreadCount;

/**
 * Threads that read blocks of one file, each into a memory of its own, as fast as they can.
 *
 * <p>An invocation makes {@link #READS} reads for each thread. The measuring thread is the first
 * reader, so that one thread needs nobody else; the others wait on no core between invocations.
 * Readers take {@link #BATCH} blocks at a time from a common counter until none is left: one that
 * loses its core for a while holds up nobody, and the start of an invocation, some 10 µs a thread,
 * is small beside its milliseconds. No thread is pinned.
 *
 * <p>Each block is held against the file's content by its first and last eight bytes, which depend
 * on its place: some nanoseconds, the same for all strategies. After an iteration each reader's
 * last block is compared as a whole, and the reads are counted. The order repeats after 2^20 reads
 * ({@link #SEQUENCE}).
 *
 * <p>A cached file must not reach the device, one larger than memory must: a sample for which the
 * kernel says otherwise is refused.
 */
@State(Scope.Thread)
public abstract class Readers {

  /** Reads in an invocation, for each thread. */
  static final int READS = 16_384;

  /** Blocks that a reader takes at a time; strategies with a queue use it as their longest. */
  static final int BATCH = 64;

  private static final String READER = "reader";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int SEQUENCE = 1 << 20;
  private static final double THOUSAND = 1000;

  /** Numbers of a reader in {@link #books}, which lie in cache lines of its own. */
  private static final int CHECKED = 0;

  private static final int LAST = 1;
  private static final int SINCE = 2;
  private static final int ROOM = 32;

  /** Share of the bytes that may come from the device all the same, or must at least. */
  private static final double SOME = 0.01;

  /** Bytes of a read, a power of two. */
  @Param({"512", "4096", "16384", "65536"})
  int block;

  /** Threads that read; {@code cores} as many as this process has, {@code 4xcores} four times. */
  @Param({"1", "cores", "4xcores", "16"})
  String threads;

  /** Which blocks come next: {@code uniform}, {@code zipf} or {@code gaps}. */
  @Param({"uniform", "zipf", "gaps"})
  String order;

  /** {@code rate}, or {@code latency} with the time of each read taken, for the {@link Tail}. */
  @Param({"rate", "latency"})
  String measures;

  /** The memory of each reader. */
  ByteBuffer[] buffers;

  /** Index of the last eight bytes of a block. */
  int end;

  private final AtomicLong next = new AtomicLong();
  private final int[] sequence = new int[SEQUENCE];
  private AtomicLongArray books;
  private SampleBuffer[] samples;
  private ExecutorService others;
  private BlockFile file;
  private Tail tail;
  private long asked;
  private long deviceBefore;
  private long blockedBefore;

  /** For subclasses. */
  protected Readers() {}

  /** What a reader does with the blocks that it took. */
  @FunctionalInterface
  interface Batch {

    /**
     * Reads and checks blocks.
     *
     * @param reader number of the reader, from 0
     * @param from number of the first read, whose place {@link Readers#place} tells
     * @param to number behind the last
     */
    void read(int reader, int from, int to) throws Exception;
  }

  /** What a reader does with one block. */
  @FunctionalInterface
  interface Block {

    /**
     * Reads and checks a block.
     *
     * @param reader number of the reader, from 0
     * @param at offset of its first byte in the file
     */
    void read(int reader, long at) throws Exception;
  }

  /** Opens the file for each reader. */
  @Setup(Level.Trial)
  public void prepare(BlockFile blocks, Tail times) throws IOException {
    file = blocks;
    tail = times;
    long count = file.bytes() / Math.max(1, block);
    if (Integer.bitCount(block) != 1
        || block < 2 * Long.BYTES
        || count < 1
        || count != (int) count) {
      throw new IllegalArgumentException(
          "block=%d does not fit a file of %d bytes: give a power of two, 512 or more"
              .formatted(block, file.bytes()));
    }
    Choice.of(Order.class, "order", order).fill(sequence, (int) count);
    int readers = readers();
    end = block - Long.BYTES;
    buffers = Stream.generate(() -> allocate(block)).limit(readers).toArray(ByteBuffer[]::new);
    books = new AtomicLongArray(readers * ROOM);
    others = executor();
    ForkFacts.say(Map.of("readers", Integer.toString(readers)));
    try {
      open(file.path, readers);
    } catch (RuntimeException | IOException refused) {
      close();
      throw refused;
    }
  }

  /** How many readers there are. */
  int readers() {
    return threads();
  }

  private int threads() {
    return ThreadCount.of(threads, Runtime.getRuntime().availableProcessors());
  }

  /** Who runs all readers but the first. */
  ExecutorService executor() {
    return Executors.newCachedThreadPool(Readers::daemon);
  }

  static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, READER);
    thread.setDaemon(true);
    return thread;
  }

  /** The kind of memory into which a block is read. */
  abstract ByteBuffer allocate(int size);

  /** Opens what the strategy needs. */
  abstract void open(Path path, int readers) throws IOException;

  /** Closes as much of it as was opened. */
  abstract void closing() throws IOException;

  /** Poisons the memory and forgets what was counted. */
  @Setup(Level.Iteration)
  public void poison() throws IOException {
    for (ByteBuffer buffer : buffers) {
      buffer.clear().order(ByteOrder.LITTLE_ENDIAN);
      Payload.poison(buffer);
    }
    for (int i = 0; i < books.length(); i++) {
      books.setPlain(i, 0);
    }
    boolean timed = Choice.of(Measured.class, "measures", measures) == Measured.LATENCY;
    samples =
        Stream.generate(SampleBuffer::new)
            .limit(timed ? buffers.length : 0)
            .toArray(SampleBuffer[]::new);
    asked = 0;
    deviceBefore = deviceBytes();
    blockedBefore = blocked();
  }

  private enum Measured {
    RATE,
    LATENCY
  }

  /**
   * Has all readers read until the invocation's blocks are taken.
   *
   * @throws IllegalStateException if one of them fails
   */
  final void read(Batch batch) {
    long first = next.getPlain();
    long last = first + (long) threads() * READS;
    List<Future<?>> started = new ArrayList<>();
    for (int i = firstHelper(); i < buffers.length; i++) {
      int reader = i;
      started.add(others.submit(() -> drain(reader, last, batch)));
    }
    try {
      if (firstHelper() > 0) {
        drain(0, last, batch);
      }
    } catch (Exception e) {
      throw failure(e);
    } finally {
      started.forEach(Readers::await);
    }
    next.setPlain(last);
    asked += last - first;
  }

  /** The same for blocks that are read one by one. */
  final void readEach(Block block) {
    read(
        (reader, from, to) -> {
          for (int i = from; i < to; i++) {
            block.read(reader, place(i));
          }
        });
  }

  /** 1 where the measuring thread reads as well, 0 where it only waits. */
  int firstHelper() {
    return 1;
  }

  private Void drain(int reader, long last, Batch batch) throws Exception {
    for (long n = next.getAndAdd(BATCH); n < last; n = next.getAndAdd(BATCH)) {
      if (samples.length > 0) {
        books.setPlain(reader * ROOM + SINCE, System.nanoTime());
      }
      int from = (int) (n & SEQUENCE - 1);
      batch.read(reader, from, from + BATCH);
    }
    return null;
  }

  private static void await(Future<?> reader) {
    try {
      reader.get();
    } catch (ExecutionException e) {
      throw failure(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static IllegalStateException failure(Throwable cause) {
    return new IllegalStateException("a reader failed: " + cause.getMessage(), cause);
  }

  /**
   * Where a block lies.
   *
   * @param read number of the read
   * @return offset of its first byte in the file
   */
  final long place(int read) {
    return (long) sequence[read] * block;
  }

  /**
   * Checks a block that was read, and takes its time.
   *
   * @param reader that read it
   * @param at its place
   * @param first its first eight bytes
   * @param last its last eight
   */
  final void check(int reader, long at, long first, long last) {
    verify(reader, at, first, last);
    took(reader, 1);
  }

  /** Checks the block that lies in a reader's buffer, and takes its time. */
  final void check(int reader, long at) {
    check(reader, at, buffers[reader].getLong(0), buffers[reader].getLong(end));
  }

  /** Checks a block; as {@link #check}, for several that are read at the same time. */
  final void verify(int reader, long at, long first, long last) {
    if (first != BlockFile.PAYLOAD.word(at >>> 3)
        || last != BlockFile.PAYLOAD.word(at + end >>> 3)) {
      throw new IllegalStateException(
          "the block at %d was not read: the strategy did not do its work".formatted(at));
    }
    int book = reader * ROOM;
    books.setPlain(book + CHECKED, books.getPlain(book + CHECKED) + 1);
    books.setPlain(book + LAST, at);
  }

  /** Takes the time since the reader's last block for each of some blocks. */
  final void took(int reader, int blocks) {
    if (samples.length > 0) {
      int book = reader * ROOM + SINCE;
      long now = System.nanoTime();
      for (int i = 0; i < blocks; i++) {
        samples[reader].add(now - books.getPlain(book));
      }
      books.setPlain(book, now);
    }
  }

  /** Compares each reader's last block, and holds the counts against what was asked for. */
  @TearDown(Level.Iteration)
  public void verifyAll() throws IOException {
    long checked = 0;
    for (int reader = 0; reader < buffers.length; reader++) {
      long own = books.getPlain(reader * ROOM + CHECKED);
      if (own > 0) {
        BlockFile.PAYLOAD.verify(lastBlock(reader), books.getPlain(reader * ROOM + LAST));
      }
      checked += own;
    }
    if (checked == 0 || checked != asked) {
      throw new IllegalStateException(
          "%d of %d blocks were read: the strategy did not do its work".formatted(checked, asked));
    }
    verifyOrigin();
    tail.blocked = THOUSAND * (blocked() - blockedBefore) / asked;
    tail.of(List.of(samples));
  }

  /** Whether all of the file can be cached. */
  final boolean fits() {
    return file.fits();
  }

  /** The memory that holds a reader's last block, and nothing else. */
  ByteBuffer lastBlock(int reader) {
    return buffers[reader];
  }

  private void verifyOrigin() throws IOException {
    tail.deviceShare = (deviceBytes() - deviceBefore) / ((double) asked * block);
    if (LinuxMemory.available() && file.fits() != tail.deviceShare < SOME) {
      throw new IllegalStateException(
          "sample refused: the device delivered %.3g of the bytes of a file that %s memory"
              .formatted(tail.deviceShare, file.fits() ? "fits into" : "is larger than"));
    }
  }

  private static long deviceBytes() throws IOException {
    return LinuxMemory.available() ? LinuxMemory.deviceReadBytes() : 0;
  }

  /** How often the threads that read have waited for a monitor. */
  private static long blocked() {
    String self = Thread.currentThread().getName();
    return Stream.of(THREADS.getThreadInfo(THREADS.getAllThreadIds()))
        .filter(Objects::nonNull)
        .filter(thread -> List.of(READER, self).contains(thread.getThreadName()))
        .mapToLong(ThreadInfo::getBlockedCount)
        .sum();
  }

  /** Closes all. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    others.shutdown();
    closing();
  }

  /** By one channel, into memory of the subclass's kind. */
  public abstract static class OfChannel extends Readers {
    FileChannel channel;

    @Override
    void open(Path path, int readers) throws IOException {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    void closing() throws IOException {
      if (channel != null) {
        channel.close();
      }
    }
  }

  /** Into arrays. */
  @State(Scope.Thread)
  public static class Heap extends OfChannel {
    @Override
    ByteBuffer allocate(int size) {
      return ByteBuffer.allocate(size);
    }
  }

  /** Into direct buffers that start a page. */
  @State(Scope.Thread)
  public static class Direct extends OfChannel {
    @Override
    ByteBuffer allocate(int size) {
      return PageAligned.allocate(size);
    }
  }
}
