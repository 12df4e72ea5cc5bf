package zerocopy.bench.memory;

import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.agrona.BufferUtil;

/** Gives the memory of direct buffers back at once, instead of when the collector gets to it. */
final class Release {

  private static final Field ATTACHMENT = attachment();

  private Release() {}

  /**
   * Releases the buffer that an aligned slice was cut from: only that one owns the memory.
   *
   * @param slice made by {@link ByteBuffer#alignedSlice} or {@link ByteBuffer#slice()}
   */
  static void ownerOf(ByteBuffer slice) {
    try {
      BufferUtil.free((ByteBuffer) ATTACHMENT.get(slice));
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Field attachment() {
    try {
      Field field = Class.forName("java.nio.DirectByteBuffer").getDeclaredField("att");
      field.setAccessible(true);
      return field;
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
