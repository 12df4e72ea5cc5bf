package zerocopy.bench.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.linux.Syscall;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Strategy;

/**
 * What does a wake-up cost alone, without a pipe or a socket?
 *
 * <p>As {@link WaitMode}, by eventfd(2): a number in the kernel, to which {@code write} adds and
 * which {@code read} takes, sleeping while it is zero. Nothing is queued and no byte is copied but
 * the number itself, so that an exchange is two wake-ups and four crossings.
 */
@Question(asks = "What does a wake-up through an eventfd cost?", family = "WaitMode")
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignWaitMode {

  @Benchmark
  @Strategy(
      says = "Sleeps in a read of an eventfd until the answer comes.",
      label = "blocking read of an eventfd",
      reads = "1",
      writes = "1",
      sleeps = "0.1..")
  public long blocking(Events pair) {
    return pair.exchange();
  }

  /** Two eventfds, and a thread that answers. */
  @State(Scope.Thread)
  public static class Events {
    /** Hangs up; questions are larger. */
    private static final long END = 1;

    /** What the two threads are connected by. */
    @Param("eventfd")
    public String transport;

    /** Where the two threads run: {@code two} cores, {@code one}, or {@code any}. */
    @Param({"two", "one", "any"})
    public String cores;

    private int there = -1;
    private int back = -1;
    private Arena arena;
    private MemorySegment near;
    private MemorySegment far;
    private Thread answering;
    private Runnable unpin = () -> {};
    private long question;
    private long answered;

    /** Makes the eventfds and starts the answering thread. */
    @Setup(Level.Trial)
    public void connect() {
      Syscall.require();
      arena = Arena.ofShared();
      near = arena.allocate(Long.BYTES, PageAligned.PAGE);
      far = arena.allocate(Long.BYTES, PageAligned.PAGE);
      there = eventfd();
      back = eventfd();
      Cores where = Cores.of(cores);
      answering = PeerThread.start("answering", where, this::answerAll);
      unpin = where.pin(0);
    }

    private int eventfd() {
      return (int) Syscall.EVENTFD2.required(Syscall.EVENTFD2.call(0, 0, 0), "eventfd");
    }

    private void answerAll() {
      try {
        for (long asked = take(there, far); asked != END; asked = take(there, far)) {
          give(back, far, asked + 1);
        }
      } finally {
        give(back, far, END);
      }
    }

    private static void give(int fd, MemorySegment memory, long number) {
      memory.set(ValueLayout.JAVA_LONG, 0, number);
      if (Syscall.WRITE.call(fd, memory.address(), Long.BYTES) != Long.BYTES) {
        throw new IllegalStateException("an eventfd did not take a number");
      }
    }

    /** Sleeps until there is a number. */
    private static long take(int fd, MemorySegment memory) {
      long result;
      do {
        result = Syscall.READ.call(fd, memory.address(), Long.BYTES);
      } while (result == -Syscall.EINTR);
      if (result != Long.BYTES) {
        throw new IllegalStateException("no number came through an eventfd: " + result);
      }
      return memory.get(ValueLayout.JAVA_LONG, 0);
    }

    /** Begins an iteration: no question yet. */
    @Setup(Level.Iteration)
    public void begin() {
      question = END + 1;
      answered = 0;
    }

    final long exchange() {
      give(there, near, ++question);
      long answer = take(back, near);
      if (answer != question + 1) {
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
      if (answered == 0) {
        throw new IllegalStateException("no answer");
      }
    }

    /** Hangs up, and waits for the answering thread to notice. */
    @TearDown(Level.Trial)
    public void hangUp() throws InterruptedException {
      give(there, near, END);
      answering.join(10_000);
      Syscall.close(there, back);
      arena.close();
      unpin.run();
    }
  }
}
