package zerocopy.bench.handover;

import java.nio.ByteBuffer;

/**
 * What a message holds: 64-bit words in the machine's order, each the one before plus a constant.
 * The first word differs from message to message, so that a message that was lost, repeated or
 * overwritten too early changes the sum; its lowest bit says whether the reader is to answer.
 */
public final class Message {

  /** Odd, so that it takes all 64 bits round (Knuth, "The Art of Computer Programming", 3.2.1). */
  private static final long STEP = 0x9E3779B97F4A7C15L;

  /** Even, so that the lowest bit is free. */
  private static final long BETWEEN = 0xD1342543DE82EF96L;

  private Message() {}

  /**
   * The first word of a message.
   *
   * @param answered whether the reader is to answer
   */
  static long first(long number, boolean answered) {
    return number * BETWEEN | (answered ? 1 : 0);
  }

  /**
   * Whether the reader is to answer.
   *
   * @param first word of a message
   */
  static boolean isAnswered(long first) {
    return (first & 1) != 0;
  }

  /** The word after another. */
  public static long next(long word) {
    return word + STEP;
  }

  /**
   * Makes a message.
   *
   * @param size bytes, a multiple of 8
   * @param first its first word
   */
  static void make(ByteBuffer memory, int at, int size, long first) {
    long word = first;
    for (int i = at; i < at + size; i += Long.BYTES) {
      memory.putLong(i, word);
      word += STEP;
    }
  }

  /**
   * Adds up the words of a message that was received.
   *
   * @param memory where it is
   * @param at its first byte
   * @param size bytes, a multiple of 8
   */
  static long sum(ByteBuffer memory, int at, int size) {
    long sum = 0;
    for (int i = at; i < at + size; i += Long.BYTES) {
      sum += memory.getLong(i);
    }
    return sum;
  }

  /**
   * The sum that a message must have, without looking at it.
   *
   * @param size bytes, a multiple of 8
   * @param first its first word
   */
  static long sum(int size, long first) {
    long words = size / Long.BYTES;
    return words * first + words * (words - 1) / 2 * STEP;
  }
}
