package zerocopy.bench.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of one JVM's temporary files, deleted when it is closed, when the JVM ends, and, after a
 * {@code kill -9}, by the next {@link #sweep}. Files that others make for this JVM elsewhere can be
 * entrusted to it ({@link #ELSEWHERE}): they go with a dead JVM's folder.
 *
 * <p>Its parent is the system property {@value #PROPERTY}; without it, {@code target/work} where a
 * {@code target} folder exists, else the system's temporary folder. A live folder is told from a
 * dead one by an operating-system lock that its JVM holds, which no kind of death can leave behind.
 * Swept is a folder that has the exact name, belongs to this user, and has our mark in its lock
 * file, which is written once the lock is held and deleted last: whatever else lies in the parent
 * is left alone.
 */
public final class WorkFolder implements AutoCloseable {

  /** System property that names the folder under which work folders are made. */
  public static final String PROPERTY = "zerocopy.workFolder";

  private static final String PREFIX = "zerocopy-work-";
  private static final String LOCK = ".lock";
  private static final String MARK = "work folder of the zero-copy benchmarks\n";
  private static final Pattern NAME = Pattern.compile(PREFIX + "\\d{1,18}-\\d{1,20}");

  /**
   * Lists files outside of the folder, a path a line, that are deleted with a dead JVM's folder.
   */
  public static final String ELSEWHERE = ".elsewhere";

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
      OWN.add(folder.toRealPath());
      try {
        WorkFolder work = new WorkFolder(folder, marked(folder.resolve(LOCK)));
        Runtime.getRuntime().addShutdownHook(work.hook);
        return work;
      } catch (IOException e) {
        delete(folder);
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot make a work folder under " + parent, e);
    }
  }

  /** Nobody sweeps a folder without a mark, and with it the folder is locked already. */
  private static FileChannel marked(Path file) throws IOException {
    FileChannel channel = OwnFile.open(file);
    try {
      if (channel.tryLock() == null) {
        throw new IOException("another process holds " + file);
      }
      channel.write(ByteBuffer.wrap(MARK.getBytes(StandardCharsets.UTF_8)));
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
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
    try (lockChannel) {
      OWN.remove(delete(folder));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot delete work folder " + folder, e);
    }
  }

  /**
   * Deletes the work folders of this user's JVMs that no longer live.
   *
   * @param parent the folder to look in; may be missing
   * @return the folders that were deleted
   * @throws UncheckedIOException if the parent cannot be read or a dead folder not be deleted; the
   *     others are deleted then
   */
  public static List<Path> sweep(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    List<Path> swept = new ArrayList<>();
    IOException failure = null;
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path folder : folders) {
        try {
          if (sweepDead(folder)) {
            swept.add(folder);
          }
        } catch (IOException e) {
          failure = e;
        }
      }
    } catch (IOException e) {
      failure = e;
    } catch (DirectoryIteratorException e) {
      failure = e.getCause();
    }
    if (failure != null) {
      throw new UncheckedIOException("cannot clear dead work folders under " + parent, failure);
    }
    return swept;
  }

  private static boolean sweepDead(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    if (!NAME.matcher(folder.getFileName().toString()).matches()
        || !OwnFile.isFolder(folder)
        || OWN.contains(folder.toRealPath())
        || !OwnFile.isFile(lock)) {
      return false;
    }
    try (FileChannel channel = OwnFile.openExisting(lock);
        FileLock free = channel.tryLock()) {
      if (free == null || !isMarked(channel)) {
        return false;
      }
      deleteElsewhere(folder.resolve(ELSEWHERE));
      delete(folder);
      return true;
    } catch (NoSuchFileException sweptByAnother) {
      return false;
    }
  }

  private static boolean isMarked(FileChannel lock) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(MARK.length() + 1);
    lock.read(text, 0);
    return MARK.equals(new String(text.array(), 0, text.position(), StandardCharsets.UTF_8));
  }

  private static void deleteElsewhere(Path list) throws IOException {
    if (OwnFile.isFile(list)) {
      for (String line : Files.readAllLines(list)) {
        Path file = Path.of(line);
        if (OwnFile.isFile(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** What was deleted, as {@link #OWN} has it. */
  private static Path delete(Path folder) throws IOException {
    if (Files.notExists(folder)) {
      return folder.toAbsolutePath();
    }
    Path real = folder.toRealPath();
    for (int attempt = 1; Files.exists(folder); attempt++) {
      try {
        deleteTree(folder);
      } catch (DirectoryNotEmptyException | UncheckedIOException changed) {
        if (attempt == ATTEMPTS) {
          throw new IOException("files are still being made in it", changed);
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    return real;
  }

  /** The mark goes last: where a kill comes in between, the next sweep goes on. */
  private static void deleteTree(Path folder) throws IOException {
    Path lock = folder.resolve(LOCK);
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        if (!path.equals(lock) && !path.equals(folder)) {
          Files.deleteIfExists(path);
        }
      }
    }
    Files.deleteIfExists(lock);
    Files.deleteIfExists(folder);
  }
}
