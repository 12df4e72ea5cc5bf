package zerocopy.bench.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;

/**
 * A buffer of one chunk, or of the whole file where that is smaller, used again for every chunk; it
 * stays in the caches as far as they reach. Poisoned before every iteration.
 */
@State(Scope.Thread)
public abstract class ChunkBuffer extends Sized {

  /** The memory, as the subclass allocated it; little-endian. */
  ByteBuffer buffer;

  /**
   * The kind of memory.
   *
   * @param size bytes
   * @return a buffer of this capacity
   */
  abstract ByteBuffer allocate(int size);

  /**
   * Allocates it.
   *
   * @param chunk says how large
   */
  @Setup(Level.Trial)
  public void allocate(Chunk chunk) {
    checkSize();
    buffer = allocate((int) Math.min(chunk.chunk, fileSize)).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Poisons it, so that what an earlier iteration left cannot pass for this one's work. */
  @Setup(Level.Iteration)
  public void poison() {
    Payload.poison(buffer);
  }

  /** A Java array; the garbage collector decides on its address. */
  @State(Scope.Thread)
  public static class Heap extends ChunkBuffer {

    @Override
    ByteBuffer allocate(int size) {
      return ByteBuffer.allocate(size);
    }
  }

  /** A direct buffer that starts a page. */
  @State(Scope.Thread)
  public static class Direct extends ChunkBuffer {

    @Override
    ByteBuffer allocate(int size) {
      return PageAligned.allocate(size);
    }
  }

  /** A direct buffer that starts a page, allocated and seen through Agrona. */
  @State(Scope.Thread)
  public static class Agrona extends ChunkBuffer {

    UnsafeBuffer view;

    @Override
    ByteBuffer allocate(int size) {
      view = new UnsafeBuffer(BufferUtil.allocateDirectAligned(size, PageAligned.PAGE));
      return view.byteBuffer();
    }
  }
}
