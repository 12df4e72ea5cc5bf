package zerocopy.bench.support.peer;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import zerocopy.bench.support.Choice;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.LinuxSocket;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Unsupported;

/**
 * The other end: a thread that drains one connection, by default into a page-aligned buffer, and
 * answers the last byte of every message by one byte. It counts every byte, and compares them with
 * the source while it is told to.
 */
public final class Receiver implements FarEnd {

  /** How bytes are taken: asleep in a read, by reading again and again, or without a copy. */
  public enum Mode {
    BLOCKING,
    POLLING,
    DISCARDING;

    /**
     * The mode of a parameter's value.
     *
     * @throws Unsupported if the transport cannot do it
     */
    public static Mode of(String name, Transport over) {
      Mode mode = Choice.of(Mode.class, "receiver", name);
      if (mode == DISCARDING && over != Transport.TCP) {
        throw new Unsupported("only TCP can discard what it receives: give transport=tcp");
      }
      return mode;
    }
  }

  /** What a message holds. */
  @FunctionalInterface
  public interface Content {
    /**
     * Compares a part of a message.
     *
     * @param part what came
     * @param at where in the message it begins
     * @throws IllegalStateException if a byte differs
     */
    void verify(ByteBuffer part, long at);
  }

  private final SocketChannel socket;
  private final Mode mode;
  private final long messageSize;
  private final ByteBuffer buffer;
  private final int descriptor;

  private Content content;
  private long number;
  private volatile boolean comparing;
  private volatile long compared;
  private volatile long received;
  private volatile long messages;
  private volatile Exception failure;

  /**
   * A receiver for one connection.
   *
   * @param socket its end of the connection, which it closes
   * @param mode how it takes bytes
   * @param most bytes that one read takes at most
   * @param messageSize bytes of every message
   */
  public Receiver(SocketChannel socket, Mode mode, int most, long messageSize) throws IOException {
    this.socket = socket;
    this.mode = mode;
    this.messageSize = messageSize;
    this.buffer = PageAligned.allocate(most);
    this.descriptor = mode == Mode.DISCARDING ? LinuxSocket.descriptor(socket) : -1;
    socket.configureBlocking(mode != Mode.POLLING);
  }

  /**
   * Starts the thread, and returns when it is on its core.
   *
   * @param what the content of every message
   * @return the thread, which ends with the connection
   * @throws Unsupported if the system refuses the core
   */
  @SuppressWarnings("deprecation") // Thread.threadId() came after Java 17
  public Thread start(Content what, Cores where) {
    content = what;
    Thread thread = PeerThread.start("receiver", where, this::run);
    number = thread.getId();
    return thread;
  }

  private void run() {
    try (socket) {
      drain();
    } catch (IOException e) {
      failure = failure == null ? e : failure;
    }
  }

  /**
   * Drains the connection until the sender closes it, or something goes wrong; the reason is there
   * before the sender sees the connection break.
   */
  private void drain() {
    try {
      ByteBuffer acknowledgement = PageAligned.allocate(1);
      while (receiveMessage()) {
        messages++;
        FullIo.write(socket, acknowledgement.clear());
      }
    } catch (IOException | IllegalStateException e) {
      failure = e;
    }
  }

  private boolean receiveMessage() throws IOException {
    for (long at = 0; at < messageSize; ) {
      boolean copying = comparing || mode != Mode.DISCARDING;
      int count = copying ? read() : LinuxSocket.discard(descriptor, buffer.capacity());
      if (count < 0) {
        return false;
      }
      if (comparing && copying) {
        content.verify(buffer.duplicate().flip(), at);
        compared += count;
      }
      at += count;
      received += count;
      if (at > messageSize) {
        throw new IllegalStateException("%d bytes came instead of %d".formatted(at, messageSize));
      }
    }
    return true;
  }

  private int read() throws IOException {
    int count = socket.read(buffer.clear());
    while (count == 0) {
      Thread.onSpinWait();
      count = socket.read(buffer);
    }
    return count;
  }

  @Override
  public void poison() {
    Payload.poison(buffer);
  }

  @Override
  public void compare(boolean on) {
    compared = on ? 0 : compared;
    comparing = on;
  }

  @Override
  public State state() {
    return new State(
        received, messages, compared, failure == null ? "" : String.valueOf(failure.getMessage()));
  }

  /** CPU time of its thread in ns; −1 once that has ended. */
  long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getThreadCpuTime(number);
  }

  /** Where it copies bytes to. */
  public ByteBuffer memory() {
    return buffer;
  }
}
