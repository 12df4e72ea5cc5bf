package zerocopy.bench.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Unsupported;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does one element cost, without a copy?
 *
 * <p>The score is the time for one long, read or written; an invocation visits {@value
 * VisitedElements#BATCH}. Inside the cache the score tells the interface's own work: index checks,
 * address computation, and whether C2 could vectorise (a sequential sum over an array, a heap or a
 * direct buffer it can). Far outside, in random order, all interfaces meet at the price of a cache
 * and TLB miss, of which the processor overlaps several (for one at a time see {@code
 * MemoryLatency}). {@code orderOnly} is the price of computing the order, a part of every other
 * score.
 *
 * <p>{@code shape}, {@code width} and {@code aligned} give the accesses that libraries make, see
 * {@link Shape}; {@code profile=polluted} gives the same code as a program runs it that has used
 * three kinds of memory. A combination that makes no sense is skipped with the reason.
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
    usual = {"shape=loop", "width=long", "aligned=true", "profile=clean"},
    figures = @Figure(id = "element-access", title = "What one element costs"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(VisitedElements.BATCH)
public class BufferAccess {

  static final String NO_CHECKS = "agrona.disable.bounds.checks=true";

  /** The control: visits the order, but no memory. */
  @Benchmark
  @Strategy(colour = Colour.OLIVE)
  public long orderOnly(Array words) {
    int first = words.nextBatch();
    long sum = 0;
    for (int i = 0; i < VisitedElements.BATCH; i++) {
      sum += words.at(first + i);
    }
    return words.visitedOnly(sum);
  }

  /** Reads: {@code long[]}. */
  @Benchmark
  @Strategy(colour = Colour.BLACK)
  public long arrayRead(Array words) {
    return words.read();
  }

  /** Writes: {@code long[]}. */
  @Benchmark
  @Strategy(colour = Colour.BLACK)
  public void arrayWrite(Array words) {
    words.write();
  }

  /** Reads: heap buffer. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE)
  public long heapRead(Heap words) {
    return words.read();
  }

  /** Writes: heap buffer. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE)
  public void heapWrite(Heap words) {
    words.write();
  }

  /** Reads: direct buffer. */
  @Benchmark
  @Strategy(colour = Colour.BLUE, marker = Marker.DIAMOND)
  public long directRead(Direct words) {
    return words.read();
  }

  /** Writes: direct buffer. */
  @Benchmark
  @Strategy(colour = Colour.BLUE, marker = Marker.DIAMOND)
  public void directWrite(Direct words) {
    words.write();
  }

  /** Reads: mapped buffer. */
  @Benchmark
  @Strategy(colour = Colour.OLIVE, marker = Marker.DOWN)
  public long mappedRead(Mapped words) {
    return words.read();
  }

  /** Writes: mapped buffer. */
  @Benchmark
  @Strategy(colour = Colour.GREEN)
  public void mappedWrite(Mapped words) {
    words.write();
  }

  /** Reads: Agrona over a heap array, bounds checked. */
  @Benchmark
  public long agronaHeapRead(AgronaHeap words, Checked checks) {
    return words.read();
  }

  /** Writes: Agrona over a heap array, bounds checked. */
  @Benchmark
  public void agronaHeapWrite(AgronaHeap words, Checked checks) {
    words.write();
  }

  /** Reads: Agrona over a direct buffer, bounds checked. */
  @Benchmark
  public long agronaDirectRead(AgronaDirect words, Checked checks) {
    return words.read();
  }

  /** Writes: Agrona over a direct buffer, bounds checked. */
  @Benchmark
  public void agronaDirectWrite(AgronaDirect words, Checked checks) {
    words.write();
  }

  /** Reads: Agrona over a heap array, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + NO_CHECKS)
  public long agronaHeapUncheckedRead(AgronaHeap words, Unchecked checks) {
    return words.read();
  }

  /** Writes: Agrona over a heap array, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + NO_CHECKS)
  public void agronaHeapUncheckedWrite(AgronaHeap words, Unchecked checks) {
    words.write();
  }

  /** Reads: Agrona over a direct buffer, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + NO_CHECKS)
  public long agronaDirectUncheckedRead(AgronaDirect words, Unchecked checks) {
    return words.read();
  }

  /** Writes: Agrona over a direct buffer, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + NO_CHECKS)
  public void agronaDirectUncheckedWrite(AgronaDirect words, Unchecked checks) {
    words.write();
  }

  /** Reads: Agrona over a mapping. */
  @Benchmark
  @Strategy(colour = Colour.PURPLE, marker = Marker.SQUARE)
  public long agronaMappedRead(AgronaMapped words, Checked checks) {
    return words.read();
  }

  /** Reads: Agrona over a mapping, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + NO_CHECKS)
  @Strategy(colour = Colour.PURPLE, marker = Marker.SQUARE)
  public long agronaMappedUncheckedRead(AgronaMapped words, Unchecked checks) {
    return words.read();
  }

  /** Reads: handle of a view of a byte[]. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE, marker = Marker.TRIANGLE)
  public long varHandleHeapRead(HeapViews words) {
    return words.read();
  }

  /** Reads: handle of a view of a direct buffer. */
  @Benchmark
  @Strategy(colour = Colour.BLUE, marker = Marker.SQUARE)
  public long varHandleDirectRead(DirectViews words) {
    return words.read();
  }

  /** Reads: handle of a view of a mapped buffer. */
  @Benchmark
  @Strategy(colour = Colour.OLIVE, marker = Marker.TRIANGLE)
  public long varHandleMappedRead(MappedViews words) {
    return words.read();
  }

  /** Writes: Agrona over a mapping. */
  @Benchmark
  @Strategy(colour = Colour.PURPLE, marker = Marker.SQUARE)
  public void agronaMappedWrite(AgronaMapped words, Checked checks) {
    words.write();
  }

  /** Writes: Agrona over a mapping, bounds checks off. */
  @Benchmark
  @Fork(jvmArgsAppend = "-D" + NO_CHECKS)
  @Strategy(colour = Colour.PURPLE, marker = Marker.SQUARE)
  public void agronaMappedUncheckedWrite(AgronaMapped words, Unchecked checks) {
    words.write();
  }

  /** Writes: handle of a view of a byte[]. */
  @Benchmark
  @Strategy(colour = Colour.ORANGE, marker = Marker.TRIANGLE)
  public void varHandleHeapWrite(HeapViews words) {
    words.write();
  }

  /** Writes: handle of a view of a direct buffer. */
  @Benchmark
  @Strategy(colour = Colour.BLUE, marker = Marker.SQUARE)
  public void varHandleDirectWrite(DirectViews words) {
    words.write();
  }

  /** Writes: handle of a view of a mapped buffer. */
  @Benchmark
  @Strategy(colour = Colour.OLIVE, marker = Marker.TRIANGLE)
  public void varHandleMappedWrite(MappedViews words) {
    words.write();
  }

  /** A {@code long[]}. */
  public static class Array extends VisitedElements<long[]> {

    /** For JMH. */
    public Array() {
      super(new Accessor.Longs(), Kind.HEAP);
    }

    @Override
    long[] allocate(Kind kind, int size) {
      requireHeap(kind);
      return new long[size / Long.BYTES];
    }
  }

  /** A {@code byte[]} behind handles of a view. */
  public static class HeapViews extends VisitedElements<byte[]> {

    /** For JMH. */
    public HeapViews() {
      super(new Accessor.ArrayViews(), Kind.HEAP);
    }

    @Override
    byte[] allocate(Kind kind, int size) {
      requireHeap(kind);
      return new byte[size];
    }
  }

  private static void requireHeap(VisitedElements.Kind kind) {
    if (kind != VisitedElements.Kind.HEAP) {
      throw new Unsupported("profile=polluted: arrays are one kind of memory: give profile=clean");
    }
  }

  /** Memory that the JDK has as a page-aligned buffer, by one of the interfaces to it. */
  public abstract static class Buffered<M> extends VisitedElements<M> {
    private final Function<ByteBuffer, M> view;
    private final List<ByteBuffer> mappings = new ArrayList<>();

    Buffered(Accessor<M> by, Kind kind, Function<ByteBuffer, M> view) {
      super(by, kind);
      this.view = view;
    }

    @Override
    final M allocate(Kind kind, int size) throws IOException {
      return view.apply(
          switch (kind) {
            case HEAP -> HeapBlock.allocate(size).buffer();
            case DIRECT -> PageAligned.allocate(size);
            case MAPPED -> map(size);
          });
    }

    private ByteBuffer map(int size) throws IOException {
      try (FileChannel file = file(size)) {
        mappings.add(file.map(MapMode.READ_WRITE, 0, size).order(ByteOrder.nativeOrder()));
      }
      return mappings.get(mappings.size() - 1);
    }

    @Override
    final void release() {
      mappings.forEach(IoUtil::unmap);
    }
  }

  /** A heap buffer, see {@link HeapBlock}. */
  public static class Heap extends Buffered<ByteBuffer> {

    /** For JMH. */
    public Heap() {
      super(new Accessor.Buffers(), Kind.HEAP, UnaryOperator.identity());
    }
  }

  /** A direct buffer. */
  public static class Direct extends Buffered<ByteBuffer> {

    /** For JMH. */
    public Direct() {
      super(new Accessor.Buffers(), Kind.DIRECT, UnaryOperator.identity());
    }
  }

  /** A shared, writable mapping of a cached file. */
  public static class Mapped extends Buffered<ByteBuffer> {

    /** For JMH. */
    public Mapped() {
      super(new Accessor.Buffers(), Kind.MAPPED, UnaryOperator.identity());
    }
  }

  /** A direct buffer behind handles of a view. */
  public static class DirectViews extends Buffered<ByteBuffer> {

    /** For JMH. */
    public DirectViews() {
      super(new Accessor.BufferViews(), Kind.DIRECT, UnaryOperator.identity());
    }
  }

  /** A mapping behind handles of a view. */
  public static class MappedViews extends Buffered<ByteBuffer> {

    /** For JMH. */
    public MappedViews() {
      super(new Accessor.BufferViews(), Kind.MAPPED, UnaryOperator.identity());
    }
  }

  /** Agrona over an array. */
  public static class AgronaHeap extends Buffered<UnsafeBuffer> {

    /** For JMH. */
    public AgronaHeap() {
      super(new Accessor.Agrona(), Kind.HEAP, BufferAccess::agrona);
    }
  }

  /** Agrona over a direct buffer. */
  public static class AgronaDirect extends Buffered<UnsafeBuffer> {

    /** For JMH. */
    public AgronaDirect() {
      super(new Accessor.Agrona(), Kind.DIRECT, BufferAccess::agrona);
    }
  }

  /** Agrona over a mapping. */
  public static class AgronaMapped extends Buffered<UnsafeBuffer> {

    /** For JMH. */
    public AgronaMapped() {
      super(new Accessor.Agrona(), Kind.MAPPED, BufferAccess::agrona);
    }
  }

  private static UnsafeBuffer agrona(ByteBuffer buffer) {
    return buffer.isDirect()
        ? new UnsafeBuffer(buffer)
        : new UnsafeBuffer(buffer.array(), buffer.arrayOffset(), buffer.capacity());
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
