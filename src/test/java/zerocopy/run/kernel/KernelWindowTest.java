package zerocopy.run.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.results.KernelMetrics;

/** The counters against work whose counts are known. */
class KernelWindowTest {

  private static final int TIMES = 1000;

  @TempDir Path folder;

  @BeforeEach
  void linuxOnly() {
    assumeTrue(KernelProfiler.isSupported(), "the kernel's counters are Linux's");
  }

  @Test
  void nothingCountsAsNothing() throws IOException {
    KernelWindow window = new KernelWindow();
    window.open();
    window.close();
    Map<String, Double> totals = window.totals();
    assertEquals(0, totals.get(KernelMetrics.THREAD_READ_CALLS));
    assertEquals(0, totals.get(KernelMetrics.THREAD_WRITE_CALLS));
    assertEquals(0, totals.get(KernelMetrics.ALLOCATED_BYTES), 4096);
  }

  @Test
  void everyReadAndWriteCountsOnce() throws IOException {
    KernelWindow window = new KernelWindow();
    try (RandomAccessFile zero = new RandomAccessFile("/dev/zero", "r");
        RandomAccessFile sink = new RandomAccessFile("/dev/null", "rw")) {
      window.open();
      for (int i = 0; i < TIMES; i++) {
        zero.read();
      }
      for (int i = 0; i < 2 * TIMES; i++) {
        sink.write(1);
      }
      window.close();
    }
    Map<String, Double> totals = window.totals();
    assertEquals(TIMES, totals.get(KernelMetrics.THREAD_READ_CALLS));
    assertEquals(2 * TIMES, totals.get(KernelMetrics.THREAD_WRITE_CALLS));
    // The process's counts may hold a class that another thread loads meanwhile.
    assertEquals(TIMES, totals.get(KernelMetrics.READ_CALLS), 0.02 * TIMES);
    assertEquals(2 * TIMES, totals.get(KernelMetrics.WRITE_BYTES), 0.05 * TIMES);
  }

  @Test
  void touchedPagesCountAsFaults() throws IOException {
    Path file = Files.write(folder.resolve("pages"), new byte[4096 * TIMES]);
    KernelWindow window = new KernelWindow();
    try (FileChannel channel = FileChannel.open(file)) {
      MappedByteBuffer mapped = channel.map(MapMode.READ_ONLY, 0, channel.size());
      window.open();
      long sum = 0;
      for (int page = 0; page < TIMES; page++) {
        sum += mapped.get(page * 4096);
      }
      window.close();
      assertEquals(0, sum);
    }
    Map<String, Double> totals = window.totals();
    // Fault-around maps up to 16 pages at a time.
    double faults = totals.get(KernelMetrics.THREAD_MINOR_FAULTS);
    assertTrue(faults >= TIMES / 16 && faults <= 1.1 * TIMES, faults + " faults");
    assertEquals(0, totals.get(KernelMetrics.THREAD_READ_CALLS));
  }

  @Test
  void allocationIsSeen() throws IOException {
    KernelWindow window = new KernelWindow();
    byte[][] kept = new byte[TIMES][];
    window.open();
    for (int i = 0; i < TIMES; i++) {
      kept[i] = new byte[1008];
    }
    window.close();
    assertEquals(
        1024.0 * TIMES, window.totals().get(KernelMetrics.ALLOCATED_BYTES), 0.05 * 1024 * TIMES);
    assertEquals(TIMES, kept.length);
  }

  @Test
  void collectorAndCompilerStandApart() throws Exception {
    KernelWindow window = new KernelWindow();
    window.open();
    System.gc();
    double compiled = compileSomething();
    window.close();
    Map<String, Double> totals = window.totals();
    assertTrue(totals.get(KernelMetrics.COLLECTOR_TIME) > 0, totals.toString());
    assertTrue(totals.get(KernelMetrics.COMPILER_TIME) > 0, compiled + " ms; " + totals);
    window.open();
    window.close();
    double after = window.totals().get(KernelMetrics.COLLECTOR_TIME);
    assertTrue(
        after < totals.get(KernelMetrics.COLLECTOR_TIME), after + " ns without a collection");
  }

  /** Copies of a class, each new to the compilers, until they have taken notice. */
  private static long compileSomething() throws Exception {
    byte[] code =
        KernelWindowTest.class.getResourceAsStream("KernelWindowTest$Hot.class").readAllBytes();
    CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
    long before = compilers.getTotalCompilationTime();
    while (compilers.getTotalCompilationTime() < before + 5) {
      ((Runnable)
              MethodHandles.lookup()
                  .defineHiddenClass(code, true)
                  .lookupClass()
                  .getDeclaredConstructor()
                  .newInstance())
          .run();
    }
    return compilers.getTotalCompilationTime() - before;
  }

  /** Work to compile. */
  static final class Hot implements Runnable {
    private long sum;

    @Override
    public void run() {
      for (int i = 0; i < 20_000; i++) {
        add(i);
      }
    }

    private void add(int more) {
      sum += Long.toString(more).length() + sum / 3;
    }
  }

  @Test
  void cpuTimeIsThatOfTheThreads() throws IOException {
    KernelWindow window = new KernelWindow();
    window.open();
    long begin = System.nanoTime();
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    long spin = 0;
    while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu < 50_000_000) {
      spin += begin;
    }
    window.close();
    Map<String, Double> totals = window.totals();
    double all = totals.get(KernelMetrics.USER_TIME) + totals.get(KernelMetrics.SYSTEM_TIME);
    assertTrue(all >= 50e6 && spin > 0, all + " ns");
  }
}
