package zerocopy.run.host;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits of the control groups that this process is in, of both versions: that of a group holds for
 * all groups below it, so the narrowest on the way up to the root counts. Inside a container the
 * root is often all that can be seen.
 *
 * @param files tell of the machine
 */
public record Cgroups(SystemFiles files) {

  private static final String ROOT = "/sys/fs/cgroup";

  /** The older version says "no limit" as the largest number of pages. */
  private static final long NO_LIMIT = 1L << 60;

  /**
   * The most memory that the process may use, page cache included.
   *
   * @return bytes as a number; {@code max} or a huge number without a limit, empty if nothing tells
   */
  String memoryMax() {
    List<String> found = texts("memory", "memory.max");
    found.addAll(texts("memory", "memory.limit_in_bytes"));
    return found.stream()
        .filter(text -> bytes(text) < NO_LIMIT)
        .min(Comparator.comparingLong(Cgroups::bytes))
        .or(() -> found.stream().findFirst())
        .orElse("");
  }

  private static long bytes(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : Long.MAX_VALUE;
  }

  /**
   * The CPU time that the process may use.
   *
   * @return quota and period in µs, {@code 150000 100000}; {@code max} instead of a quota without a
   *     limit; empty if nothing tells
   */
  String cpuMax() {
    List<String> found = texts("cpu", "cpu.max");
    for (String folder : folders("cpu")) {
      String quota = files.text(folder + "/cpu.cfs_quota_us");
      String period = files.text(folder + "/cpu.cfs_period_us");
      if (!quota.isEmpty()) {
        found.add((quota.startsWith("-") ? "max" : quota) + " " + period);
      }
    }
    return found.stream()
        .filter(text -> text.matches("\\d{1,18} [1-9]\\d{0,17}"))
        .min(Comparator.comparingDouble(Cgroups::share))
        .or(() -> found.stream().findFirst())
        .orElse("");
  }

  private static double share(String cpuMax) {
    String[] parts = cpuMax.split(" ");
    return Double.parseDouble(parts[0]) / Double.parseDouble(parts[1]);
  }

  private List<String> texts(String controller, String file) {
    List<String> texts = new ArrayList<>();
    for (String folder : folders(controller)) {
      String text = files.text(folder + "/" + file);
      if (!text.isEmpty()) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** The group's folder, those above it, and the root, of each version. */
  private List<String> folders(String controller) {
    List<String> folders = new ArrayList<>();
    climb(ROOT, group("").orElse(""), folders);
    climb(ROOT + "/" + controller, group(controller).orElse(""), folders);
    return folders;
  }

  private static void climb(String root, String group, List<String> folders) {
    String path = group.equals("/") ? "" : group;
    for (; !path.isEmpty(); path = path.substring(0, Math.max(0, path.lastIndexOf('/')))) {
      folders.add(root + path);
    }
    folders.add(root);
  }

  /** The path of this process's group: of a controller, or of version 2 if that is empty. */
  private Optional<String> group(String controller) {
    return files
        .text("/proc/self/cgroup")
        .lines()
        .map(line -> line.split(":", 3))
        .filter(parts -> parts.length == 3 && parts[2].startsWith("/"))
        .filter(parts -> List.of(parts[1].split(",", -1)).contains(controller))
        .map(parts -> parts[2])
        .findFirst();
  }

  /**
   * The memory that this process and its forks have together.
   *
   * @return bytes: the limit or the machine's memory; {@link Long#MAX_VALUE} if nothing tells
   */
  public long memoryAtHand() {
    Map<String, String> info = LinuxMachine.firstBlock(files.text("/proc/meminfo"));
    long machine = LinuxMachine.kibibytes(info.get("MemTotal"));
    return Math.min(bytes(memoryMax()), machine == 0 ? Long.MAX_VALUE : machine);
  }
}
