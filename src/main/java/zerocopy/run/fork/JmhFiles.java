package zerocopy.run.fork;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import zerocopy.bench.support.OwnFile;
import zerocopy.bench.support.WorkFolder;

/**
 * Lists the temporary files that JMH makes for a fork, since JMH deletes them itself unless it is
 * killed ({@link WorkFolder#ELSEWHERE}). Ours are those that appear between the making of the
 * profiler and the start of the fork's JVM, some milliseconds: nothing else is known of them, as
 * JMH chooses their names. It measures nothing.
 */
public final class JmhFiles implements ExternalProfiler {

  private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

  private final Path list;
  private final Set<Path> before = present();

  /**
   * Called by JMH.
   *
   * @param list the file that gets the paths, a line each
   */
  public JmhFiles(String list) {
    this.list = Path.of(list);
  }

  private static Set<Path> present() {
    Set<Path> present = new TreeSet<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(TEMPORARY, "jmh*")) {
      for (Path file : files) {
        boolean named =
            file.getFileName().toString().matches("jmh\\d+(compilecommand|stdout|stderr)");
        if (named && OwnFile.isFile(file)) {
          present.add(file.toAbsolutePath());
        }
      }
    } catch (IOException | DirectoryIteratorException unreadable) {
      // The files are then JMH's alone to delete, as in any other run of it.
    }
    return present;
  }

  @Override
  public void beforeTrial(BenchmarkParams params) {
    Set<Path> made = present();
    made.removeAll(before);
    StringBuilder lines = new StringBuilder();
    made.forEach(file -> lines.append(file).append('\n'));
    try {
      Files.writeString(list, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException listIsGone) {
      // With the work folder: the fork will say so, if it minds.
    }
  }

  @Override
  public Collection<? extends Result<?>> afterTrial(
      BenchmarkResult result, long pid, File stdOut, File stdErr) {
    return List.of();
  }

  @Override
  public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public Collection<String> addJVMOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public boolean allowPrintOut() {
    return true;
  }

  @Override
  public boolean allowPrintErr() {
    return true;
  }

  @Override
  public String getDescription() {
    return "Lists JMH's temporary files";
  }
}
