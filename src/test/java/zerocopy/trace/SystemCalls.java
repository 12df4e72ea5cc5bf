package zerocopy.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * System calls of a program of ours, as strace sees them from outside.
 *
 * <p>{@link #perOperation} traces every call and takes those between two look-ups of marker files
 * that do not exist: only so can calls be told from those of the JVM's start and be given to one
 * path among many. Operations are bracketed one by one, and what most of them do counts: a class
 * loaded or a page of code made executable in between makes one operation differ, not most.
 *
 * <p>{@link #totals} is the kernel's plain sum, {@code strace -f -c}; the difference between a
 * program with n and one with 2 n operations is what n operations do, whatever else the JVM does.
 */
public final class SystemCalls {

  private static final Pattern MARKER = Pattern.compile("/marker/(begin|end)/([^\"]+)\"");
  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\((.*)");
  private static final Pattern SUM =
      Pattern.compile("\\s*[\\d.]+\\s+[\\d.]+\\s+\\d+\\s+(\\d+)\\s+(?:\\d+\\s+)?(\\w+)\\s*");

  private SystemCalls() {}

  /** Something to do, once. */
  public interface Operation {
    /** Does it. */
    void run() throws Exception;
  }

  /** In the traced program: brackets one operation. */
  public static void bracket(String name, Operation operation) throws Exception {
    new File("/marker/begin/" + name).exists();
    operation.run();
    new File("/marker/end/" + name).exists();
  }

  /** Whether strace works here. */
  public static boolean canBeTraced() throws InterruptedException {
    try {
      return new ProcessBuilder("strace", "-f", "true")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException notInstalled) {
      return false;
    }
  }

  /** Calls by name of the usual bracketed operation of each name. */
  public static Map<String, Map<String, Long>> perOperation(
      Path folder, Class<?> program, String... arguments) throws Exception {
    Path log = run(folder, List.of("-f"), program, arguments);
    Map<String, List<Map<String, Long>>> seen = new LinkedHashMap<>();
    Map<String, Long> current = null;
    String thread = "";
    for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
      Matcher call = LINE.matcher(line);
      Matcher marker = MARKER.matcher(line);
      if (!call.matches()) {
        continue;
      }
      if (marker.find()) {
        current = marker.group(1).equals("begin") ? new TreeMap<>() : null;
        thread = call.group(1);
        if (current != null) {
          seen.computeIfAbsent(marker.group(2), name -> new ArrayList<>()).add(current);
        }
      } else if (current != null && thread.equals(call.group(1)) && !isWaiting(call.group(2))) {
        current.merge(name(call.group(2)), 1L, Long::sum);
      }
    }
    Map<String, Map<String, Long>> usual = new LinkedHashMap<>();
    seen.forEach((name, operations) -> usual.put(name, mostFrequent(operations)));
    return usual;
  }

  private static Map<String, Long> mostFrequent(List<Map<String, Long>> operations) {
    return operations.stream()
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()))
        .entrySet()
        .stream()
        .max(Comparator.comparing(Map.Entry::getValue))
        .orElseThrow()
        .getKey();
  }

  /** Calls by name of the whole program, without those of the JVM's own housekeeping. */
  public static Map<String, Long> totals(Path folder, Class<?> program, String... arguments)
      throws Exception {
    Map<String, Long> calls = new TreeMap<>();
    for (String line : Files.readAllLines(run(folder, List.of("-f", "-c"), program, arguments))) {
      Matcher sum = SUM.matcher(line);
      if (sum.matches() && !sum.group(2).equals("total") && !isTheJvms(sum.group(2))) {
        calls.merge(name(sum.group(2)), Long.parseLong(sum.group(1)), Long::sum);
      }
    }
    return calls;
  }

  /** JDK 17 and 25 ask for a file's status by different names of one call. */
  private static String name(String call) {
    return call.equals("newfstatat") ? "fstat" : call;
  }

  /** Also what its compiler and its heap do for their memory, at times of their own. */
  private static boolean isTheJvms(String call) {
    return isWaiting(call) || call.equals("mprotect") || call.equals("madvise");
  }

  /** Threads wait for each other by futex; how often is up to the scheduler. */
  private static boolean isWaiting(String call) {
    return call.equals("futex") || call.equals("sched_yield");
  }

  private static Path run(Path folder, List<String> options, Class<?> program, String... arguments)
      throws Exception {
    Path log = folder.resolve("trace");
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(List.of("strace", "-o", log.toString()));
    command.addAll(options);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Without compiler threads and with one collector thread the JVM itself calls little.
    command.addAll(List.of("-Xint", "-XX:+UseSerialGC", "-XX:-UsePerfData"));
    command.add("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertTrue(process.waitFor(90, TimeUnit.SECONDS), "the traced program did not end");
    } finally {
      process.destroyForcibly();
    }
    assertEquals(0, process.exitValue(), Files.readString(output));
    return log;
  }
}
