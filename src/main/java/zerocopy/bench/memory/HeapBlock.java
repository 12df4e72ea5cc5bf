package zerocopy.bench.memory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.agrona.BufferUtil;
import zerocopy.bench.support.PageAligned;

/**
 * Bytes on the Java heap whose first one lies on a page boundary, as far as Java allows.
 *
 * <p>The pitfall: a {@code byte[]} starts 12 or 16 bytes into its object, by the size of object
 * headers, and the object lies anywhere. A heap buffer that starts at index 0 is therefore
 * misaligned, and a comparison with a page-aligned direct buffer compares alignments. Here the
 * array is at least 1 MiB, which makes it a humongous object of G1 with the suite's heap of at most
 * 1 GiB (regions of 1 MiB): G1 puts it at the start of a region and leaves it there. Index {@link
 * #START} is then on a page boundary, and {@code (destination - source) mod 4096} is 0 between any
 * two blocks, heap or direct. Under another collector the address is whatever the allocation gave
 * (a multiple of 8), and may change.
 *
 * @param array the array that holds the block
 * @param start index of the block's first byte
 * @param size bytes of the block
 */
public record HeapBlock(byte[] array, int start, int size) {

  /** Bytes from the first element of a page-aligned array object to the next page boundary. */
  static final int START = PageAligned.PAGE - (int) BufferUtil.ARRAY_BASE_OFFSET;

  private static final int HUMONGOUS = 1 << 20;

  /**
   * A zeroed block.
   *
   * @param size bytes, 0 or more
   * @return a block in an array of its own
   */
  public static HeapBlock allocate(int size) {
    return new HeapBlock(new byte[Math.max(HUMONGOUS, Math.addExact(START, size))], START, size);
  }

  /**
   * The block as a heap buffer.
   *
   * @return a buffer from index 0 to {@code size}, in native byte order, over the same bytes
   */
  public ByteBuffer buffer() {
    return ByteBuffer.wrap(array, start, size).slice().order(ByteOrder.nativeOrder());
  }
}
