package zerocopy.bench.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.Choice;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;
import zerocopy.bench.support.peer.FarEnd;
import zerocopy.bench.support.peer.Peer;
import zerocopy.bench.support.peer.PeerListener;
import zerocopy.bench.support.peer.Receiver;
import zerocopy.bench.support.peer.ReceiverSettings;
import zerocopy.bench.support.peer.RemoteEnd;

/**
 * A connection that stands for the whole fork, its {@link Receiver} on a thread of its own or on
 * another machine ({@link Peer}), and the conditions under which both work. Each of these
 * conditions can decide more than the strategy does, so each is a parameter; the first value is the
 * default.
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

  /** {@code tcp}, over loopback or to a peer, or {@code unix} for a Unix domain socket. */
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
  private RemoteEnd remote;
  private FarEnd receiving;
  private Receiver.Mode mode;
  private long messageSize;
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
    this.messageSize = messageSize;
    mode = Receiver.Mode.of(receiver, over);
    Cores where = Cores.of(cores);
    if (receive < 1) {
      throw new IllegalArgumentException(
          "receive=" + receive + " takes nothing: give the bytes of a read, 1 or more");
    }
    Optional<Peer> peer = Peer.wanted();
    SocketChannel near =
        peer.isPresent()
            ? connectTo(peer.get(), over, where)
            : connectHere(folder, over, where, content);
    unpin = where.pin(0);
    return near;
  }

  private SocketChannel connectHere(
      WorkFolder folder, Transport over, Cores where, Receiver.Content content) throws IOException {
    ends = over.connect(folder, pacing);
    Receiver here = new Receiver(ends.far(), mode, receive, messageSize);
    receiving = here;
    socket = ends.near();
    connected(ends);
    startWatch(ends.near());
    here.start(content, where);
    return ends.near();
  }

  private SocketChannel connectTo(Peer peer, Transport over, Cores where) throws IOException {
    if (seed().isEmpty()) {
      Peer.refuse();
    }
    Transport.Pacing paced = Choice.of(Transport.Pacing.class, "pacing", pacing);
    remote =
        RemoteEnd.open(
            peer,
            PeerListener.RECEIVE,
            over,
            new ReceiverSettings(mode, receive, messageSize, paced, where, seed().getAsLong()));
    receiving = remote;
    socket = remote.bytes();
    startWatch(remote.bytes());
    return remote.bytes();
  }

  /**
   * What a receiver on another machine compares with.
   *
   * @return seed of the {@link zerocopy.bench.support.Payload} that each message is the begin of;
   *     empty where a message is anything else
   */
  OptionalLong seed() {
    return OptionalLong.empty();
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
      if (mode == Receiver.Mode.DISCARDING) {
        // The call that discards it is under way already.
        again();
      }
      receiving.compare(true);
      again();
    } catch (Exception e) {
      throw new IllegalStateException("the strategy failed when called for comparison", cause(e));
    }
    receiving.compare(false);
    FarEnd.State state = receiving.state();
    if (state.compared() != messageSize || state.messages() != acknowledged) {
      throw new IllegalStateException(
          "%d of %d bytes arrived, %d of %d messages were waited for: the strategy did not do its work"
              .formatted(state.compared(), messageSize, acknowledged, state.messages()));
    }
  }

  /** The receiver's reason where it has one: the sender only saw the connection break. */
  private Throwable cause(Exception e) {
    String reason = receiving.state().failure();
    return reason.isEmpty() ? e : new IllegalStateException(reason);
  }

  /** Says what the connection used, and closes it; the thread may run on all cores again. */
  final void disconnect() throws IOException {
    if (ends != null) {
      ends.sayFacts();
      ends.near().close();
    }
    if (remote != null) {
      if (LinuxMemory.available() && remote.bytes().isOpen()) {
        Transport.sayFacts(remote.bytes(), remote.congestionControl());
      }
      remote.close();
    }
    unpin.run();
  }

  /** The receiver's memory, for tests. */
  final ByteBuffer received() {
    return ((Receiver) receiving).memory();
  }

  private void startWatch(SocketChannel near) {
    Thread thread = new Thread(() -> watch(near), "watchdog");
    thread.setDaemon(true);
    thread.start();
  }

  /** Breaks a connection on which somebody waits and nothing moves, so that nothing ever hangs. */
  private void watch(SocketChannel near) {
    long moved = -1;
    long since = System.nanoTime();
    try (near) {
      while (near.isOpen() && System.nanoTime() - since < patience.toNanos()) {
        Thread.sleep(GLANCE.toMillis());
        long now = waiting ? receiving.state().received() : -1;
        if (now < 0 || now != moved) {
          moved = now;
          since = System.nanoTime();
        }
      }
    } catch (InterruptedException | IOException | IllegalStateException e) {
      Thread.currentThread().interrupt();
    }
  }
}
