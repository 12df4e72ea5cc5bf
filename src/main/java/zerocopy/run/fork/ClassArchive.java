package zerocopy.run.fork;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import zerocopy.bench.support.WorkFolder;
import zerocopy.run.plan.PlannedBenchmark;

/**
 * Classes that the forks share: an archive of what JMH, its profilers and the JDK load in every
 * fork, dumped by a first fork whose scores nobody sees (dynamic class-data sharing, JEP 350).
 *
 * <p>A fork starts some 0.3 s sooner with it, and forks are what intervals are narrowed by. Code is
 * compiled as ever: the archive holds classes, no machine code. A JVM that cannot make or use it,
 * or whose arguments do not fit it, goes on without it and without a word. It lies in a work
 * folder, and goes with it when the run ends.
 */
public final class ClassArchive {

  /** Fewer forks than this do not earn the time of making it. */
  private static final int WORTHWHILE = 6;

  private static final String QUIET = "-Xlog:cds=off,cds+dynamic=off,class+path=off";

  private ClassArchive() {}

  /**
   * Makes an archive.
   *
   * @param plan what will be run
   * @param parent where its folder is made
   * @return arguments of forks that use it; none where it could not be made
   */
  public static List<String> make(ForkOptions options, List<PlannedBenchmark> plan, Path parent) {
    if (options.embedded() || plan.stream().mapToInt(PlannedBenchmark::forks).sum() < WORTHWHILE) {
      return List.of();
    }
    Path file = WorkFolder.openUnder(parent).file("classes.jsa");
    ForkOptions dumping = options.with(List.of(QUIET, "-XX:ArchiveClassesAtExit=" + file));
    try {
      new Runner(dumping.of(plan.get(0).shortest(), false), new CapturedOutput(silent())).run();
    } catch (RunnerException | RuntimeException withoutArchive) {
      // The fork failed; whether it left an archive is all that counts here.
    }
    return Files.isReadable(file)
        ? List.of("-Xshare:auto", QUIET, "-XX:SharedArchiveFile=" + file)
        : List.of();
  }

  private static OutputFormat silent() {
    return OutputFormatFactory.createFormatInstance(
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
        VerboseMode.SILENT);
  }
}
