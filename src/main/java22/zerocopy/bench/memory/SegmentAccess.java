package zerocopy.bench.memory;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Question;
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
 */
@Question(
    held = "size",
    asks = "What does one element of a memory segment cost?",
    family = "BufferAccess")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(VisitedElements.BATCH)
public class SegmentAccess {

  /** Reads: segment over a {@code long[]}. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE)
  public long heapRead(Heap words) {
    return words.read();
  }

  /** Writes: segment over a {@code long[]}. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE)
  public void heapWrite(Heap words) {
    words.write();
  }

  /** Reads: segment of a shared arena. */
  @Benchmark
  public long nativeRead(Native words) {
    return words.read();
  }

  /** Writes: segment of a shared arena. */
  @Benchmark
  public void nativeWrite(Native words) {
    words.write();
  }

  /** Reads: segment of a confined arena. */
  @Benchmark
  @Strategy(colour = Colour.SKY)
  public long confinedRead(Confined words) {
    return words.read();
  }

  /** Writes: segment of a confined arena. */
  @Benchmark
  @Strategy(colour = Colour.SKY)
  public void confinedWrite(Confined words) {
    words.write();
  }

  /** Reads: segment of a mapped file. */
  @Benchmark
  @Strategy(colour = Colour.OLIVE, marker = Marker.DOWN)
  public long mappedRead(Mapped words) {
    return words.read();
  }

  /** Writes: segment of a mapped file. */
  @Benchmark
  @Strategy(colour = Colour.GREEN)
  public void mappedWrite(Mapped words) {
    words.write();
  }

  /** Reads: the segment of all addresses. */
  @Benchmark
  @Strategy(colour = Colour.VERMILLION)
  public long everythingRead(Everything words) {
    return words.read();
  }

  /** Writes: the segment of all addresses. */
  @Benchmark
  @Strategy(colour = Colour.VERMILLION)
  public void everythingWrite(Everything words) {
    words.write();
  }

  /** A segment, elements at multiples of their size. */
  private static class Segments implements Accessor<MemorySegment> {
    private static final ByteOrder OTHER =
        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
            ? ByteOrder.LITTLE_ENDIAN
            : ByteOrder.BIG_ENDIAN;
    private static final ValueLayout.OfInt SWAPPED_INT =
        ValueLayout.JAVA_INT_UNALIGNED.withOrder(OTHER);
    private static final ValueLayout.OfLong SWAPPED_LONG =
        ValueLayout.JAVA_LONG_UNALIGNED.withOrder(OTHER);

    @Override
    public byte getByte(MemorySegment memory, int at) {
      return memory.get(ValueLayout.JAVA_BYTE, at);
    }

    @Override
    public int getInt(MemorySegment memory, int base, int index) {
      return memory.getAtIndex(ValueLayout.JAVA_INT, index);
    }

    @Override
    public long getLong(MemorySegment memory, int base, int index) {
      return memory.getAtIndex(ValueLayout.JAVA_LONG, index);
    }

    @Override
    public void putInt(MemorySegment memory, int base, int index, int value) {
      memory.setAtIndex(ValueLayout.JAVA_INT, index, value);
    }

    @Override
    public void putLong(MemorySegment memory, int base, int index, long value) {
      memory.setAtIndex(ValueLayout.JAVA_LONG, index, value);
    }

    @Override
    public void putByte(MemorySegment memory, int at, byte value) {
      memory.set(ValueLayout.JAVA_BYTE, at, value);
    }

    @Override
    public int getSwappedInt(MemorySegment memory, int base, int index) {
      return memory.get(SWAPPED_INT, base + index * Integer.BYTES);
    }

    @Override
    public long getSwappedLong(MemorySegment memory, int base, int index) {
      return memory.get(SWAPPED_LONG, base + index * Long.BYTES);
    }

    @Override
    public int mismatch(MemorySegment one, MemorySegment other, int at, int bytes) {
      return (int) MemorySegment.mismatch(one, at, at + bytes, other, at, at + bytes);
    }

    @Override
    public void fill(MemorySegment memory, int at, int bytes, byte value) {
      memory.asSlice(at, bytes).fill(value);
    }
  }

