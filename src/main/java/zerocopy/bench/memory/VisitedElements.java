package zerocopy.bench.memory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
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
 * what is visited and written by code that does more. Elements are filled and verified byte by
 * byte, so that an access of a wrong width, place or byte order is noticed.
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

  /** Offset of the first element, bytes of each, and how many are visited in a round. */
  int base;

  int bytes;
  int count;

  /** Offset of the next varint. */
  int position;

  private enum Width {
    LONG,
    INT,
    BYTE
  }

  /** Where memory lies, whoever looks at it. */
  enum Kind {
    HEAP,
    DIRECT,
    MAPPED
  }

  private final Payload payload = new Payload(SEED);
  private final Accessor<M> by;
  private final Kind kind;
  private M memory;
  private WorkFolder folder;
  private Shape code;
  private boolean sequential;
  private int mask;
  private int halfBits;
  private int next;
  private long visited;
  private boolean writing;
  private boolean orderOnly;
  private long sum;

  /**
   * For subclasses.
   *
   * @param by the interface that is measured
   * @param kind of memory
   */
  VisitedElements(Accessor<M> by, Kind kind) {
    this.by = by;
    this.kind = kind;
  }

  /**
   * Memory that starts on a page, or with an array.
   *
   * @throws Unsupported if the interface has no such kind
   */
  abstract M allocate(Kind kind, int size) throws IOException;

  /** Releases what does not release itself. */
  void release() {}

  /** Allocates, and has the code see other kinds of memory if it shall have done so. */
  @Setup(Level.Trial)
  public void prepare(BenchmarkParams running) throws IOException {
    String work = running.getBenchmark().replaceFirst(".*[a-z](?=[A-Z]\\w*$)", "");
    writing = work.equals("Write");
    orderOnly = work.equals("Only");
    prepareOrder();
    requireSense(work);
    if (profile.equals("polluted")) {
      pollute();
    }
    memory = allocate(kind);
  }

  /** Room for all elements, twice where they are compared, and for a shift. */
  private M allocate(Kind kind) throws IOException {
    return allocate(kind, (code == Shape.COMPARE ? 2 * size : size) + (aligned ? 0 : Long.BYTES));
  }

  final void prepareOrder() {
    if (Integer.bitCount(size) != 1
        || size < BATCH * Long.BYTES
        || size > PageAligned.LARGEST / 2) {
      throw new IllegalArgumentException(
          "size must be a power of two from %d to %d bytes, not %d"
              .formatted(BATCH * Long.BYTES, PageAligned.LARGEST / 2, size));
    }
    code = Choice.of(Shape.class, "shape", shape);
    bytes =
        switch (Choice.of(Width.class, "width", width)) {
          case LONG -> Long.BYTES;
          case INT -> Integer.BYTES;
          case BYTE -> 1;
        };
    base = aligned ? 0 : 1;
    sequential = order.equals("sequential");
    mask = size / bytes - 1;
    halfBits = Integer.bitCount(mask) / 2;
    // As many varints as surely fit, in whole batches.
    count = code == Shape.VARINT ? size / LONGEST_VARINT / BATCH * BATCH : size / bytes;
  }

  private void requireSense(String work) {
    code.requireSense(work, width, order);
    if (!aligned && bytes == 1) {
      throw new Unsupported("bytes are always aligned: give aligned=true");
    }
    if (by instanceof Accessor.Longs && (!aligned || bytes != Long.BYTES)) {
      throw new Unsupported("an array of longs has nothing else: give width=long aligned=true");
    }
  }

  private void pollute() throws IOException {
    List<M> kinds = new ArrayList<>();
    for (Kind each : Kind.values()) {
      memory = allocate(each);
      kinds.add(memory);
      refill();
    }
    for (int batch = 0; batch < POLLUTING; batch++) {
      for (M each : kinds) {
        memory = each;
        if (writing) {
          write();
        } else {
          read();
        }
      }
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
      store(k, code.content(this, k));
    }
    if (code == Shape.COMPARE) {
      for (int k = 0; k < count; k++) {
        store(count + k, original(k));
      }
      for (int first = 0; first < count; first += BATCH) {
        int at = base + size + first * bytes + differs(first);
        by.putByte(memory, at, (byte) ~by.getByte(memory, at));
      }
    }
  }

  private void store(int index, long value) {
    for (int i = 0; i < bytes; i++) {
      by.putByte(memory, base + index * bytes + i, (byte) (value >>> Accessor.shift(i, bytes)));
    }
  }

  private long load(int index) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (by.getByte(memory, base + index * bytes + i) & 0xFFL) << Accessor.shift(i, bytes);
    }
    return cast(value);
  }

  private void fillVarints() {
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
    long word = payload.word(index);
    if (code != Shape.VARINT) {
      return cast(word);
    }
    int unused = Shape.VARINT_BITS * (int) (word & LONGEST_VARINT - 1);
    return word >>> Long.SIZE - LONGEST_VARINT * Shape.VARINT_BITS + unused;
  }

  /** What an element keeps of a value. */
  final long cast(long value) {
    int lost = Long.SIZE - bytes * Byte.SIZE;
    return value << lost >> lost;
  }

  /** Offset in a batch of the byte in which the copy differs: one of the last eight. */
  final int differs(int first) {
    return BATCH * bytes - 1 - (first / BATCH & 7);
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
    sum += code.read(by, memory, this, nextBatch());
    return sum;
  }

  /** Writes the next batch. */
  final void write() {
    code.write(by, memory, this, nextBatch());
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
    if (writing) {
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
      expected += orderOnly ? at(visit) : code.expected(this, visit);
    }
    return expected;
  }

  private void verifyWrites() {
    for (int visit = 0; visit < count; visit++) {
      int k = at(visit);
      long expected = visit < visited ? code.written(this, k) : code.content(this, k);
      long actual = load(k);
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
    release();
    if (folder != null) {
      folder.close();
    }
  }

  /** An open file of the given size, whose pages are cached. */
  final FileChannel file(int size) throws IOException {
    if (folder == null) {
      folder = WorkFolder.open();
    }
    return FileChannel.open(
        Payload.poisonFile(folder.file("elements"), size),
        StandardOpenOption.READ,
        StandardOpenOption.WRITE);
  }
}
