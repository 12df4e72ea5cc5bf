package zerocopy.bench.handover;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.nio.file.Path;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.LinuxSocket;
import zerocopy.bench.support.Unsupported;

/**
 * Open pipes and files that another process of the same user opens by number ({@code
 * /proc/PID/fd/N}, proc(5)). They need no name, so that none is left behind whichever process dies
 * first.
 */
public final class OpenFiles {

  private static final Path MEMORY = Path.of("/dev/shm");

  private OpenFiles() {}

  /**
   * A file in memory, whose name is deleted before this returns.
   *
   * @param size bytes
   * @throws Unsupported where the system has no {@code /dev/shm}
   */
  public static RandomAccessFile inMemory(long size) throws IOException {
    if (!LinuxMemory.available() || !Files.isWritable(MEMORY)) {
      throw new Unsupported("shared memory needs Linux's /dev/shm");
    }
    Path name = Files.createTempFile(MEMORY, "zerocopy-", "");
    try {
      RandomAccessFile file = new RandomAccessFile(name.toFile(), "rw");
      file.setLength(size);
      return file;
    } finally {
      Files.delete(name);
    }
  }

  /**
   * Where another process finds an end of a pipe.
   *
   * @param end open as long as the other process has not opened it
   */
  static String address(Channel end) {
    return address(LinuxSocket.descriptor(end));
  }

  /**
   * Where another process finds a file.
   *
   * @param file open as long as the other process has not opened it
   */
  public static String address(RandomAccessFile file) throws IOException {
    return address(number(file.getFD()));
  }

  private static String address(int number) {
    return "/proc/%d/fd/%d".formatted(ProcessHandle.current().pid(), number);
  }

  /**
   * The number by which the kernel knows an open file.
   *
   * @throws Unsupported if {@code sun.nio.ch} is not open to us
   */
  public static int number(FileDescriptor file) {
    return (int) ask("fdVal", new Class<?>[] {FileDescriptor.class}, file);
  }

  /** Makes the reads of a pipe return at once where there is nothing yet. */
  static void neverWait(FileDescriptor pipe) {
    ask(
        "configureBlocking",
        new Class<?>[] {FileDescriptor.class, boolean.class},
        pipe,
        Boolean.FALSE);
  }

  private static Object ask(String method, Class<?>[] types, Object... arguments) {
    try {
      var found = Class.forName("sun.nio.ch.IOUtil").getMethod(method, types);
      found.setAccessible(true);
      return found.invoke(null, arguments);
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new Unsupported("needs --add-opens java.base/sun.nio.ch=ALL-UNNAMED");
    }
  }
}
