package zerocopy.run;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.Locale;
import java.util.function.Consumer;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Defaults;
import zerocopy.results.RunFolder;
import zerocopy.results.UserError;
import zerocopy.results.WholeFile;
import zerocopy.run.plan.CommandLine;

/**
 * Where a command line wants results: checked before anything is measured, since that takes hours.
 */
final class Destinations {

  private static final Path RESULTS = Path.of("results");

  private final CommandLine command;

  Destinations(CommandLine command) {
    this.command = command;
  }

  /**
   * Tries all that will be written at the end; leaves nothing behind.
   *
   * @throws UserError naming the option whose place cannot be written
   */
  void check() {
    String label = command.value(CommandLine.LABEL, "");
    if (!label.matches("[\\w.+-]{0,60}")) {
      throw new UserError(
          "--label takes up to 60 letters, digits, dots, dashes and underscores, not \"%s\""
              .formatted(label));
    }
    if (command.wantsPlainResults()) {
      checkFile(command.jmh().getResult().hasValue() ? "-rff" : "-rf", plainResults());
    }
    if (command.has(CommandLine.PLACE)) {
      checkFile(CommandLine.PLACE, command.path(CommandLine.PLACE, null));
    }
    if (wantsFolder()) {
      checkFolder(folders());
    }
  }

  /** Whether a run folder is made. */
  boolean wantsFolder() {
    return !command.has(CommandLine.RESUME)
        && (!command.wantsPlainResults() || command.has(CommandLine.OUT));
  }

  /** The folder that holds all run folders. */
  Path folders() {
    return command.path(CommandLine.OUT, RESULTS);
  }

  private static void checkFolder(Path folder) {
    Path existing = folder.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing)) {
      throw new UserError("--out %s: %s is no folder: give another".formatted(folder, existing));
    }
    if (!Files.isWritable(existing)) {
      throw new UserError(
          "--out %s: %s cannot be written: give another folder".formatted(folder, existing));
    }
  }

  private static void checkFile(String option, Path file) {
    if (Files.isDirectory(file)) {
      throw new UserError("%s %s is a folder: give a file".formatted(option, file));
    }
    if (Files.exists(file)) {
      // A pipe is not opened: that would wait for its reader.
      if (!Files.isWritable(file)) {
        throw new UserError("%s %s cannot be written: give another file".formatted(option, file));
      }
      return;
    }
    try {
      Files.newOutputStream(file, StandardOpenOption.CREATE_NEW).close();
      Files.delete(file);
    } catch (IOException e) {
      throw new UserError(
          "%s %s cannot be written (%s): give another file"
              .formatted(option, file, RunFolder.reason(e)),
          e);
    }
  }

  /** As JMH does: the format decides on the default name. */
  private Path plainResults() {
    return Path.of(
        command
            .jmh()
            .getResult()
            .orElse(
                Defaults.RESULT_FILE_PREFIX + "." + format().toString().toLowerCase(Locale.ROOT)));
  }

  private ResultFormatType format() {
    return command.jmh().getResultFormat().orElse(Defaults.RESULT_FORMAT);
  }

  /**
   * Writes results as JMH does, where they are wanted so. JMH's own writer says nothing of a full
   * disk; here results that have no second copy are shown then.
   *
   * @param say shows a sentence
   * @return whether they are where they were wanted
   */
  boolean writePlainResults(Collection<RunResult> results, Consumer<String> say) {
    if (!command.wantsPlainResults()) {
      return true;
    }
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(text, false, StandardCharsets.UTF_8);
    ResultFormatFactory.getInstance(format(), print).writeOut(results);
    print.flush();
    Path file = plainResults();
    try {
      WholeFile.writeThrough(file, text.toByteArray());
      say.accept("results in " + file);
      return true;
    } catch (IOException e) {
      boolean copied = wantsFolder() || command.has(CommandLine.RESUME);
      say.accept(
          "%s cannot be written (%s)%s"
              .formatted(
                  file,
                  RunFolder.reason(e),
                  copied ? ": the run folder has them" : "; here they are:"));
      if (!copied) {
        say.accept(text.toString(StandardCharsets.UTF_8));
      }
      return false;
    }
  }
}
