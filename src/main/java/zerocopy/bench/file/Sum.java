package zerocopy.bench.file;

import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What a scan found, and what it must find: the sum, modulo 2^64, of the file's longs. */
@State(Scope.Thread)
public class Sum extends Sized {

  /** The result of the last operation. */
  long found;

  private long expected;

  /**
   * Adds up the content.
   *
   * @throws IllegalArgumentException if the file does not consist of whole longs
   */
  @Setup(Level.Trial)
  public void expect() {
    checkSize();
    if (fileSize % Long.BYTES != 0) {
      throw new IllegalArgumentException(
          "fileSize=" + fileSize + " does not hold whole longs: give a multiple of 8");
    }
    expected = payload.sum(fileSize);
  }

  /** Forgets the last iteration's result. */
  @Setup(Level.Iteration)
  public void poison() {
    found = ~expected;
  }

  /** Compares the result with the content's sum. */
  @TearDown(Level.Iteration)
  public void verify() {
    if (found != expected) {
      throw new IllegalStateException(
          "the scan's sum is %x, but the source's is %x: the strategy did not do its work"
              .formatted(found, expected));
    }
  }
}
