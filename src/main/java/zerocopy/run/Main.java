package zerocopy.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.VerboseMode;
import zerocopy.catalogue.Catalogue;
import zerocopy.results.UserError;
import zerocopy.run.host.EnvironmentJson;
import zerocopy.run.host.HostWarnings;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.Planner;
import zerocopy.run.plan.Profile;

/**
 * The suite's command line: JMH's, with our additions; {@code java -jar benchmarks.jar -h} tells
 * them all. Exit status: 0 if every fork succeeded or was skipped for a good reason, 1 if one
 * failed or something could not be written, 2 if the command line or its surroundings are wrong.
 */
public final class Main {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;

  private Main() {}

  /**
   * Runs the command line and exits.
   *
   * @param arguments see {@code -h}
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    HostWarnings.silence();
    endWithScript();
    System.exit(withOutput(run(arguments)));
  }

  /** A script that is killed outright cannot end what it started, so that looks for the script. */
  private static void endWithScript() {
    String script = System.getenv().getOrDefault("ZEROCOPY_SCRIPT", "");
    if (script.matches("\\d{1,18}")) {
      ProcessHandle.of(Long.parseLong(script))
          .map(ProcessHandle::onExit)
          .orElse(CompletableFuture.completedFuture(null))
          .thenRun(() -> System.exit(FAILED));
    }
  }

  /** Output that nobody can read is no success. */
  static int withOutput(int status) {
    if (!System.out.checkError()) {
      return status;
    }
    System.err.println(
        "standard output cannot be written: is the device full, or was a pipe closed?");
    return Math.max(status, FAILED);
  }

  private static int run(String... arguments) {
    boolean verbose = false;
    try {
      if (arguments.length > 0 && arguments[0].equals(ReceiveCommand.NAME)) {
        return ReceiveCommand.run(List.of(arguments).subList(1, arguments.length));
      }
      CommandLine command = CommandLine.parse(arguments);
      verbose = command.jmh().verbosity().orElse(VerboseMode.NORMAL) == VerboseMode.EXTRA;
      if (tells(command)) {
        return 0;
      }
      return RunCommand.run(command) ? 0 : FAILED;
    } catch (UserError e) {
      System.err.println(e.getMessage());
      return MISUSED;
    } catch (OutOfMemoryError e) {
      System.err.println(
          "the suite itself has too little memory (%s): give more with java -Xmx256m -jar, or measure smaller sizes"
              .formatted(e.getMessage()));
      return MISUSED;
    } catch (RuntimeException | Error e) {
      if (verbose) {
        throw e;
      }
      System.err.println(
          "this should not have happened (%s): repeat with -v EXTRA and report its output"
              .formatted(e));
      return MISUSED;
    }
  }

  /** Options that only tell something; whether there was one. */
  private static boolean tells(CommandLine command) {
    CommandLineOptions jmh = command.jmh();
    try {
      if (command.has(CommandLine.HELP_JMH)) {
        jmh.showHelp();
        return true;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (jmh.shouldHelp()) {
      System.out.print(CommandLine.HELP);
      return true;
    }
    if (jmh.shouldListProfilers()) {
      jmh.listProfilers();
      return true;
    }
    if (jmh.shouldListResultFormats()) {
      jmh.listResultFormats();
      return true;
    }
    if (jmh.shouldList() || jmh.shouldListWithParams()) {
      new Planner(Profile.load("full"), command, Planner.all()).plan();
      if (jmh.shouldList()) {
        new Runner(jmh).list();
      } else {
        listWithQuestions(jmh);
      }
      lacking().ifPresent(System.err::println);
      return true;
    }
    return false;
  }

  /** JMH's list with parameters; above the benchmarks of a class stands its question. */
  private static void listWithQuestions(CommandLineOptions jmh) {
    ByteArrayOutputStream listed = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(listed, true, StandardCharsets.UTF_8);
    new Runner(jmh, OutputFormatFactory.createFormatInstance(out, VerboseMode.NORMAL))
        .listWithParams(jmh);
    String before = "";
    for (String line : listed.toString(StandardCharsets.UTF_8).lines().toList()) {
      String[] names = line.split("\\.");
      boolean isBenchmark = names.length > 1 && !line.startsWith(" ");
      String question = isBenchmark ? names[names.length - 2] : before;
      if (!question.equals(before)) {
        String asks = Catalogue.ofSuite().entry(question).question().asks();
        System.out.println();
        System.out.println(question + ": " + asks);
        before = question;
      }
      System.out.println(line);
    }
  }

  /** The questions that this jar lacks, since an older JDK built it. */
  static Optional<String> lacking() {
    Set<String> names = Catalogue.ofSuite().lacks();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "not in this jar, which was built for Java %d: %s"
                .formatted(EnvironmentJson.builtForJava(), String.join(", ", names)));
  }
}
