package zerocopy.bench.handover;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.options.TimeValue;
import zerocopy.bench.support.Choice;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.Unsupported;

/**
 * The writer's side: messages that are made and sent by this process, and a {@link ReaderProcess}
 * that adds them up. A message has {@link #LARGEST} bytes at most.
 *
 * <p>Every answer is compared with the sum of all messages until then. After each iteration the
 * strategy sends one more message, of which the reader returns a copy.
 */
@State(Scope.Thread)
public abstract class Exchange {

  private static final int LARGEST = 1 << 24;

  /** So many pauses lie between two looks whether the reader lives. */
  private static final int PAUSES_BETWEEN_LOOKS = 1 << 10;

  /** The set-up warms up for so many of JMH's iterations: they come too few for two JVMs. */
  private static final int WARMING = 10;

  /** Which messages are answered. */
  private enum Form {
    ROUNDTRIP,
    STREAM
  }

  /** How an end waits. */
  private enum Reader {
    POLLING,
    BLOCKING
  }

  /** Bytes of a message, a multiple of 8 up to 16 MiB. */
  @Param({"64", "1024", "16384", "262144", "1048576"})
  public int size;

  /**
   * {@code roundtrip}: each message is answered by a sum of 8 bytes before the next one is made, so
   * that the time is that of an exchange. {@code stream}: messages follow one another as fast as
   * the reader takes them, and the last one of a burst is answered.
   */
  @Param({"roundtrip", "stream"})
  public String exchange;

  /**
   * How both processes wait. {@code polling}: they look again and again. {@code blocking}: they
   * sleep in the kernel; shared memory has no call for that, so that there they do as users of
   * Agrona do, by a {@link BackoffIdleStrategy}: they spin, then yield, then sleep from 1 µs to 1
   * ms.
   */
  @Param({"polling", "blocking"})
  public String reader;

  /** Where the two processes run: {@code two} cores, {@code one}, or {@code any}. */
  @Param({"two", "one", "any"})
  public String cores;

  /** Messages that a call of the strategy sends. */
  int messages = HandOver.BURST;

  /** The first word of the message that is to be made now. */
  public long first;

  private ReaderProcess process;
  private Object strategies;
  private Method strategy;
  private Form form;
  private boolean polls;
  private IdleStrategy idle;
  private Runnable unpin = () -> {};
  private int left;
  private int pauses;
  private long sent;
  private long sentBefore;
  private long expected;
  private long answered;

  /**
   * Starts the reader's process and waits until it reads.
   *
   * @param running names the strategy, to be called again for the comparison
   */
  @Setup(Level.Trial)
  public void open(BenchmarkParams running) throws Exception {
    if (size < Long.BYTES || size > LARGEST || size % Long.BYTES != 0) {
      throw new IllegalArgumentException(
          "size=%d is no message: give a multiple of 8 from 8 to %d".formatted(size, LARGEST));
    }
    if (!LinuxMemory.available()) {
      throw new Unsupported("another process is reached by Linux's /proc: measure on Linux");
    }
    form = Choice.of(Form.class, "exchange", exchange);
    polls = Choice.of(Reader.class, "reader", reader) == Reader.POLLING;
    idle = idle(polls);
    Cores where = Cores.of(cores);
    choose(running.getBenchmark());
    try {
      process = new ReaderProcess(end(), connect(), size, polls);
      process.begin();
      accept();
      where.pin(1, process.awaitReading());
      connected();
      unpin = where.pin(0);
      PeerThread.elsewhere(process::cpuNanos);
      warm(running.getWarmup().getTime());
    } catch (Exception e) {
      close();
      throw e;
    }
  }

  /** Where both processes poll, their compilers have to share the cores with them. */
  private void warm(TimeValue iteration) throws Exception {
    long end = System.nanoTime() + WARMING * iteration.convertTo(TimeUnit.NANOSECONDS);
    while (System.nanoTime() - end < 0) {
      call();
    }
  }

  private void choose(String benchmark) throws ReflectiveOperationException {
    int dot = benchmark.lastIndexOf('.');
    Class<?> type = Class.forName(benchmark.substring(0, dot));
    strategies = type.getDeclaredConstructor().newInstance();
    strategy =
        Stream.of(type.getMethods())
            .filter(method -> method.getName().equals(benchmark.substring(dot + 1)))
            .findFirst()
            .orElseThrow(() -> new IllegalStateException(benchmark + " is no strategy"));
  }

