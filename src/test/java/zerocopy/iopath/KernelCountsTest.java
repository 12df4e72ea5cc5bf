package zerocopy.iopath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The ledger says what the kernel counts: system calls exactly, faults within the fault-around
 * window. The drivers' paths are those of the benchmarks' strategies.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux counts a thread's calls in /proc")
class KernelCountsTest {

  private static final Platform PLATFORM = Platform.linux(Runtime.version().feature());

  /** Faults per operation for heap pages that the JVM touches for the first time. */
  private static final double OF_THE_JVM = 4;

  private static final Pattern MARKER = Pattern.compile("/marker/(begin|end)/([\\w.]+)");
  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\((.*)");

  @TempDir java.nio.file.Path folder;

  /** {@code /proc/thread-self} before and after operations of every path. */
  @TestFactory
  List<DynamicTest> callsAndFaultsOfTheThread() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    try (PathDriver driver = new PathDriver(folder)) {
      for (Map.Entry<String, PathDriver.Operation> entry : driver.operations().entrySet()) {
        Observed observed = observe(entry.getValue());
        tests.add(
            DynamicTest.dynamicTest(
                entry.getKey(), () -> compare(counts(entry.getKey()), observed)));
      }
    }
    return tests;
  }

  private static void compare(Counts ledger, Observed observed) {
    assertEquals(ledger.kernelReadCalls(), observed.readCalls(), "read calls");
    assertEquals(ledger.kernelWriteCalls(), observed.writeCalls(), "write calls");
    // A large folio may be mapped at once, so fewer faults than windows are in order; one window
    // may be cut in two where the mapping does not begin on a window's boundary.
    double most = ledger.faults() == 0 ? 0 : ledger.faults() + 1;
    double least = Math.min(1, ledger.faults());
    assertTrue(
        observed.faults() >= least && observed.faults() <= most + OF_THE_JVM,
        observed.faults() + " faults, the ledger has one a window: " + ledger.faults());
  }

  private record Observed(double readCalls, double writeCalls, double faults) {}

  private static Observed observe(PathDriver.Operation operation) throws Exception {
    for (int i = 0; i < 20; i++) {
      operation.run();
    }
    long[] own = difference(() -> {}, 1);
    long[] sum = difference(operation, PathDriver.OPERATIONS);
    double n = PathDriver.OPERATIONS;
    return new Observed(
        (sum[0] - own[0]) / n, (sum[1] - own[1]) / n, Math.max(0, sum[2] - own[2]) / n);
  }

  private static long[] difference(PathDriver.Operation operation, int times) throws Exception {
    long[] best = null;
    for (int attempt = 0; attempt < 20; attempt++) {
      long[] before = counters();
      for (int i = 0; i < times; i++) {
        operation.run();
      }
      long[] after = counters();
      long[] seen = {after[0] - before[0], after[1] - before[1], after[2] - before[2]};
      // Faults of the JVM itself (new code, new heap pages) only ever add.
      best = best == null || seen[2] < best[2] ? seen : best;
    }
    return best;
  }

  /** syscr, syscw and minor faults of this thread. */
  private static long[] counters() throws Exception {
    String stat = Files.readString(java.nio.file.Path.of("/proc/thread-self/stat"));
    String io = Files.readString(java.nio.file.Path.of("/proc/thread-self/io"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return new long[] {field(io, "syscr"), field(io, "syscw"), Long.parseLong(fields[7])};
  }

  private static long field(String io, String name) {
    Matcher matcher = Pattern.compile(name + ": (\\d+)").matcher(io);
    assertTrue(matcher.find(), name);
    return Long.parseLong(matcher.group(1));
  }

  /** A system call trace of another JVM names every call of every path. */
  @Test
  void everyCallOfATrace() throws Exception {
    assumeTrue(hasStrace(), "no usable strace on this machine: the trace is not compared");
    Map<String, Map<String, Long>> traced = trace();
    assertTrue(traced.keySet().containsAll(List.of("nothing", "FileRead.direct")), "" + traced);
    traced.forEach(
        (name, calls) -> assertEquals(ledgerCalls(counts(name)), calls, "system calls of " + name));
  }

  private static Map<String, Long> ledgerCalls(Counts counts) {
    Map<String, Long> calls = new TreeMap<>();
    counts.calls().forEach((call, n) -> calls.merge(call.replaceFirst(" \\(.*", ""), n, Long::sum));
    return calls;
  }

  private Map<String, Map<String, Long>> trace() throws Exception {
    java.nio.file.Path log = folder.resolve("trace");
    Process process =
        new ProcessBuilder(
                "strace",
                "-f",
                "-o",
                log.toString(),
                java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xint",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                PathDriver.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "the traced JVM did not end");
    assertEquals(0, process.exitValue(), () -> read(folder.resolve("output")));
    return callsBetweenMarkers(
        Files.readAllLines(log, java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  private static String read(java.nio.file.Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Calls per operation of the thread that looked the markers up. */
  private static Map<String, Map<String, Long>> callsBetweenMarkers(List<String> lines) {
    Map<String, Map<String, Long>> all = new TreeMap<>();
    Map<String, Long> current = null;
    String thread = "";
    for (String line : lines) {
      Matcher call = LINE.matcher(line);
      if (!call.matches()) {
        continue;
      }
      Matcher marker = MARKER.matcher(line);
      if (marker.find()) {
        current = marker.group(1).equals("begin") ? new TreeMap<>() : null;
        thread = call.group(1);
        if (current != null) {
          all.put(marker.group(2), current);
        }
      } else if (current != null && thread.equals(call.group(1)) && !isWaiting(call.group(2))) {
        current.merge(call.group(2).replace("newfstatat", "fstat"), 1L, Long::sum);
      }
    }
    for (Map<String, Long> calls : all.values()) {
      calls.replaceAll((name, n) -> n / PathDriver.OPERATIONS);
      // Rarer than once an operation: the JVM loaded a class in between.
      calls.values().removeIf(n -> n == 0);
    }
    return all;
  }

  /** Threads wait for each other by futex; how often is up to the scheduler. */
  private static boolean isWaiting(String call) {
    return call.equals("futex") || call.equals("sched_yield");
  }

  private static boolean hasStrace() throws Exception {
    try {
      Process strace =
          new ProcessBuilder("strace", "-f", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return strace.waitFor() == 0;
    } catch (java.io.IOException notInstalled) {
      return false;
    }
  }

  private static Counts counts(String name) {
    if (name.equals("nothing")) {
      return new Counts(0, 0, 0, 0, 0, 0, 0, Map.of());
    }
    String[] parts = name.split("\\.");
    return Strategies.path(
            parts[0],
            parts[1],
            new Workload(PathDriver.FILE_SIZE, PathDriver.CHUNK, false, "tcp"),
            PLATFORM)
        .orElseThrow(() -> new AssertionError("the ledger has no " + name))
        .counts();
  }
}
