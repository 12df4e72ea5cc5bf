package zerocopy.iopath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.trace.SystemCalls;

/**
 * The ledger says what the kernel counts: system calls exactly, faults within the fault-around
 * window, bytes from the device where nothing is cached. Every path is run that this machine can
 * run: the strategies of the benchmarks and the paths of the textbook except programmed I/O,
 * interrupts and DMA, of which an operating system shows nothing (the device simulator counts
 * those).
 *
 * <p>Three witnesses. {@code /proc/thread-self} gives the counters that the benchmarks' profiler
 * reads. A trace between markers names every call of each path; {@code strace -c} alone could not
 * tell the paths, nor the calls of the JVM's start, apart. And {@code strace -f -c} of whole
 * programs: what n more operations of every path add to the sum is n times the sum of the ledger.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux counts a thread's calls in /proc")
class KernelCountsTest {

  private static final int OPERATIONS = 25;
  private static final int TRACED = 9;
  private static final int MORE = 24;
  private static final int RUNS = 3;
  private static final int FAULTS = 2;

  @TempDir Path folder;

  /** {@code /proc/thread-self} before and after operations of every path. */
  @TestFactory
  List<DynamicTest> callsAndFaultsOfTheThread() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    try (PathDriver driver = new PathDriver(folder)) {
      long[] own = usual(driver.cases().get("nothing"));
      for (Map.Entry<String, PathDriver.Case> entry : driver.cases().entrySet()) {
        IoPath path = entry.getValue().path();
        long[] seen = usual(entry.getValue());
        for (int i = 0; i < seen.length; i++) {
          seen[i] -= own[i];
        }
        tests.add(DynamicTest.dynamicTest(entry.getKey(), () -> compare(path, seen)));
      }
    }
    return tests;
  }

  private void compare(IoPath path, long[] seen) throws Exception {
    Counts ledger = path.counts();
    assertEquals(ledger.kernelReadCalls(), seen[0], "read calls");
    assertEquals(ledger.kernelWriteCalls(), seen[1], "write calls");
    // A large folio may be mapped at once, so fewer faults than windows are in order; one window
    // may be cut in two where the mapping does not begin on a window's boundary.
    long most = ledger.faults() == 0 ? 0 : ledger.faults() + 1;
    long least = Math.min(1, ledger.faults());
    assertTrue(
        seen[FAULTS] >= least && seen[FAULTS] <= most,
        seen[FAULTS] + " faults, the ledger has one a window: " + ledger.faults());
    if (!Files.getFileStore(folder).type().equals("tmpfs")) {
      assertDeviceRead(path, seen[3]);
    }
  }

  /** Whole pages, and never more than the file: the kernel reads ahead. */
  private static void assertDeviceRead(IoPath path, long bytes) {
    long ledger =
        path.steps().stream()
            .filter(s -> s.kind() == Step.Kind.DMA_COPY && s.from() == Place.DISK)
            .mapToLong(Step::totalBytes)
            .sum();
    assertTrue(
        bytes >= ledger && bytes <= (ledger == 0 ? 0 : PathDriver.CHUNK),
        bytes + " bytes from the device, by the ledger " + ledger);
  }

  /**
   * Counters of one operation, each the median over many; of faults the least, since the JVM's own
   * (new heap pages for reading the counters, new code) only ever add.
   */
  private static long[] usual(PathDriver.Case path) throws Exception {
    List<long[]> all = new ArrayList<>();
    try (ThreadCounters first = new ThreadCounters();
        ThreadCounters last = new ThreadCounters()) {
      for (int i = 0; i < 2 * OPERATIONS; i++) {
        path.prepare().run();
        first.read();
        path.operation().run();
        last.read();
        path.finish().run();
        long[] before = first.values();
        long[] after = last.values();
        long[] seen = new long[after.length];
        for (int k = 0; k < seen.length; k++) {
          seen[k] = after[k] - before[k];
        }
        // The first half warms up.
        if (i >= OPERATIONS) {
          all.add(seen);
        }
      }
    }
    long[] median = new long[all.get(0).length];
    for (int k = 0; k < median.length; k++) {
      int counter = k;
      median[k] = all.stream().mapToLong(s -> s[counter]).sorted().toArray()[OPERATIONS / 2];
    }
    median[FAULTS] = all.stream().mapToLong(s -> s[FAULTS]).min().orElseThrow();
    return median;
  }

  /**
   * The counters of the thread that made it: syscr, syscw, faults, bytes read from devices. It
   * reads into memory that it has already: a new heap page would be a fault of the JVM's.
   */
  private static final class ThreadCounters implements AutoCloseable {
    private final RandomAccessFile stat = new RandomAccessFile("/proc/thread-self/stat", "r");
    private final RandomAccessFile io = new RandomAccessFile("/proc/thread-self/io", "r");
    private final byte[] statText = new byte[1024];
    private final byte[] ioText = new byte[1024];

    ThreadCounters() throws IOException {}

    void read() throws IOException {
      stat.seek(0);
      io.seek(0);
      if (stat.read(statText) <= 0 || io.read(ioText) <= 0) {
        throw new IOException("the kernel gives no counters");
      }
    }

    long[] values() {
      String text = new String(statText, StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      long minorFaults = Long.parseLong(fields[7]);
      long majorFaults = Long.parseLong(fields[9]);
      return new long[] {
        field("syscr"), field("syscw"), minorFaults + majorFaults, field("\nread_bytes")
      };
    }

    private long field(String name) {
      String text = new String(ioText, StandardCharsets.ISO_8859_1);
      Matcher matcher = Pattern.compile(name + ": (\\d+)").matcher(text);
      assertTrue(matcher.find(), name);
      return Long.parseLong(matcher.group(1));
    }

    @Override
    public void close() throws IOException {
      stat.close();
      io.close();
    }
  }

  /** A system call trace of another JVM names every call of every path. */
  @Test
  void everyCallOfATrace() throws Exception {
    assumeTrue(SystemCalls.canBeTraced(), "no usable strace here: the trace is not compared");
    Map<String, Map<String, Long>> traced =
        SystemCalls.perOperation(
            folder, PathDriver.class, folder.toString(), "bracketed", "" + TRACED);
    Map<String, Map<String, Long>> ledger = new TreeMap<>();
    try (PathDriver driver = new PathDriver(folder)) {
      driver.cases().forEach((name, path) -> ledger.put(name, ledgerCalls(path.path())));
    }
    assertTrue(ledger.containsKey("splice") && ledger.containsKey("FileCopy.filesCopy"));
    assertEquals(lines(ledger), lines(new TreeMap<>(traced)), "system calls of an operation");
  }

  /** {@code strace -f -c} of whole programs; n more operations of every strategy between them. */
  @Test
  void theSumOfAllCalls() throws Exception {
    assumeTrue(SystemCalls.canBeTraced(), "no usable strace here: the sums are not compared");
    Map<String, Long> more = sums(2 * MORE);
    sums(MORE).forEach((call, n) -> more.merge(call, -n, Long::sum));
    Map<String, Long> ledger = new TreeMap<>();
    try (PathDriver driver = new PathDriver(folder)) {
      driver.strategyCases().values().forEach(c -> addTo(ledger, ledgerCalls(c.path())));
    }
    // What the JVM does besides is rarer than once an operation.
    more.replaceAll((call, n) -> Math.round(n / (double) MORE));
    more.values().removeIf(n -> n == 0);
    more.remove(PathDriver.RECEIVING);
    assertEquals(ledger, more, "calls of one operation of every strategy");
  }

  /** The least of several runs: loading a class, now in one run and now in none, only ever adds. */
  private Map<String, Long> sums(int operations) throws Exception {
    Map<String, Long> least = total(operations);
    for (int run = 1; run < RUNS; run++) {
      Map<String, Long> other = total(operations);
      least.replaceAll((call, n) -> Math.min(n, other.getOrDefault(call, 0L)));
    }
    return least;
  }

  private Map<String, Long> total(int operations) throws Exception {
    return new TreeMap<>(
        SystemCalls.totals(
            folder, PathDriver.class, folder.toString(), "counted", "" + operations));
  }

  private static void addTo(Map<String, Long> sum, Map<String, Long> calls) {
    calls.forEach((call, n) -> sum.merge(call, n, Long::sum));
  }

  private static String lines(Map<String, Map<String, Long>> calls) {
    StringBuilder out = new StringBuilder();
    calls.forEach((name, each) -> out.append(name).append(' ').append(each).append('\n'));
    return out.toString();
  }

  private static Map<String, Long> ledgerCalls(IoPath path) {
    Map<String, Long> calls = new TreeMap<>();
    path.counts()
        .calls()
        .forEach((call, n) -> calls.merge(call.replaceFirst(" \\(.*", ""), n, Long::sum));
    return calls;
  }
}
