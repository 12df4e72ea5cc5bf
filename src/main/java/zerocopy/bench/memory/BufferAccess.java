package zerocopy.bench.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does one element cost, without a copy?
 *
 * <p>The score is the time for one long, read or written; an invocation visits {@value
 * VisitedLongs#BATCH}. Inside the cache the score tells the interface's own work: index checks,
 * address computation, and whether C2 could vectorise (a sequential sum over an array, a heap or a
 * direct buffer it can). Far outside, in random order, all interfaces meet at the price of a cache
 * and TLB miss, of which the processor overlaps several (for one at a time see {@code
 * MemoryLatency}). {@code orderOnly} is the price of computing the order, a part of every other
 * score.
 *
 * <p>Pitfalls. Writing is not reading backwards: a written line is first fetched, later written
 * back. Agrona's bounds checks are a static constant: on and off can never share a JVM, so the
 * unchecked methods are given a fork of their own kind, and refuse to run in any other. A {@code
 * ByteBuffer} in the default big-endian order would swap each long; all here are in native order.
 */
@Question(
    held = "size",
    asks = "What does it cost to read or write one element?",
    order = 70,
    figures = @Figure(id = "element-access", title = "What one element costs"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(VisitedLongs.BATCH)
public class BufferAccess {

  /** The control: visits the order, but no memory. */
  @Benchmark
  @Strategy(colour = Colour.OLIVE)
  public long orderOnly(VisitedLongs.Array words) {
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += words.at(first + i);
    }
    return words.visitedOnly(sum);
  }

  /** Reads: {@code long[]}. */
  @Benchmark
  @Strategy(colour = Colour.BLACK)
  public long arrayRead(VisitedLongs.Array words) {
    long[] memory = words.array;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory[words.at(first + i)];
    }
    return words.found(sum);
  }

  /** Writes: {@code long[]}. */
  @Benchmark
  @Strategy(colour = Colour.BLACK)
  public void arrayWrite(VisitedLongs.Array words) {
    long[] memory = words.array;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory[at] = at + salt;
    }
  }

  /** Reads: heap buffer. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE)
  public long heapRead(VisitedLongs.Heap words) {
    ByteBuffer memory = words.buffer;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory.getLong(words.at(first + i) * Long.BYTES);
    }
    return words.found(sum);
  }

  /** Writes: heap buffer. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE)
  public void heapWrite(VisitedLongs.Heap words) {
    ByteBuffer memory = words.buffer;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory.putLong(at * Long.BYTES, at + salt);
    }
  }

  /** Reads: direct buffer. */
  @Benchmark
  @Strategy(colour = Colour.BLUE, marker = Marker.DIAMOND)
  public long directRead(VisitedLongs.Direct words) {
    ByteBuffer memory = words.buffer;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory.getLong(words.at(first + i) * Long.BYTES);
    }
    return words.found(sum);
  }

  /** Writes: direct buffer. */
  @Benchmark
  @Strategy(colour = Colour.BLUE, marker = Marker.DIAMOND)
  public void directWrite(VisitedLongs.Direct words) {
    ByteBuffer memory = words.buffer;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory.putLong(at * Long.BYTES, at + salt);
    }
  }

  /** Reads: mapped buffer. */
  @Benchmark
  @Strategy(colour = Colour.OLIVE, marker = Marker.DOWN)
  public long mappedRead(VisitedLongs.Mapped words) {
    ByteBuffer memory = words.buffer;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory.getLong(words.at(first + i) * Long.BYTES);
    }
    return words.found(sum);
  }

  /** Writes: mapped buffer. */
  @Benchmark
  @Strategy(colour = Colour.GREEN)
  public void mappedWrite(VisitedLongs.Mapped words) {
    ByteBuffer memory = words.buffer;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory.putLong(at * Long.BYTES, at + salt);
    }
  }

  /** Reads: Agrona over a heap array, bounds checked. */
  @Benchmark
  public long agronaHeapRead(VisitedLongs.Heap words, VisitedLongs.Checked checks) {
    UnsafeBuffer memory = words.agrona;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory.getLong(words.at(first + i) * Long.BYTES);
    }
    return words.found(sum);
  }

  /** Writes: Agrona over a heap array, bounds checked. */
  @Benchmark
  public void agronaHeapWrite(VisitedLongs.Heap words, VisitedLongs.Checked checks) {
    UnsafeBuffer memory = words.agrona;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory.putLong(at * Long.BYTES, at + salt);
    }
  }

  /** Reads: Agrona over a direct buffer, bounds checked. */
  @Benchmark
  public long agronaDirectRead(VisitedLongs.Direct words, VisitedLongs.Checked checks) {
    UnsafeBuffer memory = words.agrona;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory.getLong(words.at(first + i) * Long.BYTES);
    }
    return words.found(sum);
  }

  /** Writes: Agrona over a direct buffer, bounds checked. */
  @Benchmark
  public void agronaDirectWrite(VisitedLongs.Direct words, VisitedLongs.Checked checks) {
    UnsafeBuffer memory = words.agrona;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory.putLong(at * Long.BYTES, at + salt);
    }
  }

  /** Reads: Agrona over a heap array, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + VisitedLongs.NO_CHECKS)
  public long agronaHeapUncheckedRead(VisitedLongs.Heap words, VisitedLongs.Unchecked checks) {
    UnsafeBuffer memory = words.agrona;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory.getLong(words.at(first + i) * Long.BYTES);
    }
    return words.found(sum);
  }

  /** Writes: Agrona over a heap array, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + VisitedLongs.NO_CHECKS)
  public void agronaHeapUncheckedWrite(VisitedLongs.Heap words, VisitedLongs.Unchecked checks) {
    UnsafeBuffer memory = words.agrona;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory.putLong(at * Long.BYTES, at + salt);
    }
  }

  /** Reads: Agrona over a direct buffer, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + VisitedLongs.NO_CHECKS)
  public long agronaDirectUncheckedRead(VisitedLongs.Direct words, VisitedLongs.Unchecked checks) {
    UnsafeBuffer memory = words.agrona;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory.getLong(words.at(first + i) * Long.BYTES);
    }
    return words.found(sum);
  }

  /** Writes: Agrona over a direct buffer, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + VisitedLongs.NO_CHECKS)
  public void agronaDirectUncheckedWrite(VisitedLongs.Direct words, VisitedLongs.Unchecked checks) {
    UnsafeBuffer memory = words.agrona;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory.putLong(at * Long.BYTES, at + salt);
    }
  }
}
