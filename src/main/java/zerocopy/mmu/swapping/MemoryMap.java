package zerocopy.mmu.swapping;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Which parts of physical memory are holes. Allocation is first fit: the first hole that is large
 * enough gives its beginning away. Neighbouring holes merge when memory is released.
 */
public final class MemoryMap {
  /** Length of each hole in bytes, by its address. */
  private final TreeMap<Long, Long> holes = new TreeMap<>();

  /**
   * Creates a map of memory that is all one hole.
   *
   * @param size bytes of memory, at least 1
   */
  public MemoryMap(long size) {
    if (size < 1) {
      throw new IllegalArgumentException("memory has at least one byte, not " + size);
    }
    holes.put(0L, size);
  }

  /**
   * Takes memory from the first hole that is large enough.
   *
   * @param size bytes, at least 1
   * @return the address, or nothing when no hole is large enough
   */
  public OptionalLong allocate(long size) {
    if (size < 1) {
      throw new IllegalArgumentException("a process has at least one byte, not " + size);
    }
    for (Map.Entry<Long, Long> hole : holes.entrySet()) {
      if (hole.getValue() >= size) {
        long address = hole.getKey();
        long rest = hole.getValue() - size;
        holes.remove(address);
        if (rest > 0) {
          holes.put(address + size, rest);
        }
        return OptionalLong.of(address);
      }
    }
    return OptionalLong.empty();
  }

  /**
   * Gives memory back.
   *
   * @param address what {@link #allocate} returned
   * @param size as it was asked for
   */
  public void release(long address, long size) {
    long begin = address;
    long length = size;
    Map.Entry<Long, Long> before = holes.lowerEntry(address);
    if (before != null && before.getKey() + before.getValue() == address) {
      begin = before.getKey();
      length += before.getValue();
    }
    Long after = holes.remove(address + size);
    holes.put(begin, length + (after == null ? 0 : after));
  }

  /** Returns the holes: length in bytes by address, in the order of addresses. */
  public Map<Long, Long> holes() {
    return new TreeMap<>(holes);
  }
}
