package zerocopy.run;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import zerocopy.bench.support.WorkFolder;
import zerocopy.results.Counted;
import zerocopy.results.ForkRecord;
import zerocopy.results.RunFolder;
import zerocopy.results.UserError;
import zerocopy.run.fork.Fit;
import zerocopy.run.fork.ForkOptions;
import zerocopy.run.fork.ForkRunner;
import zerocopy.run.fork.JmhJson;
import zerocopy.run.fork.Profilers;
import zerocopy.run.host.Cgroups;
import zerocopy.run.host.EnvironmentJson;
import zerocopy.run.host.Jvm;
import zerocopy.run.host.LinuxMachine;
import zerocopy.run.host.Noise;
import zerocopy.run.host.SystemFiles;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Planner;
import zerocopy.run.plan.Precision;
import zerocopy.run.plan.Schedule;

/** A measuring run, new or resumed, from the command line to a complete run folder. */
final class RunCommand {

  private static final long FEWEST_OPEN_FILES = 128;

  private final Request request;
  private final CommandLine command;
  private final Destinations destinations;
  private final ProgressLine progress;

  private RunCommand(Request request) {
    this.request = request;
    this.command = request.command();
    this.destinations = new Destinations(command);
    this.progress = progress(command);
  }

  /**
   * Measures.
   *
   * @return whether every fork succeeded or was skipped, and all was written
   * @throws UserError if the run cannot begin
   */
  static boolean run(CommandLine given) {
    return new RunCommand(Request.of(given)).run();
  }

  private static ProgressLine progress(CommandLine command) {
    if (!command.jmh().getOutput().hasValue()) {
      return ProgressLine.onStandardOutput();
    }
    String file = command.jmh().getOutput().get();
    try {
      return new ProgressLine(new PrintStream(file), false);
    } catch (FileNotFoundException e) {
      throw new UserError("-o %s cannot be written: give another file".formatted(file), e);
    }
  }

