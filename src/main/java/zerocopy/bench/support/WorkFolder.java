package zerocopy.bench.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of one JVM's temporary files, deleted when it is closed, when the JVM ends, and, after a
 * {@code kill -9}, by the next {@link #sweep}.
 *
 * <p>Its parent is the system property {@value #PROPERTY}; without it, {@code target/work} where a
 * {@code target} folder exists, else the system's temporary folder. A live folder is told from a
 * dead one by an operating-system lock that its JVM holds, which no kind of death can leave behind;
 * and a folder without a lock file, whose making or deleting was cut short, by the process number
 * in its name.
 */
public final class WorkFolder implements AutoCloseable {

  /** System property that names the folder under which work folders are made. */
  public static final String PROPERTY = "zerocopy.workFolder";

  private static final String PREFIX = "zerocopy-work-";
  private static final String LOCK = ".lock";
  private static final Pattern NAME = Pattern.compile(PREFIX + "(\\d{1,18})-\\d+");

  /** What still runs when a JVM ends may write new files into a folder that is being deleted. */
  private static final int ATTEMPTS = 5;

  private static final long PAUSE_NANOS = 20_000_000;

  /** This JVM's own folders: closing any channel on their lock files would give up the lock. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel lockChannel;
  private final Thread hook;

  private WorkFolder(Path folder, FileChannel lockChannel) {
    this.folder = folder;
    this.lockChannel = lockChannel;
    this.hook = new Thread(this::release, "work-folder-cleaner");
  }

  /**
   * Makes a new folder.
   *
   * @return the folder, empty but for its lock
   */
  public static WorkFolder open() {
    return openUnder(parent());
  }

  /**
   * Makes a new folder in a place of the caller's choice.
   *
   * @param parent where to make it; made, too, where it is missing
   * @return the folder, empty but for its lock
   */
  public static WorkFolder openUnder(Path parent) {
    try {
      String name = PREFIX + ProcessHandle.current().pid() + "-";
      Path folder = Files.createTempDirectory(Files.createDirectories(parent), name);
      FileChannel channel =
          FileChannel.open(
              folder.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      channel.lock();
      WorkFolder work = new WorkFolder(folder, channel);
      OWN.add(folder);
      Runtime.getRuntime().addShutdownHook(work.hook);
      return work;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a work folder under " + parent, e);
    }
  }

  /**
   * The folder under which work folders are made.
   *
   * @return an absolute path; it need not exist yet
   */
  public static Path parent() {
    String configured = System.getProperty(PROPERTY);
    if (configured != null && !configured.isBlank()) {
      return Path.of(configured).toAbsolutePath();
    }
    Path build = Path.of("target").toAbsolutePath();
    return Files.isDirectory(build)
        ? build.resolve("work")
        : Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath();
  }

  /**
   * A file of this folder.
   *
   * @param name plain file name
   * @return its path; the file is not created
   */
  public Path file(String name) {
    return folder.resolve(name);
  }

  /** Deletes the folder with all that it holds. */
  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(hook);
    release();
  }

  private void release() {
    try {
      lockChannel.close();
      delete(folder);
      OWN.remove(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete work folder " + folder, e);
    }
  }

  /**
   * Deletes the work folders of JVMs that no longer live.
   *
   * @param parent the folder to look in; may be missing
   * @return the folders that were deleted
   * @throws UncheckedIOException if the parent cannot be read or a dead folder not be deleted
   */
  public static List<Path> sweep(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    List<Path> swept = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        if (!OWN.contains(folder) && isDead(folder)) {
          delete(folder);
          swept.add(folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot clear dead work folders under " + parent, e);
    }
    return swept;
  }

  private static boolean isDead(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
        FileLock free = channel.tryLock()) {
      return free != null;
    } catch (AccessDeniedException otherUsers) {
      return false;
    } catch (NoSuchFileException noLockYet) {
      return !isOfLivingProcess(folder);
    }
  }

  private static boolean isOfLivingProcess(Path folder) {
    Matcher name = NAME.matcher(folder.getFileName().toString());
    return name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isPresent();
  }

  private static void delete(Path folder) throws IOException {
    for (int attempt = 1; Files.exists(folder); attempt++) {
      try {
        deleteTree(folder);
      } catch (DirectoryNotEmptyException writtenTo) {
        if (attempt == ATTEMPTS) {
          throw writtenTo;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private static void deleteTree(Path folder) throws IOException {
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
