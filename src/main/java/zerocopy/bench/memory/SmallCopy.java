package zerocopy.bench.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
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
 * What does a copy of a few bytes cost?
 *
 * <p>Strategies of {@link BufferCopy}, for less than a page. One operation is one copy of {@code
 * size} bytes; an invocation makes {@value #COPIES} of them, each from a place of its own to a
 * place of its own, so that JMH's call of about a nanosecond does not count as the copy's. All of
 * them are compared. Expected: the call with its checks decides, and the interfaces differ, which
 * for large copies are the same.
 *
 * <p>Pitfall: a compiler that sees how the copies join could make one of all. C2 does not: each
 * goes through a stub of its own, and 64 copies of 64 bytes take several times as long as one of
 * 4096.
 */
@Question(
    held = "size",
    asks = "What does a copy of a few bytes cost?",
    family = "BufferCopy",
    bytes = "size",
    copies = true,
    unpredicted = "no system call is made",
    pairs = {
      @Pair(topic = "heap ↔ direct", first = "heapToHeap", other = "directToDirect"),
      @Pair(topic = "JDK ↔ Agrona", first = "heapToHeap", other = "agronaHeapToHeap"),
      @Pair(topic = "JDK ↔ Agrona", first = "directToDirect", other = "agronaDirectToDirect")
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(SmallCopy.COPIES)
public class SmallCopy {

  /** Copies in one call of a benchmark method. */
  public static final int COPIES = 64;

  /** {@link System#arraycopy}. */
  @Benchmark
  @Strategy(
      says = "System.arraycopy of a few bytes between two byte arrays.",
      label = "array to array",
      panel = "Arrays and JDK buffers",
      colour = Colour.BLACK)
  public byte[] arrayToArray(Source.Heap source, Target.Heap target) {
    for (int at = 0; at < source.span; at += source.size) {
      System.arraycopy(
          source.array, source.start + at, target.array, target.start + at, source.size);
    }
    return target.array;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, heap to heap. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put of a few bytes between two heap buffers.",
      label = "heap to heap",
      panel = "Arrays and JDK buffers",
      colour = Colour.ORANGE)
  public ByteBuffer heapToHeap(Source.Heap source, Target.Heap target) {
    for (int at = 0; at < source.span; at += source.size) {
      target.buffer.put(at, source.buffer, at, source.size);
    }
    return target.buffer;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, heap to direct. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put of a few bytes from a heap buffer into a direct one.",
      label = "heap to direct",
      panel = "Arrays and JDK buffers",
      colour = Colour.VERMILLION,
      marker = Marker.SQUARE)
  public ByteBuffer heapToDirect(Source.Heap source, Target.Direct target) {
    for (int at = 0; at < source.span; at += source.size) {
      target.buffer.put(at, source.buffer, at, source.size);
    }
    return target.buffer;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, direct to heap. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put of a few bytes from a direct buffer into a heap one.",
      label = "direct to heap",
      panel = "Arrays and JDK buffers",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  public ByteBuffer directToHeap(Source.Direct source, Target.Heap target) {
    for (int at = 0; at < source.span; at += source.size) {
      target.buffer.put(at, source.buffer, at, source.size);
    }
    return target.buffer;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, direct to direct. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put of a few bytes between two direct buffers.",
      label = "direct to direct",
      panel = "Arrays and JDK buffers",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND)
  public ByteBuffer directToDirect(Source.Direct source, Target.Direct target) {
    for (int at = 0; at < source.span; at += source.size) {
      target.buffer.put(at, source.buffer, at, source.size);
    }
    return target.buffer;
  }

  /** {@link UnsafeBuffer#putBytes(int, org.agrona.DirectBuffer, int, int)}, heap to heap. */
  @Benchmark
  @Strategy(
      says = "UnsafeBuffer.putBytes of a few bytes between two byte arrays.",
      label = "heap to heap by Agrona",
      panel = "Agrona")
  public UnsafeBuffer agronaHeapToHeap(Source.Heap source, Target.Heap target) {
    for (int at = 0; at < source.span; at += source.size) {
      target.agrona.putBytes(at, source.agrona, at, source.size);
    }
    return target.agrona;
  }

  /** {@link UnsafeBuffer#putBytes(int, org.agrona.DirectBuffer, int, int)}, direct to direct. */
  @Benchmark
  @Strategy(
      says = "UnsafeBuffer.putBytes of a few bytes between two direct buffers.",
      label = "direct to direct by Agrona",
      panel = "Agrona")
  public UnsafeBuffer agronaDirectToDirect(Source.Direct source, Target.Direct target) {
    for (int at = 0; at < source.span; at += source.size) {
      target.agrona.putBytes(at, source.agrona, at, source.size);
    }
    return target.agrona;
  }
}
