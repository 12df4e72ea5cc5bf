package zerocopy.bench.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
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
import org.openjdk.jmh.infra.BenchmarkParams;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.Renewal;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does a copy in memory cost by {@link MemorySegment}?
 *
 * <p>The same sizes, content and alignment as {@link BufferCopy}, in memory that is as new ({@link
 * Renewal}), so that only the interface differs. Native segments come from a shared arena: access
 * from any thread, so each copy checks liveness as a direct buffer does. Expected: the bandwidth of
 * the buffers, and a call that costs a few nanoseconds more or less.
 *
 * <p>Pitfall: {@link MemorySegment#asSlice} in the loop allocates unless escape analysis removes
 * it; the static {@link MemorySegment#copy(MemorySegment, long, MemorySegment, long, long)} takes
 * offsets instead.
 */
@Question(
    held = "size",
    asks = "What does a copy between memory segments cost?",
    family = "BufferCopy",
    bytes = "size",
    copies = true,
    unpredicted = "no system call is made",
    pairs = {
      @Pair(topic = "JDK ↔ segment", first = "BufferCopy.heapToHeap", other = "heapToHeap"),
      @Pair(topic = "JDK ↔ segment", first = "BufferCopy.directToDirect", other = "nativeToNative"),
      @Pair(
          topic = "Agrona ↔ segment",
          first = "BufferCopy.agronaDirectToDirect",
          other = "nativeToNative")
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class SegmentCopy {

  private static final long PAGE = PageAligned.PAGE;

  @Benchmark
  @Strategy(
      says = "MemorySegment.copy between two byte arrays.",
      label = "heap to heap by segment",
      panel = "MemorySegment",
      colour = Colour.ORANGE)
  public MemorySegment heapToHeap(HeapSource source, HeapTarget target) {
    MemorySegment.copy(source.segment, 0, target.segment, 0, target.size);
    return target.segment;
  }

  @Benchmark
  @Strategy(
      says = "MemorySegment.copy from a byte array to native memory.",
      label = "heap to native by segment",
      panel = "MemorySegment",
      colour = Colour.VERMILLION,
      marker = Marker.SQUARE)
  public MemorySegment heapToNative(HeapSource source, NativeTarget target) {
    MemorySegment.copy(source.segment, 0, target.segment, 0, target.size);
    return target.segment;
  }

  @Benchmark
  @Strategy(
      says = "MemorySegment.copy from native memory to a byte array.",
      label = "native to heap by segment",
      panel = "MemorySegment",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  public MemorySegment nativeToHeap(NativeSource source, HeapTarget target) {
    MemorySegment.copy(source.segment, 0, target.segment, 0, target.size);
    return target.segment;
  }

  @Benchmark
  @Strategy(
      says = "MemorySegment.copy within native memory.",
      label = "native to native by segment",
      panel = "MemorySegment",
      colour = Colour.BLUE,
      marker = Marker.SQUARE)
  public MemorySegment nativeToNative(NativeSource source, NativeTarget target) {
    MemorySegment.copy(source.segment, 0, target.segment, 0, target.size);
    return target.segment;
  }

  @Benchmark
  @Strategy(
      says = "MemorySegment.copy from a mapped file to native memory.",
      label = "mapping to native by segment",
      panel = "MemorySegment",
      colour = Colour.GREEN)
  public MemorySegment mappedToNative(MappedSource source, NativeTarget target) {
    MemorySegment.copy(source.segment, 0, target.segment, 0, target.size);
    return target.segment;
  }

  /** Heap bytes as a segment, from a page boundary on. */
  @State(Scope.Thread)
  public static class HeapSource extends CopyEnd {
    MemorySegment segment;

    /** Makes a block with the content, if one is due. */
    @Setup(Level.Iteration)
    public void fill(BenchmarkParams running) {
      if (Renewal.isDue(segment, spanOf(running))) {
        segment = heap(span);
        new Payload(SEED).fill(segment.asByteBuffer(), 0);
      }
    }
  }

  /** Native bytes, page-aligned. */
  @State(Scope.Thread)
  public static class NativeSource extends CopyEnd {
    MemorySegment segment;
    private final Arenas arenas = new Arenas();

    /** Makes a segment with the content, if one is due. */
    @Setup(Level.Iteration)
    public void fill(BenchmarkParams running) {
      if (Renewal.isDue(segment, spanOf(running))) {
        segment = arenas.allocate(span);
        new Payload(SEED).fill(segment.asByteBuffer(), 0);
      }
    }

    /** Releases. */
    @TearDown(Level.Trial)
    public void release() {
      arenas.close();
    }
  }

  /** The mapping of {@link Source.Mapped} as a segment. */
  @State(Scope.Thread)
  public static class MappedSource {
    MemorySegment segment;

    /** Wraps the mapping. */
    @Setup(Level.Iteration)
    public void wrap(Source.Mapped mapped) {
      segment = MemorySegment.ofBuffer(mapped.buffer);
    }
  }

  /** Where a copy goes: poisoned before each iteration, compared after it. */
  public abstract static class SegmentTarget extends CopyEnd {
    MemorySegment segment;

    /** Makes memory, if it is due, and a copy that does nothing visible. */
    @Setup(Level.Iteration)
    public void poison(BenchmarkParams running) {
      if (Renewal.isDue(segment, spanOf(running))) {
        segment = allocate();
      }
      Payload.poison(segment.asByteBuffer());
    }

    abstract MemorySegment allocate();

    /**
     * Compares with the source.
     *
     * @throws IllegalStateException if a byte differs
     */
    @TearDown(Level.Iteration)
    public void verify() {
      new Payload(SEED).verify(segment.asByteBuffer(), 0);
    }
  }

  /** Heap target. */
  @State(Scope.Thread)
  public static class HeapTarget extends SegmentTarget {

    @Override
    MemorySegment allocate() {
      return heap(span);
    }
  }

  /** Native target. */
  @State(Scope.Thread)
  public static class NativeTarget extends SegmentTarget {
    private final Arenas arenas = new Arenas();

    @Override
    MemorySegment allocate() {
      return arenas.allocate(span);
    }

    /** Releases. */
    @TearDown(Level.Trial)
    public void release() {
      arenas.close();
    }
  }

  /** Native memory, one segment at a time: the old one is released when there is a new one. */
  private static final class Arenas {
    private Arena arena;

    MemorySegment allocate(int size) {
      Arena next = Arena.ofShared();
      MemorySegment segment = next.allocate(size, PAGE);
      close();
      arena = next;
      return segment;
    }

    void close() {
      if (arena != null) {
        arena.close();
      }
    }
  }

  private static MemorySegment heap(int size) {
    HeapBlock block = HeapBlock.allocate(size);
    return MemorySegment.ofArray(block.array()).asSlice(block.start(), size);
  }
}
