package zerocopy.run;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import zerocopy.results.Counted;
import zerocopy.results.RunFolder;
import zerocopy.run.fork.ForkRunner;
import zerocopy.run.fork.JmhJson;
import zerocopy.run.fork.Profilers;
import zerocopy.run.host.Noise;
import zerocopy.run.plan.PlannedBenchmark;

/** A run that measures, until it ends by itself or is interrupted: its folder is complete then. */
final class OpenRun {

  private final List<PlannedBenchmark> plan;
  private final Path workFolder;
  private final Optional<RunFolder> folder;
  private final RunDescription description;
  private final Session session;
  private final RunLock lock;
  private final Store store;
  private final Noise noise;
  private final JmhJson merger;
  private final Destinations destinations;
  private final ProgressLine progress;

  /** Whether whoever started the run is told the folder in another way than by a last line. */
  private final boolean toldElsewhere;

  private boolean finished;
  private boolean allWritten = true;

  OpenRun(
      List<PlannedBenchmark> plan,
      Path workFolder,
      Optional<RunFolder> folder,
      RunDescription description,
      Session session,
      RunLock lock,
      Store store,
      Noise noise,
      JmhJson merger,
      Destinations destinations,
      ProgressLine progress,
      boolean toldElsewhere) {
    this.plan = plan;
    this.workFolder = workFolder;
    this.folder = folder;
    this.description = description;
    this.session = session;
    this.lock = lock;
    this.store = store;
    this.noise = noise;
    this.merger = merger;
    this.destinations = destinations;
    this.progress = progress;
    this.toldElsewhere = toldElsewhere;
  }

  /** Measures; whether every fork succeeded or was skipped, and all was written. */
  boolean run() {
    Thread hook = new Thread(this::interrupted, "run-interrupted");
    Runtime.getRuntime().addShutdownHook(hook);
    session.run();
    if (session.isStopping()) {
      awaitEndOfShutdown(hook);
    }
    finish(!session.isCutShort(), true);
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
    if (finish(false, false)) {
      folder.ifPresent(f -> progress.message("interrupted; go on with --resume " + f.path()));
    }
  }

  /** Whether this call did it: a signal may come while the run is ending by itself. */
  private synchronized boolean finish(boolean complete, boolean byItself) {
    if (finished) {
      return false;
    }
    finished = true;
    progress.end();
    allWritten = store.flush();
    Object environment = description.end(complete, store.all(), session.missing(), noise);
    write("jmh.json", merger.merge(plan, store.all()));
    write("environment.json", environment);
    List<RunResult> merged = session.merged();
    if (byItself || !merged.isEmpty()) {
      allWritten &= destinations.writePlainResults(merged, progress::message);
    }
    if (byItself) {
      report(merged);
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

  private void report(List<RunResult> merged) {
    merged.forEach(this::showProfilers);
    ResultTable.print(plan, session.pools(), progress::message);
    int missing = session.missing().size();
    if (missing > 0) {
      progress.message(
          "%s no result; %s"
              .formatted(
                  Counted.having(missing, "fork"),
                  folder.isPresent() && allWritten
                      ? "listed in environment.json, and --resume tries what failed again"
                      : "said above"));
    }
    folder
        .filter(f -> !allWritten || !toldElsewhere)
        .ifPresent(
            f ->
                progress.message(
                    allWritten
                        ? "results in %s; scripts/plot.sh draws them".formatted(f.path())
                        : "incomplete: " + f.path()));
    if (progress.isIncomplete()) {
      allWritten = false;
      System.err.println(
          "what this run said could not all be written"
              + folder
                  .map(f -> "; results in " + f.path())
                  .orElse(": free space, or choose another -o"));
    }
  }

  /** Profilers may find more than numbers. */
  private void showProfilers(RunResult result) {
    BenchmarkParams params = result.getParams();
    String row =
        params.getBenchmark()
            + params.getParamsKeys().stream()
                .map(name -> " " + name + "=" + params.getParam(name))
                .collect(Collectors.joining());
    Profilers.texts(result)
        .forEach((name, text) -> progress.message("%s, %s:%n%s%n".formatted(name, row, text)));
  }
}
