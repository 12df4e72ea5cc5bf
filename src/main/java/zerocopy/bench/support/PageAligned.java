package zerocopy.bench.support;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Direct buffers that start at a chosen offset within a page, on every JDK.
 *
 * <p>{@link ByteBuffer#allocateDirect} of JDK 17 lands 16 bytes behind a page boundary (malloc's
 * header), where the kernel's {@code rep movsb} copy is several times slower. Benchmarks therefore
 * allocate here, so that alignment differs only where alignment is the question.
 *
 * <p>A page has {@link #PAGE} bytes.
 */
public final class PageAligned {

  /** Bytes of a base page, to which buffers are aligned: 4096, the page cache's unit on x86-64. */
  public static final int PAGE = 4096;

  /**
   * The largest size of a buffer, in bytes: as a Java array, with room for an offset in a page and
   * for alignment to one.
   */
  public static final int LARGEST = Integer.MAX_VALUE - 4 * PAGE;

  private PageAligned() {}

  /**
   * A size as that of one buffer.
   *
   * @param size bytes, 0 or more
   * @throws Unsupported if it is larger than {@link #LARGEST}
   */
  public static int sizeOfBuffer(long size) {
    if (size > LARGEST) {
      throw new Unsupported(
          "holds all bytes in one buffer, which has at most %d: measure smaller sizes"
              .formatted(LARGEST));
    }
    return (int) size;
  }

  /**
   * A zeroed direct buffer at offset 0 of a page.
   *
   * @param size capacity in bytes, 0 or more
   * @return a buffer of exactly that capacity, in native byte order
   */
  public static ByteBuffer allocate(int size) {
    return allocate(size, 0);
  }

  /**
   * A zeroed direct buffer at the given offset of a page.
   *
   * @param size capacity in bytes, 0 or more
   * @param pageOffset distance of the first byte from the page boundary, 0 … 4095
   * @return a buffer of exactly that capacity, in native byte order
   * @throws IllegalArgumentException if the offset does not lie within a page
   */
  public static ByteBuffer allocate(int size, int pageOffset) {
    if (pageOffset < 0 || pageOffset >= PAGE) {
      throw new IllegalArgumentException("page offset " + pageOffset + " is not in 0..4095");
    }
    ByteBuffer whole = ByteBuffer.allocateDirect(Math.addExact(size, 2 * PAGE));
    int toBoundary = (PAGE - whole.alignmentOffset(0, PAGE)) % PAGE;
    return whole.slice(toBoundary + pageOffset, size).order(ByteOrder.nativeOrder());
  }

  /**
   * Where a direct buffer's first byte lies within its page.
   *
   * @param direct a direct or mapped buffer
   * @return offset in bytes, 0 … 4095
   */
  public static int pageOffset(ByteBuffer direct) {
    return direct.alignmentOffset(0, PAGE);
  }
}
