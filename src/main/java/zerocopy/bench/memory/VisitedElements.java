package zerocopy.bench.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import zerocopy.bench.support.Choice;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;

/**
 * Elements to read and write in a given order, and the proof that all of them were.
 *
 * <p>An operation visits the next {@value #BATCH} elements of the order and goes on where the one
 * before ended, around and around. The order is a permutation of all elements: over one round each
 * is visited once. A read adds up what it finds; a write leaves {@code index + salt}, with another
 * salt in each iteration. After the iteration the sum must be that of the visited elements, or
 * these must hold their new values, and every other one what it held before. {@link Shape} says
 * what is visited and written by code that does more.
 *
 * <p>With {@code profile=polluted} the same code has worked on heap, direct and mapped memory
 * before, {@link #POLLUTING} batches in turns, as in a program that has all three: C2 then compiles
 * each access for any of them.
 *
 * @param <M> the memory, as the interface has it
 */
@State(Scope.Thread)
public abstract class VisitedElements<M> {

  /** Elements that one operation visits. */
  public static final int BATCH = 1024;

  static final String NO_CHECKS = "agrona.disable.bounds.checks=true";

  /** Batches on each kind of memory, more than C2 waits for. */
  private static final int POLLUTING = 3000;

  private static final int SEED = 2;
  private static final int LONGEST_VARINT = 4;

  /** Bytes of all elements; a power of two: inside the first-level cache, and outside of all. */
  @Param({"16384", "268435456"})
  public int size;

  /** The order of visits: {@code sequential} or {@code random}. */
  @Param({"sequential", "random"})
  public String order;

  /** The code around the accesses, see {@link Shape}. */
  @Param({"loop", "search", "varint", "compare", "fill", "swap"})
  public String shape;

  /** The type of an element: {@code long}, {@code int} or {@code byte}. */
  @Param({"long", "int", "byte"})
  public String width;

  /** Whether elements lie at multiples of their size; else one byte behind. */
  @Param({"true", "false"})
  public boolean aligned;

  /** {@code clean}, or {@code polluted}: the code has seen three kinds of memory before. */
  @Param({"clean", "polluted"})
  public String profile;

  /** What an iteration's writes add to an element's index. */
  long salt;

  /** Offset of the first element. */
  int base;

  /** Offset of the next varint. */
  int position;

  M memory;

  /** The same content with a difference in each batch, where memories are compared. */
  M copy;

  private enum Work {
    READ,
    WRITE,
    ORDER
  }

  private enum Profile {
    CLEAN,
    POLLUTED
  }

  private final Payload payload = new Payload(SEED);
  private Accessor<M> by;
  private Shape code;
  private Width element;
  private boolean sequential;
  private int count;
  private int mask;
  private int halfBits;
  private int next;
  private long visited;
  private Work work;
  private long sum;

  /**
   * For subclasses.
   *
   * @param by the interface that is measured
   */
  VisitedElements(Accessor<M> by) {
    this.by = by;
  }

  /** The same interface for elements at any offset, where it tells them apart. */
  Accessor<M> unaligned() {
    return by;
  }

  /** Memory of the subclass's kind. */
  abstract M allocate(int bytes) throws IOException;

  /** Releases what does not release itself. */
  void release() {}

  /** Memories of the kinds that the interface can be given, one of each. */
  List<VisitedElements<M>> kinds() {
    throw new Unsupported("profile=polluted: this interface knows one kind of memory: give clean");
  }

  /** Allocates, and has the code see other kinds of memory if it shall have done so. */
  @Setup(Level.Trial)
  public void prepare(BenchmarkParams running) throws IOException {
    String name = running.getBenchmark();
    work = name.endsWith("Write") ? Work.WRITE : name.endsWith("Only") ? Work.ORDER : Work.READ;
    prepareOrder();
    requireSense();
    if (Choice.of(Profile.class, "profile", profile) == Profile.POLLUTED) {
      pollute();
    }
    memory = allocate(bytes());
    copy = code == Shape.COMPARE ? allocate(bytes()) : null;
  }

  /** Whole longs, and behind them room for a shifted one. */
  private int bytes() {
    return aligned ? size : Math.addExact(size, Long.BYTES);
  }

