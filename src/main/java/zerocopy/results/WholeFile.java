package zerocopy.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is there whole or not at all, whenever the writing is killed. */
public final class WholeFile {

  private WholeFile() {}

  /**
   * Writes under a temporary name first, then renames.
   *
   * @param target replaced if it exists; its parents are made
   * @param content its bytes
   * @throws IOException if it cannot be written; the target is then as before
   */
  public static void write(Path target, byte[] content) throws IOException {
    String name = ".%s.%d.tmp".formatted(target.getFileName(), ProcessHandle.current().pid());
    Path temporary = target.resolveSibling(name);
    try {
      Files.createDirectories(target.getParent());
      // A link that somebody put there is not followed.
      Files.deleteIfExists(temporary);
      Files.write(temporary, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      deleteQuietly(temporary);
      throw e;
    }
  }

  /**
   * Writes a file that the user has named: whole, as {@link #write} does, through symbolic links;
   * into devices and pipes as they are.
   *
   * @param target replaced if it is a file
   * @param content its bytes
   * @throws IOException if it cannot be written; a file is then as before
   */
  public static void writeThrough(Path target, byte[] content) throws IOException {
    // What the shell calls /dev/stdout may be a file that it holds open: it must not be replaced.
    boolean device = target.startsWith("/dev") || target.startsWith("/proc");
    if (device || (Files.exists(target) && !Files.isRegularFile(target))) {
      Files.write(target, content);
    } else {
      write(Files.exists(target) ? target.toRealPath() : target.toAbsolutePath(), content);
    }
  }

  private static void deleteQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // The caller hears why the file could not be written, which is the same reason.
      path.toFile().deleteOnExit();
    }
  }
}
