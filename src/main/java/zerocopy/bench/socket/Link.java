package zerocopy.bench.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;

/**
 * A connection that stands for the whole fork, its {@link Receiver} on a thread of its own, and the
 * conditions under which both work. Each of these conditions can decide more than the strategy
 * does, so each is a parameter; the first value is the default.
 *
 * <p>What arrived cannot be compared with the source in the measured time without slowing the
 * receiver. Instead every byte is counted and every message acknowledged, and after each iteration
 * the very strategy that was measured is called once more, with a receiver that compares every
 * byte.
 */
@State(Scope.Thread)
public abstract class Link {

  /** The conditions of the headline rows. */
  static final String USUAL =
      "transport=tcp receiver=blocking receiver=discarding cores=two pacing=none receive=65536";

  /** What the reader of a figure of these rows has to know. */
  static final String HINT =
      "Receiver discarding: it takes the bytes without copying them, as a network interface"
          + " does; blocking: it sleeps and reads them, as a server on the same machine does."
          + " Sender and receiver have a core each. Placement near: both cores share a cache;"
          + " apart: they do not.";

  /** {@code tcp} over the loopback interface, or {@code unix} for a Unix domain socket. */
  @Param({"tcp", "unix"})
  String transport;

  /**
   * How the receiver takes bytes. {@code blocking}: it sleeps in {@code read} until some come, as
   * most servers do. {@code polling}: it never sleeps but reads again and again, so that no wake-up
   * is in the figure. {@code discarding}: it sleeps and then takes the bytes without copying them
   * ({@code recv} with {@code MSG_TRUNC}); it stands in for a network interface, and shows what a
   * sender is spared. TCP only.
   */
  @Param({"blocking", "polling", "discarding"})
  String receiver;

  /** Where sender and receiver run: {@code two} cores, {@code one}, or {@code any}. */
  @Param({"two", "one", "any"})
  String cores;

  /**
   * Whether TCP spreads segments over time: {@code none}, or as the {@code system} does ({@link
   * Transport.Pacing}).
   */
  @Param({"none", "system"})
  String pacing;

  /** Bytes that one read of the receiver takes at most, 1 or more. */
  @Param({"65536", "1048576"})
  int receive;

  /** Where a strategy writes to. */
  ByteChannel socket;

  /** How long nothing may move before an operation counts as stuck. */
  volatile Duration patience = Duration.ofSeconds(10);

  private static final Duration GLANCE = Duration.ofMillis(250);

  private final ByteBuffer acknowledgement = PageAligned.allocate(1);
  private Transport.Ends ends;
  private Receiver receiving;
  private Runnable unpin = () -> {};
  private volatile boolean waiting;
  private long acknowledged;
  private long acknowledgedBefore;

  /** Made by JMH. */
  Link() {}

  /**
   * Connects and starts the receiver. Called on the thread that sends.
   *
   * @param folder where a socket that is a file goes
   * @param messageSize bytes of one operation
   * @param content what they are
   */
  final SocketChannel connect(WorkFolder folder, long messageSize, Receiver.Content content)
      throws IOException {
    Transport over = Transport.of(transport);
    Receiver.Mode mode = Receiver.Mode.of(receiver, over);
    Cores where = Cores.of(cores);
    if (receive < 1) {
      throw new IllegalArgumentException(
          "receive=" + receive + " takes nothing: give the bytes of a read, 1 or more");
    }
    ends = over.connect(folder, pacing);
    receiving = new Receiver(ends.far(), mode, receive, messageSize);
    socket = ends.near();
    connected(ends);
    startWatch();
    receiving.start(content, where);
    unpin = where.pin(0);
    return ends.near();
  }

  /**
   * What a subclass changes about the connection before anybody reads from it.
   *
   * @param made both ends
   * @throws Unsupported if the kernel cannot
   */
  void connected(Transport.Ends made) {}

  /** Poisons the receiver's buffer, and begins to count. */
  @Setup(Level.Iteration)
  public void poison() {
    receiving.poison();
    acknowledgedBefore = acknowledged;
  }

  /**
   * Waits for the receiver's word that it has the last byte: the end of every strategy.
   *
   * @throws IOException if the connection breaks, or nothing moves for {@link #patience}
   */
  final void awaitAcknowledgement() throws IOException {
    waiting = true;
    FullIo.read(socket, acknowledgement.clear());
    waiting = false;
    acknowledged++;
  }

  /**
   * Calls the measured strategy once more.
   *
   * @throws Exception what the strategy throws
   */
  abstract void again() throws Exception;

  /**
   * Calls the strategy once more, and compares every byte that arrives with the source.
   *
   * @throws IllegalStateException if the iteration sent nothing, or anything else than the source
   */
  @TearDown(Level.Iteration)
  public void verify() {
    if (acknowledged == acknowledgedBefore) {
      throw new IllegalStateException("nothing was acknowledged: the strategy did not do its work");
    }
    try {
      receiving.compare(true);
      if (receiving.needsWarning()) {
        again();
      }
      receiving.compare(true);
      again();
    } catch (Exception e) {
      throw new IllegalStateException("the strategy failed when called for comparison", cause(e));
    }
    receiving.compare(false);
    if (receiving.compared() != receiving.messageSize() || receiving.messages() != acknowledged) {
      throw new IllegalStateException(
          "%d of %d bytes arrived, %d of %d messages were waited for: the strategy did not do its work"
              .formatted(
                  receiving.compared(),
                  receiving.messageSize(),
                  acknowledged,
                  receiving.messages()));
    }
  }

  /** The receiver's reason where it has one: the sender only saw the connection break. */
  private Throwable cause(Exception e) {
    return receiving.failure() != null ? receiving.failure() : e;
  }

  /** Says what the connection used, and closes it; the thread may run on all cores again. */
  final void disconnect() throws IOException {
    if (ends != null) {
      ends.sayFacts();
      ends.near().close();
      unpin.run();
    }
  }

  /** The receiver's memory, for tests. */
  final ByteBuffer received() {
    return receiving.memory();
  }

  private void startWatch() {
    Thread thread = new Thread(this::watch, "watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  /** Breaks a connection on which somebody waits and nothing moves, so that nothing ever hangs. */
  private void watch() {
    long moved = -1;
    long since = System.nanoTime();
    try {
      while (ends.near().isOpen()) {
        Thread.sleep(GLANCE.toMillis());
        if (!waiting || receiving.received() != moved) {
          moved = receiving.received();
          since = System.nanoTime();
        } else if (System.nanoTime() - since > patience.toNanos()) {
          ends.near().close();
        }
      }
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt();
    }
  }
}
