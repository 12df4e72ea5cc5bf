package zerocopy.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.runner.Defaults;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.VerboseMode;
import zerocopy.bench.support.ForkFacts;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;
import zerocopy.catalogue.Catalogue;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.RunFolder;
import zerocopy.results.UserError;
import zerocopy.run.fork.ClassArchive;
import zerocopy.run.fork.ForkOptions;
import zerocopy.run.fork.ForkRunner;
import zerocopy.run.fork.JmhJson;
import zerocopy.run.host.CeilingProbe;
import zerocopy.run.host.EnvironmentJson;
import zerocopy.run.host.HostCheck;
import zerocopy.run.host.Jvm;
import zerocopy.run.host.LinuxMachine;
import zerocopy.run.host.LinuxNetwork;
import zerocopy.run.host.Noise;
import zerocopy.run.host.Placements;
import zerocopy.run.host.RoundTrip;
import zerocopy.run.host.SystemFile;
import zerocopy.run.kernel.KernelProfiler;
import zerocopy.run.kernel.ObservedExecutor;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Planner;
import zerocopy.run.plan.Precision;
import zerocopy.run.plan.Profile;
import zerocopy.run.plan.Schedule;

/** A measuring run, new or resumed: puts its parts together, and leaves the run folder complete. */
final class RunCommand {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path RESULTS = Path.of("results");

  private final CommandLine command;
  private final Profile profile;
  private final long seed;
  private final Path resumed;
  private final ProgressLine progress;
  private final Instant started = Instant.now();
  private final CeilingProbe ceiling = new CeilingProbe();

  private RunFolder folder;
  private ObjectNode environment;
  private Session session;
  private Store store;
  private Noise noise;
  private JmhJson merger;
  private List<PlannedBenchmark> plan;
  private Path workFolder;
  private List<String> classArchive = List.of();
  private Optional<RoundTrip> cores = Optional.empty();
  private Path facts;
  private boolean finished;
  private boolean allWritten = true;

  private RunCommand(CommandLine command, long seed, Path resumed) {
    this.command = command;
    this.profile = Profile.load(command.value(CommandLine.PROFILE, "standard"));
    this.seed = seed;
    this.resumed = resumed;
    this.progress = progress(command);
  }

  /**
   * The run that a command line asks for.
   *
   * @throws UserError if it cannot be begun or resumed
   */
  static RunCommand of(CommandLine command) {
    if (!command.has(CommandLine.RESUME)) {
      long drawn = ThreadLocalRandom.current().nextLong(1_000_000_000);
      return new RunCommand(command, command.number(CommandLine.SEED, Long.MIN_VALUE, drawn), null);
    }
    Path path = command.path(CommandLine.RESUME, null);
    JsonNode run = RunFolder.reopen(path).readEnvironment().at("/run");
    if (!run.path("arguments").isArray() || !run.path("seed").isIntegralNumber()) {
      throw new UserError(
          path + " does not say how it was run (environment.json): start a new run");
    }
    List<String> arguments = new ArrayList<>();
    run.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    CommandLine stored = CommandLine.parse(arguments.toArray(String[]::new));
    checkResumable(command, run);
    command.own().forEach(stored.own()::put);
    return new RunCommand(stored, run.path("seed").asLong(), path);
  }