  /**
   * How an end waits where the kernel does not do it.
   *
   * @param polls whether it must not sleep
   */
  public static IdleStrategy idle(boolean polls) {
    return polls ? new BusySpinIdleStrategy() : new BackoffIdleStrategy();
  }

  /** What the reader reads by. */
  protected abstract Class<? extends ReadingEnd> end();

  /**
   * Makes what a message goes through.
   *
   * @return where the reader finds it
   * @throws IOException if that fails
   */
  protected abstract String connect() throws Exception;

  /** Waits for the reader's connection, where it makes one. */
  void accept() throws IOException {}

  /** Gives up what only the reader needs; it has everything now. */
  void connected() throws IOException {}

  /** Closes what was made for the messages, whatever was made of it. */
  protected abstract void disconnect() throws IOException;

  /**
   * Receives an answer.
   *
   * @throws IOException if the reader is lost
   */
  protected abstract long answer() throws IOException;

  /** Whether this end must not sleep. */
  protected final boolean polls() {
    return polls;
  }

  @Setup(Level.Iteration)
  public void count() {
    sentBefore = sent;
    left = 0;
  }

  /**
   * Begins the next message of a burst, and tells its {@link #first} word.
   *
   * @return false at the end of the burst
   */
  public final boolean next() {
    if (left < 0) {
      left = 0;
      process.end();
      return false;
    }
    if (left == 0) {
      process.begin();
      left = messages;
    }
    left--;
    first = Message.first(++sent, left == 0 || form == Form.ROUNDTRIP);
    expected += Message.sum(size, first);
    left -= left == 0 ? 1 : 0;
    return true;
  }

  /**
   * Waits for the answer, where the message just sent has one.
   *
   * @throws IllegalStateException if the reader has read something else than was sent
   * @throws IOException if the reader is lost
   */
  public final void awaitAnswer() throws IOException {
    if (Message.isAnswered(first)) {
      long answer = answer();
      answered++;
      if (answer != expected) {
        throw new IllegalStateException(
            "the reader's sum is %x instead of %x: the strategy did not do its work"
                .formatted(answer, expected));
      }
    }
  }

  /** Messages sent, ever, the current one included. */
  public final long sent() {
    return sent;
  }

  /** Answers received, ever. */
  final long answered() {
    return answered;
  }

  /** Waits a moment for the reader. */
  public final void pause() throws IOException {
    idle.idle();
    if (++pauses % PAUSES_BETWEEN_LOOKS == 0) {
      process.requireAlive();
    }
  }

  /** Begins to wait. */
  public final void beginPausing() {
    idle.reset();
  }

  /**
   * What is thrown when the reader does not answer any more.
   *
   * @param seen how it was noticed
   */
  final IOException lost(IOException seen) {
    return process.lost(seen);
  }

  /**
   * Sends one more message, and compares the reader's copy of it.
   *
   * @throws IllegalStateException if the iteration sent nothing, or the copy differs
   */
  @TearDown(Level.Iteration)
  public void verify() throws Exception {
    if (sent == sentBefore) {
      throw new IllegalStateException("nothing was handed over: the strategy did not do its work");
    }
    process.keepNext();
    int usual = messages;
    messages = 1;
    try {
      call();
    } finally {
      messages = usual;
    }
    ByteBuffer made = ByteBuffer.allocate(size).order(ByteOrder.nativeOrder());
    Message.make(made, 0, size, first);
    int differs = made.mismatch(ByteBuffer.wrap(process.kept()));
    if (differs >= 0) {
      throw new IllegalStateException(
          "byte %d of the reader's copy differs: the strategy did not do its work"
              .formatted(differs));
    }
  }

  private void call() throws Exception {
    try {
      strategy.invoke(strategies, this);
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Ends the reader's process; the thread may run on all cores again. */
  @TearDown(Level.Trial)
  public void close() throws IOException {
    PeerThread.elsewhere(null);
    unpin.run();
    try {
      disconnect();
    } finally {
      if (process != null) {
        process.close();
      }
    }
  }
}
