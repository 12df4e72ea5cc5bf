package zerocopy.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import zerocopy.bench.support.OwnFile;
import zerocopy.results.RunFolder;
import zerocopy.results.UserError;
import zerocopy.run.plan.CommandLine;

/**
 * Locks of a run: one measuring run a user and machine, since two at once would measure each other;
 * and one process that writes into a run folder. The operating system drops them with the process,
 * however that ends. None is ever waited for.
 *
 * <p>The lock files lie where no other user can write, and only files of our own making are written
 * into: a temporary folder is everybody's ({@link OwnFile}).
 */
public final class RunLock implements AutoCloseable {

  private static final String FILE = "run.lock";
  private static final String MARK = "lock of the zero-copy benchmarks, held by process ";

  /** A folder that a run has deleted at its end is made again, so often at most. */
  private static final int TRIES = 3;

  /** A byte that no text reaches: on some systems a locked byte cannot be read. */
  private static final long LOCKED = Long.MAX_VALUE - 1;

  /** Command lines of this suite, and of any fork of JMH. */
  private static final Pattern MEASURES =
      Pattern.compile("-jar \\S*benchmarks\\.jar|jmh\\d+compilecommand|\\.ForkedMain\\b");

  private final List<FileChannel> channels = new ArrayList<>();
  private final List<Path> deleted = new ArrayList<>();

  private RunLock() {}

  /** The lock of a run that accepts others: none. */
  static RunLock none() {
    return new RunLock();
  }

  /**
   * Folders that may hold the lock file, the best first: the session's, which the system makes for
   * each user; one in the folder for temporary files; one in the user's home, should somebody else
   * have taken that name.
   */
  static List<Path> folders() {
    List<Path> folders = new ArrayList<>();
    absolute(System.getenv("XDG_RUNTIME_DIR"))
        .filter(OwnFile::isFolder)
        .ifPresent(own -> folders.add(own.resolve("zerocopy")));
    absolute("/run/user/" + OwnFile.user())
        .filter(OwnFile::isFolder)
        .ifPresent(own -> folders.add(own.resolve("zerocopy")));
    absolute(System.getProperty("java.io.tmpdir"))
        .ifPresent(all -> folders.add(all.resolve("zerocopy-" + OwnFile.user())));
    absolute(System.getProperty("user.home"))
        .ifPresent(own -> folders.add(own.resolve(".cache/zerocopy")));
    return folders;
  }

