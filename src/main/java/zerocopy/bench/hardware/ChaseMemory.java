package zerocopy.bench.hardware;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.agrona.UnsafeApi;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.bench.support.Unsupported;

/**
 * Memory of which the address and the pages behind it are known: one Java array.
 *
 * <p>The Java heap is the only memory that a JVM of every supported release can be told to back
 * with huge pages ({@code -XX:+UseTransparentHugePages}). So the memory is an array whatever the
 * pages are, and accesses differ in nothing else.
 *
 * <p>Base pages get the page frames of huge ones where Linux has some to give: these are then
 * mapped page by page. So base and huge pages differ in the page table only, and not in how the
 * frames lie. In a virtual machine, walks cost more, and misses begin earlier, where the frames of
 * neighbouring pages are scattered over the guest's memory.
 *
 * <p>The array has at least 16 MiB, so that it starts no sooner than a huge page of 2 MiB does.
 *
 * @param memory the array
 * @param first index of the first element that starts a huge page
 * @param address address of element 0
 */
record ChaseMemory(int[] memory, int first, long address) {

  /** Bytes of a huge page of x86-64, and of Arm with 4 KiB pages. */
  private static final int HUGE_PAGE = 2 << 20;

  /** Small arrays would lie in the nursery, where a collection moves them. */
  private static final int SMALLEST_ARRAY = 16 << 20;

  /**
   * Allocates and touches.
   *
   * @param span bytes that are needed from {@link #first} on
   * @param hugePages whether huge pages must back them, or base pages
   * @return zeroed memory
   * @throws Unsupported if this JVM or platform backs it otherwise
   */
  static ChaseMemory allocate(long span, boolean hugePages) {
    long whole = roundUp(span, HUGE_PAGE);
    long bytes = Math.max(SMALLEST_ARRAY, whole + HUGE_PAGE);
    if (bytes > Runtime.getRuntime().maxMemory()) {
      throw new Unsupported("needs a heap of more than " + (bytes >> 20) + " MiB: give -Xmx");
    }
    int[] memory = new int[(int) (bytes / Integer.BYTES)];
    long address = addressOf(memory);
    long start = roundUp(address, HUGE_PAGE);
    if (!hugePages && LinuxMemory.available()) {
      LinuxMemory.renewAsHugePages(start, whole);
      LinuxMemory.splitHugePages(start, whole);
    }
    requireBacking(start, whole, hugePages);
    return new ChaseMemory(memory, (int) (start - address) / Integer.BYTES, address);
  }

  /**
   * Checks that the memory still lies where its pages were looked at.
   *
   * @throws IllegalStateException if a garbage collection has moved it
   */
  void requireUnmoved() {
    if (addressOf(memory) != address) {
      throw new IllegalStateException("a garbage collection moved the measured memory");
    }
  }

  /**
   * Checks what backs a range.
   *
   * @param start first byte
   * @param hugePages whether huge pages must back it, or base pages
   * @throws Unsupported if the others do
   */
  static void requireBacking(long start, long bytes, boolean hugePages) {
    if (!Backing.known()) {
      if (hugePages) {
        throw new Unsupported("huge pages can only be told apart on Linux (/proc/self/smaps)");
      }
      return;
    }
    Backing backing = backing(start, bytes);
    if (hugePages ? !backing.huge() : !backing.base()) {
      throw new Unsupported(
          "wants %s pages, but of %d KiB around the memory %d KiB are huge: %s"
              .formatted(
                  hugePages ? "huge" : "base",
                  backing.residentBytes() >> 10,
                  backing.hugeBytes() >> 10,
                  "set /sys/kernel/mm/transparent_hugepage/enabled to madvise, and leave the fork"
                      + " its -XX:+UseTransparentHugePages"));
    }
  }

  private static Backing backing(long start, long bytes) {
    try {
      return Backing.of(start, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Where the array's elements start. The reference itself is the address as long as it is neither
   * compressed nor coloured by the collector; of a coloured one, nothing is mapped at the address.
   */
  private static long addressOf(int[] array) {
    if (UnsafeApi.arrayIndexScale(Object[].class) != Long.BYTES) {
      throw new Unsupported("needs plain references: leave the fork its -XX:-UseCompressedOops");
    }
    Object[] holder = {array};
    return UnsafeApi.getLong(holder, UnsafeApi.arrayBaseOffset(Object[].class))
        + UnsafeApi.arrayBaseOffset(int[].class);
  }

  private static long roundUp(long value, int granule) {
    return (value + granule - 1) & -granule;
  }
}
