package zerocopy.bench.support;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import org.agrona.IoUtil;

/**
 * Files mapped by parts of {@link #PART} bytes, since a {@link java.nio.ByteBuffer} ends before 2
 * GiB. A file's last part takes the rest; smaller files are one part.
 */
public final class MappedParts {

  /** Bytes of a part: 1 GiB, a multiple of any page's size. */
  public static final long PART = 1L << 30;

  /** The same; less in a test. */
  static long most = PART;

  private MappedParts() {}

  /**
   * Maps the part that begins at a position.
   *
   * @param at first byte, the sum of the parts before it
   * @param size bytes of the file; a shorter file that is mapped for writing grows to the part's
   *     end
   */
  public static MappedByteBuffer map(FileChannel file, MapMode mode, long at, long size)
      throws IOException {
    return file.map(mode, at, Math.min(most, size - at));
  }

  /**
   * Maps a whole file.
   *
   * @param size its bytes, 1 or more
   * @return all parts in their order
   */
  public static MappedByteBuffer[] map(FileChannel file, MapMode mode, long size)
      throws IOException {
    MappedByteBuffer[] parts = new MappedByteBuffer[(int) ((size - 1) / most + 1)];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = map(file, mode, i * most, size);
    }
    return parts;
  }

  /** What is done with a part of a file. */
  @FunctionalInterface
  public interface Use {

    /**
     * Uses a part, which is unmapped afterwards.
     *
     * @param at its first byte in the file
     */
    void of(MappedByteBuffer part, long at) throws IOException;
  }

  /**
   * Maps, uses and unmaps one part after the other.
   *
   * @param size bytes of the file; a shorter file that is mapped for writing grows
   */
  public static void each(FileChannel file, MapMode mode, long size, Use use) throws IOException {
    for (long at = 0; at < size; ) {
      MappedByteBuffer part = map(file, mode, at, size);
      use.of(part, at);
      at += part.capacity();
      IoUtil.unmap(part);
    }
  }

  /** Undoes the mapping of all parts. */
  public static void unmap(MappedByteBuffer... parts) {
    for (MappedByteBuffer part : parts) {
      IoUtil.unmap(part);
    }
  }
}
