package zerocopy.trace;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * System calls of a program of ours, as strace sees them from outside.
 *
 * <p>Every call is traced, and those between two look-ups of marker files that do not exist are
 * taken: only so can calls be told from those of the JVM's start and be given to one operation
 * among many.
 *
 * <p>A call's name is followed by the kind of its first descriptor, where that is no plain file:
 * {@code read(tcp)}, {@code write(unix)}, {@code read(pipe)}, {@code pread64(O_DIRECT)}; an {@code
 * openat} that makes its file is {@code openat(O_CREAT)}, and a read that finds nothing yet is
 * {@code read(tcp)=EAGAIN}.
 */
public final class SystemCalls {

  private static final Pattern MARKER = Pattern.compile("/marker/(begin|end)/([^\"]+)\"");
  private static final Pattern LINE = Pattern.compile("(\\d+) +(\\w+)\\((.*)");
  private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)");
  private static final String UNFINISHED = "<unfinished ...>";
  private static final Pattern DESCRIPTOR = Pattern.compile("(\\d+)<(.*)");
  private static final Pattern OPENED = Pattern.compile(".* = (\\d+)<.*");
  private static final Pattern UNCACHED = Pattern.compile("\\bO_DIRECT\\b");
  private static final Pattern PEERS =
      Pattern.compile("(read|recv).*\\((tcp|unix|pipe|eventfd)\\).*");

  /** How strace begins the name of what a descriptor stands for, and the word for it here. */
  private static final Map<String, String> KINDS =
      Map.of(
          "TCP", "(tcp)",
          "UNIX", "(unix)",
          "pipe:", "(pipe)",
          "anon_inode:[eventfd", "(eventfd)");

  /**
   * Not traced: how threads wait for each other is up to the scheduler, how the JVM keeps its code
   * and heap is its own affair, and a clock that user mode cannot read is asked by the JVM itself.
   */
  private static final String TRACED =
      "trace=!futex,sched_yield,gettid,mprotect,madvise,sysinfo,rt_sigprocmask,clock_gettime";

  /**
   * What was seen of the operations of one name.
   *
   * @param operations calls by name, of the bracketing thread, for each operation
   * @param peers calls by which other threads meanwhile received from sockets and pipes
   */
  public record Traced(List<Map<String, Long>> operations, Set<String> peers) {
    Traced() {
      this(new ArrayList<>(), new TreeSet<>());
    }
  }

  private final Map<String, Traced> traced = new LinkedHashMap<>();
  private final Map<String, String> unfinished = new HashMap<>();
  private final Set<String> uncached = new HashSet<>();
  private Traced current;
  private String thread;

  private SystemCalls() {}

  /** In the traced program: an operation of that name begins. */
  public static void begin(String name) {
    new File("/marker/begin/" + name).exists();
  }

  /** In the traced program: the operation of that name has ended. */
  public static void end(String name) {
    new File("/marker/end/" + name).exists();
  }

  /**
   * The command before that of a program whose calls are to be traced.
   *
   * @param log where the trace goes
   * @return nothing where strace does not work
   */
  public static List<String> tracer(Path log) throws InterruptedException {
    try {
      List<String> strace =
          List.of(("strace -f --seccomp-bpf -yy -s 0 -e " + TRACED + " -o " + log).split(" "));
      List<String> trial = new ArrayList<>(strace);
      trial.add("true");
      return new ProcessBuilder(trial).start().waitFor() == 0 ? strace : List.of();
    } catch (IOException notInstalled) {
      return List.of();
    }
  }

  /** The calls of a program's bracketed operations, by the operations' names. */
  public static Map<String, Traced> in(Path log) throws IOException {
    SystemCalls calls = new SystemCalls();
    for (String line : Files.readAllLines(log, StandardCharsets.ISO_8859_1)) {
      calls.join(line);
    }
    return calls.traced;
  }

  /** Where threads interrupt each other, a call stands on two lines. */
  private void join(String line) {
    Matcher resumed = RESUMED.matcher(line);
    if (resumed.matches()) {
      take(unfinished.remove(resumed.group(1)) + resumed.group(2));
    } else if (line.endsWith(UNFINISHED)) {
      String begin = line.substring(0, line.length() - UNFINISHED.length());
      unfinished.put(line.substring(0, line.indexOf(' ')), begin);
    } else {
      take(line);
    }
  }

  private void take(String line) {
    Matcher call = LINE.matcher(line);
    Matcher marker = MARKER.matcher(line);
    if (!call.matches()) {
      return;
    }
    if (marker.find()) {
      mark(marker.group(1).equals("begin"), marker.group(2));
      thread = call.group(1);
      return;
    }
    String name = name(call.group(2), call.group(3));
    if (current == null) {
      return;
    }
    if (thread.equals(call.group(1))) {
      current.operations.get(current.operations.size() - 1).merge(name, 1L, Long::sum);
    } else if (PEERS.matcher(name).matches()) {
      current.peers.add(name);
    }
  }

  private void mark(boolean begins, String name) {
    current = begins ? traced.computeIfAbsent(name, n -> new Traced()) : null;
    if (begins) {
      current.operations.add(new TreeMap<>());
    }
  }

  private String name(String call, String arguments) {
    if (call.equals("openat")) {
      return opened(arguments);
    }
    // JDK 17 and 25 ask for a file's status by different names of one call.
    String name = call.equals("newfstatat") ? "fstat" : call;
    Matcher descriptor = DESCRIPTOR.matcher(arguments);
    if (!descriptor.matches()) {
      return name;
    }
    if (call.equals("close")) {
      uncached.remove(descriptor.group(1));
    }
    return uncached.contains(descriptor.group(1))
        ? name + "(O_DIRECT)"
        : name + kind(descriptor.group(2)) + (arguments.contains(" EAGAIN ") ? "=EAGAIN" : "");
  }

  private String opened(String arguments) {
    Matcher opened = OPENED.matcher(arguments);
    if (UNCACHED.matcher(arguments).find() && opened.matches()) {
      uncached.add(opened.group(1));
    }
    return arguments.contains("O_CREAT") ? "openat(O_CREAT)" : "openat";
  }

  private static String kind(String descriptor) {
    return KINDS.keySet().stream()
        .filter(descriptor::startsWith)
        .map(KINDS::get)
        .findAny()
        .orElse("");
  }
}
