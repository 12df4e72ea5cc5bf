package zerocopy.iopath.cache;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The caches through which a program reads and writes blocks of files.
 *
 * <p>Unified: a page of the cache is the only copy in memory; reads and writes go to it. Apart:
 * reads go to the page cache, which is filled from the buffer cache, which is filled from the disk;
 * writes go to the buffer cache, and {@code update_vm_cache} copies them to a page that holds the
 * block. If it does not, the next read gets old data.
 *
 * <p>Blocks are written as a whole, so that a write reads nothing. Both caches evict the least
 * recently used block; a dirty one is written to the disk first. (Bovet and Cesati, "Understanding
 * the Linux Kernel", first edition, chapter 14, and third edition, chapter 15.)
 */
public final class FileCache {
  private static final long CLEAN = -1;

  private final CacheSettings settings;
  private final Consumer<CacheStep> observer;
  private final Map<Integer, Long> disk = new HashMap<>();
  private final Map<Integer, Long> latest = new HashMap<>();
  private final Map<Integer, Entry> pages = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<Integer, Entry> buffers;
  private long now;
  private long writes;
  private Happening happening = new Happening();

  /** A cached block. */
  private static final class Entry {
    private long version;
    private long dirtySince = CLEAN;
    private long dirtyOrder;

    Entry(long version) {
      this.version = version;
    }
  }

  /** What the operation that runs has done so far. */
  private static final class Happening {
    private int copies;
    private int diskReads;
    private String reason = "";
    private final List<Integer> evicted = new ArrayList<>();
    private final List<Integer> written = new ArrayList<>();
  }

  /**
   * Creates empty caches in front of a disk whose blocks have version 0.
   *
   * @param settings how they work
   * @param observer is told every operation
   */
  public FileCache(CacheSettings settings, Consumer<CacheStep> observer) {
    this.settings = settings;
    this.observer = observer;
    buffers = settings.unified() ? pages : new LinkedHashMap<>(16, 0.75f, true);
  }

  /**
   * Reads a block into the program's memory.
   *
   * @return the version that the program got
   */
  public long read(int block) {
    Entry page = pages.get(block);
    boolean hit = page != null;
    String from = "page cache";
    if (!hit) {
      from = !settings.unified() && buffers.containsKey(block) ? "buffer cache" : "disk";
      long version = settings.unified() ? fetch(block) : buffered(block).version;
      page = new Entry(version);
      happening.copies += settings.unified() ? 0 : 1;
      insert(pages, settings.pages(), block, page);
    }
    happening.copies++;
    boolean stale = page.version != latest.getOrDefault(block, 0L);
    tell("read", block, hit, from, page.version, stale, List.of());
    return page.version;
  }

  private long fetch(int block) {
    happening.diskReads++;
    return disk.getOrDefault(block, 0L);
  }

  private Entry buffered(int block) {
    Entry buffer = buffers.get(block);
    if (buffer == null) {
      buffer = new Entry(fetch(block));
      insert(buffers, settings.buffers(), block, buffer);
    }
    return buffer;
  }

  /** Writes a block of the program's memory; its data get the next version. */
  public void write(int block) {
    long version = ++writes;
    latest.put(block, version);
    Entry entry = buffers.get(block);
    boolean hit = entry != null;
    if (!hit) {
      entry = new Entry(version);
      insert(buffers, settings.dirtyCapacity(), block, entry);
    }
    entry.version = version;
    happening.copies++;
    if (entry.dirtySince == CLEAN) {
      entry.dirtySince = now;
      entry.dirtyOrder = version;
    }
    if (!settings.unified() && settings.updatesPages() && pages.containsKey(block)) {
      pages.get(block).version = version;
      happening.copies++;
    }
    flushBeyondTheShare();
    tell("write", block, hit, "", version, false, List.of());
  }

  private void flushBeyondTheShare() {
    List<Integer> dirty = dirty();
    Iterator<Integer> oldest = dirty.iterator();
    for (int left = dirty.size();
        left * 100L > (long) settings.dirtyPercent() * settings.dirtyCapacity();
        left--) {
      writeOut(oldest.next(), "share");
    }
  }

  /** Writes all dirty blocks to the disk. */
  public void fsync() {
    dirty().forEach(block -> writeOut(block, "fsync"));
    tell("fsync", List.of());
  }

  /**
   * Lets time pass, in which the flusher looks for old dirty blocks at every interval.
   *
   * @param seconds at least 0
   */
  public void pass(int seconds) {
    long end = now + seconds;
    for (long look = (now / settings.interval() + 1) * settings.interval();
        look <= end;
        look += settings.interval()) {
      for (int block : dirty()) {
        if (look - entryOf(block).dirtySince >= settings.expire()) {
          writeOut(block, "age");
        }
      }
    }
    now = end;
    tell("time", List.of());
  }

  /** The machine loses its memory. */
  public void crash() {
    List<Integer> lost = dirty();
    pages.clear();
    buffers.clear();
    lost.forEach(block -> latest.put(block, disk.getOrDefault(block, 0L)));
    tell("crash", lost);
  }

  private void insert(Map<Integer, Entry> cache, int capacity, int block, Entry entry) {
    if (cache.size() == capacity) {
      int oldest = cache.keySet().iterator().next();
      if (cache == buffers && entryOf(oldest).dirtySince != CLEAN) {
        writeOut(oldest, "eviction");
      }
      cache.remove(oldest);
      happening.evicted.add(oldest);
    }
    cache.put(block, entry);
  }

  private void writeOut(int block, String reason) {
    Entry entry = entryOf(block);
    disk.put(block, entry.version);
    entry.dirtySince = CLEAN;
    happening.written.add(block);
    happening.reason = reason;
  }

  /** Looks at a buffer without making it recently used. */
  private Entry entryOf(int block) {
    return buffers.entrySet().stream()
        .filter(buffer -> buffer.getKey() == block)
        .findFirst()
        .orElseThrow()
        .getValue();
  }

  private List<Integer> dirty() {
    return buffers.entrySet().stream()
        .filter(buffer -> buffer.getValue().dirtySince != CLEAN)
        .sorted(Comparator.comparingLong(buffer -> buffer.getValue().dirtyOrder))
        .map(Map.Entry::getKey)
        .toList();
  }

  private void tell(String operation, List<Integer> lost) {
    tell(operation, -1, false, "", 0, false, lost);
  }

  private void tell(
      String operation,
      int block,
      boolean hit,
      String from,
      long version,
      boolean stale,
      List<Integer> lost) {
    Happening done = happening;
    happening = new Happening();
    List<Integer> dirty = dirty();
    boolean crashed = operation.equals("crash");
    int twice =
        settings.unified() ? 0 : (int) pages.keySet().stream().filter(buffers::containsKey).count();
    observer.accept(
        new CacheStep(
            now,
            operation,
            block,
            hit,
            from,
            version,
            stale,
            done.copies,
            done.diskReads,
            done.evicted,
            done.written,
            done.reason,
            List.copyOf(pages.keySet()),
            List.copyOf(buffers.keySet()),
            dirty,
            crashed ? lost : dirty,
            twice));
  }
}
