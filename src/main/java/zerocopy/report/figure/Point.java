package zerocopy.report.figure;

import java.util.List;

/**
 * One value with its interval.
 *
 * @param x position on the horizontal axis
 * @param y position on the vertical axis; the row's index where that axis has categories
 * @param low lower end of the interval on the value axis (vertical in line figures, horizontal in
 *     dot and bar figures); NaN where there is none
 * @param high upper end of the interval; NaN where there is none
 * @param detail what a tooltip says; never markup, it is escaped by the renderer
 * @param forks what each fork says, on the value axis: faint dots behind the interval
 */
public record Point(
    double x, double y, double low, double high, String detail, List<Double> forks) {

  /**
   * A point without forks.
   *
   * @param x position on the horizontal axis
   * @param y position on the vertical axis
   * @param low lower end of the interval
   * @param high upper end of the interval
   * @param detail what a tooltip says
   */
  public Point(double x, double y, double low, double high, String detail) {
    this(x, y, low, high, detail, List.of());
  }

  /**
   * A point without an interval.
   *
   * @param x position on the horizontal axis
   * @param y position on the vertical axis
   * @param detail what a tooltip says
   */
  public static Point of(double x, double y, String detail) {
    return new Point(x, y, Double.NaN, Double.NaN, detail);
  }

  /**
   * Whether the interval can be drawn.
   *
   * @return true where both ends are finite
   */
  public boolean hasInterval() {
    return Double.isFinite(low) && Double.isFinite(high);
  }
}
