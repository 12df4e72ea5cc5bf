package zerocopy.bench.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.Choice;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;
import zerocopy.bench.support.peer.Peer;

/**
 * Two connected ends, and a thread that answers each question with its complement.
 *
 * <p>If the answering thread fails it hangs up, and so does the asking side at the end: neither
 * waits for a dead one.
 */
@State(Scope.Thread)
public abstract class PingPong {

  /** {@code pipe}: two of them; {@code unix}: a unix domain socket; {@code tcp}: loopback. */
  @Param({"pipe", "unix", "tcp"})
  public String transport;

  /** Where the two threads run: {@code two} cores, {@code one}, or {@code any}. */
  @Param({"two", "one", "any"})
  public String cores;

  /** Whether TCP spreads segments over time: {@code none}, or as the {@code system} does. */
  @Param({"none", "system"})
  public String pacing;

  End near;
  private End far;
  private Thread answering;
  private final Wait wait;
  private final boolean blocks;
  private Transport.Ends ends;
  private Runnable unpin = () -> {};
  private long question;
  private long answered;
  private volatile Throwable failure;

  PingPong(Wait wait, boolean blocks) {
    this.wait = wait;
    this.blocks = blocks;
  }

  /** A way of waiting: returns when an end has received 8 bytes. */
  @FunctionalInterface
  interface Wait {
    void until(End end) throws IOException;
  }

  /** One end: where it reads, where it writes. */
  static final class End {
    final ReadableByteChannel in;
    final ByteBuffer received = PageAligned.allocate(Long.BYTES);
    final Selector selector;
    private final WritableByteChannel out;
    private final ByteBuffer sent = PageAligned.allocate(Long.BYTES);

    <R extends SelectableChannel & ReadableByteChannel> End(
        R in, WritableByteChannel out, boolean blocks) throws IOException {
      this.in = in;
      this.out = out;
      selector = Selector.open();
      in.configureBlocking(blocks);
      if (!blocks) {
        in.register(selector, SelectionKey.OP_READ);
      }
    }

    void send(long value) throws IOException {
      FullIo.write(out, sent.clear().putLong(0, value));
    }

    void hangUp() throws IOException {
      selector.close();
      out.close();
      in.close();
    }
  }

  /** Connects the ends and starts the answering thread. */
  @Setup(Level.Trial)
  public void connect() throws IOException {
    Peer.refuse();
    if (transport.equals("pipe")) {
      connectPipes();
    } else {
      connectSockets(Choice.of(Transport.class, "transport", transport));
    }
    Cores where = Cores.of(cores);
    answering = PeerThread.start("answering", where, this::answerAll);
    unpin = where.pin(0);
  }

  private void connectPipes() throws IOException {
    if (!pacing.equals("none")) {
      throw new Unsupported("a pipe has no congestion control: give pacing=none");
    }
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    near = new End(back.source(), there.sink(), blocks);
    far = new End(there.source(), back.sink(), blocks);
  }

  private void connectSockets(Transport over) throws IOException {
    try (WorkFolder folder = WorkFolder.open()) {
      ends = over.connect(folder, pacing);
      near = new End(ends.near(), ends.near(), blocks);
      far = new End(ends.far(), ends.far(), blocks);
    }
  }

  private void answerAll() {
    try {
      while (true) {
        wait.until(far);
        far.send(~far.received.getLong(0));
      }
    } catch (EOFException | ClosedChannelException | ClosedSelectorException hungUp) {
      failure = hungUp;
    } catch (IOException | RuntimeException e) {
      failure = e;
      hangUpFar();
    }
  }

  private void hangUpFar() {
    try {
      far.hangUp();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /** Begins an iteration: no question yet. */
  @Setup(Level.Iteration)
  public void begin() {
    question = System.nanoTime();
    answered = 0;
  }

  /**
   * The next question.
   *
   * @return a number that was not asked before
   */
  final long nextQuestion() {
    return ++question;
  }

  /**
   * Takes the answer that has arrived.
   *
   * @throws IllegalStateException if it belongs to another question
   */
  final long answer() {
    long answer = near.received.getLong(0);
    if (answer != ~question) {
      throw new IllegalStateException("the answer belongs to another question");
    }
    answered++;
    return answer;
  }

  /**
   * Checks that questions were answered.
   *
   * @throws IllegalStateException if not
   */
  @TearDown(Level.Iteration)
  public void verify() {
    if (answered == 0 || failure != null) {
      throw new IllegalStateException("no answer", failure);
    }
  }

  /** Hangs up, and waits for the answering thread to notice. */
  @TearDown(Level.Trial)
  public void hangUp() throws IOException, InterruptedException {
    if (ends != null) {
      ends.sayFacts();
    }
    near.hangUp();
    answering.join(10_000);
    far.hangUp();
    unpin.run();
  }
}
