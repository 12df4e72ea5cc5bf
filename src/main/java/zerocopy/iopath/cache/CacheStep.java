package zerocopy.iopath.cache;

import java.util.List;

/**
 * What one operation did, and the caches after it.
 *
 * @param time seconds since the beginning
 * @param operation read, write, fsync, time or crash
 * @param block the block that was read or written; -1 for other operations
 * @param hit whether the block was in the cache that the operation looks at first
 * @param from where a read found the block: page cache, buffer cache or disk; empty otherwise
 * @param version number of the write whose data were read or written; 0 are those that the disk had
 *     at the beginning
 * @param stale whether a read returned older data than the latest write to the block
 * @param copies copies by the processor
 * @param diskReads blocks read from the disk
 * @param evicted blocks that left a cache to make room
 * @param written blocks that were written to the disk, in their order
 * @param reason why they were: eviction, share, age or fsync; empty if none was
 * @param pages blocks in the page cache, the least recently used first
 * @param buffers blocks in the buffer cache, in the same order; the page cache's if they are one
 * @param dirty blocks that are newer than the disk, the one that has been so longest first
 * @param lost blocks whose latest data this crash has lost, or a crash now would lose
 * @param heldTwice blocks that lie in memory twice
 */
public record CacheStep(
    long time,
    String operation,
    int block,
    boolean hit,
    String from,
    long version,
    boolean stale,
    int copies,
    int diskReads,
    List<Integer> evicted,
    List<Integer> written,
    String reason,
    List<Integer> pages,
    List<Integer> buffers,
    List<Integer> dirty,
    List<Integer> lost,
    int heldTwice) {}
