package zerocopy.bench.memory;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does a copy of a few bytes cost by {@code MemorySegment}?
 *
 * <p>Strategies of {@link SegmentCopy}, called as {@link SmallCopy} calls those of the buffers.
 */
@Question(
    held = "size",
    asks = "What does a copy of a few bytes between memory segments cost?",
    family = "BufferCopy",
    bytes = "size",
    copies = true,
    unpredicted = "no system call is made",
    pairs = {
      @Pair(topic = "JDK ↔ segment", first = "SmallCopy.heapToHeap", other = "heapToHeap"),
      @Pair(topic = "JDK ↔ segment", first = "SmallCopy.directToDirect", other = "nativeToNative")
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SmallCopy.COPIES)
public class SegmentSmallCopy {

  /** {@link MemorySegment#copy(MemorySegment, long, MemorySegment, long, long)}, heap to heap. */
  @Benchmark
  @Strategy(
      says = "MemorySegment.copy of a few bytes between two byte arrays.",
      label = "heap to heap by segment",
      panel = "MemorySegment",
      colour = Colour.ORANGE)
  public MemorySegment heapToHeap(SegmentCopy.HeapSource source, SegmentCopy.HeapTarget target) {
    for (int at = 0; at < target.span; at += target.size) {
      MemorySegment.copy(source.segment, at, target.segment, at, target.size);
    }
    return target.segment;
  }

  /**
   * {@link MemorySegment#copy(MemorySegment, long, MemorySegment, long, long)}, native to native.
   */
  @Benchmark
  @Strategy(
      says = "MemorySegment.copy of a few bytes within native memory.",
      label = "native to native by segment",
      panel = "MemorySegment",
      colour = Colour.BLUE,
      marker = Marker.SQUARE)
  public MemorySegment nativeToNative(
      SegmentCopy.NativeSource source, SegmentCopy.NativeTarget target) {
    for (int at = 0; at < target.span; at += target.size) {
      MemorySegment.copy(source.segment, at, target.segment, at, target.size);
    }
    return target.segment;
  }
}
