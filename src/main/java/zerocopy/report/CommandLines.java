package zerocopy.report;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import zerocopy.report.text.Escape;
import zerocopy.results.Run;
import zerocopy.results.RunReader;
import zerocopy.results.UserError;

/** What the command lines of the report have in common: one sentence for an error, no trace. */
final class CommandLines {

  /** Exit status of wrong usage and of input that cannot be used. */
  static final int USAGE = 2;

  /** How the footer of a command begins a line that can be typed. */
  private static final String EXAMPLE = "Example: ";

  private static final Path STANDARD_INPUT = Path.of("-");

  /** Exit status of what is no answer: no memory is left, or a fault of the program. */
  static final int FAILED = 5;

  private CommandLines() {}

  static PrintWriter out() {
    return new PrintWriter(System.out, true, StandardCharsets.UTF_8);
  }

  static PrintWriter err() {
    return new PrintWriter(System.err, true, StandardCharsets.UTF_8);
  }

  /**
   * Runs a picocli command.
   *
   * @return the command's exit status; {@link #USAGE}, also where the output cannot be written;
   *     {@link #FAILED}
   */
  static int run(Object command, String[] arguments, PrintWriter out, PrintWriter err) {
    int status;
    try {
      status = execute(command, arguments, out, err);
    } catch (OutOfMemoryError e) {
      err.println("this takes more memory than the JVM has: set JAVA_TOOL_OPTIONS=-Xmx4g, or more");
      return FAILED;
    } catch (Error e) {
      err.println(unknown("this command", e));
      return FAILED;
    }
    if (out.checkError()) {
      err.println("cannot write to standard output: is the device full, or was a pipe closed?");
      return USAGE;
    }
    return status;
  }

  private static int execute(Object command, String[] arguments, PrintWriter out, PrintWriter err) {
    return new CommandLine(command)
        .setOut(out)
        .setErr(err)
        .setExecutionExceptionHandler((e, line, parsed) -> refuse(e, line.getCommandName(), err))
        .setParameterExceptionHandler(
            (e, rest) -> {
              err.println(
                  Escape.terminal(e.getMessage()) + example(e) + " (--help shows the usage)");
              return USAGE;
            })
        .execute(arguments);
  }

  /** Where something is missing, the example that stands below the help of the command. */
  private static String example(CommandLine.ParameterException e) {
    return e instanceof CommandLine.MissingParameterException
        ? Stream.of(e.getCommandLine().getCommandSpec().usageMessage().footer())
            .filter(line -> line.startsWith(EXAMPLE))
            .map(line -> ", such as " + line.substring(EXAMPLE.length()))
            .collect(Collectors.joining())
        : "";
  }

  /** One sentence whatever happens: a stack trace helps nobody at a measurement. */
  private static int refuse(Exception e, String name, PrintWriter err) {
    String cause = e.getCause() == null ? "" : " (" + e.getCause().getMessage() + ")";
    String said =
        e instanceof UserError
            ? e.getMessage()
            : e instanceof UncheckedIOException ? e.getMessage() + cause : unknown(name, e);
    err.println(Escape.terminal(said));
    return e instanceof UserError || e instanceof UncheckedIOException ? USAGE : FAILED;
  }

  private static String unknown(String name, Throwable e) {
    return name + " met something that it does not know, please report it: " + e;
  }

  /** Whether it is a pipe, the standard input among them. */
  static boolean isPipe(Path run) {
    return run.equals(STANDARD_INPUT)
        || Files.exists(run) && !Files.isRegularFile(run) && !Files.isDirectory(run);
  }

  /** Reads a run; {@code -} is the standard input. */
  static Run readRun(Path run) {
    return RunReader.read(run.equals(STANDARD_INPUT) ? Path.of("/dev/stdin") : run);
  }

  /**
   * Refuses a second {@code -}.
   *
   * @throws UserError if the standard input would have to be read twice
   */
  static void requireOneStandardInput(List<Path> runs) {
    if (Collections.frequency(runs, STANDARD_INPUT) > 1) {
      throw new UserError("standard input can be read only once: give - once");
    }
  }

  /**
   * Checks, before work that takes long, that a file can be written that the user named.
   *
   * @param file may be null for none
   */
  static void requireWritable(Path file) {
    if (file == null) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file)
        || !Files.isDirectory(folder)
        || !Files.isWritable(Files.exists(file) ? file : folder)) {
      throw cannotWrite(file, null);
    }
  }

  private static UserError cannotWrite(Path file, IOException cause) {
    return new UserError("cannot write " + file + ": give a file in a folder that exists", cause);
  }

  /** Writes a file that the user named. */
  static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }
}
