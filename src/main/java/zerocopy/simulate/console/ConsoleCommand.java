package zerocopy.simulate.console;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that prints a result. */
public abstract class ConsoleCommand implements Callable<Integer> {
  /** Where to print. */
  Console console;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  /** Creates the command; picocli does. */
  protected ConsoleCommand() {}

  /** Where results go. */
  protected final PrintStream out() {
    return console.out();
  }

  /** Where messages and progress go. */
  protected final PrintStream err() {
    return console.err();
  }
}