  /** Users without a home have "?" for it, and variables may hold anything. */
  private static Optional<Path> absolute(String path) {
    try {
      return Optional.ofNullable(path).map(Path::of).filter(Path::isAbsolute);
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes the machine.
   *
   * @param folders where the lock file may lie: in the first that is fit
   * @param temporary the folder in which JMH has a lock file of its own; it is held, too, lest
   *     another JMH begins, unless something else has its name
   * @throws UserError if another run holds it, or no folder is fit
   */
  public static RunLock take(List<Path> folders, Path temporary) {
    RunLock lock = new RunLock();
    try {
      lock.takeFirst(folders);
      takeJmhs(temporary.resolve("jmh.lock"), lock.channels);
      return lock;
    } catch (UserError e) {
      lock.close();
      throw e;
    }
  }

  private void takeFirst(List<Path> folders) {
    List<String> unfit = new ArrayList<>();
    for (Path folder : folders) {
      try {
        channels.add(holdIn(folder, TRIES));
        deleted.add(folder.resolve(FILE));
        deleted.add(folder);
        return;
      } catch (IOException e) {
        unfit.add("%s (%s)".formatted(folder, RunFolder.reason(e)));
      }
    }
    throw new UserError(
        "no place for the lock of a run: %s; make one of them a folder that only you can write into, or give %s"
            .formatted(String.join(", ", unfit), CommandLine.CONCURRENT));
  }

  private static FileChannel holdIn(Path folder, int tries) throws IOException {
    try {
      return hold(
          OwnFile.folder(folder).resolve(FILE),
          holder ->
              "another run is measuring on this machine (process %s): wait until it has ended, or give %s and accept that both disturb each other"
                  .formatted(holder, CommandLine.CONCURRENT));
    } catch (NoSuchFileException deletedMeanwhile) {
      if (tries == 1) {
        throw deletedMeanwhile;
      }
      return holdIn(folder, tries - 1);
    }
  }

  /** JMH would take it for each fork, with less care: it is told not to. */
  private static void takeJmhs(Path file, List<FileChannel> channels) {
    try {
      FileChannel channel = OwnFile.open(file);
      channels.add(channel);
      if (!isFree(channel, 0, Long.MAX_VALUE)) {
        throw new UserError(
            "another JMH is measuring on this machine (it holds %s): wait until it has ended, or give %s"
                .formatted(file, CommandLine.CONCURRENT));
      }
    } catch (IOException othersFile) {
      // Left alone; whether another user measures, the process list tells.
    }
  }

  /**
   * Takes a run folder as well, so that no other process writes into it. Its lock file goes when
   * the lock is given up.
   *
   * @throws UserError if another does already, or the lock file cannot be made
   */
  void add(RunFolder folder) {
    Path file = folder.path().resolve(".lock");
    try {
      channels.add(
          hold(
              file,
              holder ->
                  "process %s is writing into %s: wait until it has ended, then resume it"
                      .formatted(holder, folder.path())));
      deleted.add(file);
    } catch (IOException e) {
      throw new UserError(
          "cannot lock %s (%s): free space, make it writable, or delete it"
              .formatted(file, RunFolder.reason(e)),
          e);
    }
  }

  /** A sentence on a run of another user, whom no lock of ours keeps out. */
  static Optional<String> othersRun() {
    ProcessHandle.Info own = ProcessHandle.current().info();
    return ProcessHandle.allProcesses()
        .filter(process -> process.isAlive() && !process.info().user().equals(own.user()))
        .filter(p -> MEASURES.matcher(p.info().commandLine().orElse("")).find())
        .findFirst()
        .map(
            process ->
                "%s is measuring on this machine as well (process %d): both disturb each other; wait until it has ended"
                    .formatted(process.info().user().orElse("another user"), process.pid()));
  }

  private static FileChannel hold(Path file, UnaryOperator<String> refusal) throws IOException {
    FileChannel channel = OwnFile.open(file);
    try {
      Object opened = OwnFile.identity(file);
      String text = text(channel);
      if (!text.isEmpty() && !text.startsWith(MARK)) {
        throw new FileSystemException(file.toString(), null, "it is no lock file of ours");
      }
      if (!isFree(channel, LOCKED, 1)) {
        throw new UserError(
            refusal.apply(text.isEmpty() ? "unknown" : text.substring(MARK.length()).strip()));
      }
      if (!isNamed(file, opened)) {
        // Its holder gave it up and deleted it meanwhile; another may have made it anew.
        channel.close();
        return hold(file, refusal);
      }
      sign(channel);
      return channel;
    } catch (IOException | UserError e) {
      channel.close();
      throw e;
    }
  }

  /** For the sentence that others are told; on a full disk the lock does without. */
  private static void sign(FileChannel channel) {
    String mark = MARK + ProcessHandle.current().pid() + "\n";
    try {
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(mark.getBytes(StandardCharsets.UTF_8)), 0);
    } catch (IOException full) {
      // An empty file is a lock file, too.
    }
  }

  private static boolean isFree(FileChannel channel, long from, long length) throws IOException {
    try {
      FileLock lock = channel.tryLock(from, length, false);
      return lock != null;
    } catch (OverlappingFileLockException ownRun) {
      return false;
    }
  }

  /** Looks without opening: a POSIX lock ends when its process closes any channel on the file. */
  private static boolean isNamed(Path file, Object opened) throws IOException {
    try {
      return OwnFile.identity(file).equals(opened);
    } catch (NoSuchFileException deleted) {
      return false;
    }
  }

  private static String text(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MARK.length() + 24);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
  }

  /** A folder that holds other things stays. */
  private static void delete(Path file) throws IOException {
    try {
      Files.deleteIfExists(file);
    } catch (DirectoryNotEmptyException othersThings) {
      // Such as links to the jar that scripts made.
    }
  }

  @Override
  public synchronized void close() {
    try {
      // While they are locked: who opens one now finds out that it has lost its name.
      for (Path file : deleted) {
        delete(file);
      }
      deleted.clear();
      for (FileChannel channel : channels) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give up the run's lock", e);
    }
  }
}
