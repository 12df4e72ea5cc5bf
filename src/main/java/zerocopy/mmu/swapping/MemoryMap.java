package zerocopy.mmu.swapping;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Which parts of physical memory are holes. A process gets the beginning of a hole that {@link
 * HolePolicy} chooses. Neighbouring holes merge when memory is released.
 */
public final class MemoryMap {
  /** Length of each hole in bytes, by its address. */
  private final TreeMap<Long, Long> holes = new TreeMap<>();

  private final HolePolicy fit;

  /** Where the latest allocation ended. */
  private long rover;

  /**
   * Creates a map of memory that is all one hole.
   *
   * @param size bytes of memory, at least 1
   * @param fit which hole to give
   */
  public MemoryMap(long size, HolePolicy fit) {
    this.fit = fit;
    if (size < 1) {
      throw new IllegalArgumentException("memory has at least one byte, not " + size);
    }
    holes.put(0L, size);
  }

  /**
   * Takes memory from the hole that fits.
   *
   * @param size bytes, at least 1
   * @return the address, or nothing when no hole is large enough
   */
  public OptionalLong allocate(long size) {
    if (size < 1) {
      throw new IllegalArgumentException("a process has at least one byte, not " + size);
    }
    OptionalLong address = find(size);
    address.ifPresent(at -> take(at, size));
    return address;
  }

  /**
   * Finds the hole from which {@link #allocate} would take memory.
   *
   * @param size bytes, at least 1
   * @return its address, or nothing when no hole is large enough
   */
  public OptionalLong find(long size) {
    Map.Entry<Long, Long> found = null;
    for (Map.Entry<Long, Long> hole : holes.entrySet()) {
      if (hole.getValue() >= size && (found == null || isBetter(hole, found))) {
        found = hole;
      }
    }
    return found == null ? OptionalLong.empty() : OptionalLong.of(found.getKey());
  }

  /** Whether a hole is to be preferred to one at a lower address. */
  private boolean isBetter(Map.Entry<Long, Long> hole, Map.Entry<Long, Long> lower) {
    return switch (fit) {
      case FIRST -> false;
      case NEXT -> lower.getKey() < rover && hole.getKey() >= rover;
      case BEST -> hole.getValue() < lower.getValue();
      case WORST -> hole.getValue() > lower.getValue();
    };
  }

  private void take(long address, long size) {
    long rest = holes.remove(address) - size;
    rover = address + size;
    if (rest > 0) {
      holes.put(rover, rest);
    }
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
