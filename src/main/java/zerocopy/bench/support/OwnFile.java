package zerocopy.bench.support;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;

/**
 * Files and folders of this user, told from those that others put in their place: a temporary
 * folder is everybody's, and a symbolic link, a second name of a file or a FIFO there leads a
 * careless program to write where it never meant to, or to wait for ever.
 *
 * <p>Systems without numeric owners (Windows) give each user a temporary folder; there only the
 * type counts.
 */
public final class OwnFile {

  private static final boolean UNIX =
      Path.of("").getFileSystem().supportedFileAttributeViews().contains("unix");
  private static final Set<PosixFilePermission> OTHERS_WRITE =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);
  private static final FileAttribute<?>[] PRIVATE_FILE = attributes("rw-------");
  private static final FileAttribute<?>[] PRIVATE_FOLDER = attributes("rwx------");

  private OwnFile() {}

  private static FileAttribute<?>[] attributes(String permissions) {
    return UNIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  /**
   * This user's number, for names that tell users apart.
   *
   * @return the number, or -1 on systems without
   */
  public static long user() {
    return UNIX ? new UnixSystem().getUid() : -1;
  }

  /**
   * Opens a file for reading and writing; made, for this user alone, where it is missing.
   *
   * @param file in a folder that others may write into
   * @return a channel on a plain file of this user with a single name, not truncated
   * @throws IOException if it cannot be opened, or something else has its name; the reason says
   *     what
   */
  public static FileChannel open(Path file) throws IOException {
    try {
      Set<StandardOpenOption> options =
          Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
      return FileChannel.open(file, options, PRIVATE_FILE);
    } catch (FileAlreadyExistsException exists) {
      return openExisting(file);
    }
  }

  /**
   * Opens an existing file for reading and writing. That never waits, whatever has the name: for
   * writing alone, a FIFO would.
   *
   * @param file in a folder that others may write into
   * @return as {@link #open}
   * @throws IOException as {@link #open}, and where it is missing
   */
  public static FileChannel openExisting(Path file) throws IOException {
    Object before = identity(file);
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    try {
      if (!identity(file).equals(before)) {
        throw new FileSystemException(file.toString(), null, "it was replaced while being opened");
      }
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * What a file is known by while it exists, whatever its name; not opened for that.
   *
   * @param file any path
   * @return the same for the same file
   * @throws IOException if it is missing, or no plain file of this user
   */
  public static Object identity(Path file) throws IOException {
    String wrong = wrongWith(file, true);
    if (!wrong.isEmpty()) {
      throw new FileSystemException(file.toString(), null, wrong);
    }
    return UNIX ? Files.getAttribute(file, "unix:ino", LinkOption.NOFOLLOW_LINKS) : "";
  }

  /**
   * Whether a path is a plain file of this user with a single name.
   *
   * @param file any path
   * @return false, too, where it is missing
   */
  public static boolean isFile(Path file) {
    return is(file, true);
  }

  /**
   * Whether a path is a folder of this user into which nobody else may write.
   *
   * @param folder any path
   * @return false, too, where it is missing
   */
  public static boolean isFolder(Path folder) {
    return is(folder, false);
  }

  private static boolean is(Path path, boolean file) {
    try {
      return wrongWith(path, file).isEmpty();
    } catch (IOException missing) {
      return false;
    }
  }

  /**
   * A folder for this user alone.
   *
   * @param folder made where it is missing, its parents too
   * @throws IOException if it cannot be made, or something else has its name
   */
  public static Path folder(Path folder) throws IOException {
    try {
      if (folder.getParent() != null) {
        Files.createDirectories(folder.getParent());
      }
      Files.createDirectory(folder, PRIVATE_FOLDER);
    } catch (FileAlreadyExistsException exists) {
      String wrong = wrongWith(folder, false);
      if (!wrong.isEmpty()) {
        throw new FileSystemException(folder.toString(), null, wrong);
      }
    }
    return folder;
  }

  private static String wrongWith(Path path, boolean file) throws IOException {
    boolean right =
        file
            ? Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            : Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    if (!right) {
      if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new NoSuchFileException(path.toString());
      }
      return file ? "it is not a plain file" : "it is not a folder";
    }
    if (!UNIX) {
      return "";
    }
    Map<String, Object> found =
        Files.readAttributes(path, "unix:uid,nlink,permissions", LinkOption.NOFOLLOW_LINKS);
    if (((Number) found.get("uid")).longValue() != user()) {
      return "it belongs to another user";
    }
    if (file && ((Number) found.get("nlink")).intValue() != 1) {
      return "it has further names (hard links)";
    }
    boolean open = OTHERS_WRITE.stream().anyMatch(((Set<?>) found.get("permissions"))::contains);
    return !file && open ? "other users may write into it" : "";
  }
}
