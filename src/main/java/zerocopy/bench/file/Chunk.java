package zerocopy.bench.file;

import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * How many bytes one read or write call is asked to move; the last call of a file takes the rest.
 */
@State(Scope.Thread)
public class Chunk {

  /** Bytes per call, a multiple of 8; more than the file has means the whole file at once. */
  @Param({"4096", "65536", "1048576"})
  int chunk;

  /**
   * Refuses a chunk that would never come to an end, or cut a long in two.
   *
   * @throws IllegalArgumentException with what to give instead
   */
  @Setup
  public void check() {
    if (chunk < Long.BYTES || chunk % Long.BYTES != 0) {
      throw new IllegalArgumentException(
          "chunk=" + chunk + " does not hold whole longs: give a multiple of 8, 8 or more");
    }
  }

  /**
   * Narrows a buffer that holds a whole file to one chunk, without a new object.
   *
   * @param whole its position and limit are set
   * @param at where in the file the chunk starts, in bytes
   * @return {@code whole}, with one chunk (or the rest) remaining
   */
  ByteBuffer window(ByteBuffer whole, long at) {
    int start = (int) at;
    return whole.limit(start + Math.min(chunk, whole.capacity() - start)).position(start);
  }

  /**
   * Readies a buffer of chunk size for the next call.
   *
   * @param buffer its position and limit are set
   * @param left bytes that the file still has
   * @return {@code buffer}, with one chunk (or the rest) remaining
   */
  static ByteBuffer next(ByteBuffer buffer, long left) {
    return buffer.limit((int) Math.min(buffer.capacity(), left)).position(0);
  }
}
