package zerocopy.run.fork;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.ServiceConfigurationError;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import zerocopy.bench.support.ForkFacts;
import zerocopy.bench.support.peer.PeerRun;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Series;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.Placement;
import zerocopy.results.Setting;
import zerocopy.run.host.RoundTrip;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Schedule;

/** Runs one fork: JMH for a single fork of a single benchmark, within a time limit. */
public final class ForkRunner implements Function<Schedule.Fork, ForkRunner.Outcome> {

  private static final double LIMIT_FACTOR = 5;
  private static final long LIMIT_BASE_SECONDS = 60;

  /** Beside its iterations, a fork writes and compares what an operation moves. */
  private static final long LIMIT_BYTES_PER_SECOND = 16L << 20;

  private static final long GRACE_SECONDS = 3;
  private static final long SIGNAL_MILLIS = 300;

  /** Round trips of one placement differ by less than this factor. */
  private static final double LEAST_MOVE = 1.5;

  private final ForkOptions options;
  private final long timeLimit;
  private final OutputFormat shown;
  private final Path factsFile;
  private final Optional<RoundTrip> cores;
  private final Optional<PeerRun> peer;
  private final ScheduledExecutorService watchdog =
      Executors.newSingleThreadScheduledExecutor(
          runnable -> {
            Thread thread = new Thread(runnable, "fork-time-limit");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * What came out of a fork.
   *
   * @param record the line for {@code forks.jsonl}
   * @param result JMH's own result, or null where there is none
   */
  public record Outcome(ForkRecord record, RunResult result) {}

  /**
   * A runner.
   *
   * @param timeLimit seconds that a fork may take, or 0: five times what is planned, plus 60, plus
   *     one for each 16 MiB that an operation moves
   * @param shown where JMH's own output goes
   * @param factsFile the file in which forks say what they found out
   * @param cores of forks with two threads; empty where threads cannot choose
   * @param peer the receiver on another machine; empty where there is none
   */
  public ForkRunner(
      ForkOptions options,
      long timeLimit,
      OutputFormat shown,
      Path factsFile,
      Optional<RoundTrip> cores,
      Optional<PeerRun> peer) {
    this.options = options;
    this.timeLimit = timeLimit;
    this.shown = shown;
    this.factsFile = factsFile;
    this.cores = cores;
    this.peer = peer;
  }

  /** Runs a fork to its end, good or bad, and looks how far apart its cores are. */
  @Override
  public Outcome apply(Schedule.Fork fork) {
    Optional<RoundTrip> between = fork.planned().crossesCores() ? cores : Optional.empty();
    OptionalDouble before = probe(between);
    Outcome outcome = run(fork);
    OptionalDouble after = probe(between);
    return outcome.record().status() == Status.OK && before.isPresent() && after.isPresent()
        ? placed(outcome, before.getAsDouble(), after.getAsDouble())
        : outcome;
  }

  private static Outcome placed(Outcome outcome, double before, double after) {
    Map<String, String> facts = new TreeMap<>(outcome.record().facts());
    facts.put(Placement.BEFORE, nanos(before));
    facts.put(Placement.AFTER, nanos(after));
    if (!moved(before, after)) {
      return new Outcome(outcome.record().with(Status.OK, "", facts), outcome.result());
    }
    String reason =
        "the host moved the cores: a cache line's round trip took %.0f ns before and %.0f ns after"
            .formatted(before, after);
    return new Outcome(outcome.record().with(Status.SET_ASIDE, reason, facts), null);
  }

  private static OptionalDouble probe(Optional<RoundTrip> between) {
    double nanos = between.map(RoundTrip::nanos).orElse(Double.NaN);
    return Double.isNaN(nanos) ? OptionalDouble.empty() : OptionalDouble.of(nanos);
  }

  /** Whether the cores were nearer or farther at the end: not by a hair at the boundary alone. */
  private static boolean moved(double before, double after) {
    return Placement.of(before) != Placement.of(after)
        && Math.max(before, after) > LEAST_MOVE * Math.min(before, after);
  }

  private static String nanos(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private Outcome run(Schedule.Fork fork) {
    PlannedBenchmark planned = fork.planned();
    CapturedOutput output = new CapturedOutput(shown);
    long limit = limit(planned);
    AtomicBoolean stopped = new AtomicBoolean();
    ScheduledFuture<?> guard =
        watchdog.schedule(
            () -> {
              stopped.set(true);
              stopForks();
            },
            limit,
            TimeUnit.SECONDS);
    String started = Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
    long begin = System.nanoTime();
    RunResult result = null;
    FailureReason failure = null;
    try {
      result = single(new Runner(options.of(planned, fork.round() == 0), output).run());
    } catch (RunnerException | RuntimeException | ServiceConfigurationError e) {
      failure = FailureReason.of(e, output.lines());
      if (FailureReason.mayEndTheRun(e, output.lines())) {
        awaitOwnEnd();
      }
    } finally {
      guard.cancel(false);
    }
    if (stopped.get()) {
      failure = FailureReason.tookTooLong(limit);
    }
    if (failure != null) {
      failure = peer.flatMap(PeerRun::lost).map(FailureReason::failed).orElse(failure);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    // Taken from failed forks, too, lest the next one be told them.
    Map<String, String> facts = new TreeMap<>(ForkFacts.take(factsFile));
    if (failure != null) {
      return new Outcome(failed(fork, started, seconds, failure), null);
    }
    facts.putAll(Profilers.texts(result));
    facts.putAll(settings(result.getParams(), planned.entry()));
    return judged(
        planned, succeeded(fork, started, seconds, result).with(Status.OK, "", facts), result);
  }

  /** What the options made of an operation and of the number of threads, where it is not usual. */
  static Map<String, String> settings(BenchmarkParams params, BenchmarkListEntry entry) {
    Map<String, String> settings = new TreeMap<>();
    int batch = params.getMeasurement().getBatchSize();
    int declared = entry.getOperationsPerInvocation().orElse(Defaults.OPS_PER_INVOCATION);
    double calls = (double) batch * declared / params.getOpsPerInvocation();
    if (params.getThreads() != Defaults.THREADS) {
      settings.put(Setting.THREADS_FACT, Integer.toString(params.getThreads()));
    }
    if (batch != Defaults.MEASUREMENT_BATCHSIZE) {
      settings.put(Setting.BATCH_FACT, Integer.toString(batch));
    }
    if (calls != 1) {
      settings.put(Setting.CALLS_FACT, Setting.text(calls));
    }
    return settings;
  }

  /** A fork that did not work as its name says keeps its numbers as evidence, and is no result. */
  private Outcome judged(PlannedBenchmark planned, ForkRecord record, RunResult result) {
    return options
        .invariants(planned)
        .flatMap(invariants -> invariants.broken(record))
        .map(why -> new Outcome(record.with(Status.FAILED, why, record.facts()), null))
        .orElseGet(() -> new Outcome(record, result));
  }

  /**
   * A signal to the whole process group reaches the fork first; this JVM's hook comes a bit later.
   */
  private static void awaitOwnEnd() {
    try {
      TimeUnit.MILLISECONDS.sleep(SIGNAL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private long limit(PlannedBenchmark planned) {
    return timeLimit > 0
        ? timeLimit
        : LIMIT_BASE_SECONDS
            + planned.bytes().orElse(0) / LIMIT_BYTES_PER_SECOND
            + (long) Math.ceil(LIMIT_FACTOR * planned.seconds());
  }

  private static RunResult single(Collection<RunResult> results) throws RunnerException {
    if (results.size() != 1) {
      throw new IllegalStateException(
          "the fork ended without measuring anything: leave out JVM arguments that only tell something, such as -version");
    }
    return results.iterator().next();
  }

  /**
   * Ends all forks of this JVM: they are asked first, so that they delete their files, and killed
   * if they do not listen.
   */
  public static void stopForks() {
    List<ProcessHandle> forks = ProcessHandle.current().descendants().toList();
    forks.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
    while (forks.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    forks.stream().filter(ProcessHandle::isAlive).forEach(ProcessHandle::destroyForcibly);
  }

  private static ForkRecord succeeded(
      Schedule.Fork fork, String started, double seconds, RunResult result) {
    List<Double> scores = new ArrayList<>();
    Map<String, String> units = new TreeMap<>();
    Map<String, List<Double>> values = new TreeMap<>();
    AtomicReference<String> unit = new AtomicReference<>("");
    BiConsumer<String, Result<?>> add =
        (name, value) -> {
          if (Double.isFinite(value.getScore())) {
            units.putIfAbsent(name, value.getScoreUnit());
            values.computeIfAbsent(name, n -> new ArrayList<>()).add(value.getScore());
          }
        };
    for (BenchmarkResult jvm : result.getBenchmarkResults()) {
      for (IterationResult iteration : jvm.getIterationResults()) {
        scores.add(iteration.getPrimaryResult().getScore());
        unit.set(iteration.getScoreUnit());
        iteration.getSecondaryResults().forEach((name, value) -> add.accept(name, value));
      }
      jvm.getBenchmarkResults().values().stream()
          .filter(extra -> extra.getRole().isSecondary())
          .forEach(extra -> add.accept(extra.getLabel(), extra));
    }
    Map<String, Series> secondary = new TreeMap<>();
    values.forEach((name, of) -> secondary.put(name, new Series(units.get(name), of)));
    return record(fork, Status.OK, "", started, seconds, unit.get(), scores, secondary);
  }

  private static ForkRecord failed(
      Schedule.Fork fork, String started, double seconds, FailureReason failure) {
    return record(
        fork, failure.status(), failure.sentence(), started, seconds, "", List.of(), Map.of());
  }

  private static ForkRecord record(
      Schedule.Fork fork,
      Status status,
      String reason,
      String started,
      double seconds,
      String unit,
      List<Double> scores,
      Map<String, Series> secondary) {
    return new ForkRecord(
        fork.planned().benchmark(),
        fork.planned().params(),
        fork.round(),
        fork.position(),
        status,
        reason,
        started,
        seconds,
        fork.planned().mode().shortLabel(),
        unit,
        scores,
        secondary,
        Map.of());
  }
}
