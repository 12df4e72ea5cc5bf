package zerocopy.mmu.swapping;

import java.util.List;

/**
 * What happened to a process, and the map of memory afterwards.
 *
 * @param kind in, out, end, run (it was in memory already) or wait (no hole is large enough)
 * @param process its name
 * @param base address of its first byte, before it left or after it came; -1 if it waits
 * @param size its bytes
 * @param before where it was when it was last brought in; -1 if it never was
 * @param hole size of the hole from which it was given memory; 0 if it was given none
 * @param moved bytes moved between memory and the backing store
 * @param map all of memory, in the order of addresses
 */
public record SwapEvent(
    Kind kind,
    String process,
    long base,
    long size,
    long before,
    long hole,
    long moved,
    List<Region> map) {

  /** What can happen. */
  public enum Kind {
    /** It was brought in. */
    IN,
    /** It was moved to the backing store. */
    OUT,
    /** It ended, and left its memory. */
    END,
    /** It was in memory already. */
    RUN,
    /** No hole is large enough for it. */
    WAIT
  }

  /**
   * A stretch of memory.
   *
   * @param owner name of the process; empty for a hole
   * @param base its first byte
   * @param size its bytes
   */
  public record Region(String owner, long base, long size) {}
}
