package zerocopy.bench.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a fork found out about the conditions that it ran under, beyond its parameters: the
 * congestion control that its connection really used, for example. The fork writes it into a file
 * of the run's, which takes it into the fork's record.
 */
public final class ForkFacts {

  /** System property that names the file; without it nobody listens. */
  public static final String PROPERTY = "zerocopy.facts";

  private ForkFacts() {}

  /**
   * Says facts, instead of those said before.
   *
   * @param facts values by name; neither holds {@code =} or a line break
   */
  public static void say(Map<String, String> facts) {
    String file = System.getProperty(PROPERTY, "");
    if (!file.isEmpty()) {
      StringBuilder lines = new StringBuilder();
      facts.forEach((name, value) -> lines.append(name).append('=').append(value).append('\n'));
      try {
        Files.writeString(Path.of(file), lines);
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write a fork's facts", e);
      }
    }
  }

  /**
   * Takes what a fork has said.
   *
   * @param file that the property named; deleted
   * @return values by name; empty where the fork said nothing
   */
  public static Map<String, String> take(Path file) {
    Map<String, String> facts = new TreeMap<>();
    try {
      if (Files.exists(file)) {
        for (String line : Files.readAllLines(file)) {
          int equals = line.indexOf('=');
          if (equals > 0) {
            facts.put(line.substring(0, equals), line.substring(equals + 1));
          }
        }
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read a fork's facts", e);
    }
    return facts;
  }
}
