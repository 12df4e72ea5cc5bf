package zerocopy.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.runner.Defaults;
import zerocopy.results.RunFolder;
import zerocopy.results.WholeFile;
import zerocopy.run.fork.ForkRunner;
import zerocopy.run.fork.JmhJson;
import zerocopy.run.host.Noise;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;

/** A run that measures, until it ends by itself or is interrupted: its folder is complete then. */
final class OpenRun {

  private final CommandLine command;
  private final List<PlannedBenchmark> plan;
  private final Path workFolder;
  private final Optional<RunFolder> folder;
  private final RunDescription description;
  private final Session session;
  private final RunLock lock;
  private final Store store;
  private final Noise noise;
  private final JmhJson merger;
  private final ProgressLine progress;
  private boolean finished;
  private boolean allWritten = true;

  OpenRun(
      CommandLine command,
      List<PlannedBenchmark> plan,
      Path workFolder,
      Optional<RunFolder> folder,
      RunDescription description,
      Session session,
      RunLock lock,
      Store store,
      Noise noise,
      JmhJson merger,
      ProgressLine progress) {
    this.command = command;
    this.plan = plan;
    this.workFolder = workFolder;
    this.folder = folder;
    this.description = description;
    this.session = session;
    this.lock = lock;
    this.store = store;
    this.noise = noise;
    this.merger = merger;
    this.progress = progress;
  }

  /** Measures; whether every fork succeeded or was skipped, and all was written. */
  boolean run() {
    Thread hook = new Thread(this::interrupted, "run-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    session.run();
    if (session.isStopping()) {
      awaitEndOfShutdown(hook);
    }
    finish(true);
    return !session.hasFailures() && allWritten;
  }

  /** The hook leaves the folder complete; the JVM ends with it, and this thread too. */
  private static void awaitEndOfShutdown(Thread hook) {
    try {
      hook.join();
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Ctrl-C or a polite kill: what has finished is kept, what runs is stopped, its files deleted.
   */
  private void interrupted() {
    session.stop();
    ForkRunner.stopForks();
    WorkSpace.sweep(workFolder, progress::message);
    if (finish(false)) {
      folder.ifPresent(f -> progress.message("interrupted; go on with --resume " + f.path()));
    }
  }

  /** Whether this call did it: a signal may come while the run is ending by itself. */
  private synchronized boolean finish(boolean complete) {
    if (finished) {
      return false;
    }
    finished = true;
    progress.end();
    allWritten = store.flush();
    Object environment = description.end(complete, store.all(), session.missing(), noise);
    write("jmh.json", merger.merge(plan, store.all()));
    write("environment.json", environment);
    if (command.wantsPlainResults() && (complete || !session.merged().isEmpty())) {
      writePlainResults();
    }
    if (complete) {
      report();
    }
    lock.close();
    return true;
  }

  /** What cannot be written is said, and does not keep the rest from being written. */
  private void write(String name, Object json) {
    try {
      folder.ifPresent(f -> f.writeJson(name, json));
    } catch (UncheckedIOException e) {
      allWritten = false;
      progress.message(
          "%s (%s): free space or make it writable, then --resume"
              .formatted(e.getMessage(), RunFolder.reason(e.getCause())));
    }
  }

  /**
   * As JMH does: the format decides on the default name. Results that have no second copy are
   * shown, if nothing else can be done with them.
   */
  private void writePlainResults() {
    var format = command.jmh().getResultFormat().orElse(Defaults.RESULT_FORMAT);
    String file =
        command
            .jmh()
            .getResult()
            .orElse(Defaults.RESULT_FILE_PREFIX + "." + format.toString().toLowerCase(Locale.ROOT));
    ByteArrayOutputStream results = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(results, false, StandardCharsets.UTF_8);
    ResultFormatFactory.getInstance(format, out).writeOut(session.merged());
    out.flush();
    try {
      WholeFile.writeThrough(Path.of(file), results.toByteArray());
      progress.message("results in " + file);
    } catch (IOException e) {
      allWritten = false;
      progress.message(
          "cannot write %s (%s)%s"
              .formatted(
                  file,
                  RunFolder.reason(e),
                  folder.map(f -> ": the run folder has them").orElse("; here they are:")));
      if (folder.isEmpty()) {
        progress.message(results.toString(StandardCharsets.UTF_8));
      }
    }
  }

  private void report() {
    ResultTable.print(plan, session.pools(), progress::message);
    int missing = session.missing().size();
    if (missing > 0) {
      progress.message(
          "%d %s no result; %s"
              .formatted(
                  missing,
                  missing == 1 ? "fork has" : "forks have",
                  folder.isPresent() && allWritten
                      ? "listed in environment.json, and --resume tries what failed again"
                      : "said above"));
    }
    folder.ifPresent(
        f -> progress.message((allWritten ? "results in " : "incomplete: ") + f.path()));
  }
}
