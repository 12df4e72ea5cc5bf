package zerocopy.bench.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;

/**
 * Longs to read and write in a given order, and the proof that all of them were.
 *
 * <p>An operation visits the next {@value #BATCH} words of the order and goes on where the one
 * before ended, around and around. The order is a permutation of all words: over one round each is
 * visited once. A read adds up what it finds; a write leaves {@code index + salt}, with another
 * salt in each iteration. After the iteration the sum must be that of the visited words, or as many
 * words as were visited must hold their own new value, and every other one what it held before.
 */
@State(Scope.Thread)
public abstract class VisitedLongs {

  /** VisitedLongs that one operation visits. */
  public static final int BATCH = 1024;

  static final String NO_CHECKS = "agrona.disable.bounds.checks=true";

  private static final int SEED = 2;

  /**
   * Bytes of all words; a power of two: inside the first-level cache, and outside of all caches.
   */
  @Param({"16384", "268435456"})
  public int size;

  /** The order of visits: {@code sequential} or {@code random}. */
  @Param({"sequential", "random"})
  public String order;

  /** What an iteration's writes add to a word's index. */
  public long salt;

  private enum Work {
    READ,
    WRITE,
    ORDER
  }

  private final Payload payload = new Payload(SEED);
  private boolean sequential;
  private int mask;
  private int halfBits;
  private int next;
  private long visited;
  private Work work;
  private long sum;

  /**
   * Reads a word in the most ordinary way, for verifying.
   *
   * @param index of the word
   */
  abstract long load(int index);

  /**
   * Writes a word in the most ordinary way, for filling.
   *
   * @param index of the word
   * @param value to write
   */
  abstract void store(int index, long value);

  /** Prepares the order; runs before the memory is allocated. */
  @Setup(Level.Trial)
  public void prepareOrder() {
    if (Integer.bitCount(size) != 1 || size < BATCH * Long.BYTES) {
      throw new IllegalArgumentException(
          "size must be a power of two of at least " + BATCH * Long.BYTES + " bytes, not " + size);
    }
    sequential = order.equals("sequential");
    mask = size / Long.BYTES - 1;
    halfBits = Integer.bitCount(mask) / 2;
  }

  /** Fills the words with their content, and starts a new round. */
  @Setup(Level.Iteration)
  public void refill() {
    for (int k = 0; k <= mask; k++) {
      store(k, payload.word(k));
    }
    next = 0;
    visited = 0;
    sum = 0;
    work = Work.WRITE;
    salt += 1L << 32;
  }

  /** Claims the next batch. */
  final int nextBatch() {
    int first = next;
    next = (first + BATCH) & mask;
    visited += BATCH;
    return first;
  }

  /**
   * The word that a visit goes to.
   *
   * <p>Both orders are computed, so that the order itself costs no memory access, and independent
   * of what is read, so that the processor may overlap misses: this asks for throughput, not for
   * the latency of a dependent chain. The random one is two rounds of odd multiplication and
   * xor-shift, each a bijection modulo a power of two (as in MurmurHash3's finalizer); it costs
   * about half a nanosecond, see {@code BufferAccess.orderOnly}.
   *
   * @param visit number of the visit, below the number of words
   * @return index of a word
   */
  final int at(int visit) {
    if (sequential) {
      return visit;
    }
    int x = (visit * 0x9E3779B1) & mask;
    x ^= x >>> halfBits;
    x = (x * 0x85EBCA6B) & mask;
    return x ^ (x >>> halfBits);
  }

  /**
   * Books what a batch's reads added up to.
   *
   * @param batchSum sum of the words of the batch
   * @return the sum since the iteration began
   */
  final long found(long batchSum) {
    work = Work.READ;
    sum += batchSum;
    return sum;
  }

  /**
   * Books a batch that only computed the order.
   *
   * @param batchSum sum of the indices of the batch
   * @return the sum since the iteration began
   */
  final long visitedOnly(long batchSum) {
    work = Work.ORDER;
    sum += batchSum;
    return sum;
  }

  /**
   * Compares the sum of what was read, or the words after writing, with what they must be.
   *
   * @throws IllegalStateException if a visited word was not read or not written
   */
  @TearDown(Level.Iteration)
  public void verify() {
    if (visited == 0) {
      throw new IllegalStateException("no word was visited");
    }
    switch (work) {
      case READ -> verifyReads();
      case WRITE -> verifyWrites();
      case ORDER -> verifyOrder();
    }
  }

