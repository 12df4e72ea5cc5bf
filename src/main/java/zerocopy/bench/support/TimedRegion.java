package zerocopy.bench.support;

/**
 * Where the measured time of an invocation begins and ends, in benchmarks that prepare every
 * invocation. JMH leaves the preparation out of the time; whoever counts the work of CPU and kernel
 * must leave it out, too, and hears of it here.
 *
 * <p>The last statement of such a benchmark's set-up for an invocation is {@link #begin}, the first
 * of its tear-down {@link #end}.
 */
public final class TimedRegion {

  private static volatile Watch watch;

  /** Hears of every invocation, on the thread that measures. */
  public interface Watch {
    /** The preparation is done. */
    void begin();

    /** The operation is done. */
    void end();
  }

  private TimedRegion() {}

  /**
   * Chooses who hears of invocations from now on.
   *
   * @param toWhom the only one; null for nobody
   */
  public static void tell(Watch toWhom) {
    watch = toWhom;
  }

  /** Says that the measured time begins. */
  public static void begin() {
    Watch current = watch;
    if (current != null) {
      current.begin();
    }
  }

  /** Says that the measured time has ended. */
  public static void end() {
    Watch current = watch;
    if (current != null) {
      current.end();
    }
  }
}
