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

/**
 * One measuring run a machine: two at once would measure each other. The operating system drops the
 * lock with the process, however that ends.
 */
final class RunLock implements AutoCloseable {

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
   * @return the lock
   * @throws UserError if another run holds it
   */
  static RunLock take(Path file) {
    try {
      FileChannel channel = open(file);
      if (tryLock(channel) == null) {
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

  /** A byte that no text reaches: on some systems a locked byte cannot be read. */
  private static FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock(Long.MAX_VALUE - 1, 1, false);
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
