package zerocopy.bench.memory;

import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;

/** What is done with a fresh buffer before it is released, and the proof that there was one. */
@State(Scope.Thread)
public class Allocated {

  /** Bytes of a buffer. */
  @Param({"64", "4096", "65536", "1048576", "16777216"})
  public int size;

  /**
   * Whether the buffer is used: {@code none}, not a byte of it, or {@code pages}, one byte written
   * in each page, which is where lazily backed memory is paid for.
   */
  @Param({"none", "pages"})
  public String touch;

  /** The last buffer; after its release only its shape may be looked at. */
  ByteBuffer last;

  private boolean touching;
  private long touched;

  /** Reads the parameter. */
  @Setup(Level.Trial)
  public void prepare() {
    touching = touch.equals("pages");
  }

  /** Forgets the last buffer. */
  @Setup(Level.Iteration)
  public void forget() {
    last = null;
    touched = -1;
  }

  /**
   * Uses a fresh buffer as the parameter says.
   *
   * @param buffer of {@link #size} bytes
   * @return the same, for the benchmark to return: a buffer that nobody gets need not be made
   */
  final ByteBuffer use(ByteBuffer buffer) {
    last = buffer;
    if (touching) {
      touched = 0;
      for (int i = 0; i < size; i += PageAligned.PAGE) {
        buffer.put(i, (byte) 1);
        touched++;
      }
    }
    return buffer;
  }

  /**
   * Checks the last buffer.
   *
   * @throws IllegalStateException if there was none of the right size, or it was not touched
   */
  @TearDown(Level.Iteration)
  public void verify() {
    long pages = touching ? (size + PageAligned.PAGE - 1) / PageAligned.PAGE : -1;
    long seen = last == null ? -1 : last.capacity();
    if (seen != size || touched != pages) {
      throw new IllegalStateException(
          "%d bytes seen, %d pages touched instead of %d and %d"
              .formatted(seen, touched, size, pages));
    }
  }
}
