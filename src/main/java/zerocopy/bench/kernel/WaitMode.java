package zerocopy.bench.kernel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.FullIo;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Strategy;

/**
 * What does waiting cost: polling or interrupt?
 *
 * <p>One operation is an exchange of 8 bytes there and 8 bytes back with another thread, which
 * waits in the same way. {@code busyPolling} asks until the answer is there, as programmed I/O does
 * with a device's status register: the lowest latency, and both cores busy all the time. {@code
 * blocking} sleeps in {@code read} until the kernel wakes the thread: each direction pays for a
 * wake-up and a context switch. {@code selector} sleeps in {@code select} (epoll) and then reads:
 * one more crossing for each direction.
 *
 * <p>The score is wall time; the kernel profiler gives the CPU time of both threads apart. By
 * default each has a core of its own ({@code cores}): left alone, the scheduler moves them together
 * and apart, and an exchange between cores costs several times as much as one on a core.
 *
 * <p>Pitfalls. Loopback has no device and no interrupt: what wakes the sleeper is the sender's own
 * system call. On an idle core the wake-up includes leaving the idle state, on a virtual machine
 * possibly an exit to the host. Polling looks at the clock every {@link #POLLS_BETWEEN_CLOCK_READS}
 * polls, so that a dead partner is no hang. On one core polling waits for the end of the other
 * thread's time slice.
 */
@Question(
    asks = "What does it cost to wait for an answer?",
    order = 120,
    figures = @Figure(id = "wait", title = "Polling, blocking, selecting: one exchange"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class WaitMode {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final int POLLS_BETWEEN_CLOCK_READS = 4096;

  /** Both threads poll. */
  @State(Scope.Thread)
  public static class Polling extends PingPong {
    /** Sets the way of waiting. */
    public Polling() {
      super(WaitMode::poll, false);
    }
  }

  /** Both threads block. */
  @State(Scope.Thread)
  public static class Blocking extends PingPong {
    /** Sets the way of waiting. */
    public Blocking() {
      super(WaitMode::block, true);
    }
  }

  /** Both threads select. */
  @State(Scope.Thread)
  public static class Selecting extends PingPong {
    /** Sets the way of waiting. */
    public Selecting() {
      super(WaitMode::select, false);
    }
  }

  @Benchmark
  @Strategy(
      says = "Asks again and again, without sleeping, until the answer is there.",
      label = "polling",
      reads = "1..",
      writes = "1",
      sleeps = "..0.5")
  public long busyPolling(Polling pair) throws IOException {
    pair.near.send(pair.nextQuestion());
    poll(pair.near);
    return pair.answer();
  }

  @Benchmark
  @Strategy(
      says = "Sleeps in a read until the answer comes.",
      label = "blocking read",
      reads = "1",
      writes = "1",
      sleeps = "0.1..")
  public long blocking(Blocking pair) throws IOException {
    pair.near.send(pair.nextQuestion());
    block(pair.near);
    return pair.answer();
  }

  @Benchmark
  @Strategy(
      says = "Sleeps in select until the answer comes, then reads it.",
      reads = "1",
      writes = "1",
      sleeps = "0.1..")
  public long selector(Selecting pair) throws IOException {
    pair.near.send(pair.nextQuestion());
    select(pair.near);
    return pair.answer();
  }

  private static void poll(PingPong.End end) throws IOException {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    end.received.clear();
    for (long polls = 1; end.received.hasRemaining(); polls++) {
      readSome(end);
      if (polls % POLLS_BETWEEN_CLOCK_READS == 0 && System.nanoTime() - deadline > 0) {
        throw new IOException("no answer within 10 s");
      }
      Thread.onSpinWait();
    }
  }

  private static void block(PingPong.End end) throws IOException {
    FullIo.read(end.in, end.received.clear());
  }

  private static void select(PingPong.End end) throws IOException {
    end.received.clear();
    while (end.received.hasRemaining()) {
      if (end.selector.select(SelectionKey::isReadable, TimeUnit.SECONDS.toMillis(10)) == 0) {
        throw new IOException("no answer within 10 s");
      }
      readSome(end);
    }
  }

  private static void readSome(PingPong.End end) throws IOException {
    if (end.in.read(end.received) < 0) {
      throw new EOFException("the other thread has hung up");
    }
  }
}
