package zerocopy.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;
import zerocopy.bench.support.WorkFolder;
import zerocopy.results.UserError;

/** The folder in which forks make their files: fit for it, and cleared of what a kill left. */
final class WorkSpace {

  /** Source, destination and a spare. */
  private static final int COPIES = 3;

  private static final long MARGIN = 64L << 20;
  private static final Pattern JMH_FILES = Pattern.compile("jmh\\d+(compilecommand|stdout|stderr)");

  private WorkSpace() {}

  /**
   * The folder that the command line chooses.
   *
   * @return an existing, writable folder
   * @throws UserError if it is missing, read-only or too small for the plan
   */
  static Path prepare(CommandLine command, List<PlannedBenchmark> plan) {
    Path given = command.path(CommandLine.WORK_FOLDER, null);
    Path folder = given == null ? make(WorkFolder.parent()) : given.toAbsolutePath();
    if (!Files.isDirectory(folder)) {
      throw new UserError("the work folder %s does not exist: make it first".formatted(folder));
    }
    WorkFolder.sweep(folder);
    sweepJmh(Path.of(System.getProperty("java.io.tmpdir")));
    checkWritable(folder);
    checkSpace(folder, plan);
    return relative(folder);
  }

  /** As seen from the current folder, which forks share: no user's name in the environment. */
  private static Path relative(Path folder) {
    Path current = Path.of("").toAbsolutePath();
    return folder.startsWith(current) && !folder.equals(current)
        ? current.relativize(folder)
        : folder;
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

  /**
   * Deletes the temporary files of JMH runs that were killed. Who holds JMH's own lock knows that
   * no other JMH lives.
   */
  static void sweepJmh(Path temporary) {
    try (FileChannel channel =
            FileChannel.open(
                temporary.resolve("jmh.lock"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock();
        DirectoryStream<Path> files = Files.newDirectoryStream(temporary, "jmh*")) {
      for (Path file : files) {
        if (lock != null && JMH_FILES.matcher(file.getFileName().toString()).matches()) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | OverlappingFileLockException otherOwner) {
      // Another user's files are theirs to clear; without a lock file there is nothing to clear.
    }
  }
}
