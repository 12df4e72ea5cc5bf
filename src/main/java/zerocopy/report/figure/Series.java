package zerocopy.report.figure;

import java.util.List;

/**
 * Points that belong together.
 *
 * @param style colour and marker
 * @param label what the figure calls it; empty leaves it unlabelled
 * @param line how its points are joined
 * @param markers whether points are marked
 * @param points in the order in which they are joined; points that are not finite are left out
 */
public record Series(
    Palette.Style style, String label, Line line, boolean markers, List<Point> points) {

  /** Leaves out what cannot be drawn. */
  public Series {
    points = points.stream().filter(p -> Double.isFinite(p.x()) && Double.isFinite(p.y())).toList();
  }

  /**
   * How points are joined. On an axis of sizes, a line breaks where its panel has a size that the
   * series lacks.
   */
  public enum Line {
    /** A continuous line. */
    SOLID,
    /** A dashed line: a second run, a model, a bound. */
    DASHED,
    /** A dotted line: a third run. */
    DOTTED,
    /** Not at all. */
    NONE
  }

  /** The same series with other points. */
  Series with(List<Point> others) {
    return new Series(style, label, line, markers, others);
  }

  /**
   * A solid line with markers.
   *
   * @param style colour and marker
   */
  public static Series line(Palette.Style style, String label, List<Point> points) {
    return new Series(style, label, Line.SOLID, true, points);
  }

  /**
   * Markers that are not joined.
   *
   * @param style colour and marker
   */
  public static Series dots(Palette.Style style, String label, List<Point> points) {
    return new Series(style, label, Line.NONE, true, points);
  }
}
