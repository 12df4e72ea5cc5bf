package zerocopy.mmu.swapping;

import java.util.Locale;

/**
 * Which hole a process gets (Knuth, "The Art of Computer Programming", section 2.5). All give the
 * beginning of the hole away; ties go to the lower address.
 */
public enum HolePolicy {
  /** The first that is large enough. */
  FIRST,
  /** The first that is large enough after the place of the latest allocation, going round. */
  NEXT,
  /** The smallest that is large enough. */
  BEST,
  /** The largest. */
  WORST;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
