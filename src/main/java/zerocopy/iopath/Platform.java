package zerocopy.iopath;

/**
 * What the paths of a strategy depend on besides its parameters.
 *
 * @param jdk feature release of the JDK, 17 or newer
 * @param pageSize bytes of a base page
 * @param faultAround bytes that one fault on a mapped, cached file makes present: the kernel maps
 *     the aligned window of {@code fault_around_bytes} around the touched page (64 KiB by default;
 *     Linux, mm/memory.c, {@code do_fault_around})
 */
public record Platform(int jdk, long pageSize, long faultAround) {

  /** malloc serves requests from this size on by mmap (glibc, {@code M_MMAP_THRESHOLD}). */
  private static final long MMAP_THRESHOLD = 128 * 1024;

  private static final int MALLOC_HEADER = 16;

  /** Refuses what no platform has. */
  public Platform {
    if (jdk < 17 || Long.bitCount(pageSize) != 1 || faultAround < pageSize) {
      throw new IllegalArgumentException(
          "a platform has JDK 17 or newer, a page size that is a power of two and a fault-around"
              + " window of at least a page");
    }
  }

  /** Linux on x86-64 with its defaults, and a JDK of that feature release. */
  public static Platform linux(int jdk) {
    return new Platform(jdk, 4096, 64 * 1024);
  }

  /**
   * Where the JDK's hidden temporary buffer starts within its page. It comes from malloc: a large
   * one has a mapping of its own and starts behind malloc's 16-byte header; a smaller one lies
   * anywhere in malloc's arena, where offsets 1 … 31 are rare, and counts as aligned.
   *
   * @param bytes size of the buffer
   */
  int temporaryOffset(long bytes) {
    return bytes >= MMAP_THRESHOLD ? MALLOC_HEADER : 0;
  }

  /** Faults that make {@code bytes} of a mapped, cached file present when read in order. */
  long faultsToRead(long bytes) {
    return (bytes + faultAround - 1) / faultAround;
  }

  /** Whether {@code FileChannel.transferTo} and {@code Files.copy} use copy_file_range. */
  boolean copiesFileRange() {
    return jdk >= 21;
  }
}
