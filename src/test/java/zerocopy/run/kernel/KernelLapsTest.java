package zerocopy.run.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.Result;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.TimedRegion;
import zerocopy.results.KernelMetrics;

/** What happens in the laps is counted, and nothing of what happens between them. */
class KernelLapsTest {

  private static final int LAPS = 5;
  private static final int TIMES = 100;
  private static final long NANOS = 15_000_000;

  private final KernelLaps laps = new KernelLaps();

  @BeforeEach
  void linuxOnly() {
    assumeTrue(KernelProfiler.isSupported(), "the kernel's counters are Linux's");
  }

  @Test
  void callsCountInTheLapsOnly() throws IOException {
    for (int lap = 0; lap < LAPS; lap++) {
      readAndWrite(3 * TIMES);
      laps.begin();
      readAndWrite(TIMES);
      laps.end();
      readAndWrite(3 * TIMES);
    }
    Map<String, Double> totals = laps.totals();
    double lapped = LAPS * TIMES;
    assertEquals(lapped, totals.get(KernelMetrics.READ_CALLS));
    assertEquals(lapped, totals.get(KernelMetrics.READ_BYTES));
    assertEquals(2 * lapped, totals.get(KernelMetrics.WRITE_CALLS));
    assertEquals(4 * lapped, totals.get(KernelMetrics.WRITE_BYTES));
    assertEquals(lapped, totals.get(KernelMetrics.THREAD_READ_CALLS));
    assertEquals(2 * lapped, totals.get(KernelMetrics.THREAD_WRITE_CALLS));
  }

  @Test
  void faultsCountInTheLapsOnly() {
    long size = 4096L * TIMES;
    for (int lap = 0; lap < LAPS; lap++) {
      long prepared = touched(LinuxMemory.map(4 * size, false), 4 * size);
      long fresh = LinuxMemory.map(size, false);
      laps.begin();
      touched(fresh, size);
      laps.end();
      LinuxMemory.unmap(fresh, size);
      LinuxMemory.unmap(prepared, 4 * size);
    }
    Map<String, Double> totals = laps.totals();
    assertEquals(LAPS * TIMES, totals.get(KernelMetrics.MINOR_FAULTS), 0.2 * LAPS * TIMES);
    assertEquals(0, totals.get(KernelMetrics.MAJOR_FAULTS));
    assertEquals(
        totals.get(KernelMetrics.MINOR_FAULTS), totals.get(KernelMetrics.THREAD_MINOR_FAULTS));
  }

  @Test
  void cpuTimeCountsInTheLapsOnly() {
    for (int lap = 0; lap < LAPS; lap++) {
      spin(2 * NANOS);
      laps.begin();
      spin(NANOS);
      laps.end();
    }
    Map<String, Double> totals = laps.totals();
    double user = totals.get(KernelMetrics.USER_TIME);
    double all = user + totals.get(KernelMetrics.SYSTEM_TIME);
    assertTrue(all > 0.99 * LAPS * NANOS && all < 2.0 * LAPS * NANOS, all + " ns");
    assertTrue(user >= 0 && user <= all, user + " ns in user mode");
  }

  @Test
  void emptyLapsCostNothing() {
    for (int lap = 0; lap < 1000; lap++) {
      laps.begin();
      laps.end();
    }
    Map<String, Double> totals = laps.totals();
    double all = totals.get(KernelMetrics.USER_TIME) + totals.get(KernelMetrics.SYSTEM_TIME);
    assertTrue(all < 1000 * 2000.0, all + " ns");
    assertEquals(0, totals.get(KernelMetrics.READ_CALLS));
  }

  @Test
  void lapsOfTwoThreadsAreNotToldApart() throws InterruptedException {
    laps.begin();
    laps.end();
    Thread other = new Thread(laps::begin);
    other.start();
    other.join();
    assertTrue(laps.any());
    assertEquals(Map.of(), laps.totals());
  }

  @Test
  void theProfilerListensForTheTimeOfAnIteration() throws Exception {
    BenchmarkParams benchmark = StrategyTester.running(KernelLapsTest.class, "any");
    KernelProfiler profiler = new KernelProfiler();
    profiler.beforeIteration(benchmark, benchmark.getMeasurement());
    TimedRegion.begin();
    readAndWrite(TIMES);
    TimedRegion.end();
    readAndWrite(3 * TIMES);
    Map<String, Double> seen = after(profiler, benchmark);
    assertEquals(TIMES / 2.0, seen.get(KernelMetrics.READ_CALLS));
    assertEquals(null, seen.get(KernelMetrics.COLLECTOR_TIME));
    // Nobody listens any more, and the counters are closed.
    TimedRegion.begin();
    TimedRegion.end();
    profiler.beforeIteration(benchmark, benchmark.getMeasurement());
    readAndWrite(3 * TIMES);
    assertTrue(after(profiler, benchmark).get(KernelMetrics.READ_CALLS) >= 3 * TIMES / 2.0);
  }

  /** Two operations. */
  private static Map<String, Double> after(KernelProfiler profiler, BenchmarkParams benchmark) {
    IterationResult result =
        new IterationResult(
            benchmark, benchmark.getMeasurement(), new IterationResultMetaData(2, 2));
    Collection<? extends Result<?>> results =
        profiler.afterIteration(benchmark, benchmark.getMeasurement(), result);
    return results.stream().collect(Collectors.toMap(Result::getLabel, Result::getScore));
  }

  /** A read of a byte and two writes of two. */
  private static void readAndWrite(int times) throws IOException {
    try (RandomAccessFile zero = new RandomAccessFile("/dev/zero", "r");
        RandomAccessFile sink = new RandomAccessFile("/dev/null", "rw")) {
      for (int i = 0; i < times; i++) {
        zero.read();
        sink.write(new byte[2]);
        sink.write(new byte[2]);
      }
    }
  }

  private static long touched(long address, long size) {
    for (long at = address; at < address + size; at += 4096) {
      UnsafeApi.putByte(at, (byte) 1);
    }
    return address;
  }

  private static void spin(long nanos) {
    long end = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() + nanos;
    while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }
}