  final void prepareOrder() {
    if (Integer.bitCount(size) != 1 || size < BATCH * Long.BYTES) {
      throw new IllegalArgumentException(
          "size must be a power of two of at least " + BATCH * Long.BYTES + " bytes, not " + size);
    }
    code = Choice.of(Shape.class, "shape", shape);
    element = Choice.of(Width.class, "width", width);
    base = aligned ? 0 : 1;
    by = aligned ? by : unaligned();
    sequential = order.equals("sequential");
    count = size / element.bytes;
    mask = count - 1;
    halfBits = Integer.bitCount(mask) / 2;
  }

  private void requireSense() {
    boolean writing = work == Work.WRITE;
    refuse(work == Work.ORDER && code != Shape.LOOP, "visits no memory: give shape=loop");
    refuse(writing && code != Shape.LOOP && code != Shape.FILL, "writes: give shape=loop or fill");
    refuse(!writing && code == Shape.FILL, "reads: give another shape than fill");
    refuse(element == Width.BYTE && !aligned, "bytes are always aligned: give aligned=true");
    refuse(
        code == Shape.VARINT && element != Width.BYTE,
        "varints are made of bytes: give width=byte");
    refuse(
        (code == Shape.SEARCH || code == Shape.SWAP) && element == Width.BYTE,
        "bytes have no order and no room for sorted numbers: give width=int or long");
    refuse(
        !sequential && (code == Shape.VARINT || code == Shape.COMPARE || code == Shape.FILL),
        "this shape goes from front to back: give order=sequential");
    refuse(
        by instanceof Accessor.Longs && (element != Width.LONG || !aligned),
        "an array has elements of one type: give width=long and aligned=true");
  }

  private void refuse(boolean senseless, String why) {
    if (senseless) {
      throw new Unsupported("shape=" + shape + " width=" + width + ": " + why);
    }
  }

  private void pollute() throws IOException {
    List<VisitedElements<M>> kinds = kinds();
    for (VisitedElements<M> kind : kinds) {
      kind.size = BATCH * Long.BYTES;
      kind.order = order;
      kind.shape = shape;
      kind.width = width;
      kind.aligned = aligned;
      kind.work = work;
      kind.prepareOrder();
      kind.memory = kind.allocate(kind.bytes());
      kind.copy = code == Shape.COMPARE ? kind.allocate(kind.bytes()) : null;
      kind.refill();
    }
    for (int batch = 0; batch < POLLUTING; batch++) {
      for (VisitedElements<M> kind : kinds) {
        if (work == Work.WRITE) {
          kind.write();
        } else {
          kind.read();
        }
      }
    }
    for (VisitedElements<M> kind : kinds) {
      kind.verify();
      kind.end();
    }
  }

  /** Fills the elements with their content, and starts a new round. */
  @Setup(Level.Iteration)
  public void refill() {
    salt += (1L << 32) + 1;
    next = 0;
    visited = 0;
    sum = 0;
    if (code == Shape.VARINT) {
      fillVarints();
      return;
    }
    for (int k = 0; k < count; k++) {
      element.put(by, memory, base, k, code.content(this, k));
    }
    if (code == Shape.COMPARE) {
      for (int k = 0; k < count; k++) {
        element.put(by, copy, base, k, original(k));
      }
      for (int first = 0; first < count; first += BATCH) {
        int at = differs(first);
        int k = first + at / element.bytes;
        element.put(by, copy, base, k, original(k) ^ 0xFFL << at % element.bytes * Byte.SIZE);
      }
    }
  }

  /** As many as surely fit, in whole batches. */
  private void fillVarints() {
    count = size / LONGEST_VARINT / BATCH * BATCH;
    int at = base;
    for (int k = 0; k < count; k++) {
      long left = original(k);
      for (; left > 0x7F; left >>>= Shape.VARINT_BITS) {
        by.putByte(memory, at++, (byte) (left | 0x80));
      }
      by.putByte(memory, at++, (byte) left);
    }
  }

  /** The payload at an index: an element, or a number of as many bits as four bytes may hold. */
  final long original(int index) {
    if (code != Shape.VARINT) {
      return element.of(payload, index);
    }
    long word = payload.word(index);
    int unused = Shape.VARINT_BITS * (int) (word & LONGEST_VARINT - 1);
    return word >>> Long.SIZE - LONGEST_VARINT * Shape.VARINT_BITS + unused;
  }

