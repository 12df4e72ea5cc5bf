package zerocopy.mmu.tlb;

import java.util.Locale;

/** Which entry of a full set gives way to a new one. An empty way is always filled first. */
public enum TlbPolicy {
  /** The entry that was used least recently. */
  LRU,
  /** The entry that was filled first. */
  FIFO,
  /**
   * The entry to which a binary tree of bits points; every use turns the bits on its path away.
   * With a number of ways that is not a power of two it is the tree of the next one, in which no
   * path leads to the ways that do not exist.
   */
  PLRU,
  /** Any entry, with equal probability; the sequence is the same in every run. */
  RANDOM,
  /**
   * Not recently used: any of the entries whose referenced bit is clear. A use sets the bit; when
   * it is the last of the set to be set, all others are cleared.
   */
  NRU;

  /**
   * Returns the policy of a name as used on command lines, in either case.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static TlbPolicy parse(String name) {
    for (TlbPolicy policy : values()) {
      if (policy.name().equalsIgnoreCase(name)) {
        return policy;
      }
    }
    throw new IllegalArgumentException(
        "no TLB policy '" + name + "'; there are lru, fifo, plru, random and nru");
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
