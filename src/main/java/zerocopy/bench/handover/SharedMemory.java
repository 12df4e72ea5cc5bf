package zerocopy.bench.handover;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import org.agrona.concurrent.IdleStrategy;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Messages in a {@link SharedRoom}, through which the answers come back. */
@State(Scope.Thread)
public abstract class SharedMemory extends Exchange {

  /** The memory, from the first byte of the room for messages. */
  public ByteBuffer memory;

  private RandomAccessFile file;
  private SharedRoom room;
  private long taken;

  @Override
  protected String connect() throws Exception {
    file = OpenFiles.inMemory(SharedRoom.bytes(size));
    room = new SharedRoom(file, size);
    memory = room.memory();
    share(room, file);
    return OpenFiles.address(file);
  }

  /**
   * Uses the memory.
   *
   * @param file that is mapped
   * @throws Exception if that fails
   */
  protected abstract void share(SharedRoom shared, RandomAccessFile file) throws Exception;

  @Override
  protected final long answer() throws IOException {
    beginPausing();
    while (room.answers() <= answered()) {
      pause();
    }
    return room.sum();
  }

  /**
   * Waits until the reader has taken all messages but a few, before the next is made.
   *
   * @param most messages that may be on their way, the next one included
   */
  public final void awaitTaken(long most) throws IOException {
    if (sent() - taken > most) {
      beginPausing();
      for (taken = room.taken(); sent() - taken > most; taken = room.taken()) {
        pause();
      }
    }
  }

  @Override
  protected void disconnect() throws IOException {
    if (file != null) {
      file.close();
    }
    if (room != null) {
      memory = null;
      room.unmap();
    }
  }

  /** The reader's end. */
  public abstract static class End implements ReadingEnd {

    /** The memory that is shared. */
    protected SharedRoom room;

    /** The memory, from the first byte of the room for messages. */
    protected ByteBuffer memory;

    /** Gets every message. */
    protected Taker taker;

    private IdleStrategy idle;
    private long taken;
    private long answered;

    @Override
    public final void open(String address, int size, boolean polls, Taker takes) throws Exception {
      String[] addresses = address.split(" ");
      idle = idle(polls);
      taker = takes;
      try (RandomAccessFile file = new RandomAccessFile(addresses[0], "rw")) {
        room = new SharedRoom(file, size);
        memory = room.memory();
        open(file, address, size, polls);
      }
    }

    /**
     * Uses the memory.
     *
     * @param file that is mapped
     * @param address that the writer gave
     * @throws Exception if that fails
     */
    protected abstract void open(RandomAccessFile file, String address, int size, boolean polls)
        throws Exception;

    @Override
    public final boolean receive() throws Exception {
      idle.reset();
      while (!receiveNow()) {
        idle.idle();
      }
      return true;
    }

    /**
     * Takes what is there.
     *
     * @return false if there was nothing
     * @throws Exception if a message was lost
     */
    protected abstract boolean receiveNow() throws Exception;

    /** Says that one more message is taken. */
    protected final void taken() {
      room.take(++taken);
    }

    @Override
    public final void answer(long sum) {
      room.answer(++answered, sum);
    }
  }
}
