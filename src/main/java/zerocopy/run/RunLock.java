package zerocopy.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import zerocopy.results.UserError;
import zerocopy.run.plan.CommandLine;

/**
 * One measuring run a machine: two at once would measure each other. The operating system drops the
 * locks with the process, however that ends. The file is never deleted: another run may have opened
 * it without having locked it yet.
 *
 * <p>Runs that accept others hold a second, shared lock. It tells a run that starts whether the
 * temporary files that it finds may belong to a run that still lives.
 */
public final class RunLock implements AutoCloseable {

  /** Bytes that no text reaches: on some systems a locked byte cannot be read. */
  private static final long MEASURES = Long.MAX_VALUE - 1;

  private static final long LIVES = Long.MAX_VALUE - 2;

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /** The file whose lock is taken. */
  static Path defaultFile() {
    return Path.of(System.getProperty("java.io.tmpdir"), "zerocopy-run.lock");
  }

  /**
   * Takes the lock.
   *
   * @param file lock file; made if missing, never deleted
   * @throws UserError if another run holds it
   */
  public static RunLock take(Path file) {
    try {
      FileChannel channel = open(file);
      if (tryLock(channel, MEASURES) == null) {
        String owner = owner(channel);
        channel.close();
        throw new UserError(
            "another run is measuring on this machine (process %s): wait until it has ended, or give "
                    .formatted(owner)
                + CommandLine.CONCURRENT
                + " and accept that both disturb each other");
      }
      channel.truncate(0);
      channel.write(utf8(String.valueOf(ProcessHandle.current().pid())), 0);
      return new RunLock(channel);
    } catch (IOException e) {
      throw new UserError(
          "cannot lock %s: delete it, or give %s".formatted(file, CommandLine.CONCURRENT), e);
    }
  }

  /**
   * Joins runs that accept each other.
   *
   * @param file lock file; made if missing, never deleted
   * @return a lock that others can hold as well
   * @throws UserError if the file cannot be opened
   */
  static RunLock join(Path file) {
    try {
      return new RunLock(open(file));
    } catch (IOException e) {
      throw new UserError("cannot open %s: delete it".formatted(file), e);
    }
  }

  /**
   * Clears what dead runs left, if no other run lives; from then on others know that this one does.
   *
   * @param clearing what to do while no other run can begin
   */
  void clear(Runnable clearing) {
    try {
      FileLock alone = tryLock(channel, LIVES);
      if (alone != null) {
        clearing.run();
        alone.release();
      }
      channel.lock(LIVES, 1, true);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock the run's lock file", e);
    }
  }

  /**
   * JMH takes a lock of its own for every fork.
   *
   * @throws UserError if a JMH that is not ours holds it
   */
  static void checkNoOtherJmh() {
    Path file = Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock");
    if (Files.notExists(file)) {
      return;
    }
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      if (channel.tryLock() == null) {
        throw new UserError(
            "another JMH is measuring on this machine (it holds %s): wait until it has ended, or give "
                    .formatted(file)
                + CommandLine.CONCURRENT);
      }
    } catch (IOException e) {
      throw new UserError("cannot lock %s: delete it, or give --concurrent".formatted(file), e);
    }
  }

  private static FileLock tryLock(FileChannel channel, long position) throws IOException {
    try {
      return channel.tryLock(position, 1, false);
    } catch (OverlappingFileLockException ownRun) {
      return null;
    }
  }

  private static FileChannel open(Path file) throws IOException {
    boolean isNew = Files.notExists(file);
    // Without CREATE where it exists: sticky folders forbid that for other users' files.
    FileChannel channel =
        FileChannel.open(
            file,
            isNew
                ? Set.of(
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)
                : Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    if (isNew) {
      file.toFile().setWritable(true, false);
    }
    return channel;
  }

  private static String owner(FileChannel channel) throws IOException {
    ByteBuffer text = ByteBuffer.allocate(32);
    channel.read(text, 0);
    return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8).strip();
  }

  private static ByteBuffer utf8(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot give up the run's lock", e);
    }
  }
}
