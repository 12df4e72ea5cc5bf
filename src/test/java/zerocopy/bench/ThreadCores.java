package zerocopy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The cores of other threads of this JVM, by /proc: a thread can only ask for its own. */
public final class ThreadCores {

  /** The kernel keeps so many letters of a name. */
  private static final int LETTERS = 15;

  /** A thread that ends while the kernel lists them may hide another from one list. */
  private static final int LOOKS = 10;

  private ThreadCores() {}

  /**
   * Where a thread may run.
   *
   * @param thread its name
   * @return numbers of cores as the kernel writes them, {@code 0-1}
   */
  public static String of(String thread) throws IOException {
    String name = "Name:\t" + thread.substring(0, Math.min(LETTERS, thread.length()));
    for (int look = 0; look < LOOKS; look++) {
      try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
        Optional<String> cores =
            tasks
                .map(task -> lines(task.resolve("status")))
                .filter(status -> status.contains(name))
                .flatMap(List::stream)
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf('\t') + 1))
                .findFirst();
        if (cores.isPresent()) {
          return cores.get();
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