  /** Offset in a batch of the byte in which the copy differs: one of the last eight. */
  final int differs(int first) {
    return BATCH * element.bytes - 1 - (first / BATCH & 7);
  }

  final Accessor<M> by() {
    return by;
  }

  final int count() {
    return count;
  }

  final Width width() {
    return element;
  }

  /** Claims the next batch. */
  final int nextBatch() {
    int first = next;
    next = first + BATCH == count ? 0 : first + BATCH;
    visited += BATCH;
    return first;
  }

  /**
   * The element that a visit goes to.
   *
   * <p>Both orders are computed, so that the order itself costs no memory access, and independent
   * of what is read, so that the processor may overlap misses: this asks for throughput, not for
   * the latency of a dependent chain. The random one is two rounds of odd multiplication and
   * xor-shift, each a bijection modulo a power of two (as in MurmurHash3's finalizer); it costs
   * about half a nanosecond, see {@code BufferAccess.orderOnly}.
   *
   * @param visit number of the visit, below the number of elements
   * @return index of an element
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
   * Reads the next batch.
   *
   * @return the sum since the iteration began
   */
  final long read() {
    sum += code.read(this, by, memory, element, nextBatch());
    return sum;
  }

  /** Writes the next batch. */
  final void write() {
    code.write(this, by, memory, element, nextBatch());
  }

  /**
   * Books a batch that only computed the order.
   *
   * @param batchSum sum of the indices of the batch
   * @return the sum since the iteration began
   */
  final long visitedOnly(long batchSum) {
    sum += batchSum;
    return sum;
  }

  /**
   * Compares the sum of what was read, or the elements after writing, with what they must be.
   *
   * @throws IllegalStateException if a visited element was not read or not written
   */
  @TearDown(Level.Iteration)
  public void verify() {
    if (visited == 0) {
      throw new IllegalStateException("no element was visited");
    }
    if (work == Work.WRITE) {
      verifyWrites();
    } else {
      verifySum();
    }
  }

  private void verifySum() {
    long expected = visited < count ? 0 : visited / count * expected(count);
    expected += expected((int) (visited % count));
    if (sum != expected) {
      throw new IllegalStateException(
          "%d visited elements add up to %x instead of %x".formatted(visited, sum, expected));
    }
  }

  private long expected(int visits) {
    long expected = 0;
    for (int visit = 0; visit < visits; visit++) {
      expected += work == Work.ORDER ? at(visit) : code.expected(this, visit);
    }
    return expected;
  }

  private void verifyWrites() {
    for (int visit = 0; visit < count; visit++) {
      int k = at(visit);
      long expected = visit < visited ? code.written(this, k) : code.content(this, k);
      long actual = element.get(by, memory, base, k);
      if (actual != expected) {
        throw new IllegalStateException(
            "element %d is %x instead of %x".formatted(k, actual, expected));
      }
    }
  }

  /** Releases the memory. */
  @TearDown(Level.Trial)
  public void end() {
    memory = null;
    copy = null;
    release();
  }

  /** A {@code long[]}. */
  @State(Scope.Thread)
  public static class Array extends VisitedElements<long[]> {

    /** For JMH. */
    public Array() {
      super(new Accessor.Longs());
    }

    @Override
    long[] allocate(int bytes) {
      return new long[bytes / Long.BYTES];
    }
  }

  /** A {@code byte[]} behind handles of a view. */
  @State(Scope.Thread)
  public static class HeapViews extends VisitedElements<byte[]> {

    /** For JMH. */
    public HeapViews() {
      super(new Accessor.ArrayViews());
    }

    @Override
    byte[] allocate(int bytes) {
      return new byte[bytes];
    }
  }

  /** The kinds of memory behind a {@link ByteBuffer}, whoever looks at it. */
  enum Kind {
    HEAP,
    DIRECT,
    MAPPED
  }

  /** Memory that the JDK has as a buffer. */
  public abstract static class Buffered<M> extends VisitedElements<M> {
    private final Kind kind;
    private WorkFolder folder;
    private final List<ByteBuffer> mappings = new ArrayList<>();

    Buffered(Accessor<M> by, Kind kind) {
      super(by);
      this.kind = kind;
    }

