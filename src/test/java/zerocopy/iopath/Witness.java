package zerocopy.iopath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.runner.BenchmarkList;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.WorkFolder;
import zerocopy.trace.SystemCalls;

/**
 * What the kernel saw of some operations of every strategy. The program calls the benchmark methods
 * in a JVM of their own, for each parameter value that makes a difference to the kernel, one at a
 * time; under strace where that works.
 */
final class Witness {

  private static final int OPERATIONS = 5;

  /** Chunks in a file, and in what a socket sends. */
  static final int CHUNKS = 16;

  /** The values that are called, the usual one first. */
  private static final Map<String, List<String>> VALUES =
      Map.ofEntries(
          Map.entry("fileSize", List.of("1048576", "65536")),
          Map.entry("destination", List.of("existing", "new")),
          Map.entry("pages", List.of("dirty", "clean")),
          Map.entry("sync", List.of("none", "force")),
          Map.entry("cache", List.of("warm", "cold")),
          Map.entry("transport", List.of("tcp", "unix", "pipe", "eventfd")),
          Map.entry("receiver", List.of("blocking", "polling", "discarding")),
          Map.entry("touch", List.of("none", "pages")),
          Map.entry("reader", List.of("blocking")),
          Map.entry("exchange", List.of("roundtrip")),
          Map.entry("cores", List.of("two")),
          Map.entry("pacing", List.of("none")),
          Map.entry("order", List.of("sequential")),
          Map.entry("offset", List.of("0")),
          Map.entry("pipe", List.of("65536")),
          Map.entry("window", List.of("65536")),
          Map.entry("depth", List.of("1", "32")),
          Map.entry("lines", List.of("64")),
          Map.entry("shape", List.of("loop")),
          Map.entry("width", List.of("long")),
          Map.entry("aligned", List.of("true")),
          Map.entry("profile", List.of("clean")));

  /** The values of other parameters. */
  private static final List<String> SIZES = List.of("65536", "32768", "16384", "4096");

  /**
   * A strategy under some parameters.
   *
   * @param strategy {@code Class.method}
   * @param values its parameters
   */
  record Case(String strategy, Map<String, String> values) {

    @Override
    public String toString() {
      return values.entrySet().stream()
          .map(value -> " " + value.getKey() + "=" + value.getValue())
          .collect(Collectors.joining("", strategy, ""));
    }

    private static Case of(String text) {
      String[] words = text.split(" ");
      Map<String, String> values = new TreeMap<>();
      Stream.of(words).skip(1).forEach(w -> values.put(w.split("=")[0], w.split("=")[1]));
      return new Case(words[0], values);
    }
  }

  /**
   * What was seen of a case.
   *
   * @param counters {@code syscr}, {@code syscw} and page faults of the calling thread, each the
   *     least of an operation: loading a class or compiling only ever adds
   * @param calls the trace; null where nothing can be traced
   */
  record Seen(long[] counters, SystemCalls.Traced calls) {}

  private Witness() {}

  /** Runs the program; by case. */
  static Map<Case, Seen> ask(Path folder) throws Exception {
    Path log = folder.resolve("trace");
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(SystemCalls.tracer(log));
    boolean traced = !command.isEmpty();
    command.addAll(program(folder));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(180, TimeUnit.SECONDS), "the traced program did not end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(output));
    Map<String, SystemCalls.Traced> calls = traced ? SystemCalls.in(log) : Map.of();
    return Files.readAllLines(output).stream()
        .filter(line -> line.startsWith("case "))
        .map(line -> line.split(" {2}"))
        .collect(
            Collectors.toMap(
                words -> Case.of(words[1]),
                words -> new Seen(numbers(words[2]), calls.get(words[1]))));
  }

  private static long[] numbers(String text) {
    return Stream.of(text.split(" ")).mapToLong(Long::parseLong).toArray();
  }

  private static List<String> program(Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // With few threads of its own, and a heap whose pages are there, the JVM itself adds little.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.addAll(List.of("-Xms256m", "-Xmn64m", "-XX:+AlwaysPreTouch"));
    command.add("-XX:-UseCompressedOops");
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(flag -> flag.startsWith("--"))
        .forEach(command::add);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(Witness.class.getName(), folder.toString()));
    return command;
  }

  /** The program; its argument is the parent of its work folders. */
  public static void main(String[] args) throws Throwable {
    System.setProperty(WorkFolder.PROPERTY, args[0]);
    try (ThreadCounters before = new ThreadCounters();
        ThreadCounters after = new ThreadCounters()) {
      for (String name : benchmarks()) {
        Class<?> type = Class.forName(name);
        StrategyTester.of(type)
            .where(Witness::tells)
            .watchedBy(
                (method, values, call) ->
                    testify(
                        new Case(type.getSimpleName() + "." + method, values),
                        call,
                        before,
                        after));
      }
    }
  }

  private static List<String> benchmarks() {
    return BenchmarkList.defaultList()
        .getAll(OutputFormatFactory.createFormatInstance(System.out, VerboseMode.SILENT), List.of())
        .stream()
        .map(benchmark -> benchmark.getUserClassQName())
        // The software MMU moves no bytes, and takes long to build.
        .filter(name -> !name.contains(".translation."))
        // Several threads make thousands of calls in an operation.
        .filter(name -> !name.contains(".random."))
        .distinct()
        .toList();
  }

  /** At most one parameter has another value than the usual, and chunks are parts of the file. */
  private static boolean tells(Map<String, String> values) {
    int unusual = 0;
    for (Map.Entry<String, String> value : values.entrySet()) {
      int place = VALUES.getOrDefault(value.getKey(), SIZES).indexOf(value.getValue());
      if (place < 0) {
        return false;
      }
      unusual += place == 0 || !VALUES.containsKey(value.getKey()) ? 0 : 1;
    }
    long size = number(values, "fileSize", number(values, "size", 0));
    return unusual <= 1 && size == CHUNKS * number(values, "chunk", size / CHUNKS);
  }

  private static long number(Map<String, String> values, String name, long otherwise) {
    return Long.parseLong(values.getOrDefault(name, Long.toString(otherwise)));
  }

  private static void testify(
      Case what, StrategyTester.Bracketed call, ThreadCounters before, ThreadCounters after)
      throws Throwable {
    long[] least = null;
    for (int i = 0; i < OPERATIONS; i++) {
      call.make(
          () -> {
            before.read();
            SystemCalls.begin(what.toString());
          },
          () -> {
            SystemCalls.end(what.toString());
            after.read();
          });
      long[] seen = before.until(after);
      for (int k = 0; least != null && k < seen.length; k++) {
        seen[k] = Math.min(seen[k], least[k]);
      }
      least = seen;
    }
    System.out.printf("case  %s  %d %d %d%n", what, least[0], least[1], least[2]);
  }

  /** Counters of the thread that made it, read into memory that it has already. */
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

    /** The differences, without the two reads that lie between: of these counters, and the next. */
    long[] until(ThreadCounters later) {
      return new long[] {
        later.io("syscr") - io("syscr") - 2,
        later.io("syscw") - io("syscw"),
        later.faults() - faults()
      };
    }

    private long faults() {
      String text = new String(statText, StandardCharsets.ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return Long.parseLong(fields[7]) + Long.parseLong(fields[9]);
    }

    private long io(String name) {
      String text = new String(ioText, StandardCharsets.ISO_8859_1);
      int at = text.indexOf(name + ": ") + name.length() + 2;
      return Long.parseLong(text.substring(at, text.indexOf('\n', at)));
    }

    @Override
    public void close() throws IOException {
      stat.close();
      io.close();
    }
  }
}
