package zerocopy.report.figure;

/**
 * A quiet line that helps to read a figure: a cache's size, a TLB's reach, equality.
 *
 * @param kind its direction
 * @param at position on the axis that it crosses; ignored by {@link Kind#DIAGONAL}
 * @param label what it marks; may be empty
 */
public record Reference(Kind kind, double at, String label) {

  /** Direction of a reference line. */
  public enum Kind {
    /** At one value of the horizontal axis. */
    VERTICAL,
    /** At one value of the vertical axis. */
    HORIZONTAL,
    /** Where both axes have the same value. */
    DIAGONAL
  }
}
