package zerocopy.run.host;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.util.Utils;
import zerocopy.results.UserError;

/**
 * The JVM that runs the forks.
 *
 * @param path its {@code java}
 * @param feature feature release, 17
 * @param properties its system properties, {@code java.version} among them
 */
public record Jvm(String path, int feature, Map<String, String> properties) {

  private static final int OLDEST = 17;
  private static final int PROBE_SECONDS = 15;

  /**
   * The JVM of the command line, or our own.
   *
   * @param given path of a {@code java}, or null
   * @param builtFor the release that the benchmarks were compiled for
   * @return what it says about itself
   * @throws UserError if it does not run, or is too old
   */
  public static Jvm of(String given, int builtFor) {
    if (given == null) {
      Map<String, String> own = new LinkedHashMap<>();
      System.getProperties().stringPropertyNames().forEach(k -> own.put(k, System.getProperty(k)));
      return new Jvm(Utils.getCurrentJvm(), Runtime.version().feature(), own);
    }
    Jvm probed = probe(given);
    if (probed.feature < Math.max(OLDEST, builtFor)) {
      throw new UserError(
          "-jvm %s is Java %d, but these benchmarks were built for Java %d: build them with that JDK"
              .formatted(given, probed.feature, Math.max(OLDEST, builtFor)));
    }
    return probed;
  }

  private static Jvm probe(String path) {
    if (Files.isDirectory(Path.of(path))) {
      throw new UserError("-jvm %s is a folder: give the path of a java command".formatted(path));
    }
    Map<String, String> properties = new LinkedHashMap<>();
    try {
      Process process =
          new ProcessBuilder(List.of(path, "-XshowSettings:properties", "-version"))
              .redirectErrorStream(true)
              .start();
      process.getOutputStream().close();
      // What it started itself may hold its output open.
      CompletableFuture.delayedExecutor(PROBE_SECONDS, TimeUnit.SECONDS)
          .execute(
              () -> {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                // Process.destroyForcibly would also close the stream that is being read below.
                process.toHandle().destroyForcibly();
              });
      try (BufferedReader lines =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        lines
            .lines()
            .map(line -> line.strip().split(" = ", 2))
            .filter(pair -> pair.length == 2)
            .forEach(pair -> properties.put(pair[0], pair[1]));
      }
      process.waitFor();
    } catch (IOException | UncheckedIOException e) {
      throw new UserError(
          "-jvm %s cannot be run: give the path of a java command".formatted(path), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String specification = properties.get("java.specification.version");
    if (specification == null) {
      throw new UserError(
          "-jvm %s does not answer like a JVM: give the path of a java command".formatted(path));
    }
    // Before Java 9 it was 1.8.
    return new Jvm(path, (int) Double.parseDouble(specification), properties);
  }

  public String property(String name) {
    return properties.getOrDefault(name, "unknown");
  }
}