  /** JMH's own threads end in a stack trace where they cannot open a file. */
  private static void checkOpenFiles() {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
        && system.getMaxFileDescriptorCount() < FEWEST_OPEN_FILES) {
      throw new UserError(
          "only %d files may be open at once, but a run needs %d: raise the limit with ulimit -n 1024"
              .formatted(system.getMaxFileDescriptorCount(), FEWEST_OPEN_FILES));
    }
  }

  private boolean run() {
    checkOpenFiles();
    WorkSpace.requireTemporaryFolder();
    List<PlannedBenchmark> wanted = new Planner(request.profile(), command, Planner.all()).plan();
    command.number(CommandLine.TIME_LIMIT, 1, 0);
    destinations.check();
    Profilers.check(command.jmh().getProfilers());
    Jvm jvm = Jvm.of(command.jmh().getJvm().orElse(null), EnvironmentJson.builtForJava());
    List<PlannedBenchmark> plan =
        new Fit(
                new ForkOptions(command.jmh(), jvm, List.of(), false),
                command.params(),
                new Cgroups(SystemFiles.OWN).memoryAtHand())
            .of(wanted, progress::message);
    String name = name(jvm);
    try (RunLock lock = takeMachine()) {
      request.resumed().ifPresent(lock::add);
      List<ForkRecord> finished =
          request.resumed().map(resumed -> finished(resumed, plan)).orElse(List.of());
      RunLock.othersRun().ifPresent(progress::message);
      Surroundings surroundings = Surroundings.explore(request, jvm, plan, progress);
      return prepare(plan, begin(plan, surroundings, name), finished, lock).run();
    }
  }

  /** Nothing if the user accepts that others measure at the same time. */
  private RunLock takeMachine() {
    // JMH follows links and opens what it did not make.
    System.setProperty("jmh.ignoreLock", "true");
    return command.has(CommandLine.CONCURRENT)
        ? RunLock.none()
        : RunLock.take(RunLock.folders(), Path.of(System.getProperty("java.io.tmpdir")));
  }

  /**
   * A run whose forks can begin.
   *
   * @param folder where its results go; empty if only JMH's own formats are wanted
   */
  private record Begun(
      Surroundings surroundings,
      Optional<RunFolder> folder,
      ForkOptions options,
      RunDescription description) {}

  private Begun begin(List<PlannedBenchmark> plan, Surroundings surroundings, String name) {
    if (request.resumed().isPresent()) {
      RunFolder folder = request.resumed().get();
      ForkOptions options = surroundings.options(request, folder.path());
      RunDescription description = RunDescription.resume(surroundings, folder);
      description.write(folder);
      writePlace(folder.path());
      return new Begun(surroundings, request.resumed(), options, description);
    }
    if (!destinations.wantsFolder()) {
      ForkOptions options = surroundings.options(request, surroundings.workFolder());
      RunDescription description =
          RunDescription.begin(request, surroundings, "unnamed", options.jvmArgs(plan.get(0)));
      return new Begun(surroundings, Optional.empty(), options, description);
    }
    return beginFolder(plan, surroundings, name);
  }

  /**
   * Its folder appears with its environment, lest a kill leave one that cannot be resumed; and
   * after its place is written, which may fail.
   */
  private Begun beginFolder(List<PlannedBenchmark> plan, Surroundings surroundings, String name) {
    Path results = destinations.folders();
    WorkSpace.sweep(results, progress::message);
    try (WorkFolder making = WorkFolder.openUnder(results)) {
      while (true) {
        Path folder = results.resolve(RunFolder.freeName(results, name));
        String free = folder.getFileName().toString();
        ForkOptions options = surroundings.options(request, folder);
        RunDescription description =
            RunDescription.begin(request, surroundings, free, options.jvmArgs(plan.get(0)));
        RunFolder made = RunFolder.create(making.file("run"), free);
        description.write(made);
        writePlace(folder);
        Optional<RunFolder> moved = made.moveTo(folder);
        if (moved.isPresent()) {
          return new Begun(surroundings, moved, options, description);
        }
      }
    } catch (UncheckedIOException e) {
      throw RunFolder.cannotMake(results, e.getCause());
    }
  }

  private void writePlace(Path folder) {
    Path place = command.path(CommandLine.PLACE, null);
    try {
      if (place != null) {
        Files.writeString(place, folder.toString());
      }
    } catch (IOException e) {
      throw new UserError("--place %s cannot be written: give another file".formatted(place), e);
    }
  }

  private String name(Jvm jvm) {
    String label = command.value(CommandLine.LABEL, "");
    String model =
        EnvironmentJson.isLinux()
            ? LinuxMachine.model(LinuxMachine.firstBlock(SystemFiles.OWN.text("/proc/cpuinfo")))
            : System.getProperty("os.arch");
    return "%s-%s-jdk%d%s"
        .formatted(
            LocalDate.now(),
            EnvironmentJson.cpuSlug(model),
            jvm.feature(),
            label.isEmpty() ? "" : "-" + label);
  }

  private OpenRun prepare(
      List<PlannedBenchmark> plan, Begun begun, List<ForkRecord> finished, RunLock lock) {
    Surroundings surroundings = begun.surroundings();
    Optional<RunFolder> folder = begun.folder();
    if (request.resumed().isEmpty()) {
      folder.ifPresent(lock::add);
    }
    Store store = new Store(folder, progress::message);
    Schedule schedule = Schedule.of(plan, request.seed());
    store.takeUp(finished);
    Noise noise = new Noise(SystemFiles.OWN);
    Session session =
        new Session(
            schedule,
            new ForkRunner(
                begun.options(),
                command.number(CommandLine.TIME_LIMIT, 1, 0),
                jmhOutput(),
                surroundings.facts(),
                surroundings.cores(),
                surroundings.peer()),
            store,
            progress,
            noise,
            request.budget(),
            command.jmh().shouldFailOnError().orElse(false));
    announce(plan, schedule, session.secondsPlannedLeft(), folder);
    return new OpenRun(
        plan,
        surroundings.workFolder(),
        folder,
        begun.description(),
        session,
        lock,
        store,
        noise,
        new JmhJson(begun.options(), surroundings.jvm()),
        destinations,
        progress,
        command.has(CommandLine.PLACE));
  }

  /** JMH's silent format shows all that a failed fork printed; we say its reason in a sentence. */
  private OutputFormat jmhOutput() {
    VerboseMode detail = command.jmh().verbosity().orElse(VerboseMode.SILENT);
    return OutputFormatFactory.createFormatInstance(
        detail == VerboseMode.SILENT
            ? new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)
            : System.out,
        detail);
  }

  /** What the run that is resumed has finished already. */
  private List<ForkRecord> finished(RunFolder resumed, List<PlannedBenchmark> plan) {
    List<ForkRecord> finished = resumed.readForks();
    List<Schedule.Fork> forks =
        request
            .budget()
            .precision()
            .replay(Schedule.of(plan, request.seed()), plan, finished)
            .forks();
    Set<Integer> positions = new HashSet<>();
    for (ForkRecord record : finished) {
      if (record.status() == ForkRecord.Status.OK && !positions.add(record.position())) {
        throw new UserError(
            "%s holds fork %d twice: delete one of its lines in forks.jsonl"
                .formatted(resumed.path(), record.position()));
      }
      boolean fits =
          record.position() < forks.size()
              && forks.get(record.position()).planned().key().equals(record.key());
      if (!fits) {
        throw new UserError(
            "%s holds forks of another plan (fork %d, %s): start a new run"
                .formatted(resumed.path(), record.position(), record.key()));
      }
    }
    return finished;
  }

  private void announce(
      List<PlannedBenchmark> plan,
      Schedule schedule,
      double secondsLeft,
      Optional<RunFolder> folder) {
    if (command.jmh().getIncludes().isEmpty()) {
      Main.lacking().ifPresent(progress::message);
    }
    if (begunInThisJvm()) {
      progress.message("-f 0: no fork, benchmarks run in this JVM; for debugging only");
    }
    if (plan.stream().allMatch(planned -> planned.forks() == 1)) {
      progress.message(
          "a single fork of each benchmark shows that it runs and gives no verdicts; --profile quick gives them");
    }
    progress.message(
        "%s: %s, %s, %s, about %s%s"
            .formatted(
                request.profile().name(),
                Counted.of(plan.size(), "benchmark"),
                Counted.of(schedule.rounds(), "round"),
                Counted.of(schedule.forks().size(), "fork"),
                ProgressLine.duration(secondsLeft) + furtherRounds(),
                folder.map(f -> "; results in " + f.path()).orElse("")));
  }

  private boolean begunInThisJvm() {
    return command.jmh().getForkCount().orElse(1) == 0;
  }

  private String furtherRounds() {
    Precision precision = request.budget().precision();
    return precision == Precision.NONE
        ? ""
        : ", then up to %s in all for rows whose interval is wider than ± %.0f %%"
            .formatted(
                ProgressLine.duration(request.profile().limitSeconds()),
                100 * precision.halfWidth());
  }
}
