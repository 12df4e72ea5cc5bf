package zerocopy.bench.memory;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does a copy in memory cost?
 *
 * <p>One operation copies {@code size} bytes from a source to a target, both page-aligned, so that
 * {@code (target - source) mod 4096} is 0 for every strategy and the kind of memory is all that
 * differs (heap: see {@link HeapBlock}). Expected: all bulk copies meet at the same bandwidth from
 * some KiB on, since all end in the same copy stubs of the JVM. Copies of less than a page are so
 * fast that JMH's own call would be seen: they are those of {@link SmallCopy}.
 *
 * <p>Pitfalls. A relative {@code target.put(source)} leaves both positions at their limits: without
 * a rewind the second call copies nothing, very fast; the absolute puts here have no position to
 * forget. The programmed loops are what C2 makes of them: it may unroll and vectorise them, which
 * is part of the answer; {@code -jvmArgsAppend -XX:-UseSuperWord} shows them without. A copy within
 * the caches counts the caches' bandwidth: only sizes beyond the last-level cache speak of memory.
 */
@Question(
    held = "size",
    asks = "What does a copy in memory cost?",
    order = 40,
    bytes = "size",
    copies = true,
    answer = "In memory",
    piece = "a copy",
    baseline = "directToDirect",
    unpredicted = "no system call is made",
    pairs = {
      @Pair(topic = "heap ↔ direct", first = "heapToHeap", other = "directToDirect"),
      @Pair(topic = "JDK ↔ Agrona", first = "heapToHeap", other = "agronaHeapToHeap"),
      @Pair(topic = "JDK ↔ Agrona", first = "directToDirect", other = "agronaDirectToDirect")
    },
    figures =
        @Figure(
            id = "copy-bandwidth",
            title = "What a copy in memory costs",
            hint = "Source and destination share the caches.",
            panels = {
              "Arrays and JDK buffers",
              "Mapped files",
              "Agrona",
              "MemorySegment",
              "Programmed loops"
            },
            caches = true))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BufferCopy {

  /** {@link System#arraycopy}. */
  @Benchmark
  @Strategy(
      says = "System.arraycopy between two byte arrays.",
      label = "array to array",
      panel = "Arrays and JDK buffers",
      colour = Colour.BLACK)
  @Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
  public byte[] arrayToArray(Source.Heap source, Target.Heap target) {
    System.arraycopy(source.array, source.start, target.array, target.start, source.size);
    return target.array;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, heap to heap. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put between two heap buffers.",
      label = "heap to heap",
      panel = "Arrays and JDK buffers",
      colour = Colour.ORANGE)
  public ByteBuffer heapToHeap(Source.Heap source, Target.Heap target) {
    target.buffer.put(0, source.buffer, 0, source.size);
    return target.buffer;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, heap to direct. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put from a heap buffer into a direct one.",
      label = "heap to direct",
      panel = "Arrays and JDK buffers",
      colour = Colour.VERMILLION,
      marker = Marker.SQUARE)
  public ByteBuffer heapToDirect(Source.Heap source, Target.Direct target) {
    target.buffer.put(0, source.buffer, 0, source.size);
    return target.buffer;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, direct to heap. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put from a direct buffer into a heap one.",
      label = "direct to heap",
      panel = "Arrays and JDK buffers",
      colour = Colour.SKY,
      marker = Marker.TRIANGLE)
  public ByteBuffer directToHeap(Source.Direct source, Target.Heap target) {
    target.buffer.put(0, source.buffer, 0, source.size);
    return target.buffer;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, direct to direct. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put between two direct buffers.",
      label = "direct to direct",
      panel = "Arrays and JDK buffers",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND,
      role = Role.COPY)
  public ByteBuffer directToDirect(Source.Direct source, Target.Direct target) {
    target.buffer.put(0, source.buffer, 0, source.size);
    return target.buffer;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, mapped to heap. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put from a mapped file into a heap buffer.",
      label = "mapping to heap",
      panel = "Mapped files",
      colour = Colour.OLIVE,
      marker = Marker.DOWN)
  public ByteBuffer mappedToHeap(Source.Mapped source, Target.Heap target) {
    target.buffer.put(0, source.buffer, 0, source.size);
    return target.buffer;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, mapped to direct. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put from a mapped file into a direct buffer.",
      label = "mapping to direct",
      panel = "Mapped files",
      colour = Colour.GREEN)
  public ByteBuffer mappedToDirect(Source.Mapped source, Target.Direct target) {
    target.buffer.put(0, source.buffer, 0, source.size);
    return target.buffer;
  }

  /** {@link ByteBuffer#put(int, ByteBuffer, int, int)}, direct to mapped. */
  @Benchmark
  @Strategy(
      says = "ByteBuffer.put from a direct buffer into a mapped file.",
      label = "direct to mapping",
      panel = "Mapped files",
      colour = Colour.PURPLE,
      marker = Marker.DIAMOND)
  public ByteBuffer directToMapped(Source.Direct source, Target.Mapped target) {
    target.buffer.put(0, source.buffer, 0, source.size);
    return target.buffer;
  }

  /**
   * Agrona's {@link UnsafeBuffer#putBytes(int, org.agrona.DirectBuffer, int, int)}, bounds checked,
   * heap to heap.
   */
  @Benchmark
  @Strategy(
      says = "UnsafeBuffer.putBytes between two byte arrays.",
      label = "heap to heap by Agrona",
      panel = "Agrona")
  public UnsafeBuffer agronaHeapToHeap(Source.Heap source, Target.Heap target) {
    target.agrona.putBytes(0, source.agrona, 0, source.size);
    return target.agrona;
  }

  /**
   * Agrona's {@link UnsafeBuffer#putBytes(int, org.agrona.DirectBuffer, int, int)}, bounds checked,
   * heap to direct.
   */
  @Benchmark
  @Strategy(
      says = "UnsafeBuffer.putBytes from a byte array into a direct buffer.",
      label = "heap to direct by Agrona",
      panel = "Agrona")
  public UnsafeBuffer agronaHeapToDirect(Source.Heap source, Target.Direct target) {
    target.agrona.putBytes(0, source.agrona, 0, source.size);
    return target.agrona;
  }

  /**
   * Agrona's {@link UnsafeBuffer#putBytes(int, org.agrona.DirectBuffer, int, int)}, bounds checked,
   * direct to heap.
   */
  @Benchmark
  @Strategy(
      says = "UnsafeBuffer.putBytes from a direct buffer into a byte array.",
      label = "direct to heap by Agrona",
      panel = "Agrona")
  public UnsafeBuffer agronaDirectToHeap(Source.Direct source, Target.Heap target) {
    target.agrona.putBytes(0, source.agrona, 0, source.size);
    return target.agrona;
  }

  /**
   * Agrona's {@link UnsafeBuffer#putBytes(int, org.agrona.DirectBuffer, int, int)}, bounds checked,
   * direct to direct.
   */
  @Benchmark
  @Strategy(
      says = "UnsafeBuffer.putBytes between two direct buffers.",
      label = "direct to direct by Agrona",
      panel = "Agrona")
  public UnsafeBuffer agronaDirectToDirect(Source.Direct source, Target.Direct target) {
    target.agrona.putBytes(0, source.agrona, 0, source.size);
    return target.agrona;
  }

  /**
   * Agrona's {@link UnsafeBuffer#putBytes(int, org.agrona.DirectBuffer, int, int)}, bounds checked,
   * mapped to direct.
   */
  @Benchmark
  @Strategy(
      says = "UnsafeBuffer.putBytes from a mapped file into a direct buffer.",
      label = "mapping to direct by Agrona",
      panel = "Agrona")
  public UnsafeBuffer agronaMappedToDirect(Source.Mapped source, Target.Direct target) {
    target.agrona.putBytes(0, source.agrona, 0, source.size);
    return target.agrona;
  }

  @Benchmark
  @Strategy(
      says = "A programmed loop that copies one byte at a time.",
      label = "loop over bytes",
      panel = "Programmed loops",
      colour = Colour.GREEN,
      marker = Marker.DOWN)
  public ByteBuffer byteLoop(Source.Direct source, Target.Direct target) {
    ByteBuffer from = source.buffer;
    ByteBuffer to = target.buffer;
    for (int i = 0; i < source.size; i++) {
      to.put(i, from.get(i));
    }
    return target.buffer;
  }

  @Benchmark
  @Strategy(
      says = "A programmed loop that copies eight bytes at a time.",
      label = "loop over longs",
      panel = "Programmed loops",
      colour = Colour.PURPLE,
      marker = Marker.TRIANGLE)
  public ByteBuffer longLoop(Source.Direct source, Target.Direct target) {
    ByteBuffer from = source.buffer;
    ByteBuffer to = target.buffer;
    for (int i = 0; i < source.size; i += Long.BYTES) {
      to.putLong(i, from.getLong(i));
    }
    return target.buffer;
  }
}
