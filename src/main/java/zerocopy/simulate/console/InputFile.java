package zerocopy.simulate.console;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads whole files that the user named. */
public final class InputFile {
  private static final String STANDARD_INPUT = "-";

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

  private InputFile() {}

  /**
   * Reads a file, a pipe, or the standard input, without a byte order mark, which editors on
   * Windows write.
   *
   * @param name its name, or - for the standard input
   * @throws InputError if it cannot be read
   */
  public static byte[] read(String name) throws IOException {
    byte[] bytes = readAll(name);
    return Arrays.mismatch(bytes, BYTE_ORDER_MARK) == BYTE_ORDER_MARK.length
        ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length)
        : bytes;
  }

  private static byte[] readAll(String name) throws IOException {
    if (name.equals(STANDARD_INPUT)) {
      return System.in.readAllBytes();
    }
    if (isDirectory(name)) {
      throw new InputError("'" + name + "' is a directory; name a file");
    }
    try {
      return Files.readAllBytes(Path.of(name));
    } catch (NoSuchFileException e) {
      throw new InputError("there is no file " + name);
    } catch (AccessDeniedException e) {
      throw new InputError(name + " may not be read by this user");
    } catch (InvalidPathException e) {
      throw new InputError("'" + name + "' is not a file name");
    }
  }

  /** Tells whether there is something of that name to read: a file, a pipe or a device. */
  public static boolean exists(String name) {
    try {
      return !name.isEmpty() && Files.exists(Path.of(name)) && !isDirectory(name);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Tells whether it is a directory; the empty name stands for the current one. */
  public static boolean isDirectory(String name) {
    try {
      return Files.isDirectory(Path.of(name));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
