package zerocopy.mmu.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;

/** A command that prints a result. */
abstract class ConsoleCommand implements Callable<Integer> {
  /** Where to print. */
  Console console;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  PrintStream out() {
    return console.out();
  }
}
