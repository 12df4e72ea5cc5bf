package zerocopy.run.kernel;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import zerocopy.bench.support.TimedRegion;
import zerocopy.results.KernelMetrics;

/**
 * What the measuring thread asked of the Linux kernel in the measured time of its invocations,
 * without what prepared them and looked at them afterwards: a sum of laps.
 *
 * <p>A look must be short, or it would cool the caches for the operation that comes next. So only
 * counters of the one thread are read: its clock, its read and write calls, its page faults.
 * Context switches, allocation, and the work of other threads are not known by the lap.
 *
 * <p>The clock is read last at the begin of a lap, and first at its end; what an empty lap takes is
 * taken off. Of the read call that looks at the begin, the kernel's count is known to be one too
 * many.
 */
final class KernelLaps implements TimedRegion.Watch {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int EMPTY_LAPS = 100;

  /** The kernel's unit of user and system time in {@code stat}: USER_HZ is 100. */
  private static final long TICK_NANOS = 10_000_000;

  private final Counters io = new Counters("io");
  private final Counters stat = new Counters("stat");
  private final long[] ioSums = new long[4];
  private final long[] statSums = new long[12];
  private Thread runner;
  private boolean alone = true;
  private long emptyLap;
  private long cpuBefore;
  private long cpu;
  private long laps;

  /** A file of the thread's with numbers, read without allocation. */
  private static final class Counters {
    private final String name;
    private final byte[] text = new byte[1024];
    private final long[] before = new long[16];
    private final long[] now = new long[16];
    private RandomAccessFile file;
    private int length;

    Counters(String name) {
      this.name = name;
    }

    void open() throws IOException {
      file = new RandomAccessFile("/proc/thread-self/" + name, "r");
    }

    void close() throws IOException {
      if (file != null) {
        file.close();
      }
    }

    void begin() throws IOException {
      file.seek(0);
      length = file.read(text);
      parse(before);
    }

    void end(long[] sums) throws IOException {
      file.seek(0);
      length = file.read(text);
      parse(now);
      for (int i = 0; i < sums.length; i++) {
        sums[i] += now[i] - before[i];
      }
    }

    /** The first numbers; in {@code stat} those behind the command, which is in parentheses. */
    private void parse(long[] numbers) {
      int at = length - 1;
      while (at > 0 && text[at] != ')') {
        at--;
      }
      int found = 0;
      boolean inside = false;
      numbers[0] = 0;
      for (; at < length && found < numbers.length; at++) {
        int digit = text[at] - '0';
        if (digit >= 0 && digit <= 9) {
          numbers[found] = (inside ? numbers[found] * 10 : 0) + digit;
          inside = true;
        } else if (inside) {
          inside = false;
          found++;
        }
      }
    }
  }

  @Override
  public void begin() {
    try {
      if (runner == null) {
        start();
      }
      alone &= runner == Thread.currentThread();
      if (alone) {
        stat.begin();
        io.begin();
        cpuBefore = THREADS.getCurrentThreadCpuTime();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the kernel's counters of a thread", e);
    }
  }

  private void start() throws IOException {
    runner = Thread.currentThread();
    stat.open();
    io.open();
    emptyLap = Long.MAX_VALUE;
    for (int i = 0; i < EMPTY_LAPS; i++) {
      long before = THREADS.getCurrentThreadCpuTime();
      emptyLap = Math.min(emptyLap, THREADS.getCurrentThreadCpuTime() - before);
    }
  }

  @Override
  public void end() {
    if (!alone) {
      return;
    }
    long lap = THREADS.getCurrentThreadCpuTime() - cpuBefore;
    try {
      long looked = io.length;
      io.end(ioSums);
      ioSums[0] -= looked;
      ioSums[2]--;
      stat.end(statSums);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the kernel's counters of a thread", e);
    }
    cpu += Math.max(0, lap - emptyLap);
    laps++;
  }

  /** Whether there were any laps, whoever ran them. */
  boolean any() {
    return runner != null;
  }

  /**
   * Ends the counting, and sums up.
   *
   * @return totals by the names of {@link KernelMetrics}; empty where several threads ran laps,
   *     which cannot be told apart
   */
  Map<String, Double> totals() {
    try {
      io.close();
      stat.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot close the kernel's counters of a thread", e);
    }
    Map<String, Double> totals = new LinkedHashMap<>();
    if (!alone || laps == 0) {
      return totals;
    }
    totals.put(KernelMetrics.READ_CALLS, (double) ioSums[2]);
    totals.put(KernelMetrics.WRITE_CALLS, (double) ioSums[3]);
    totals.put(KernelMetrics.READ_BYTES, (double) ioSums[0]);
    totals.put(KernelMetrics.WRITE_BYTES, (double) ioSums[1]);
    totals.put(KernelMetrics.THREAD_READ_CALLS, (double) ioSums[2]);
    totals.put(KernelMetrics.THREAD_WRITE_CALLS, (double) ioSums[3]);
    // Fields 10, 12 and 14 of proc(5); the command's number is 2, and the state no number.
    totals.put(KernelMetrics.MINOR_FAULTS, (double) statSums[6]);
    totals.put(KernelMetrics.MAJOR_FAULTS, (double) statSums[8]);
    totals.put(KernelMetrics.THREAD_MINOR_FAULTS, (double) statSums[6]);
    long user = Math.min(cpu, statSums[10] * TICK_NANOS);
    totals.put(KernelMetrics.USER_TIME, (double) user);
    totals.put(KernelMetrics.SYSTEM_TIME, (double) (cpu - user));
    return totals;
  }
}
