package zerocopy.iopath.cache;

/**
 * How a file cache works.
 *
 * @param unified whether page cache and buffer cache are one, as since Linux 2.4
 * @param updatesPages whether a write also changes the cached page where they are apart ({@code
 *     update_vm_cache} of Linux 2.0 and 2.2)
 * @param pages blocks that the page cache holds, at least 1
 * @param buffers blocks that the buffer cache holds where it is apart, at least 1
 * @param dirtyPercent share of the cache that may be dirty, 0 … 100; beyond it the oldest dirty
 *     blocks are written
 * @param expire seconds after which a dirty block is written
 * @param interval seconds between two looks for such blocks, at least 1
 */
public record CacheSettings(
    boolean unified,
    boolean updatesPages,
    int pages,
    int buffers,
    int dirtyPercent,
    int expire,
    int interval) {

  /** Refuses what no cache can be. */
  public CacheSettings {
    if (Math.min(pages, buffers) < 1 || interval < 1 || expire < 0) {
      throw new IllegalArgumentException("caches hold a block, and intervals last a second");
    }
    if (dirtyPercent < 0 || dirtyPercent > 100) {
      throw new IllegalArgumentException("a share is between 0 and 100, not " + dirtyPercent);
    }
  }

  /** Blocks that the cache holds in which writes are kept. */
  int dirtyCapacity() {
    return unified ? pages : buffers;
  }
}
