package zerocopy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.WorkFolder;

/**
 * What this process holds of the system: open descriptors, mappings, buffers outside the heap, work
 * folders, helper threads. A strategy gives back what it takes, or the price of giving back is not
 * in its figure.
 */
final class Holdings {

  private static final String DIRECT = "direct buffers";
  private static final String SPACE = "MiB of addresses";
  private static final Path PROCESS = Path.of("/proc/self");
  private static final Pattern OURS =
      Pattern.compile(".*zerocopy-.*|/dev/(zero|null|shm/.*)|(socket|pipe|anon_inode):.*");
  private static final int ATTEMPTS = 100;
  private static final long PAUSE_NANOS = 50_000_000;

  static {
    // The first socket makes the JDK keep one more descriptor for good.
    try {
      SocketChannel.open().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final Map<String, Long> amounts = new TreeMap<>();

  private Holdings() {}

  /** Counts. */
  static Holdings now() {
    Holdings now = new Holdings();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      now.amounts.put(pool.getName() + " buffers", pool.getCount());
    }
    now.amounts.put("work folders", workFolders());
    now.amounts.put("helper threads", helpers());
    now.amounts.put("child processes", ProcessHandle.current().children().count());
    if (Files.isDirectory(PROCESS)) {
      now.amounts.put("descriptors", descriptors());
      now.amounts.put("mapped files", lines("maps", line -> line.contains("zerocopy-")));
      now.amounts.put(SPACE, addressSpace());
    }
    return now;
  }

  /**
   * What has become more.
   *
   * @param before counted earlier
   * @param mebibytes of addresses that do not count: the JVM itself takes some
   * @return how much more, by name; empty if nothing was left behind
   */
  private Map<String, Long> beyond(Holdings before, long mebibytes) {
    Map<String, Long> more = new TreeMap<>();
    amounts.forEach(
        (name, amount) -> {
          long grown = amount - before.amounts.get(name);
          if (grown > (name.equals(SPACE) ? mebibytes : 0)) {
            more.put(name, grown);
          }
        });
    return more;
  }

  /**
   * What has become more since, and stays so: a thread that works beside holds something for a
   * moment.
   *
   * @param attempts how often to look, 1 or more
   * @param mebibytes as of {@link #beyond}
   */
  Map<String, Long> left(int attempts, long mebibytes, Set<String> exempt) {
    for (int attempt = 1; ; attempt++) {
      Map<String, Long> more = now().beyond(this, mebibytes);
      more.keySet().removeAll(exempt);
      if (more.isEmpty() || attempt == attempts) {
        return more;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  /**
   * Fails unless all is given back, but for memory that the collector gives back. A helper thread
   * may take a moment to end.
   */
  void requireGivenBack() {
    Map<String, Long> more = left(ATTEMPTS, Long.MAX_VALUE, Set.of(DIRECT));
    assertEquals(Map.of(), more, "left behind at the end of the trial");
  }

  private static long workFolders() {
    String ours = "zerocopy-work-" + ProcessHandle.current().pid() + "-";
    return count(WorkFolder.parent(), file -> file.getFileName().toString().startsWith(ours));
  }

  private static long helpers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(PeerThread.PREFIX))
        .count();
  }

  /** The JVM opens jars, and sources of random numbers, when it likes. */
  private static long descriptors() {
    return count(PROCESS.resolve("fd"), file -> OURS.matcher(linkOf(file)).matches());
  }

  private static String linkOf(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException closedMeanwhile) {
      return "";
    }
  }

  private static long count(Path folder, Predicate<Path> counted) {
    if (!Files.isDirectory(folder)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(counted).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long addressSpace() {
    try (Stream<String> lines = Files.lines(PROCESS.resolve("status"))) {
      return lines
              .filter(line -> line.startsWith("VmSize:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / 1024;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long lines(String file, Predicate<String> counted) {
    try (Stream<String> lines = Files.lines(PROCESS.resolve(file))) {
      return lines.filter(counted).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
