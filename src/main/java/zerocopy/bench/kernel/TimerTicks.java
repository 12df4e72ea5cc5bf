package zerocopy.bench.kernel;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Counter;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Quantity;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;

/**
 * How often is a program interrupted that never asks for it, and for how long?
 *
 * <p>A loop does nothing but read the clock, {@link #READINGS} times a call. Between two readings
 * some tens of nanoseconds pass; where it is more than {@value #GAP_NANOS}, somebody else had the
 * core: the timer's interrupt, which comes {@code CONFIG_HZ} times a second while a program runs,
 * another interrupt, another thread, or the hypervisor. The score is one reading; the secondary
 * results are the rate of the gaps, the length of the usual one, and the part of the time that all
 * of them took.
 *
 * <p>An iteration that sees {@code MOST} gaps is refused: it does not know them all.
 *
 * <p>Pitfall: the hypervisor's gaps cannot be told from the guest's own; neither can a thread that
 * the scheduler put in between: the longest gaps are of this kind, so the usual one is the median.
 */
@Question(
    asks = "How often is a running program interrupted, and for how long?",
    order = 115,
    counters = {
      @Counter(name = "gapsPerSecond", heading = "gaps/s"),
      @Counter(name = "medianNanos", heading = "usual gap, ns"),
      @Counter(name = "longestNanos", heading = "longest gap, ns"),
      @Counter(name = "lostPercent", heading = "time in gaps, %")
    },
    figures =
        @Figure(
            id = "timer-ticks",
            title = "Interrupted by the timer: gaps of more than 1 µs between two clock readings",
            hint = "The kernel's tick, other interrupts, other threads and the hypervisor.",
            shows = Quantity.COUNTER,
            counter = "gapsPerSecond",
            unit = "gaps a second"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TimerTicks {

  /** Readings in one call of the benchmark method. */
  static final int READINGS = 1 << 14;

  /** Between two readings at most, where nobody comes in between. */
  static final long GAP_NANOS = 1_000;

  @Benchmark
  @Strategy(
      says = "Reads the clock again and again and notes each gap of more than 1 µs.",
      label = "clock readings",
      colour = Colour.BLACK)
  @OperationsPerInvocation(READINGS)
  public long readings(Gaps gaps) {
    long before = System.nanoTime();
    for (int i = 0; i < READINGS; i++) {
      long now = System.nanoTime();
      gaps.passed(now - before);
      before = now;
    }
    return before;
  }

  /** What an iteration saw. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Seen {

    /** Gaps in a second of reading. */
    public double gapsPerSecond;

    /** Length of the usual gap, the median, ns; 0 where there is none. */
    public long medianNanos;

    /** Length of the longest gap, ns; 0 where there is none. */
    public long longestNanos;

    /** Part of the time that all gaps took, percent. */
    public double lostPercent;
  }

  /** The gaps of an iteration. */
  @State(Scope.Thread)
  public static class Gaps {
    private static final int MOST = 1 << 16;

    private final long[] lengths = new long[MOST];
    private int count;
    private long total;
    private Seen seen;

    /**
     * Forgets the gaps of the last iteration.
     *
     * @param counters take the results
     */
    @Setup(Level.Iteration)
    public void begin(Seen counters) {
      seen = counters;
      count = 0;
      total = 0;
    }

    final void passed(long nanos) {
      total += nanos;
      if (nanos > GAP_NANOS && count < MOST) {
        lengths[count++] = nanos;
      }
    }

    /**
     * Sums up.
     *
     * @throws IllegalStateException if no time passed, or the gaps were too many to note
     */
    @TearDown(Level.Iteration)
    public void verify() {
      if (total <= 0 || count == MOST) {
        throw new IllegalStateException(count + " gaps in " + total + " ns of reading the clock");
      }
      long[] sorted = Arrays.copyOf(lengths, count);
      Arrays.sort(sorted);
      seen.gapsPerSecond = count * (double) TimeUnit.SECONDS.toNanos(1) / total;
      seen.medianNanos = count == 0 ? 0 : sorted[count / 2];
      seen.longestNanos = count == 0 ? 0 : sorted[count - 1];
      seen.lostPercent = 100.0 * Arrays.stream(sorted).sum() / total;
    }
  }
}
