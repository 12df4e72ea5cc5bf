package zerocopy.run.host;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;

/** How the file system of a folder is mounted, from /proc/self/mounts. */
final class MountOptions {

  private MountOptions() {}

  static Optional<String> of(SystemFiles files, Path folder) {
    return files
        .text("/proc/self/mounts")
        .lines()
        .map(line -> line.split(" "))
        .filter(fields -> fields.length >= 4 && folder.startsWith(fields[1]))
        .max(Comparator.comparingInt(fields -> fields[1].length()))
        .map(fields -> fields[3]);
  }
}
