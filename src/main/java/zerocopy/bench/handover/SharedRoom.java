package zerocopy.bench.handover;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.agrona.BitUtil;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import zerocopy.bench.support.PageAligned;

/**
 * Memory that both processes have mapped, and touched: room for {@link #MESSAGES} messages, at
 * least {@link #LEAST} bytes; a page for Agrona's counters; a page for ours.
 *
 * <p>Counters that different processes write lie {@link #APART} bytes apart, two lines of the
 * cache: processors fetch lines in pairs.
 */
public final class SharedRoom {

  /** The least room for messages, in bytes. */
  static final int LEAST = 1 << 16;

  /** So many messages have room; Agrona lets a message take an eighth of a ring. */
  static final int MESSAGES = 8;

  private static final int APART = 128;
  private static final int ANSWERS = 0;
  private static final int SUM = Long.BYTES;
  private static final int TAKEN = APART;
  private static final int PUBLISHED = 2 * APART;

  private final int capacity;
  private final MappedByteBuffer memory;
  private final UnsafeBuffer counters;

  /**
   * Maps a file.
   *
   * @param file of {@link #bytes}
   * @param size bytes of a message
   */
  public SharedRoom(RandomAccessFile file, int size) throws IOException {
    capacity = capacity(size);
    memory = file.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, bytes(size));
    memory.order(ByteOrder.nativeOrder());
    for (int at = 0; at < memory.capacity(); at += PageAligned.PAGE) {
      // A write that changes nothing, also where the other process has written meanwhile.
      new UnsafeBuffer(memory, at, Long.BYTES).getAndAddLong(0, 0);
    }
    counters = new UnsafeBuffer(memory, capacity + PageAligned.PAGE, PageAligned.PAGE);
  }

  /**
   * Bytes of the room for messages, a power of two.
   *
   * @param size of a message
   */
  public static int capacity(int size) {
    return Math.max(LEAST, MESSAGES * BitUtil.findNextPositivePowerOfTwo(size));
  }

  /**
   * Bytes of everything.
   *
   * @param size of a message
   */
  static int bytes(int size) {
    return capacity(size) + 2 * PageAligned.PAGE;
  }

  /** All of it, beginning with the room for messages, in the machine's byte order. */
  public ByteBuffer memory() {
    return memory;
  }

  /**
   * The room for messages and Agrona's counters behind it.
   *
   * @param trailer bytes of these counters
   */
  UnsafeBuffer withTrailer(int trailer) {
    return new UnsafeBuffer(memory, 0, capacity + trailer);
  }

  /** Publishes an answer. */
  void answer(long number, long sum) {
    counters.putLong(SUM, sum);
    counters.putLongRelease(ANSWERS, number);
  }

  /** Answers published. */
  long answers() {
    return counters.getLongVolatile(ANSWERS);
  }

  /** The last answer. */
  long sum() {
    return counters.getLong(SUM);
  }

  /** Says that messages are taken, so that their room is free. */
  public void take(long number) {
    counters.putLongRelease(TAKEN, number);
  }

  /** Messages taken. */
  public long taken() {
    return counters.getLongVolatile(TAKEN);
  }

  /** Where in {@link #memory} the number of messages published is. */
  public int published() {
    return capacity + PageAligned.PAGE + PUBLISHED;
  }

  /** Unmaps it. */
  void unmap() {
    IoUtil.unmap(memory);
  }
}
