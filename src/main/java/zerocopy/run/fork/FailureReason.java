package zerocopy.run.fork;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zerocopy.bench.support.Unsupported;
import zerocopy.results.ForkRecord.Status;

/**
 * Why a fork has no result, in one sentence that says what to do.
 *
 * @param status failed or skipped
 * @param sentence without line breaks
 */
record FailureReason(Status status, String sentence) {

  private static final Pattern EXIT_CODE =
      Pattern.compile("[Ff]orked VM failed with exit code (\\d+)");

  /** What the shutdown hook of JMH's fork sends when it still can: that of a signal as well. */
  private static final String PREMATURE = "VM prematurely exited";

  private static final Pattern CAUSE_IN_OUTPUT =
      Pattern.compile(
          "^(Error occurred during initialization of VM|Error: |Unrecognized |Invalid |"
              + "Improperly specified |Could not |OpenJDK .*warning: |Conflicting |\\S+: .*(killed|denied))");
  private static final Pattern OUT_OF_MEMORY = Pattern.compile("OutOfMemoryError:?\\s*(.*)");
  private static final int KILLED = 128 + 9;
  private static final int INTERRUPTED = 128 + 2;
  private static final int TERMINATED = 128 + 15;
  private static final int ABORTED = 128 + 6;
  private static final int SEGMENTATION_FAULT = 128 + 11;
  private static final int LONGEST = 300;

  /** A fork that failed for a reason that is known already. */
  static FailureReason failed(String sentence) {
    String line = sentence.replaceAll("\\s+", " ").strip();
    return new FailureReason(
        Status.FAILED, line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line);
  }

  /**
   * Whether the fork may have been ended by the same Ctrl-C or shutdown as the run itself: it is
   * then not a result.
   */
  static boolean mayEndTheRun(Throwable thrown, List<String> output) {
    return causes(thrown).stream()
        .map(cause -> exitCode(String.valueOf(cause.getMessage()), output))
        .flatMapToInt(OptionalInt::stream)
        .anyMatch(code -> code == INTERRUPTED || code == TERMINATED || code == KILLED);
  }

  private static OptionalInt exitCode(String message, List<String> output) {
    Stream<String> said = message.contains(PREMATURE) ? output.stream() : Stream.of(message);
    return said.map(EXIT_CODE::matcher)
        .filter(Matcher::find)
        .mapToInt(exit -> Integer.parseInt(exit.group(1)))
        .findFirst();
  }

  /** A fork that was stopped at its time limit. */
  static FailureReason tookTooLong(long seconds) {
    return failed(
        "took longer than %d s and was stopped: raise --time-limit if it needs more"
            .formatted(seconds));
  }

  /**
   * Classifies what JMH threw.
   *
   * @param thrown by JMH's runner
   * @param output what JMH and the fork printed
   */
  static FailureReason of(Throwable thrown, List<String> output) {
    List<Throwable> causes = causes(thrown);
    for (Throwable cause : causes) {
      if (cause instanceof Unsupported) {
        return new FailureReason(Status.SKIPPED, cause.getMessage());
      }
    }
    for (Throwable cause : causes) {
      if (cause instanceof OutOfMemoryError) {
        return memory(String.valueOf(cause.getMessage()));
      }
      String message = String.valueOf(cause.getMessage());
      if (message.contains("No space left on device")) {
        return failed(
            "no space left in the work folder: free some, or choose another with --work-folder");
      }
      if (message.contains("Too many open files")) {
        return failed("too many files are open at once: raise the limit with ulimit -n 1024");
      }
      if (message.contains("File too large")) {
        return failed(
            "a file grew larger than the system allows: raise the limit with ulimit -f unlimited, or measure smaller files");
      }
      OptionalInt code = exitCode(message, output);
      if (code.isPresent()) {
        return exited(code.getAsInt(), output);
      }
    }
    Throwable root = causes.get(causes.size() - 1);
    String message = root.getMessage() == null ? "no message" : root.getMessage();
    return failed(
        root instanceof IllegalStateException || root instanceof IllegalArgumentException
            ? message
            : root.getClass().getSimpleName() + ": " + message);
  }

  private static FailureReason memory(String message) {
    if (message.contains("thread")) {
      return failed(
          "the system allows no further thread (%s): use fewer with -t, or raise ulimit -u"
              .formatted(message));
    }
    return message.contains("direct")
        ? failed(
            "too little direct memory (%s): give more with -jvmArgsAppend -XX:MaxDirectMemorySize=4g"
                .formatted(message))
        : failed("too little heap (%s): give more with -jvmArgsAppend -Xmx4g".formatted(message));
  }

  private static FailureReason exited(int code, List<String> output) {
    // First, since the launcher's own complaint comes before it and says less.
    for (String line : output) {
      Matcher memory = OUT_OF_MEMORY.matcher(line);
      if (memory.find()) {
        return memory(memory.group(1));
      }
    }
    for (int i = 0; i < output.size(); i++) {
      String line = output.get(i).strip();
      if (CAUSE_IN_OUTPUT.matcher(line).find()) {
        String next = line.endsWith("VM") && i + 1 < output.size() ? ": " + output.get(i + 1) : "";
        return failed("the fork's JVM did not run: " + line + next);
      }
    }
    return switch (code) {
      case KILLED ->
          failed(
              "the fork was killed (signal 9), most likely by the kernel for want of memory: "
                  + "free memory or measure smaller sizes");
      case INTERRUPTED, TERMINATED ->
          failed("the fork was ended from outside (signal %d)".formatted(code - 128));
      case ABORTED, SEGMENTATION_FAULT ->
          failed("the fork's JVM crashed (exit status %d): see its hs_err file".formatted(code));
      default -> failed("the fork ended early with exit status " + code);
    };
  }

  /** Causes and suppressed exceptions, outermost first: JMH wraps the benchmark's in either. */
  private static List<Throwable> causes(Throwable thrown) {
    Set<Throwable> seen = new HashSet<>();
    List<Throwable> causes = new ArrayList<>();
    Deque<Throwable> open = new ArrayDeque<>(List.of(thrown));
    while (!open.isEmpty()) {
      Throwable next = open.poll();
      if (seen.add(next)) {
        causes.add(next);
        open.addAll(List.of(next.getSuppressed()));
        if (next.getCause() != null) {
          open.add(next.getCause());
        }
      }
    }
    return causes;
  }
}
