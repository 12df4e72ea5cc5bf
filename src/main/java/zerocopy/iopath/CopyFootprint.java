package zerocopy.iopath;

/**
 * The memory that a copy walks over on either side before it returns to the same bytes. It decides
 * which cache serves the copy; the offset decides how fast the copying instruction is.
 *
 * @param source bytes that are read before the first is read again, 0 for what is not a copy
 * @param target bytes that are written before the first is written again
 * @param offset (target − source) mod the page size, in bytes
 */
public record CopyFootprint(long source, long target, int offset) {
  /** The footprint of a step that is not a copy. */
  public static final CopyFootprint NONE = new CopyFootprint(0, 0, 0);

  /** Refuses negative figures. */
  public CopyFootprint {
    if (source < 0 || target < 0 || offset < 0) {
      throw new IllegalArgumentException("a footprint is not negative");
    }
  }
}
