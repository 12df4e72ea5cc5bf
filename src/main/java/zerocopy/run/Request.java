package zerocopy.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import zerocopy.results.RunFolder;
import zerocopy.results.UserError;
import zerocopy.run.host.EnvironmentJson;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.Profile;

/**
 * What is to be measured: by a command line, or by the run that it resumes.
 *
 * @param command the options; those of the first start where a run is resumed
 * @param profile the profile
 * @param seed of the order of forks
 * @param resumed the folder of an interrupted run
 * @param started when it was asked for
 */
record Request(
    CommandLine command, Profile profile, long seed, Optional<RunFolder> resumed, Instant started) {

  /** Options that a resumed run does not take from its first start. */
  private static final List<String> CHANGEABLE =
      List.of(
          CommandLine.RESUME,
          CommandLine.TIME_LIMIT,
          CommandLine.CONCURRENT,
          CommandLine.PLACE,
          CommandLine.TOKEN,
          CommandLine.WORK_FOLDER);

  /**
   * The request of a command line.
   *
   * @throws UserError if a run cannot be begun or resumed with it
   */
  static Request of(CommandLine command) {
    if (command.has(CommandLine.RESUME)) {
      return resume(command);
    }
    long drawn = ThreadLocalRandom.current().nextLong(1_000_000_000);
    long seed = command.number(CommandLine.SEED, Long.MIN_VALUE, drawn);
    return new Request(command, profile(command), seed, Optional.empty(), Instant.now());
  }

  private static Profile profile(CommandLine command) {
    return Profile.load(command.value(CommandLine.PROFILE, "standard"));
  }

  private static Request resume(CommandLine command) {
    Path path = command.path(CommandLine.RESUME, null);
    RunFolder folder = RunFolder.reopen(path);
    JsonNode run = folder.readEnvironment().at("/run");
    if (!run.path("arguments").isArray() || !run.path("seed").isIntegralNumber()) {
      throw new UserError(
          path + " does not say how it was run (environment.json): start a new run");
    }
    List<String> arguments = new ArrayList<>();
    run.path("arguments").forEach(argument -> arguments.add(argument.asText()));
    CommandLine stored = CommandLine.parse(arguments.toArray(String[]::new));
    checkResumable(command, run);
    command.own().forEach(stored.own()::put);
    return new Request(
        stored, profile(stored), run.path("seed").asLong(), Optional.of(folder), Instant.now());
  }

  private static void checkResumable(CommandLine command, JsonNode run) {
    if (!CHANGEABLE.containsAll(command.own().keySet()) || !command.rest().isEmpty()) {
      throw new UserError(
          "--resume takes its options from the run itself: give only "
              + String.join(", ", CHANGEABLE));
    }
    if (!run.path("jarDigest").asText().equals(EnvironmentJson.jarDigest())) {
      throw new UserError(
          "the jar has changed since this run began, so its results would not belong together: "
              + "start a new run");
    }
  }

  /** How long the run may take: as long as it must, where the user says how many forks. */
  Session.Budget budget() {
    return command.jmh().getForkCount().hasValue()
        ? Session.Budget.NONE
        : new Session.Budget(profile.limitSeconds(), profile.minForks(), profile.precision());
  }

  /**
   * Whether the times are those of the profile, and an operation is what the benchmark says:
   * without either, a run cannot be cited.
   */
  boolean isCitable() {
    return profile.citable()
        && !command.jmh().getMeasurementBatchSize().hasValue()
        && !command.jmh().getWarmupBatchSize().hasValue()
        && !command.jmh().getOperationsPerInvocation().hasValue()
        && !command.jmh().getForkCount().hasValue()
        && !command.jmh().getWarmupIterations().hasValue()
        && !command.jmh().getWarmupTime().hasValue()
        && !command.jmh().getMeasurementIterations().hasValue()
        && !command.jmh().getMeasurementTime().hasValue();
  }
}
