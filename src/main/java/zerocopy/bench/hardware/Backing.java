package zerocopy.bench.hardware;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which pages back a range of this process's memory, as {@code /proc/self/smaps} tells.
 *
 * @param residentBytes bytes in memory of all mappings that overlap the range
 * @param hugeBytes how many of them lie in transparent huge pages
 */
record Backing(long residentBytes, long hugeBytes) {

  private static final Path SMAPS = Path.of("/proc/self/smaps");
  private static final Pattern MAPPING = Pattern.compile("^([0-9a-f]+)-([0-9a-f]+) .*");
  private static final Pattern AMOUNT = Pattern.compile("^(Rss|AnonHugePages): +(\\d+) kB$");

  /** Parts of a mapping that no huge page fits into: less than this fraction of a large one. */
  private static final double HUGE_FRACTION = 0.95;

  /**
   * Whether this platform tells at all.
   *
   * @return true on Linux
   */
  static boolean known() {
    return Files.isReadable(SMAPS);
  }

  /**
   * Looks at a range of this process.
   *
   * @param address first byte
   * @param bytes length
   * @return its backing; all zero where nothing is mapped
   */
  static Backing of(long address, long bytes) throws IOException {
    return parse(Files.readAllLines(SMAPS), address, bytes);
  }

  /** The same for given lines of smaps. */
  static Backing parse(List<String> smaps, long address, long bytes) {
    long resident = 0;
    long huge = 0;
    boolean inside = false;
    for (String line : smaps) {
      Matcher mapping = MAPPING.matcher(line);
      if (mapping.matches()) {
        long from = Long.parseUnsignedLong(mapping.group(1), 16);
        long to = Long.parseUnsignedLong(mapping.group(2), 16);
        inside =
            Long.compareUnsigned(from, address + bytes) < 0
                && Long.compareUnsigned(address, to) < 0;
        continue;
      }
      Matcher amount = AMOUNT.matcher(line);
      if (inside && amount.matches()) {
        long value = Long.parseLong(amount.group(2)) * 1024;
        resident += line.startsWith("Rss") ? value : 0;
        huge += line.startsWith("Anon") ? value : 0;
      }
    }
    return new Backing(resident, huge);
  }

  /**
   * Whether base pages back all of it.
   *
   * @return false if any huge page is there, or nothing at all
   */
  boolean base() {
    return residentBytes > 0 && hugeBytes == 0;
  }

  /**
   * Whether huge pages back it.
   *
   * @return true if all but the ragged ends of the mappings are huge
   */
  boolean huge() {
    return residentBytes > 0 && hugeBytes >= HUGE_FRACTION * residentBytes;
  }
}
