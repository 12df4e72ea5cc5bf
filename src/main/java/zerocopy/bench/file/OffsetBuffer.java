package zerocopy.bench.file;

import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;

/** Memory of a whole file at a chosen offset of a page. */
@State(Scope.Thread)
public abstract class OffsetBuffer extends Sized {

  /** Distance of the first byte from a page boundary (heap: from the array's start), in bytes. */
  @Param({"0", "8", "16", "32", "64", "2048"})
  int offset;

  /** The memory. */
  ByteBuffer buffer;

  /**
   * Refuses what is no offset.
   *
   * @throws IllegalArgumentException with what to give instead
   */
  final void checkOffset() {
    checkSize();
    if (offset < 0 || offset >= PageAligned.PAGE) {
      throw new IllegalArgumentException(
          "offset=" + offset + " does not lie in a page: give 0 to 4095");
    }
  }

  /** A direct buffer to read into. */
  @State(Scope.Thread)
  public static class Direct extends OffsetBuffer {

    @Setup(Level.Trial)
    public void allocate() {
      checkOffset();
      buffer = PageAligned.allocate(sizeOfBuffer(), offset);
    }

    @Setup(Level.Iteration)
    public void poison() {
      Payload.poison(buffer);
    }

    /** Compares it with the content. */
    @TearDown(Level.Iteration)
    public void verify() {
      payload.verify(buffer, 0);
    }
  }

  /**
   * A heap buffer to read into; its array has no fixed address, so the offset can only be its own.
   */
  @State(Scope.Thread)
  public static class Heap extends OffsetBuffer {

    @Setup(Level.Trial)
    public void allocate() {
      checkOffset();
      buffer = ByteBuffer.allocate(offset + sizeOfBuffer()).slice(offset, sizeOfBuffer());
    }

    @Setup(Level.Iteration)
    public void poison() {
      Payload.poison(buffer);
    }

    /** Compares it with the content. */
    @TearDown(Level.Iteration)
    public void verify() {
      payload.verify(buffer, 0);
    }
  }

  /** A direct buffer with the content, to write from. */
  @State(Scope.Thread)
  public static class Filled extends OffsetBuffer {

    @Setup(Level.Trial)
    public void allocate() {
      checkOffset();
      buffer = PageAligned.allocate(sizeOfBuffer(), offset);
      payload.fill(buffer, 0);
    }
  }
}
