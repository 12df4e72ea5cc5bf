package zerocopy.run.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.invoke.MethodHandles;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.bench.support.PeerThread;
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

  /** The least of some windows: meanwhile another thread may load a class. */
  @Test
  void theReadOfTheCountersIsNotCounted() throws IOException {
    KernelWindow window = new KernelWindow();
    double least = Double.MAX_VALUE;
    for (int i = 0; i < 10; i++) {
      window.open();
      window.close();
      least = Math.min(least, window.totals().get(KernelMetrics.READ_CALLS));
    }
    assertEquals(0, least);
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
    assertEquals(2 * TIMES, totals.get(KernelMetrics.WRITE_CALLS), 0.02 * TIMES);
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
    double ofProcess = totals.get(KernelMetrics.MINOR_FAULTS);
    assertTrue(ofProcess >= faults, ofProcess + " faults of the process, " + faults + " of it");
    // The pages are in the page cache: no device was waited for.
    assertTrue(totals.get(KernelMetrics.MAJOR_FAULTS) < faults, totals.toString());
  }

  /** Each sleep gives up the core once. */
  @Test
  void everySleepIsAVoluntarySwitch() throws IOException, InterruptedException {
    int sleeps = 30;
    KernelWindow window = new KernelWindow();
    window.open();
    for (int i = 0; i < sleeps; i++) {
      Thread.sleep(1);
    }
    window.close();
    Map<String, Double> totals = window.totals();
    double voluntary = totals.get(KernelMetrics.VOLUNTARY_SWITCHES);
    assertTrue(voluntary >= sleeps, voluntary + " switches");
  }

  /** Of three threads one goes on, one is new, and one has ended. */
  @Test
  void switchesOfBothKindsAreAddedUpOverTheThreads() {
    String status = "Threads:\t9\nvoluntary_ctxt_switches:\t17\nnonvoluntary_ctxt_switches:\t3\n";
    Map<String, Double> totals = new HashMap<>();
    KernelWindow.putSwitches(
        Map.of(
            "on", new KernelWindow.Task("on", 10, 1, 0),
            "ended", new KernelWindow.Task("ended", 100, 100, 0)),
        Map.of(
            "on",
            KernelWindow.Task.parse(status, "0 0 0"),
            "new",
            new KernelWindow.Task("new", 5, 2, 0)),
        totals);
    assertEquals(12, totals.get(KernelMetrics.VOLUNTARY_SWITCHES));
    assertEquals(4, totals.get(KernelMetrics.INVOLUNTARY_SWITCHES));
  }

  /** Reads of zeros are spent in the kernel, sums outside of it. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void timeIsSplitBetweenProgramAndKernel(boolean inKernel) throws IOException {
    KernelWindow window = new KernelWindow();
    byte[] bytes = new byte[1 << 20];
    ByteBuffer direct = ByteBuffer.allocateDirect(1 << 20);
    long sum = 0;
    try (RandomAccessFile zero = new RandomAccessFile("/dev/zero", "r")) {
      window.open();
      long begin = spent(inKernel);
      while (spent(inKernel) - begin < 50_000_000) {
        if (inKernel) {
          sum += zero.getChannel().read(direct.clear());
        } else {
          for (byte b : bytes) {
            sum += b;
          }
        }
      }
      window.close();
    }
    Map<String, Double> totals = window.totals();
    double user = totals.get(KernelMetrics.USER_TIME);
    double system = totals.get(KernelMetrics.SYSTEM_TIME);
    // The kernel tells user time in steps of its tick, here and in the loop.
    assertTrue((inKernel ? system : user) >= 25e6, user + " and " + system + ", " + sum);
    assertTrue(inKernel || user > 4 * system, user + " and " + system);
  }

  /** What this thread has spent on one side, ns. */
  private static long spent(boolean inKernel) {
    long user = ManagementFactory.getThreadMXBean().getCurrentThreadUserTime();
    return inKernel ? cpuTime() - user : user;
  }

  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /** The thread of the other end has spent three times as much as the one that measures. */
  @Test
  void theTimesOfBothEndsAreToldApart() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch spent = new CountDownLatch(2);
    CountDownLatch looked = new CountDownLatch(1);
    spender(PeerThread.PREFIX + "test", 60_000_000, begun, spent, looked);
    spender("test" + ObservedExecutor.WORKER, 20_000_000, begun, spent, looked);
    KernelWindow window = new KernelWindow();
    window.open();
    begun.countDown();
    spent.await();
    window.close();
    Map<String, Double> totals = window.totals();
    looked.countDown();
    double own = totals.get(KernelMetrics.OWN_TIME);
    double peer = totals.get(KernelMetrics.PEER_TIME);
    assertTrue(own >= 20e6 && peer >= 60e6 && own < peer, own + " and " + peer);
    double all = totals.get(KernelMetrics.USER_TIME) + totals.get(KernelMetrics.SYSTEM_TIME);
    assertTrue(all >= own + peer, all + " of all threads");
  }

  /** Has spent that much CPU time, and lives on until both ends have been looked at. */
  private static void spender(
      String name, long nanos, CountDownLatch begun, CountDownLatch spent, CountDownLatch looked) {
    Thread thread =
        new Thread(
            () -> {
              try {
                begun.await();
                long begin = cpuTime();
                while (cpuTime() - begin < nanos) {
                  Thread.onSpinWait();
                }
                spent.countDown();
                looked.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void withoutAnotherEndNoTimesAreToldApart() throws IOException {
    KernelWindow window = new KernelWindow();
    window.open();
    window.close();
    assertFalse(window.totals().containsKey(KernelMetrics.OWN_TIME));
    assertFalse(window.totals().containsKey(KernelMetrics.PEER_TIME));
  }

  @Test
  void aWindowThatWasResetIsNotOpen() throws IOException {
    KernelWindow window = new KernelWindow();
    window.open();
    assertTrue(window.isOpen());
    assertFalse(window.isComplete());
    window.close();
    assertTrue(window.isComplete());
    window.reset();
    assertFalse(window.isOpen() || window.isComplete());
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
    long begin = cpuTime();
    while (cpuTime() - begin < 50_000_000) {
      Thread.onSpinWait();
    }
    window.close();
    Map<String, Double> totals = window.totals();
    double all = totals.get(KernelMetrics.USER_TIME) + totals.get(KernelMetrics.SYSTEM_TIME);
    assertTrue(all >= 50e6, all + " ns");
  }
}
