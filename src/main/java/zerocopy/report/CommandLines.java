package zerocopy.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import zerocopy.report.text.Escape;
import zerocopy.results.UserError;

/** What the command lines of the report have in common: one sentence for an error, no trace. */
final class CommandLines {

  /** Exit status of wrong usage and of input that cannot be used. */
  static final int USAGE = 2;

  private CommandLines() {}

  static PrintWriter out() {
    return new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  }

  static PrintWriter err() {
    return new PrintWriter(System.err, true, StandardCharsets.UTF_8);
  }

  /** Runs a picocli command; the exit status is the command's, or {@link #USAGE}. */
  static int run(Object command, String[] arguments, PrintWriter out, PrintWriter err) {
    return new CommandLine(command)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((e, line, parsed) -> refuse(e, line.getCommandName(), err))
        .setParameterExceptionHandler(
            (e, rest) -> {
              err.println(Escape.terminal(e.getMessage()) + " (--help shows the usage)");
              return USAGE;
            })
        .execute(arguments);
  }

  /** One sentence whatever happens: a stack trace helps nobody at a measurement. */
  private static int refuse(Exception e, String name, PrintWriter err) {
    String cause = e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")";
    String said =
        e instanceof UserError
            ? e.getMessage()
            : e instanceof UncheckedIOException
                ? e.getMessage() + cause
                : name + " met something that it does not know, please report it: " + e;
    err.println(Escape.terminal(said));
    return USAGE;
  }

  /** Writes a file that the user named. */
  static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UserError("cannot write " + file + ": give a file in a folder that exists", e);
    }
  }
}
