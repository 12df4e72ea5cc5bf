package zerocopy.simulate.console;

import java.io.PrintStream;
import picocli.CommandLine;

/**
 * Where a command prints.
 *
 * @param out results
 * @param err messages and progress
 */
public record Console(PrintStream out, PrintStream err) {

  /** Returns what creates the commands, and gives them this console. */
  public CommandLine.IFactory factory() {
    CommandLine.IFactory usual = CommandLine.defaultFactory();
    return new CommandLine.IFactory() {
      @Override
      public <K> K create(Class<K> type) throws Exception {
        K created = usual.create(type);
        if (created instanceof ConsoleCommand command) {
          command.console = Console.this;
        }
        return created;
      }
    };
  }
}