  /** A segment, elements anywhere. */
  private static final class Unaligned extends Segments {
    @Override
    public int getInt(MemorySegment memory, int base, int index) {
      return memory.get(ValueLayout.JAVA_INT_UNALIGNED, base + index * Integer.BYTES);
    }

    @Override
    public long getLong(MemorySegment memory, int base, int index) {
      return memory.get(ValueLayout.JAVA_LONG_UNALIGNED, base + index * Long.BYTES);
    }

    @Override
    public void putInt(MemorySegment memory, int base, int index, int value) {
      memory.set(ValueLayout.JAVA_INT_UNALIGNED, base + index * Integer.BYTES, value);
    }

    @Override
    public void putLong(MemorySegment memory, int base, int index, long value) {
      memory.set(ValueLayout.JAVA_LONG_UNALIGNED, base + index * Long.BYTES, value);
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
    public int getInt(MemorySegment memory, int base, int index) {
      return ALL.get(
          ValueLayout.JAVA_INT_UNALIGNED, memory.address() + base + index * Integer.BYTES);
    }

    @Override
    public long getLong(MemorySegment memory, int base, int index) {
      return ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, memory.address() + base + index * Long.BYTES);
    }

    @Override
    public void putByte(MemorySegment memory, int at, byte value) {
      ALL.set(ValueLayout.JAVA_BYTE, memory.address() + at, value);
    }

    @Override
    public void putInt(MemorySegment memory, int base, int index, int value) {
      ALL.set(
          ValueLayout.JAVA_INT_UNALIGNED, memory.address() + base + index * Integer.BYTES, value);
    }

    @Override
    public void putLong(MemorySegment memory, int base, int index, long value) {
      ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, memory.address() + base + index * Long.BYTES, value);
    }
  }

  /** Elements in a segment. */
  public abstract static class Segmented extends VisitedElements<MemorySegment> {

    Segmented() {
      super(new Segments());
    }

    @Override
    Accessor<MemorySegment> unaligned() {
      return new Unaligned();
    }

    @Override
    List<VisitedElements<MemorySegment>> kinds() {
      return List.of(new SegmentAccess.Heap(), new Native(), new SegmentAccess.Mapped());
    }
  }

  /** A segment over a {@code long[]}. */
  @State(Scope.Thread)
  public static class Heap extends Segmented {

    @Override
    MemorySegment allocate(int bytes) {
      return MemorySegment.ofArray(new long[bytes / Long.BYTES]);
    }
  }

  /** A segment of an arena. */
  public abstract static class OfArena extends Segmented {
    final Arena arena;

    OfArena(Arena arena) {
      this.arena = arena;
    }

    @Override
    MemorySegment allocate(int bytes) throws IOException {
      return arena.allocate(bytes, PageAligned.PAGE);
    }

    @Override
    void release() {
      arena.close();
    }
  }

  /** A page-aligned native segment, which every thread may use. */
  @State(Scope.Thread)
  public static class Native extends OfArena {

    /** For JMH. */
    public Native() {
      super(Arena.ofShared());
    }
  }

  /** The same of an arena that only the thread may use that made it. */
  @State(Scope.Thread)
  public static class Confined extends OfArena {

    /** For JMH. */
    public Confined() {
      super(Arena.ofConfined());
    }
  }

  /** A shared, writable mapping of a cached file. */
  @State(Scope.Thread)
  public static class Mapped extends OfArena {
    private WorkFolder folder;

    /** For JMH. */
    public Mapped() {
      super(Arena.ofShared());
    }

    @Override
    MemorySegment allocate(int bytes) throws IOException {
      if (folder == null) {
        folder = WorkFolder.open();
      }
      Path path = Payload.poisonFile(folder.file("elements"), bytes);
      try (FileChannel file =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        return file.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena);
      }
    }

    @Override
    void release() {
      super.release();
      if (folder != null) {
        folder.close();
      }
    }
  }

  /** A page-aligned native segment by its addresses. */
  @State(Scope.Thread)
  public static class Everything extends VisitedElements<MemorySegment> {
    private final Arena arena = Arena.ofShared();

    /** For JMH. */
    public Everything() {
      super(new Addresses());
    }

    @Override
    MemorySegment allocate(int bytes) {
      return arena.allocate(bytes, PageAligned.PAGE);
    }

    @Override
    void release() {
      arena.close();
    }
  }
}
