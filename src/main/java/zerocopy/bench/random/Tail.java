package zerocopy.bench.random;

import java.util.Collection;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.util.SampleBuffer;
import org.openjdk.jmh.util.Statistics;

/**
 * The tail of the times of an iteration, in nanoseconds, as secondary results; 0 where nobody took
 * single times. A fork has those of each of its iterations.
 *
 * <p>The load is closed: a thread asks for a block when it has the one before. A sample is the time
 * of service alone; in a system to which requests come at times of their own, those that would have
 * come during a long one wait as well, and the tail that clients see is longer than this one
 * (coordinated omission; nothing corrects for it here). Samples come from JMH's own histogram,
 * whose steps are below 1 ‰.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class Tail {

  private static final double MEDIAN = 50;
  private static final double ONE_IN_HUNDRED = 99;
  private static final double ONE_IN_THOUSAND = 99.9;

  /** Half of the times are above. */
  public double p50;

  /** One in a hundred is above. */
  public double p99;

  /** One in a thousand is above. */
  public double p999;

  /** The longest. */
  public double max;

  /** How many times there are. */
  public long samples;

  /** Bytes that the device delivered for each byte that was read; with read-ahead above 1. */
  public double deviceShare;

  /**
   * How often a thread slept before a lock of Java, for each thousand blocks that were read.
   * Virtual threads are not counted, nor waits that end while the JVM spins.
   */
  public double blocked;

  /** Takes the times of an iteration, in ns, which several threads may have taken. */
  void of(Collection<SampleBuffer> taken) {
    SampleBuffer all = new SampleBuffer();
    taken.forEach(all::addAll);
    samples = all.count();
    if (samples > 0) {
      Statistics times = all.getStatistics(1);
      p50 = times.getPercentile(MEDIAN);
      p99 = times.getPercentile(ONE_IN_HUNDRED);
      p999 = times.getPercentile(ONE_IN_THOUSAND);
      max = times.getMax();
    }
  }
}
