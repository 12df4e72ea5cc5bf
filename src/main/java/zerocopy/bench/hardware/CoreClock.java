package zerocopy.bench.hardware;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Tells the latency of the loads of an iteration in core clock cycles: {@code coreCycles / loads},
 * both of the call that was fastest. Whoever takes the core away, or empties its TLBs in passing,
 * makes other calls slower, but not that one.
 *
 * <p>There is no hardware counter in a virtual machine, and the time-stamp counter does not follow
 * the core's frequency. But a chain of dependent additions takes exactly one cycle each on every
 * current core; its speed, taken right before and after the iteration, is the clock. The faster of
 * the two counts: an interruption only ever makes it slower.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class CoreClock {

  private static final int LINKS = 100_000;
  private static final int OPERATIONS_PER_LINK = 2;
  private static final int PROBES = 8;
  private static final int WARM_UP_PROBES = 200;

  /** Dependent loads in the fastest call of this iteration. */
  public long loads;

  /** Core clock cycles that passed during that call. */
  public double coreCycles;

  private long seed = System.nanoTime();
  private double nanosPerCycle;
  private long fastest;

  /** Compiles the chain before it serves as clock. */
  @Setup(Level.Trial)
  public void warmUp() {
    for (int i = 0; i < WARM_UP_PROBES; i++) {
      seed = chain(seed);
    }
  }

  /** Reads the clock's speed, and forgets earlier calls. */
  @Setup(Level.Iteration)
  public void start() {
    nanosPerCycle = probe();
    fastest = Long.MAX_VALUE;
  }

  /**
   * Takes note of a call.
   *
   * @param nanos how long it took
   */
  void took(long nanos) {
    fastest = Math.min(fastest, nanos);
  }

  /** Turns the fastest call into cycles. */
  @TearDown(Level.Iteration)
  public void stop() {
    loads = MemoryLatency.STEPS;
    coreCycles = fastest / Math.min(nanosPerCycle, probe());
  }

  /**
   * Duration of a core clock cycle now.
   *
   * @return nanoseconds
   */
  double probe() {
    long fastest = Long.MAX_VALUE;
    for (int i = 0; i < PROBES; i++) {
      long start = System.nanoTime();
      seed = chain(seed);
      fastest = Math.min(fastest, System.nanoTime() - start);
    }
    return (double) fastest / (LINKS * OPERATIONS_PER_LINK);
  }

  /** An addition and an exclusive or alternate, so that no compiler can fold the chain. */
  private static long chain(long seed) {
    long x = seed;
    for (int i = 0; i < LINKS; i++) {
      x = (x + seed) ^ i;
    }
    return x;
  }
}
