package zerocopy.bench.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;

/**
 * What does one element cost by {@link MemorySegment}?
 *
 * <p>As {@link BufferAccess}, in the same orders and over the same words, so that the two compare
 * line by line.
 */
@Question(
    held = "size",
    asks = "What does one element of a memory segment cost?",
    family = "BufferAccess")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(VisitedLongs.BATCH)
public class SegmentAccess {

  /** Reads: segment over a {@code long[]}. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE)
  public long heapRead(Heap words) {
    MemorySegment memory = words.segment;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory.getAtIndex(ValueLayout.JAVA_LONG, words.at(first + i));
    }
    return words.found(sum);
  }

  /** Writes: segment over a {@code long[]}. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE)
  public void heapWrite(Heap words) {
    MemorySegment memory = words.segment;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory.setAtIndex(ValueLayout.JAVA_LONG, at, at + salt);
    }
  }

  /** Reads: segment of a shared arena. */
  @Benchmark
  public long nativeRead(Native words) {
    MemorySegment memory = words.segment;
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      sum += memory.getAtIndex(ValueLayout.JAVA_LONG, words.at(first + i));
    }
    return words.found(sum);
  }

  /** Writes: segment of a shared arena. */
  @Benchmark
  public void nativeWrite(Native words) {
    MemorySegment memory = words.segment;
    int first = words.nextBatch();
    long salt = words.salt;
    for (int i = 0; i < VisitedLongs.BATCH; i++) {
      int at = words.at(first + i);
      memory.setAtIndex(ValueLayout.JAVA_LONG, at, at + salt);
    }
  }

  /** VisitedLongs in a segment. */
  public abstract static class Segmented extends VisitedLongs {
    MemorySegment segment;

    @Override
    final long load(int index) {
      return segment.getAtIndex(ValueLayout.JAVA_LONG, index);
    }

    @Override
    final void store(int index, long value) {
      segment.setAtIndex(ValueLayout.JAVA_LONG, index, value);
    }
  }

  /** A segment over a {@code long[]}. */
  @State(Scope.Thread)
  public static class Heap extends Segmented {

    /** Allocates. */
    @Setup(Level.Trial)
    public void allocate() {
      segment = MemorySegment.ofArray(new long[size / Long.BYTES]);
    }
  }

  /** A page-aligned native segment. */
  @State(Scope.Thread)
  public static class Native extends Segmented {
    private Arena arena;

    /** Allocates. */
    @Setup(Level.Trial)
    public void allocate() {
      arena = Arena.ofShared();
      segment = arena.allocate(size, PageAligned.PAGE);
    }

    /** Releases. */
    @TearDown(Level.Trial)
    public void release() {
      arena.close();
    }
  }
}