    /** A page-aligned buffer in native byte order; a mapping is that of a cached file. */
    final ByteBuffer buffer(int bytes) throws IOException {
      return switch (kind) {
        case HEAP -> HeapBlock.allocate(bytes).buffer();
        case DIRECT -> PageAligned.allocate(bytes);
        case MAPPED -> map(bytes);
      };
    }

    private ByteBuffer map(int bytes) throws IOException {
      if (folder == null) {
        folder = WorkFolder.open();
      }
      try (FileChannel file =
          FileChannel.open(
              Payload.poisonFile(folder.file("elements"), bytes),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        ByteBuffer mapping = file.map(MapMode.READ_WRITE, 0, bytes).order(ByteOrder.nativeOrder());
        mappings.add(mapping);
        return mapping;
      }
    }

    @Override
    void release() {
      if (folder != null) {
        mappings.forEach(IoUtil::unmap);
        folder.close();
      }
    }
  }

  /** A buffer by one of its interfaces. */
  public abstract static class Plain extends Buffered<ByteBuffer> {

    Plain(Accessor<ByteBuffer> by, Kind kind) {
      super(by, kind);
    }

    @Override
    ByteBuffer allocate(int bytes) throws IOException {
      return buffer(bytes);
    }

    @Override
    List<VisitedElements<ByteBuffer>> kinds() {
      return Stream.<Kind>of(Kind.values())
          .<VisitedElements<ByteBuffer>>map(this::another)
          .toList();
    }

    private Plain another(Kind kind) {
      return new Plain(by(), kind) {};
    }
  }

  /** A buffer as Agrona sees it. */
  public abstract static class OfAgrona extends Buffered<UnsafeBuffer> {

    OfAgrona(Kind kind) {
      super(new Accessor.Agrona(), kind);
    }

    @Override
    UnsafeBuffer allocate(int bytes) throws IOException {
      ByteBuffer buffer = buffer(bytes);
      return buffer.isDirect()
          ? new UnsafeBuffer(buffer)
          : new UnsafeBuffer(buffer.array(), buffer.arrayOffset(), bytes);
    }

    @Override
    List<VisitedElements<UnsafeBuffer>> kinds() {
      return List.of(new AgronaHeap(), new AgronaDirect(), new AgronaMapped());
    }
  }

  /** A heap buffer, see {@link HeapBlock}. */
  @State(Scope.Thread)
  public static class Heap extends Plain {

    /** For JMH. */
    public Heap() {
      super(new Accessor.Buffers(), Kind.HEAP);
    }
  }

  /** A page-aligned direct buffer. */
  @State(Scope.Thread)
  public static class Direct extends Plain {

    /** For JMH. */
    public Direct() {
      super(new Accessor.Buffers(), Kind.DIRECT);
    }
  }

  /** A shared, writable mapping of a cached file. */
  @State(Scope.Thread)
  public static class Mapped extends Plain {

    /** For JMH. */
    public Mapped() {
      super(new Accessor.Buffers(), Kind.MAPPED);
    }
  }

  /** A direct buffer behind handles of a view. */
  @State(Scope.Thread)
  public static class DirectViews extends Plain {

    /** For JMH. */
    public DirectViews() {
      super(new Accessor.BufferViews(), Kind.DIRECT);
    }
  }

  /** A mapping behind handles of a view. */
  @State(Scope.Thread)
  public static class MappedViews extends Plain {

    /** For JMH. */
    public MappedViews() {
      super(new Accessor.BufferViews(), Kind.MAPPED);
    }
  }

  /** Agrona over an array. */
  @State(Scope.Thread)
  public static class AgronaHeap extends OfAgrona {

    /** For JMH. */
    public AgronaHeap() {
      super(Kind.HEAP);
    }
  }

  /** Agrona over a direct buffer. */
  @State(Scope.Thread)
  public static class AgronaDirect extends OfAgrona {

    /** For JMH. */
    public AgronaDirect() {
      super(Kind.DIRECT);
    }
  }

  /** Agrona over a mapping. */
  @State(Scope.Thread)
  public static class AgronaMapped extends OfAgrona {

    /** For JMH. */
    public AgronaMapped() {
      super(Kind.MAPPED);
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
