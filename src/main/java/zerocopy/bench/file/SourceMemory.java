package zerocopy.bench.file;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Renewal;

/**
 * Memory with the content that a file is to receive, as large as the file; new before each
 * iteration ({@link Renewal}).
 */
@State(Scope.Thread)
public abstract class SourceMemory extends Sized {

  /** The memory, as the subclass allocated it. */
  ByteBuffer buffer;

  /**
   * The kind of memory.
   *
   * @param size bytes
   * @return a buffer of this capacity
   */
  abstract ByteBuffer allocate(int size);

  /** Allocates and fills it, if that is due. */
  @Setup(Level.Iteration)
  public void fill() {
    if (Renewal.isDue(buffer, fileSize)) {
      buffer = allocate(sizeOfBuffer());
      payload.fill(buffer, 0);
    }
  }

  /** A Java array; the garbage collector decides on its address. */
  @State(Scope.Thread)
  public static class Heap extends SourceMemory {

    @Override
    ByteBuffer allocate(int size) {
      return ByteBuffer.allocate(size);
    }
  }

  /** A direct buffer that starts a page. */
  @State(Scope.Thread)
  public static class Direct extends SourceMemory {

    @Override
    ByteBuffer allocate(int size) {
      return PageAligned.allocate(size);
    }
  }

  /** A direct buffer that starts a page, allocated and seen through Agrona. */
  @State(Scope.Thread)
  public static class Agrona extends SourceMemory {

    UnsafeBuffer view;

    @Override
    ByteBuffer allocate(int size) {
      view = new UnsafeBuffer(BufferUtil.allocateDirectAligned(size, PageAligned.PAGE));
      return view.byteBuffer();
    }
  }
}