  private void verifyOrder() {
    long words = mask + 1L;
    long expected = visited / words * (words * (words - 1) / 2);
    for (int visit = 0; visit < visited % words; visit++) {
      expected += at(visit);
    }
    verifySum(expected);
  }

  private void verifyReads() {
    long words = mask + 1L;
    long expected = visited < words ? 0 : visited / words * payload.sum(size);
    for (int visit = 0; visit < visited % words; visit++) {
      expected += payload.word(at(visit));
    }
    verifySum(expected);
  }

  private void verifySum(long expected) {
    if (sum != expected) {
      throw new IllegalStateException(
          "%d visited words add up to %x instead of %x".formatted(visited, sum, expected));
    }
  }

  private void verifyWrites() {
    long written = 0;
    for (int k = 0; k <= mask; k++) {
      long actual = load(k);
      if (actual == k + salt) {
        written++;
      } else if (actual != payload.word(k)) {
        throw new IllegalStateException("word %d is %x, which nobody wrote".formatted(k, actual));
      }
    }
    if (written != Math.min(visited, mask + 1L)) {
      throw new IllegalStateException(
          "%d words were written in %d visits".formatted(written, visited));
    }
  }

  /** A {@code long[]}. */
  @State(Scope.Thread)
  public static class Array extends VisitedLongs {
    /** The words. */
    public long[] array;

    /** Allocates. */
    @Setup(Level.Trial)
    public void allocate() {
      array = new long[size / Long.BYTES];
    }

    @Override
    long load(int index) {
      return array[index];
    }

    @Override
    void store(int index, long value) {
      array[index] = value;
    }
  }

  /** VisitedLongs in a buffer, and the same ones as Agrona sees them. */
  public abstract static class Buffered extends VisitedLongs {
    /** The words, in native byte order. */
    public ByteBuffer buffer;

    /** The same words by Agrona. */
    public UnsafeBuffer agrona;

    @Override
    final long load(int index) {
      return buffer.getLong(index * Long.BYTES);
    }

    @Override
    final void store(int index, long value) {
      buffer.putLong(index * Long.BYTES, value);
    }
  }

  /** A heap buffer, see {@link HeapBlock}. */
  @State(Scope.Thread)
  public static class Heap extends Buffered {

    /** Allocates. */
    @Setup(Level.Trial)
    public void allocate() {
      HeapBlock block = HeapBlock.allocate(size);
      buffer = block.buffer();
      agrona = new UnsafeBuffer(block.array(), block.start(), size);
    }
  }

  /** A page-aligned direct buffer. */
  @State(Scope.Thread)
  public static class Direct extends Buffered {

    /** Allocates. */
    @Setup(Level.Trial)
    public void allocate() {
      buffer = PageAligned.allocate(size);
      agrona = new UnsafeBuffer(buffer);
    }
  }

  /** A shared, writable mapping of a cached file. */
  @State(Scope.Thread)
  public static class Mapped extends Buffered {
    private WorkFolder folder;

    /** Writes and maps the file. */
    @Setup(Level.Trial)
    public void map() throws IOException {
      folder = WorkFolder.open();
      try (FileChannel file =
          FileChannel.open(
              Payload.poisonFile(folder.file("words"), size),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        buffer = file.map(MapMode.READ_WRITE, 0, size).order(ByteOrder.nativeOrder());
        agrona = new UnsafeBuffer(buffer);
      }
    }

    /** Unmaps and deletes the file. */
    @TearDown(Level.Trial)
    public void unmap() {
      IoUtil.unmap(buffer);
      folder.close();
    }
  }

  /** The state of Agrona's bounds checks: a constant of the JVM, so each mode has its own fork. */
  @State(Scope.Thread)
  public static class Checked {

    /** Refuses a JVM that was started without the checks. */
    @Setup(Level.Trial)
    public void require() {
      if (!UnsafeBuffer.SHOULD_BOUNDS_CHECK) {
        throw new Unsupported("this JVM was started with -D" + NO_CHECKS);
      }
    }
  }

  /** The opposite of {@link Checked}. */
  @State(Scope.Thread)
  public static class Unchecked {

    /** Refuses a JVM that was started with the checks. */
    @Setup(Level.Trial)
    public void require() {
      if (UnsafeBuffer.SHOULD_BOUNDS_CHECK) {
        throw new Unsupported("this JVM was started without -D" + NO_CHECKS);
      }
    }
  }
}
