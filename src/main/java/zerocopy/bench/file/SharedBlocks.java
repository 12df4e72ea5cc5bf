package zerocopy.bench.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a file shares blocks with another one, instead of having bytes of its own. */
final class SharedBlocks {

  /** File systems whose files can share blocks, as {@link java.nio.file.FileStore#type} says it. */
  private static final Set<String> SHARING =
      Set.of("btrfs", "xfs", "bcachefs", "zfs", "ocfs2", "apfs", "refs", "nfs4", "cifs", "smb3");

  /** The flags that end an extent's line of {@code filefrag -v}. */
  private static final Pattern SHARED_EXTENT = Pattern.compile("(?m)^ *\\d+:.*\\bshared\\b");

  private SharedBlocks() {}

  /**
   * Looks at a file's extents, where its file system can share them at all.
   *
   * @return true if it shares blocks, and also if nothing here can tell: better no bandwidth than a
   *     false one
   */
  static boolean in(Path file) throws IOException {
    return canShare(Files.getFileStore(file).type()) && shares(file);
  }

  /**
   * Whether a file system has the means to share blocks between files.
   *
   * @param type as {@link java.nio.file.FileStore#type} names it
   * @return false where every copy is a copy
   */
  static boolean canShare(String type) {
    return SHARING.contains(type.toLowerCase(Locale.ROOT));
  }

  /**
   * Whether a listing of extents names a shared one.
   *
   * @param extents what {@code filefrag -v} printed
   * @return true if at least one extent is flagged as shared
   */
  static boolean namesSharedExtent(String extents) {
    return SHARED_EXTENT.matcher(extents).find();
  }

  /**
   * Where {@code filefrag} is lacking, a suspicion counts: better no bandwidth than a false one.
   */
  private static boolean shares(Path file) {
    try {
      Process process =
          new ProcessBuilder("filefrag", "-v", "-s", file.toString())
              .redirectErrorStream(true)
              .start();
      String extents = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return process.waitFor() != 0 || namesSharedExtent(extents);
    } catch (IOException lacking) {
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }
}
