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
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;

/** The folder in which forks make their files: fit for it, and cleared of what a kill left. */
public final class WorkSpace {

  /** Source, destination and a spare. */
  private static final int COPIES = 3;

  private static final long MARGIN = 64L << 20;
  private static final Pattern JMH_FILES = Pattern.compile("jmh\\d+(compilecommand|stdout|stderr)");
  private static final Path SHARED_MEMORY = Path.of("/dev/shm");
  private static final Pattern MEMORY_FILES = Pattern.compile("zerocopy-\\d+\\.tmp");

  private WorkSpace() {}

  /**
   * The folder that the command line chooses.
   *
   * @return an existing, writable folder
   * @throws UserError if it is missing, read-only or too small for the plan
   */
  public static Path prepare(CommandLine command, List<PlannedBenchmark> plan) {
    Path given = command.path(CommandLine.WORK_FOLDER, null);
    Path folder = given == null ? usual() : given.toAbsolutePath();
    if (!Files.isDirectory(folder)) {
      throw new UserError("the work folder %s does not exist: make it first".formatted(folder));
    }
    WorkFolder.sweep(folder);
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

  /**
   * Deletes the temporary files of forks that were killed, JMH's and those in shared memory between
   * their making and their losing their names. To be called while no other run of ours lives
   * ({@link RunLock}); other JMH runs are told by JMH's lock, and by their forks if they ignore
   * that.
   *
   * @param temporary the system's folder for such files
   */
  public static void sweepTemporary(Path temporary) {
    try (FileChannel channel =
            FileChannel.open(
                temporary.resolve("jmh.lock"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        FileLock lock = anyForkLives(temporary) ? null : channel.tryLock()) {
      if (lock != null) {
        delete(temporary, JMH_FILES);
        delete(SHARED_MEMORY, MEMORY_FILES);
      }
    } catch (IOException | OverlappingFileLockException otherOwner) {
      // Another user's files are theirs to clear; without a lock file there is nothing to clear.
    }
  }

  private static void delete(Path folder, Pattern names) throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        if (names.matcher(file.getFileName().toString()).matches()) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Every fork is given such a file on its command line. */
  private static boolean anyForkLives(Path temporary) {
    String file = temporary.resolve("jmh").toString();
    return ProcessHandle.allProcesses()
        .anyMatch(process -> process.info().commandLine().orElse("").contains(file));
  }
}
