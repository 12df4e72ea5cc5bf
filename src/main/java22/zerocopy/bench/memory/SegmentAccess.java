package zerocopy.bench.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Unsupported;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does one element cost by {@link MemorySegment}?
 *
 * <p>As {@link BufferAccess}, in the same orders and over the same words, so that the two compare
 * line by line. {@code native} is of a shared arena, {@code confined} of one that only its thread
 * may use; {@code everything} is {@code NULL.reinterpret} over all addresses, which checks next to
 * nothing, as a program that leaves {@code Unsafe} may do.
 *
 * <p>Pitfall. A read with {@code profile=polluted} takes twice its time at first, and settles after
 * about a second.
 */
@Question(
    held = "size",
    asks = "What does one element of a memory segment cost?",
    family = "BufferAccess",
    pairs = {
      @Pair(topic = "Agrona ↔ segment", first = "BufferAccess.agronaHeapRead", other = "heapRead"),
      @Pair(
          topic = "Agrona ↔ segment",
          first = "BufferAccess.agronaDirectRead",
          other = "nativeRead")
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(VisitedElements.BATCH)
public class SegmentAccess {

  @Benchmark
  @Strategy(
      says = "Reads elements of a segment over a long[].",
      label = "read heap segment",
      colour = Colour.ORANGE)
  @Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
  public long heapRead(Heap words) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Writes elements of a segment over a long[].",
      label = "write heap segment",
      colour = Colour.ORANGE)
  public void heapWrite(Heap words) {
    words.write();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of a segment of a shared arena.",
      label = "read segment, shared arena")
  @Warmup(iterations = 20, time = 60, timeUnit = TimeUnit.MILLISECONDS)
  public long nativeRead(Native words) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Writes elements of a segment of a shared arena.",
      label = "write segment, shared arena")
  public void nativeWrite(Native words) {
    words.write();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of a segment of a confined arena.",
      label = "read segment, confined arena",
      colour = Colour.SKY)
  public long confinedRead(Confined words) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of a segment of a mapped file.",
      label = "read mapped segment",
      colour = Colour.OLIVE,
      marker = Marker.DOWN)
  public long mappedRead(Mapped words) {
    return words.read();
  }

  @Benchmark
  @Strategy(
      says = "Reads elements of the segment of all addresses.",
      label = "read segment of all memory",
      colour = Colour.VERMILLION)
  public long everythingRead(Everything words) {
    return words.read();
  }

  /** A segment, elements at multiples of their size from its start, or anywhere. */
  private static final class Segments implements Accessor<MemorySegment> {
    private static final ValueLayout.OfInt SWAPPED_INT =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(OTHER);
    private static final ValueLayout.OfLong SWAPPED_LONG =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(OTHER);

    @Override
    public byte getByte(MemorySegment memory, int at) {
      return memory.get(ValueLayout.JAVA_BYTE, at);
    }

    @Override
    public void putByte(MemorySegment memory, int at, byte value) {
      memory.set(ValueLayout.JAVA_BYTE, at, value);
    }

    @Override
    public long get(MemorySegment memory, int base, int index, int bytes) {
      if (base == 0) {
        return bytes == Long.BYTES
            ? memory.getAtIndex(ValueLayout.JAVA_LONG, index)
            : memory.getAtIndex(ValueLayout.JAVA_INT, index);
      }
      return bytes == Long.BYTES
          ? memory.get(ValueLayout.JAVA_LONG_UNALIGNED, base + index * 8L)
          : memory.get(ValueLayout.JAVA_INT_UNALIGNED, base + index * 4L);
    }

    @Override
    public void put(MemorySegment memory, int base, int index, int bytes, long value) {
      if (bytes == Long.BYTES && base == 0) {
        memory.setAtIndex(ValueLayout.JAVA_LONG, index, value);
      } else if (bytes == Long.BYTES) {
        memory.set(ValueLayout.JAVA_LONG_UNALIGNED, base + index * 8L, value);
      } else if (base == 0) {
        memory.setAtIndex(ValueLayout.JAVA_INT, index, (int) value);
      } else {
        memory.set(ValueLayout.JAVA_INT_UNALIGNED, base + index * 4L, (int) value);
      }
    }

    @Override
    public long getSwapped(MemorySegment memory, int base, int index, int bytes) {
      return bytes == Long.BYTES
          ? memory.get(SWAPPED_LONG, base + index * 8L)
          : memory.get(SWAPPED_INT, base + index * 4L);
    }

    @Override
    public int mismatch(MemorySegment memory, int at, int other, int bytes) {
      return (int) MemorySegment.mismatch(memory, at, at + bytes, memory, other, other + bytes);
    }

    @Override
    public void fill(MemorySegment memory, int at, int bytes, byte value) {
      memory.asSlice(at, bytes).fill(value);
    }
  }

  /** The segment of all addresses, from that of the memory on. */
  private static final class Addresses implements Accessor<MemorySegment> {
    @SuppressWarnings("restricted")
    private static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    @Override
    public byte getByte(MemorySegment memory, int at) {
      return ALL.get(ValueLayout.JAVA_BYTE, memory.address() + at);
    }

    @Override
    public void putByte(MemorySegment memory, int at, byte value) {
      ALL.set(ValueLayout.JAVA_BYTE, memory.address() + at, value);
    }

    @Override
    public long get(MemorySegment memory, int base, int index, int bytes) {
      long at = memory.address() + base;
      return bytes == Long.BYTES
          ? ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, at + index * 8L)
          : ALL.get(ValueLayout.JAVA_INT_UNALIGNED, at + index * 4L);
    }

    @Override
    public void put(MemorySegment memory, int base, int index, int bytes, long value) {
      long at = memory.address() + base;
      if (bytes == Long.BYTES) {
        ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, at + index * 8L, value);
      } else {
        ALL.set(ValueLayout.JAVA_INT_UNALIGNED, at + index * 4L, (int) value);
      }
    }
  }

  /** Elements in a segment: over a {@code long[]}, page-aligned, or of a cached file. */
  public abstract static class Segmented extends VisitedElements<MemorySegment> {
    private final Arena arena;

    Segmented(Accessor<MemorySegment> by, Kind kind, Arena arena) {
      super(by, kind);
      this.arena = arena;
    }

    @Override
    MemorySegment allocate(Kind kind, int size) throws IOException {
      return switch (kind) {
        case HEAP -> MemorySegment.ofArray(new long[size / Long.BYTES]);
        case DIRECT -> arena.allocate(size, PageAligned.PAGE);
        case MAPPED -> map(size);
      };
    }

    private MemorySegment map(int size) throws IOException {
      try (FileChannel file = file(size)) {
        return file.map(FileChannel.MapMode.READ_WRITE, 0, size, arena);
      }
    }

    @Override
    final void release() {
      arena.close();
    }
  }

  /** A segment over a {@code long[]}. */
  public static class Heap extends Segmented {

    /** For JMH. */
    public Heap() {
      super(new Segments(), Kind.HEAP, Arena.ofShared());
    }
  }

  /** A segment of a shared arena. */
  public static class Native extends Segmented {

    /** For JMH. */
    public Native() {
      super(new Segments(), Kind.DIRECT, Arena.ofShared());
    }
  }

  /** A segment that only the thread may use that made it. */
  public static class Confined extends Segmented {

    /** For JMH. */
    public Confined() {
      super(new Segments(), Kind.DIRECT, Arena.ofConfined());
    }
  }

  /** A shared, writable mapping of a cached file. */
  public static class Mapped extends Segmented {

    /** For JMH. */
    public Mapped() {
      super(new Segments(), Kind.MAPPED, Arena.ofShared());
    }
  }

  /** A native segment by its addresses. */
  public static class Everything extends Segmented {

    /** For JMH. */
    public Everything() {
      super(new Addresses(), Kind.DIRECT, Arena.ofShared());
    }

    @Override
    MemorySegment allocate(Kind kind, int size) throws IOException {
      if (kind == Kind.HEAP) {
        throw new Unsupported("profile=polluted: arrays have no address: give profile=clean");
      }
      return super.allocate(kind, size);
    }
  }
}
