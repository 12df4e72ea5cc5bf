package zerocopy.results;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
    Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
    try {
      Files.createDirectories(target.getParent());
      Files.write(temporary, content);
      Files.move(
          temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      deleteQuietly(temporary);
      throw e;
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
