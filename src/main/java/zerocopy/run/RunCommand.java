package zerocopy.run;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
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
      throw new UserError("-o %s cannot be written".formatted(file), e);
    }
  }

  private boolean run() {
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
    try (RunLock lock = takeLock()) {
      lock.clear(() -> WorkSpace.sweepTemporary(Path.of(System.getProperty("java.io.tmpdir"))));
      Surroundings surroundings = Surroundings.explore(request, jvm, plan, progress);
      Optional<RunFolder> folder = openFolder(jvm);
      return prepare(plan, surroundings, folder).run();
    }
  }

  /** A shared one if the user accepts that others measure at the same time. */
  private RunLock takeLock() {
    if (command.has(CommandLine.CONCURRENT)) {
      System.setProperty("jmh.ignoreLock", "true");
      return RunLock.join(RunLock.defaultFile());
    }
    RunLock lock = RunLock.take(RunLock.defaultFile());
    RunLock.checkNoOtherJmh();
    return lock;
  }

  private Optional<RunFolder> openFolder(Jvm jvm) {
    Optional<RunFolder> folder =
        destinations.wantsFolder()
            ? Optional.of(RunFolder.create(destinations.folders(), name(jvm)))
            : request.resumed();
    folder.ifPresent(this::writePlace);
    return folder;
  }

  private void writePlace(RunFolder folder) {
    Path place = command.path(CommandLine.PLACE, null);
    try {
      if (place != null) {
        Files.writeString(place, folder.path().toString());
      }
    } catch (IOException e) {
      throw new UserError("--place %s cannot be written".formatted(place), e);
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
      List<PlannedBenchmark> plan, Surroundings surroundings, Optional<RunFolder> folder) {
    ForkOptions options =
        surroundings.options(
            request, folder.map(RunFolder::path).orElse(surroundings.workFolder()));
    RunDescription description =
        request
            .resumed()
            .map(resumed -> RunDescription.resume(surroundings, resumed))
            .orElseGet(
                () ->
                    RunDescription.begin(
                        request, surroundings, folder, options.jvmArgs(plan.get(0))));
    folder.ifPresent(description::write);
    Store store = new Store(folder, progress::message);
    Schedule schedule = Schedule.of(plan, request.seed());
    request.resumed().ifPresent(resumed -> takeUp(store, schedule, plan, resumed));
    int position = firstOpenPosition(store);
    announce(plan, schedule, position, folder);
    Noise noise = new Noise(SystemFiles.OWN);
    Session session =
        new Session(
            schedule,
            new ForkRunner(
                options,
                command.number(CommandLine.TIME_LIMIT, 1, 0),
                jmhOutput(),
                surroundings.facts(),
                surroundings.cores()),
            store,
            progress,
            noise,
            request.budget(),
            command.jmh().shouldFailOnError().orElse(false));
    return new OpenRun(
        plan,
        surroundings.workFolder(),
        folder,
        description,
        session,
        position,
        store,
        noise,
        new JmhJson(options, surroundings.jvm()),
        destinations,
        progress);
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

  private void takeUp(
      Store store, Schedule schedule, List<PlannedBenchmark> plan, RunFolder resumed) {
    List<ForkRecord> finished = resumed.readForks();
    List<Schedule.Fork> forks =
        request.budget().precision().replay(schedule, plan, finished).forks();
    for (ForkRecord record : finished) {
      boolean fits =
          record.position() < forks.size()
              && forks.get(record.position()).planned().benchmark().equals(record.benchmark());
      if (!fits) {
        throw new UserError(
            "%s holds forks of another plan (%s): start a new run"
                .formatted(resumed.path(), record.benchmark()));
      }
    }
    store.takeUp(finished);
  }

  private static int firstOpenPosition(Store store) {
    return store.all().stream()
        .filter(record -> record.status() != Status.SET_ASIDE)
        .mapToInt(record -> record.position() + 1)
        .max()
        .orElse(0);
  }

  private void announce(
      List<PlannedBenchmark> plan, Schedule schedule, int position, Optional<RunFolder> folder) {
    if (command.jmh().getIncludes().isEmpty()) {
      Main.lacking().ifPresent(progress::message);
    }
    progress.message(
        "%s: %d benchmarks, %d rounds, %d forks, about %s%s"
            .formatted(
                request.profile().name(),
                plan.size(),
                schedule.rounds(),
                schedule.forks().size(),
                ProgressLine.duration(schedule.secondsFrom(position)) + furtherRounds(),
                folder.map(f -> "; results in " + f.path()).orElse("")));
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
