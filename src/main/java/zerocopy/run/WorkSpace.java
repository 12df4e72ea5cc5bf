package zerocopy.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import zerocopy.bench.support.WorkFolder;
import zerocopy.results.RunFolder;
import zerocopy.results.UserError;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;

/** The folder in which forks make their files: fit for it, and cleared of what a kill left. */
public final class WorkSpace {

  /** Source, destination and a spare. */
  private static final int COPIES = 3;

  private static final long MARGIN = 64L << 20;
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  private WorkSpace() {}

  /**
   * The folder that the command line chooses.
   *
   * @param say shows a sentence
   * @return an existing, writable folder
   * @throws UserError if it is missing, read-only or too small for the plan
   */
  public static Path prepare(
      CommandLine command, List<PlannedBenchmark> plan, Consumer<String> say) {
    Path given = command.path(CommandLine.WORK_FOLDER, null);
    Path folder = given == null ? usual() : given.toAbsolutePath();
    requireFolder(folder);
    sweep(folder, say);
    sweep(SHARED_MEMORY, say);
    checkWritable(folder);
    checkSpace(folder, plan);
    return relative(folder);
  }

  /**
   * Checks that the user named a folder.
   *
   * @throws UserError if it is missing, or something else
   */
  static void requireFolder(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new UserError(
          Files.exists(folder)
              ? "the work folder %s is no folder: choose another".formatted(folder)
              : "the work folder %s does not exist: make it first".formatted(folder));
    }
  }

  /**
   * Checks the folder in which JMH and the lock of a machine's runs make files, lest one be made
   * where the user has misspelt it.
   *
   * @throws UserError if it is missing, or cannot be written
   */
  static void requireTemporaryFolder() {
    Path folder = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new UserError(
          "the temporary folder %s cannot be used: make it, or name another with java -Djava.io.tmpdir=DIR"
              .formatted(folder));
    }
  }

  /** Clears what a kill left; that this cannot be done keeps no run from its work. */
  static void sweep(Path folder, Consumer<String> say) {
    try {
      WorkFolder.sweep(folder);
    } catch (UncheckedIOException e) {
      say.accept(
          "%s (%s): it is left to the next run"
              .formatted(e.getMessage(), RunFolder.reason(e.getCause())));
    }
  }

  /** As seen from the current folder, which forks share: no user's name in the environment. */
  private static Path relative(Path folder) {
    Path current = Path.of("").toAbsolutePath();
    return folder.startsWith(current) && !folder.equals(current)
        ? current.relativize(folder)
        : folder;
  }

  /** The build's folder, or where that is another user's the one for temporary files. */
  private static Path usual() {
    Path parent = WorkFolder.parent();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
    boolean chosen = System.getProperty(WorkFolder.PROPERTY) != null;
    return chosen || canHold(parent) ? make(parent) : temporary;
  }

  private static boolean canHold(Path folder) {
    Path existing = folder;
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    return Files.isWritable(existing);
  }

  private static Path make(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserError(
          "cannot make the work folder %s: choose another with --work-folder".formatted(folder), e);
    }
  }

  private static void checkWritable(Path folder) {
    try {
      Files.delete(Files.createTempFile(folder, "zerocopy-", ".probe"));
    } catch (IOException e) {
      throw new UserError(
          "the work folder %s cannot be written: choose another with --work-folder"
              .formatted(folder),
          e);
    }
  }

  private static void checkSpace(Path folder, List<PlannedBenchmark> plan) {
    long largest =
        plan.stream()
            .map(planned -> planned.params().get("fileSize"))
            .filter(size -> size != null && size.matches("\\d{1,18}"))
            .mapToLong(Long::parseLong)
            .max()
            .orElse(0);
    long needed = COPIES * largest + MARGIN;
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (largest > 0 && free < needed) {
        throw new UserError(
            "the work folder %s has %d MiB free, but this plan needs %d MiB: choose another with --work-folder"
                .formatted(folder, free >> 20, needed >> 20));
      }
    } catch (IOException e) {
      throw new UserError("cannot tell the free space of the work folder " + folder, e);
    }
  }
}
