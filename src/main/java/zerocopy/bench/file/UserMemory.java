package zerocopy.bench.file;

import java.nio.ByteBuffer;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.Renewal;

/**
 * Where the bytes of a whole file arrive: as large as the file, every page present. Every iteration
 * starts with poison in it, in new memory ({@link Renewal}), and ends with a comparison to the
 * file's content, both outside the measured time.
 */
@State(Scope.Thread)
public abstract class UserMemory extends Sized {

  /** The memory, as the subclass allocated it. */
  ByteBuffer buffer;

  /**
   * The kind of memory.
   *
   * @param size bytes
   * @return a buffer of this capacity
   */
  abstract ByteBuffer allocate(int size);

  /** Refuses a file that no buffer holds, before anybody writes it. */
  @Setup(Level.Trial)
  public void check() {
    sizeOfBuffer();
  }

  /**
   * Allocates it, if that is due, and poisons it, so that bytes that do not arrive are noticed: one
   * fixture, since JMH leaves the order of several open.
   */
  @Setup(Level.Iteration)
  public void poison() {
    if (Renewal.isDue(buffer, fileSize)) {
      buffer = allocate(sizeOfBuffer());
    }
    Payload.poison(buffer);
  }

  /** Compares it with the content. */
  @TearDown(Level.Iteration)
  public void verify() {
    payload.verify(buffer, 0);
  }

  /** A Java array; the garbage collector decides on its address. */
  @State(Scope.Thread)
  public static class Heap extends UserMemory {

    @Override
    ByteBuffer allocate(int size) {
      return ByteBuffer.allocate(size);
    }
  }

  /** A direct buffer that starts a page. */
  @State(Scope.Thread)
  public static class Direct extends UserMemory {

    @Override
    ByteBuffer allocate(int size) {
      return PageAligned.allocate(size);
    }
  }

  /** A direct buffer that starts a page, allocated and seen through Agrona. */
  @State(Scope.Thread)
  public static class Agrona extends UserMemory {

    UnsafeBuffer view;

    @Override
    ByteBuffer allocate(int size) {
      view = new UnsafeBuffer(BufferUtil.allocateDirectAligned(size, PageAligned.PAGE));
      return view.byteBuffer();
    }
  }
}