  private static void checkResumable(CommandLine command, JsonNode run) {
    List<String> changeable =
        List.of(
            CommandLine.RESUME,
            CommandLine.TIME_LIMIT,
            CommandLine.CONCURRENT,
            CommandLine.PLACE,
            CommandLine.WORK_FOLDER);
    if (!changeable.containsAll(command.own().keySet())
        || command.arguments().stream().anyMatch(a -> a.startsWith("-") && !a.startsWith("--"))
        || !command.jmh().getIncludes().isEmpty()) {
      throw new UserError(
          "--resume takes its options from the run itself: give only "
              + String.join(", ", changeable));
    }
    if (!run.path("jarDigest").asText().equals(EnvironmentJson.jarDigest())) {
      throw new UserError(
          "the jar has changed since this run began, so its results would not belong together: "
              + "start a new run");
    }
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

  /**
   * Measures.
   *
   * @return whether every fork succeeded or was skipped, and all was written
   * @throws UserError if the run cannot begin
   */
  boolean run() {
    Planner planner = new Planner(profile, command, Planner.all());
    plan = planner.plan();
    command.number(CommandLine.TIME_LIMIT, 1, 0);
    Jvm jvm = Jvm.of(command.jmh().getJvm().orElse(null), EnvironmentJson.builtForJava());
    try (RunLock lock = takeLock()) {
      lock.clear(() -> WorkSpace.sweepTemporary(Path.of(System.getProperty("java.io.tmpdir"))));
      workFolder = WorkSpace.prepare(command, plan);
      // What takes seconds comes first: a kill leaves no folder that nothing can be resumed from.
      ceiling.measure();
      JsonNode host = resumed == null ? hostCheck() : null;
      cores = chooseCores();
      classArchive = makeClassArchive(jvm);
      openFolder(jvm);
      prepare(jvm, planner, host);
      Thread hook = new Thread(this::interrupted, "run-interrupted");
      Runtime.getRuntime().addShutdownHook(hook);
      session.runFrom(firstOpenPosition());
      if (session.isStopping()) {
        awaitEndOfShutdown(hook);
      }
      finish(true);
    }
    return !session.hasFailures() && allWritten;
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

  private String factsFlag() {
    return "-D" + ForkFacts.PROPERTY + "=" + facts;
  }

  /** Without a pair forks that ask for two cores say so, and are skipped. */
  private Optional<RoundTrip> chooseCores() {
    if (plan.stream().noneMatch(PlannedBenchmark::crossesCores)) {
      return Optional.empty();
    }
    try {
      return Optional.of(RoundTrip.choose());
    } catch (Unsupported lacking) {
      progress.message("how far cores are apart is not measured: " + lacking.getMessage());
      return Optional.empty();
    }
  }

  private void openFolder(Jvm jvm) {
    if (resumed != null) {
      folder = RunFolder.reopen(resumed);
    } else if (!command.wantsPlainResults() || command.has(CommandLine.OUT)) {
      folder = RunFolder.create(command.path(CommandLine.OUT, RESULTS), name(jvm));
    }
    writePlace();
  }

  private void writePlace() {
    Path place = command.path(CommandLine.PLACE, null);
    if (place == null || folder == null) {
      return;
    }
    try {
      Files.writeString(place, folder.path().toString());
    } catch (IOException e) {
      throw new UserError("--place %s cannot be written".formatted(place), e);
    }
  }

  private String name(Jvm jvm) {
    String label = command.value(CommandLine.LABEL, "");
    if (!label.matches("[\\w.+-]{0,60}")) {
      throw new UserError(
          "--label takes up to 60 letters, digits, dots, dashes and underscores, not \"%s\""
              .formatted(label));
    }
    String model =
        EnvironmentJson.isLinux()
            ? LinuxMachine.model(LinuxMachine.firstBlock(SystemFile.text("/proc/cpuinfo")))
            : System.getProperty("os.arch");
    return "%s-%s-jdk%d%s"
        .formatted(
            LocalDate.now(),
            EnvironmentJson.cpuSlug(model),
            jvm.feature(),
            label.isEmpty() ? "" : "-" + label);
  }

  private List<String> makeClassArchive(Jvm jvm) {
    List<String> flags =
        List.of(
            "-D" + WorkFolder.PROPERTY + "=" + workFolder,
            "-XX:ErrorFile=" + workFolder + "/hs_err_pid%p.log");
    ForkOptions options = new ForkOptions(command.jmh(), jvm, flags, KernelProfiler.isSupported());
    return ClassArchive.make(options, plan, workFolder);
  }

  private void prepare(Jvm jvm, Planner planner, JsonNode host) {
    List<String> flags = new ArrayList<>(classArchive);
    flags.add("-D" + WorkFolder.PROPERTY + "=" + workFolder);
    cores.map(RoundTrip::flag).ifPresent(flags::add);
    facts = WorkFolder.openUnder(workFolder).file("facts");
    flags.add(factsFlag());
    flags.add(
        "-XX:ErrorFile=" + (folder == null ? workFolder : folder.path()) + "/hs_err_pid%p.log");
    ForkOptions options = new ForkOptions(command.jmh(), jvm, flags, KernelProfiler.isSupported());
    if (options.embedded()) {
      embed();
    }
    merger = new JmhJson(options, jvm);
    store = new Store(folder, progress::message);
    noise = new Noise();
    describe(jvm, options, host);
    Schedule schedule = Schedule.of(plan, seed);
    takeUp(schedule);
    announce(planner, schedule);
    session =
        new Session(
            schedule,
            new ForkRunner(
                options, command.number(CommandLine.TIME_LIMIT, 1, 0), jmhOutput(), facts, cores),
            store,
            progress,
            noise,
            budget());
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

  /**
   * Benchmarks then run in this JVM, which has the manifest's openings but none of the properties.
   */
  private void embed() {
    System.setProperty(WorkFolder.PROPERTY, workFolder.toString());
    List<String> flags = new ArrayList<>(ObservedExecutor.FLAGS);
    flags.add(factsFlag());
    cores.map(RoundTrip::flag).ifPresent(flags::add);
    for (String flag : flags) {
      String[] pair = flag.substring("-D".length()).split("=", 2);
      System.setProperty(pair[0], pair[1]);
    }
  }

  private Session.Budget budget() {
    return command.jmh().getForkCount().hasValue()
        ? Session.Budget.NONE
        : new Session.Budget(profile.limitSeconds(), profile.minRounds(), profile.precision());
  }

  private void describe(Jvm jvm, ForkOptions options, JsonNode host) {
    if (resumed != null) {
      environment = (ObjectNode) folder.readEnvironment().tree();
      environment.putArray("resumed").add(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    } else {
      environment = EnvironmentJson.capture(jvm, options.jvmArgs(plan.get(0)), workFolder);
      environment.set("run", describeRun());
      environment.set("hostCheck", host);
      environment.putArray("missing");
      environment.set("catalogue", Catalogue.ofSuite().toJson());
    }
    environment.set("ceiling", ceiling.toJson());
    cores.ifPresent(pair -> environment.set("placement", pair.toJson()));
    if (folder != null) {
      begin();
    }
  }

  /** A run whose results have no place is better not begun. */
  private void begin() {
    try {
      folder.writeJson("environment.json", environment);
    } catch (UncheckedIOException e) {
      folder.deleteIfEmpty();
      throw new UserError(
          "%s (%s): free space, or choose another folder with --out"
              .formatted(e.getMessage(), RunFolder.reason(e.getCause())),
          e);
    }
  }

  private ObjectNode describeRun() {
    ObjectNode run = JSON.createObjectNode();
    run.put("id", folder == null ? "unnamed" : folder.path().getFileName().toString());
    run.put("profile", profile.name());
    run.put("citable", profile.citable() && keepsProfilesTimes());
    run.put("commandLine", "java -jar benchmarks.jar " + String.join(" ", command.arguments()));
    command.arguments().forEach(run.putArray("arguments")::add);
    run.put("seed", seed);
    run.put("jarDigest", EnvironmentJson.jarDigest());
    run.put("started", started.truncatedTo(ChronoUnit.SECONDS).toString());
    run.put("complete", false);
    return run;
  }

  private boolean keepsProfilesTimes() {
    return !command.jmh().getForkCount().hasValue()
        && !command.jmh().getWarmupIterations().hasValue()
        && !command.jmh().getWarmupTime().hasValue()
        && !command.jmh().getMeasurementIterations().hasValue()
        && !command.jmh().getMeasurementTime().hasValue();
  }

  private JsonNode hostCheck() {
    List<HostCheck.Finding> findings = HostCheck.of(workFolder);
    findings.stream()
        .filter(finding -> finding.level() == HostCheck.Level.WARNING)
        .forEach(
            f ->
                progress.message(
                    "host: %s: %s; %s; change: %s"
                        .formatted(f.subject(), f.finding(), f.effect(), f.command())));
    JsonNode tree = JSON.valueToTree(findings);
    tree.forEach(
        node ->
            ((ObjectNode) node).put("level", node.path("level").asText().toLowerCase(Locale.ROOT)));
    return tree;
  }

  private void takeUp(Schedule schedule) {
    if (resumed == null) {
      return;
    }
    List<ForkRecord> finished = folder.readForks();
    Schedule replayed = budget().precision().replay(schedule, plan, finished);
    for (ForkRecord record : finished) {
      boolean fits =
          record.position() < replayed.forks().size()
              && replayed
                  .forks()
                  .get(record.position())
                  .planned()
                  .benchmark()
                  .equals(record.benchmark());
      if (!fits) {
        throw new UserError(
            "%s holds forks of another plan (%s): start a new run"
                .formatted(resumed, record.benchmark()));
      }
    }
    store.takeUp(finished);
  }

  private int firstOpenPosition() {
    return store.all().stream()
        .filter(record -> record.status() != Status.SET_ASIDE)
        .mapToInt(record -> record.position() + 1)
        .max()
        .orElse(0);
  }

  private void announce(Planner planner, Schedule schedule) {
    Set<String> lacking = Catalogue.ofSuite().lacks();
    if (command.jmh().getIncludes().isEmpty() && !lacking.isEmpty()) {
      progress.message(
          "not in this jar, which was built for Java %d: %s"
              .formatted(EnvironmentJson.builtForJava(), String.join(", ", lacking)));
    }
    progress.message(
        "%s: %d benchmarks, %d rounds, %d forks, about %s%s"
            .formatted(
                profile.name(),
                plan.size(),
                schedule.rounds(),
                schedule.forks().size(),
                ProgressLine.duration(schedule.secondsFrom(firstOpenPosition())) + furtherRounds(),
                folder == null ? "" : "; results in " + folder.path()));
  }

  private String furtherRounds() {
    Precision precision = budget().precision();
    return precision == Precision.NONE
        ? ""
        : ", then up to %s in all for rows whose interval is wider than ± %.0f %%"
            .formatted(ProgressLine.duration(profile.limitSeconds()), 100 * precision.halfWidth());
  }

  /**
   * Ctrl-C or a polite kill: what has finished is kept, what runs is stopped, its files deleted.
   */
  private void interrupted() {
    session.stop();
    ForkRunner.stopForks();
    try {
      WorkFolder.sweep(workFolder);
    } catch (UncheckedIOException e) {
      progress.message(e.getMessage() + ": the next run tries again");
    }
    if (finish(false) && folder != null) {
      progress.message("interrupted; go on with --resume " + folder.path());
    }
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

  /** Whether this call did it: a signal may come while the run is ending by itself. */
  private synchronized boolean finish(boolean complete) {
    if (finished) {
      return false;
    }
    finished = true;
    progress.end();
    allWritten = store.flush();
    if (complete) {
      ceiling.measure();
      environment.set("ceiling", ceiling.toJson());
    }
    environment.set("noise", noise.toJson());
    environment.withObject("/network").set("connections", LinuxNetwork.connections(store.all()));
    cores.ifPresent(
        pair -> environment.set("placement", Placements.of(store.all(), pair.toJson())));
    environment.set("missing", JSON.valueToTree(session.missing()));
    ObjectNode run = (ObjectNode) environment.get("run");
    run.put("ended", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    run.put("complete", complete);
    write("jmh.json", merger.merge(plan, store.all()));
    write("environment.json", environment);
    if (complete) {
      writePlainResults();
      report();
    }
    return true;
  }

  /** What cannot be written is said, and does not keep the rest from being written. */
  private void write(String name, Object json) {
    try {
      if (folder != null) {
        folder.writeJson(name, json);
      }
    } catch (UncheckedIOException e) {
      allWritten = false;
      progress.message(
          "%s (%s): free space or make it writable, then --resume"
              .formatted(e.getMessage(), RunFolder.reason(e.getCause())));
    }
  }

  /** As JMH does: the format decides on the default name. */
  private void writePlainResults() {
    if (!command.wantsPlainResults()) {
      return;
    }
    var format = command.jmh().getResultFormat().orElse(Defaults.RESULT_FORMAT);
    String file =
        command
            .jmh()
            .getResult()
            .orElse(Defaults.RESULT_FILE_PREFIX + "." + format.toString().toLowerCase(Locale.ROOT));
    ResultFormatFactory.getInstance(format, file).writeOut(session.merged());
    progress.message("results in " + file);
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
                  allWritten ? "listed in environment.json" : "said above"));
    }
    if (folder != null) {
      progress.message((allWritten ? "results in " : "incomplete: ") + folder.path());
    }
  }
}
