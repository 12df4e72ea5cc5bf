package zerocopy.stats;

/** What a comparison says about the first of two rows, after correction for many comparisons. */
public enum Verdict {
  /** It takes less time. */
  FASTER("faster"),
  /** It takes more time. */
  SLOWER("slower"),
  /** The two differ by less than {@link Family#MARGIN}, if at all. */
  EQUAL("equal within 5 %"),
  /** The forks do not tell; this is not the same as being equal. */
  CANNOT_TELL("cannot tell");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /**
   * The verdict as words.
   *
   * @return {@code "cannot tell"}
   */
  public String words() {
    return words;
  }

  /**
   * Whether the two differ beyond doubt.
   *
   * @return true if one of them is faster
   */
  public boolean isDifferent() {
    return this == FASTER || this == SLOWER;
  }

  /**
   * The verdict on the other row.
   *
   * @return faster for slower, and the reverse
   */
  public Verdict inverse() {
    return switch (this) {
      case FASTER -> SLOWER;
      case SLOWER -> FASTER;
      default -> this;
    };
  }
}
