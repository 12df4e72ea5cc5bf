package zerocopy.report.figure;

import java.util.List;
import java.util.Locale;

/**
 * A figure as data: what {@link FigureFile} draws.
 *
 * @param id stem of its file names: lower-case letters, digits, hyphens
 * @param title what it found, or what it shows where nothing was found
 * @param kind how values are drawn
 * @param x horizontal axis; carries the values of dot and bar figures
 * @param y vertical axis; the rows of dot and bar figures
 * @param panels at least one; all share the axes
 * @param caption how to read it, error bars named
 * @param footer provenance: run, machine, JDK, commit
 * @param stamp what forbids citing it, {@code smoke, not citable}; empty where nothing does
 * @param subtitle the question, where the title is a finding; else empty
 */
public record Figure(
    String id,
    String title,
    Kind kind,
    Axis x,
    Axis y,
    List<Panel> panels,
    String caption,
    String footer,
    String stamp,
    String subtitle) {

  /** How values are drawn. */
  public enum Kind {
    /** Lines over a numeric axis, intervals vertical. */
    LINE,
    /** A dot a row, intervals horizontal. */
    DOT,
    /** Horizontal bars from {@code low} to {@code high} of each point, stacked by the caller. */
    BAR
  }

  /**
   * A figure whose provenance is added later.
   *
   * @param id stem of its file names
   * @param title what it shows
   * @param kind how values are drawn
   * @param x horizontal axis
   * @param y vertical axis
   * @param panels at least one
   * @param caption how to read it
   */
  public Figure(
      String id, String title, Kind kind, Axis x, Axis y, List<Panel> panels, String caption) {
    this(id, title, kind, x, y, panels, caption, "", "", "");
  }

  /**
   * Checks what the renderer relies on.
   *
   * @throws IllegalArgumentException if the id cannot be a file name, or there is no panel
   */
  public Figure {
    if (!isId(id)) {
      throw new IllegalArgumentException("not a figure's id: " + id);
    }
    if (panels.isEmpty()) {
      throw new IllegalArgumentException("a figure needs a panel: " + id);
    }
    panels = List.copyOf(panels);
  }

  /**
   * The same figure with its provenance.
   *
   * @param newFooter run, machine, JDK, commit
   * @param newStamp what forbids citing it, or empty
   */
  public Figure withProvenance(String newFooter, String newStamp) {
    return new Figure(id, title, kind, x, y, panels, caption, newFooter, newStamp, subtitle);
  }

  /**
   * The same figure under the sentence that it says; the title that it had becomes the subtitle.
   *
   * @param finding the new title; empty leaves the old one
   */
  public Figure saying(String finding) {
    return finding.isEmpty()
        ? this
        : new Figure(id, sentence(finding), kind, x, y, panels, caption, footer, stamp, title);
  }

  /** With a capital, unless it begins with a name of code, such as {@code transferTo}. */
  private static String sentence(String finding) {
    return finding.matches("[a-z'-]+[ ,].*")
        ? finding.substring(0, 1).toUpperCase(Locale.ROOT) + finding.substring(1)
        : finding;
  }

  /**
   * Whether there is anything to draw.
   *
   * @return true if a series has a point
   */
  public boolean hasPoints() {
    return panels.stream().flatMap(p -> p.series().stream()).anyMatch(s -> !s.points().isEmpty());
  }

  /** The same figure without the points that have no place on a logarithmic axis. */
  Figure drawable() {
    List<Panel> drawn =
        panels.stream()
            .map(
                p ->
                    new Panel(
                        p.title(), p.series().stream().map(this::drawn).toList(), p.references()))
            .toList();
    return new Figure(id, title, kind, x, y, drawn, caption, footer, stamp, subtitle);
  }

  /** One panel as a figure: of the rows only those that the panel has points in. */
  Figure part(Panel panel) {
    if (y.scale() != Axis.Scale.CATEGORY) {
      return new Figure(id, title, kind, x, y, List.of(panel), caption, footer, stamp, subtitle);
    }
    List<Integer> rows =
        panel.series().stream()
            .flatMap(s -> s.points().stream())
            .map(Figure::row)
            .distinct()
            .sorted()
            .toList();
    List<Series> moved = panel.series().stream().map(series -> moved(series, rows)).toList();
    return new Figure(
        id,
        title,
        kind,
        x,
        Axis.rows(rows.stream().map(y.categories()::get).toList()),
        List.of(new Panel(panel.title(), moved, panel.references())),
        caption,
        footer,
        stamp,
        subtitle);
  }

  private static int row(Point point) {
    return (int) Math.round(point.y());
  }

  private static Series moved(Series series, List<Integer> rows) {
    List<Point> points =
        series.points().stream()
            .map(
                p ->
                    new Point(
                        p.x(),
                        p.y() - row(p) + rows.indexOf(row(p)),
                        p.low(),
                        p.high(),
                        p.detail(),
                        p.forks()))
            .toList();
    return series.with(points);
  }

  private Series drawn(Series series) {
    List<Point> points =
        series.points().stream()
            .filter(p -> !x.scale().logarithmic() || p.x() > 0)
            .filter(p -> !y.scale().logarithmic() || p.y() > 0)
            .toList();
    return series.with(points);
  }

  /**
   * Whether a text can be an id.
   *
   * @param text any text
   * @return true where it is a safe stem of a file name
   */
  public static boolean isId(String text) {
    return text.matches("[a-z0-9]+(-[a-z0-9]+)*");
  }
}
