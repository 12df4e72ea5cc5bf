package zerocopy.bench.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * Pseudo-random bytes that depend on their position: the source of every copy, and the yardstick
 * that its destination is held against.
 *
 * <p>The 64-bit little-endian word number {@code k} is SplitMix64's output for state {@code seed +
 * k * gamma} (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators", OOPSLA 2014).
 * Since each word depends on its own position and on the seed, bytes that were left out, shifted,
 * taken twice or taken from another file are noticed; nothing is periodic, compressible or zero.
 *
 * <p>Files are written 1 MiB a call: how a file is written decides on the size of the page cache's
 * folios, and with it on what a page fault costs.
 */
public final class Payload {

  /** The byte that fills a destination before a copy; a copy that did nothing leaves it behind. */
  public static final byte POISON = 0x5A;

  private static final long GAMMA = 0x9E3779B97F4A7C15L;
  private static final int WINDOW = 1 << 20;

  private final long seed;

  /**
   * A payload of its own for every seed.
   *
   * @param seed any value; different files take different seeds, so that a mix-up is noticed
   */
  public Payload(long seed) {
    this.seed = seed;
  }

  /**
   * The word at an index.
   *
   * @param index number of the word, from 0; its first byte is byte {@code 8 * index}
   * @return the word whose little-endian bytes are the content
   */
  public long word(long index) {
    long z = seed + (index + 1) * GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /**
   * The byte at an index.
   *
   * @param index number of the byte, from 0
   */
  public byte at(long index) {
    return (byte) (word(index >>> 3) >>> ((index & 7) << 3));
  }

  /**
   * The sum, modulo 2^64, of all little-endian words of a content of the given size.
   *
   * @param size bytes, a multiple of 8
   * @return what a scan that adds up every long must return
   */
  public long sum(long size) {
    long sum = 0;
    for (long k = 0; k < size >>> 3; k++) {
      sum += word(k);
    }
    return sum;
  }

  /**
   * The first bytes of the content.
   *
   * @param size how many
   */
  public byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    fill(ByteBuffer.wrap(bytes), 0);
    return bytes;
  }

  /**
   * Fills a buffer, from index 0 to its capacity; position and limit stay as they are.
   *
   * @param target any writable buffer
   * @param from offset in the content of the buffer's first byte, a multiple of 8
   */
  public void fill(ByteBuffer target, long from) {
    ByteBuffer view = view(target);
    int words = view.capacity() >>> 3;
    for (int k = 0; k < words; k++) {
      view.putLong(k << 3, word((from >>> 3) + k));
    }
    for (int i = words << 3; i < view.capacity(); i++) {
      view.put(i, at(from + i));
    }
  }

  /**
   * Compares a whole buffer (index 0 to capacity) with the content.
   *
   * @param actual any buffer; position and limit stay as they are
   * @param from offset in the content of the buffer's first byte, a multiple of 8
   * @throws IllegalStateException naming the first byte that differs
   */
  public void verify(ByteBuffer actual, long from) {
    ByteBuffer view = view(actual);
    int words = view.capacity() >>> 3;
    for (int k = 0; k < words; k++) {
      if (view.getLong(k << 3) != word((from >>> 3) + k)) {
        verifyBytes(view, k << 3, (k << 3) + 8, from);
      }
    }
    verifyBytes(view, words << 3, view.capacity(), from);
  }

  /**
   * Compares what remains of a buffer with a part of the content.
   *
   * @param part any buffer; position and limit stay as they are
   * @param from offset in the content of the part's first byte, 0 or more
   * @throws IllegalStateException naming the first byte that differs
   */
  public void verifyPart(ByteBuffer part, long from) {
    int head = (int) Math.min(-from & 7, part.remaining());
    ByteBuffer view = view(part.slice());
    verifyBytes(view, 0, head, from);
    verify(view.slice(head, view.capacity() - head), from + head);
  }

  /**
   * Compares a whole array with the content from its start.
   *
   * @throws IllegalStateException naming the first byte that differs
   */
  public void verify(byte[] actual) {
    verify(ByteBuffer.wrap(actual), 0);
  }

  private void verifyBytes(ByteBuffer view, int start, int end, long from) {
    for (int i = start; i < end; i++) {
      if (view.get(i) != at(from + i)) {
        throw new IllegalStateException(
            "byte %d is 0x%02x, but the source has 0x%02x there: the strategy did not do its work"
                .formatted(from + i, view.get(i), at(from + i)));
      }
    }
  }

  /**
   * Writes a file of this content, without holes, and forces it to the device, so that its pages
   * are cached and clean.
   *
   * @param file where to; if it exists, the new file takes its place when it is written, so that it
   *     gets other pages
   * @param size bytes
   */
  public Path writeFile(Path file, long size) throws IOException {
    writeWindows(file, size, this::fill);
    return file;
  }

  /**
   * Compares a file with the content.
   *
   * @param size its expected length in bytes
   * @throws IllegalStateException if its length or a byte differs
   */
  public void verifyFile(Path file, long size) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      verifyFile(channel, size);
    }
  }

  /**
   * Compares an open file with the content.
   *
   * @param file its position stays
   * @param size its expected length in bytes
   * @throws IllegalStateException if its length or a byte differs
   */
  public void verifyFile(FileChannel file, long size) throws IOException {
    if (file.size() != size) {
      throw new IllegalStateException(
          "the file has %d bytes instead of %d: the strategy did not do its work"
              .formatted(file.size(), size));
    }
    ByteBuffer window = PageAligned.allocate((int) Math.min(WINDOW, size));
    for (long at = 0; at < size; at += WINDOW) {
      ByteBuffer part = window.slice(0, (int) Math.min(WINDOW, size - at));
      FullIo.read(file, part, at);
      verify(part, at);
    }
  }

  /**
   * Fills a buffer with {@link #POISON}, from index 0 to its capacity.
   *
   * @param target any writable buffer; position and limit stay as they are
   */
  public static void poison(ByteBuffer target) {
    poison(target, 0);
  }

  /** Fills an array with {@link #POISON}. */
  public static void poison(byte[] target) {
    Arrays.fill(target, POISON);
  }

  /**
   * Writes a file full of {@link #POISON}, without holes, forced to the device.
   *
   * @param file where to; if it exists, the new file takes its place when it is written, so that it
   *     gets other pages
   * @param size bytes
   */
  public static Path poisonFile(Path file, long size) throws IOException {
    writeWindows(file, size, Payload::poison);
    return file;
  }

  /**
   * Overwrites an open file with {@link #POISON}, from its first byte; nothing is forced.
   *
   * @param file its position stays
   * @param size bytes
   */
  public static void poisonFile(FileChannel file, long size) throws IOException {
    writeWindows(file, size, Payload::poison);
  }

  private static void poison(ByteBuffer target, long from) {
    ByteBuffer view = view(target);
    while (view.remaining() >= Long.BYTES) {
      view.putLong(0x5A5A5A5A5A5A5A5AL);
    }
    while (view.hasRemaining()) {
      view.put(POISON);
    }
  }

  private static ByteBuffer view(ByteBuffer buffer) {
    return buffer.duplicate().clear().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void writeWindows(Path file, long size, Filler filler) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try (FileChannel channel =
        FileChannel.open(
            next,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      writeWindows(channel, size, filler);
      channel.force(true);
    }
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void writeWindows(FileChannel file, long size, Filler filler) throws IOException {
    ByteBuffer window = PageAligned.allocate((int) Math.min(WINDOW, size));
    for (long at = 0; at < size; at += WINDOW) {
      ByteBuffer part = window.slice(0, (int) Math.min(WINDOW, size - at));
      filler.fill(part, at);
      FullIo.write(file, part, at);
    }
  }

  private interface Filler {
    void fill(ByteBuffer target, long from);
  }
}
