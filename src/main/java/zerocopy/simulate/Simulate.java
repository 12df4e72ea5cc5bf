package zerocopy.simulate;

import java.io.PrintStream;
import java.util.Locale;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import zerocopy.simulate.console.Console;
import zerocopy.simulate.console.InputError;

/**
 * The main program of {@code scripts/simulate.sh}: runs examples through the models. Exit status 0;
 * 1 where an example ends in a fault that was not asked for, as the commands' help tells; 2 after
 * one sentence on standard error.
 */
@Command(
    name = "simulate.sh",
    description = "The models of memory and of input and output, step by step.",
    subcommands = {
      TranslateCommand.class,
      ReplaceCommand.class,
      RelocateCommand.class,
      SwapCommand.class,
      CacheCommand.class,
      IoCommand.class,
      PathCommand.class,
      BoundaryCommand.class,
      TlbCommand.class,
      PresetsCommand.class,
      FootprintCommand.class
    },
    footer = {"", "Examples: translate --example mos --steps 8196 32780"})
public final class Simulate implements Runnable {
  private static final int BAD_INPUT = 2;
  private static final String EXAMPLE = "Examples: ";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help; each command has one, too.")
  private boolean help;

  @Spec private CommandSpec spec;

  /** Creates the command; picocli does. */
  public Simulate() {}

  /**
   * Runs the command line and exits.
   *
   * @param args arguments
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.exit(run(System.out, System.err, args));
  }

  /**
   * Runs the command line.
   *
   * @param out where results go
   * @param err where messages and progress go
   * @param args arguments
   * @return exit status
   */
  public static int run(PrintStream out, PrintStream err, String... args) {
    Console console = new Console(out, err);
    CommandLine line = new CommandLine(new Simulate(), console.factory());
    line.setExpandAtFiles(false);
    line.setOut(new java.io.PrintWriter(out, true));
    line.setErr(new java.io.PrintWriter(err, true));
    line.setParameterExceptionHandler((e, unused) -> refuse(err, understood(e)));
    line.setExecutionExceptionHandler((e, command, result) -> refuse(err, e));
    try {
      int status = line.execute(args);
      return out.checkError()
          ? refuse(
              err,
              new InputError(
                  "cannot write to standard output: is the device full, or was a pipe closed?"))
          : status;
    } catch (OutOfMemoryError e) {
      return refuse(err, new InputError("this needs more memory than the JVM has; see java -Xmx"));
    } catch (StackOverflowError e) {
      return refuse(err, new InputError("this needs more stack than the JVM has; see java -Xss"));
    } finally {
      out.flush();
    }
  }

  /**
   * A word where a command belongs is best answered with the commands, and a command that lacks
   * something with an example.
   */
  private static ParameterException understood(ParameterException e) {
    CommandLine line = e.getCommandLine();
    if (e instanceof CommandLine.UnmatchedArgumentException
        && line.getCommand() instanceof Simulate) {
      return new ParameterException(line, e.getMessage() + ": " + commands(line));
    }
    return e instanceof CommandLine.MissingParameterException
        ? new ParameterException(line, e.getMessage() + example(line))
        : e;
  }

  private static String commands(CommandLine line) {
    return "say what to do: " + String.join(", ", line.getSubcommands().keySet()) + example(line);
  }

  /** The example that stands below the help of a command. */
  private static String example(CommandLine line) {
    return Stream.of(line.getCommandSpec().usageMessage().footer())
        .filter(text -> text.startsWith(EXAMPLE))
        .map(text -> ", such as scripts/simulate.sh " + text.substring(EXAMPLE.length()))
        .findFirst()
        .orElse("; see -h");
  }

  private static int refuse(PrintStream err, Exception e) {
    boolean expected =
        e instanceof InputError
            || e instanceof ParameterException
            || e instanceof IllegalArgumentException
            || e instanceof java.io.IOException;
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    String sentence = expected ? message : "this is a bug in the model: " + e;
    err.println(sentence.strip().replaceAll("\\p{Cntrl}", "?"));
    return BAD_INPUT;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), commands(spec.commandLine()));
  }
}
