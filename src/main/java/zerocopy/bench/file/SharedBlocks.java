package zerocopy.bench.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Whether a copy in the kernel moved bytes, or let both files share the same blocks (a reflink,
 * which {@code copy_file_range} makes of itself on some file systems). The secondary metric {@code
 * sharedBlocks} is above 0 where it did, or where it may have and nothing here can tell; such a row
 * is a time, and no bandwidth.
 */
@AuxCounters(AuxCounters.Type.EVENTS)
@State(Scope.Thread)
public class SharedBlocks {

  /** File systems whose files can share blocks, as {@link java.nio.file.FileStore#type} says it. */
  private static final Set<String> SHARING =
      Set.of("btrfs", "xfs", "bcachefs", "zfs", "ocfs2", "apfs", "refs", "nfs4", "cifs", "smb3");

  /** The flags that end an extent's line of {@code filefrag -v}. */
  private static final Pattern SHARED_EXTENT = Pattern.compile("(?m)^ *\\d+:.*\\bshared\\b");

  /** 1 if the iteration's last copy shares blocks with its source, or may; else 0. */
  public long sharedBlocks;

  /** Made by JMH. */
  public SharedBlocks() {}

  /**
   * Looks at the last copy.
   *
   * @param target the file that was written
   * @throws IOException if it cannot be looked at
   */
  @TearDown(Level.Iteration)
  public void look(TargetFile.Channel target) throws IOException {
    sharedBlocks = canShare(Files.getFileStore(target.path).type()) && shares(target.path) ? 1 : 0;
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
  private static boolean shares(Path file) throws IOException {
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
