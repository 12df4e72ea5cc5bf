package zerocopy.iopath.device;

import java.util.Arrays;
import java.util.zip.CRC32;

/**
 * A disk and its controller. The controller reads a sector into its own buffer, verifies the
 * checksum that was stored with it, and only then says that it is ready.
 */
public final class DiskController {

  /** Bytes of a sector. */
  public static final int SECTOR = 512;

  /** Bytes of a word, the unit of the data register. */
  public static final int WORD = 4;

  static final int WORDS = SECTOR / WORD;
  private static final int ATTEMPTS = 3;

  private final int[] medium;
  private final long[] checksums;
  private final int[] buffer = new int[WORDS];
  private int read;
  private boolean ready;
  private int attempts;

  /**
   * A disk of the given content.
   *
   * @param content words of the disk, a positive multiple of 128 (one sector)
   */
  public DiskController(int[] content) {
    if (content.length == 0 || content.length % WORDS != 0) {
      throw new IllegalArgumentException("a disk holds whole sectors of " + WORDS + " words");
    }
    medium = content.clone();
    checksums = new long[content.length / WORDS];
    for (int sector = 0; sector < checksums.length; sector++) {
      checksums[sector] = checksum(medium, sector * WORDS);
    }
  }

  /** Sectors of the disk. */
  public int sectors() {
    return checksums.length;
  }

  /**
   * Turns bits of one word on the medium, as a defect does; its checksum stays.
   *
   * @param word index of the word on the disk
   */
  public void damage(int word, int bits) {
    medium[word] ^= bits;
  }

  /**
   * The drive delivers a sector into the controller's buffer, and the controller verifies it.
   *
   * @param sector number of the sector, from 0
   * @throws IllegalArgumentException when the disk has no such sector
   * @throws DiskError when the checksum is wrong three times in a row
   */
  void load(int sector) {
    if (sector < 0 || sector >= sectors()) {
      throw new IllegalArgumentException(
          "sector " + sector + " is not on a disk of " + sectors() + " sectors");
    }
    ready = false;
    for (attempts = 0; attempts < ATTEMPTS && !ready; attempts++) {
      System.arraycopy(medium, sector * WORDS, buffer, 0, WORDS);
      ready = checksum(buffer, 0) == checksums[sector];
    }
    if (!ready) {
      Arrays.fill(buffer, 0);
      throw new DiskError("sector " + sector + " has a wrong checksum, " + ATTEMPTS + " times");
    }
    read = 0;
  }

  /** How often the latest sector was read until its checksum was right, or given up. */
  int attempts() {
    return attempts;
  }

  /** The status register: whether the buffer holds words that nobody has taken. */
  boolean isReady() {
    return ready;
  }

  /** The data register: the next word of the buffer. Taking the last makes it not ready. */
  int takeWord() {
    if (!ready) {
      throw new IllegalStateException("the controller's buffer is empty");
    }
    int word = buffer[read++];
    ready = read < WORDS;
    return word;
  }

  /** CRC-32 over the words, most significant byte first. */
  private static long checksum(int[] words, int from) {
    CRC32 crc = new CRC32();
    for (int i = from; i < from + WORDS; i++) {
      crc.update(words[i] >>> 24);
      crc.update(words[i] >>> 16);
      crc.update(words[i] >>> 8);
      crc.update(words[i]);
    }
    return crc.getValue();
  }
}
