package zerocopy.bench.handover;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The reader's end of a way to hand messages over; it lives in the reader's process. A class of it
 * has a public constructor without arguments.
 */
public interface ReadingEnd {

  /** Takes a message where it is; the memory is the writer's again afterwards. */
  @FunctionalInterface
  interface Taker {
    /**
     * Adds up a message.
     *
     * @param memory in the machine's byte order
     * @param at where its first byte is
     */
    void take(ByteBuffer memory, int at);
  }

  /**
   * Connects to the writer.
   *
   * @param address as the writer's state gave it
   * @param size bytes of a message
   * @param polls whether it waits without sleeping
   * @param taker gets every message
   * @throws Exception if that fails
   */
  void open(String address, int size, boolean polls, Taker taker) throws Exception;

  /**
   * Waits for a message, and takes it; those that have come meanwhile, too.
   *
   * @return false at the end of the stream
   * @throws Exception if something else than messages came, or the connection broke
   */
  boolean receive() throws Exception;

  /**
   * Answers.
   *
   * @param sum of all messages until now
   * @throws IOException if the connection broke
   */
  void answer(long sum) throws IOException;
}
