package zerocopy.stats;

/** What a comparison says about the first of two rows, after correction for many comparisons. */
public enum Verdict {
  /** It takes less time. */
  FASTER,
  /** It takes more time. */
  SLOWER,
  /** The forks do not tell; this is not the same as being equal. */
  NOT_DISTINGUISHABLE;

  /**
   * The verdict as words.
   *
   * @return {@code "not distinguishable"}
   */
  public String words() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }
}
