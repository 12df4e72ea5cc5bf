package zerocopy.bench.memory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Unsupported;

/**
 * Elements in arrays and buffers, by the interfaces to these. Agrona's bounds checks are a constant
 * of the JVM, which {@link Checked} and {@link Unchecked} require.
 */
public final class VisitedBuffers {

  static final String NO_CHECKS = "agrona.disable.bounds.checks=true";

  private VisitedBuffers() {}

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

  /** Agrona over an array. */
  public static class AgronaHeap extends Buffered<UnsafeBuffer> {

    /** For JMH. */
    public AgronaHeap() {
      super(new Accessor.Agrona(), Kind.HEAP, VisitedBuffers::agrona);
    }
  }

  /** Agrona over a direct buffer. */
  public static class AgronaDirect extends Buffered<UnsafeBuffer> {

    /** For JMH. */
    public AgronaDirect() {
      super(new Accessor.Agrona(), Kind.DIRECT, VisitedBuffers::agrona);
    }
  }

  /** Agrona over a mapping. */
  public static class AgronaMapped extends Buffered<UnsafeBuffer> {

    /** For JMH. */
    public AgronaMapped() {
      super(new Accessor.Agrona(), Kind.MAPPED, VisitedBuffers::agrona);
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
