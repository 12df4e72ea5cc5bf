package zerocopy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The cores of other threads of this JVM, by /proc: a thread can only ask for its own. */
public final class ThreadCores {

  /** The kernel keeps so many letters of a name. */
  private static final int LETTERS = 15;

  private ThreadCores() {}

  /**
   * Where a thread may run.
   *
   * @param thread its name
   * @return numbers of cores as the kernel writes them, {@code 0-1}
   */
  public static String of(String thread) throws IOException {
    String name = "Name:\t" + thread.substring(0, Math.min(LETTERS, thread.length()));
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        List<String> status = lines(task.resolve("status"));
        if (status.contains(name)) {
          return status.stream()
              .filter(line -> line.startsWith("Cpus_allowed_list:"))
              .map(line -> line.substring(line.indexOf('\t') + 1))
              .findFirst()
              .orElseThrow();
        }
      }
    }
    throw new AssertionError("no thread " + thread);
  }

  /** None of a thread that has ended since it was listed. */
  private static List<String> lines(Path status) {
    try {
      return Files.readAllLines(status);
    } catch (IOException ended) {
      return List.of();
    }
  }
}
