package zerocopy.bench.handover;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.function.Function;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;

/**
 * A ring buffer of Agrona's in shared memory: its writer waits for room, its reader takes as many
 * messages as there are.
 */
@State(Scope.Thread)
public abstract class Ring extends SharedMemory {

  /** Any number above 0. */
  static final int TYPE = 1;

  /** The message where it is made to be copied. */
  UnsafeBuffer message;

  private final Function<UnsafeBuffer, RingBuffer> kind;
  private RingBuffer ring;

  Ring(Function<UnsafeBuffer, RingBuffer> kind) {
    this.kind = kind;
  }

  private static RingBuffer over(SharedRoom shared, Function<UnsafeBuffer, RingBuffer> kind) {
    return kind.apply(shared.withTrailer(RingBufferDescriptor.TRAILER_LENGTH));
  }

  @Override
  protected final void share(SharedRoom shared, RandomAccessFile file) {
    message = new UnsafeBuffer(PageAligned.allocate(size));
    ring = over(shared, kind);
  }

  /** Copies the message into the ring. */
  final void write() throws IOException {
    if (!ring.write(TYPE, message, 0, size)) {
      beginPausing();
      while (!ring.write(TYPE, message, 0, size)) {
        pause();
      }
    }
  }

  /**
   * Claims room for a message in the ring.
   *
   * @return where its first byte goes
   */
  final int claim() throws IOException {
    int at = ring.tryClaim(TYPE, size);
    if (at < 0) {
      beginPausing();
      for (; at < 0; at = ring.tryClaim(TYPE, size)) {
        pause();
      }
    }
    return at;
  }

  /** Hands over a message that was made where it was claimed. */
  final void commit(int at) {
    ring.commit(at);
  }

  /** One writer, one reader. */
  @State(Scope.Thread)
  public static class OneToOne extends Ring {
    /** Made by JMH. */
    public OneToOne() {
      super(OneToOneRingBuffer::new);
    }

    @Override
    protected Class<? extends ReadingEnd> end() {
      return OneToOneEnd.class;
    }
  }

  /** Many writers could write, one does; one reader. */
  @State(Scope.Thread)
  public static class ManyToOne extends Ring {
    /** Made by JMH. */
    public ManyToOne() {
      super(ManyToOneRingBuffer::new);
    }

    @Override
    protected Class<? extends ReadingEnd> end() {
      return ManyToOneEnd.class;
    }
  }

  /** Takes messages from a ring, where they are. */
  abstract static class RingEnd extends End {
    private final Function<UnsafeBuffer, RingBuffer> kind;
    private final MessageHandler handler = (type, buffer, at, length) -> taker.take(memory, at);
    private RingBuffer ring;

    RingEnd(Function<UnsafeBuffer, RingBuffer> kind) {
      this.kind = kind;
    }

    @Override
    protected void open(RandomAccessFile file, String address, int size, boolean polls) {
      ring = over(room, kind);
    }

    @Override
    protected boolean receiveNow() {
      return ring.read(handler) > 0;
    }
  }

  /** Takes messages from one writer. */
  static final class OneToOneEnd extends RingEnd {
    /** Made by its name. */
    OneToOneEnd() {
      super(OneToOneRingBuffer::new);
    }
  }

  /** Takes messages from many writers. */
  static final class ManyToOneEnd extends RingEnd {
    /** Made by its name. */
    ManyToOneEnd() {
      super(ManyToOneRingBuffer::new);
    }
  }
}
