package zerocopy.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.Stroke;
import java.awt.geom.AffineTransform;
import java.awt.geom.Line2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Draws a figure on any graphics: the same calls make the SVG and the PNG. */
final class Drawing {

  private static final Stroke HAIRLINE = new BasicStroke(0.8f);
  private static final Stroke LEADER =
      new BasicStroke(
          0.8f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {1, 3}, 0);
  private static final Stroke REFERENCE =
      new BasicStroke(1f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 10, new float[] {3, 3}, 0);
  private static final Color STAMP = new Color(0xD5, 0x5E, 0x00);

  private final Figure figure;
  private final List<Figure> parts;
  private final Ranges ranges;
  private final Layout layout;
  private final List<Spot> spots = new ArrayList<>();

  /** A hint for the canvas: the label of the series that is drawn, or an empty text. */
  static final RenderingHints.Key SERIES =
      new RenderingHints.Key(1) {
        @Override
        public boolean isCompatibleValue(Object value) {
          return value instanceof String;
        }
      };

  /**
   * A place that tells its value when it is pointed at.
   *
   * @param x centre
   * @param y centre
   * @param text what it tells
   * @param series label of its series
   */
  record Spot(double x, double y, String text, String series) {}

  Drawing(Figure wanted) {
    this.figure = wanted.drawable();
    this.ranges = Ranges.of(figure);
    this.parts = figure.panels().stream().map(figure::part).toList();
    this.layout = Layout.of(figure, parts, ranges);
  }

  Layout layout() {
    return layout;
  }

  /**
   * Where a value axis can be stretched otherwise: its scale, its ends, and the data areas.
   *
   * @return {@code log 0.5 200; x y width height; …}; empty where the values do not go upwards
   */
  String valueAxis() {
    if (figure.kind() != Figure.Kind.LINE || figure.y().scale() == Axis.Scale.CATEGORY) {
      return "";
    }
    StringBuilder text = new StringBuilder(figure.y().scale().logarithmic() ? "log " : "linear ");
    text.append(ranges.yLow()).append(' ').append(ranges.yHigh());
    layout
        .areas()
        .forEach(
            a ->
                text.append(
                    String.format(
                        Locale.ROOT,
                        "; %.0f %.0f %.0f %.0f",
                        a.getX(),
                        a.getY(),
                        a.getWidth(),
                        a.getHeight())));
    return text.toString();
  }

  /** The places of all points; empty before {@link #draw}. */
  List<Spot> spots() {
    return spots;
  }

  void draw(Graphics2D g) {
    g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
    g.setRenderingHint(
        RenderingHints.KEY_FRACTIONALMETRICS, RenderingHints.VALUE_FRACTIONALMETRICS_ON);
    g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
    head(g);
    legend(g);
    for (int i = 0; i < figure.panels().size(); i++) {
      panel(g, parts.get(i), layout.areas().get(i));
    }
    foot(g);
  }

  private void head(Graphics2D g) {
    double last = 27;
    for (int i = 0; i < layout.title().size(); i++) {
      last = 27 + i * Layout.TITLE_LINE;
      text(g, layout.title().get(i), Typeface.TITLE, Palette.INK, Layout.MARGIN, last);
    }
    double y = last + 3;
    for (String line : layout.subtitle()) {
      y += Layout.LINE_HEIGHT;
      text(g, line, Typeface.CAPTION, Palette.QUIET, Layout.MARGIN, y);
    }
    if (!figure.stamp().isEmpty()) {
      double width = Typeface.width(figure.stamp(), Typeface.STRONG);
      double x = layout.width() - Layout.MARGIN - width;
      int lines = layout.title().size();
      String end = lines == 0 ? "" : layout.title().get(lines - 1);
      boolean room = Typeface.width(end, Typeface.TITLE) + Layout.MARGIN + 16 < x;
      text(g, figure.stamp(), Typeface.STRONG, STAMP, x, room ? last : last + 17);
    }
  }

  private void legend(Graphics2D g) {
    double y = layout.top() + 12;
    for (List<Series> row : layout.legend()) {
      double x = Layout.MARGIN;
      for (Series entry : row) {
        g.setRenderingHint(SERIES, entry.label());
        swatch(g, entry, x, y);
        text(g, entry.label(), Typeface.LABEL, Palette.INK, x + Layout.SWATCH, y + 5);
        g.setRenderingHint(SERIES, "");
        x += Layout.legendWidth(entry);
      }
      y += Layout.LEGEND_ROW;
    }
  }

  private void swatch(Graphics2D g, Series entry, double x, double y) {
    Palette.Style style = entry.style();
    g.setPaint(style.colour());
    if (figure.kind() == Figure.Kind.BAR) {
      g.fill(new Rectangle2D.Double(x + 6, y - 6, 16, 12));
      return;
    }
    if (entry.line() != Series.Line.NONE) {
      g.setStroke(PanelPlot.stroke(entry.line()));
      g.draw(new Line2D.Double(x, y, x + 24, y));
    }
    if (entry.markers()) {
      Shape marker =
          AffineTransform.getTranslateInstance(x + 12, y)
              .createTransformedShape(Palette.shape(style.marker()));
      boolean hollow = style.hollow() || entry.line() == Series.Line.DASHED;
      g.setPaint(hollow ? Palette.PAPER : style.colour());
      g.fill(marker);
      g.setPaint(style.colour());
      g.setStroke(new BasicStroke(1.4f));
      g.draw(marker);
    }
  }

  private void panel(Graphics2D g, Figure part, Rectangle2D area) {
    Panel panel = part.panels().get(0);
    PanelPlot plot = new PanelPlot(part, rangesOf(part), area);
    panelHead(g, panel, area);
    references(g, panel, plot, area);
    plot.draw(g);
    g.setClip(null);
    axisLabel(g, area);
    if (layout.direct()) {
      directLabels(g, panel, plot, area);
    }
    for (Series series : panel.series()) {
      for (Point point : series.points()) {
        spots.add(spot(plot, point, series.label()));
      }
    }
  }

  private Ranges rangesOf(Figure part) {
    boolean rows = part.y().scale() == Axis.Scale.CATEGORY;
    return rows ? ranges.ofRows(part.y().categories().size()) : ranges;
  }

  private Spot spot(PanelPlot plot, Point point, String series) {
    if (figure.kind() == Figure.Kind.BAR) {
      Rectangle2D bar = plot.bar(point);
      return new Spot(bar.getCenterX(), bar.getCenterY(), point.detail(), series);
    }
    Point2D at = plot.at(point.x(), point.y());
    return new Spot(at.getX(), at.getY(), point.detail(), series);
  }

  private void panelHead(Graphics2D g, Panel panel, Rectangle2D area) {
    boolean rows = figure.y().scale() == Axis.Scale.CATEGORY;
    boolean fits =
        figure.panels().stream()
            .allMatch(p -> Typeface.width(p.title(), Typeface.STRONG) <= area.getWidth());
    double x = rows && fits ? area.getX() : leftOf(area);
    text(g, panel.title(), Typeface.STRONG, Palette.INK, x, area.getY() - (rows ? 12 : 28));
    if (!rows) {
      text(g, figure.y().label(), Typeface.LABEL, Palette.QUIET, x, area.getY() - 10);
    }
  }

  private double leftOf(Rectangle2D area) {
    double gutter = layout.areas().get(0).getX() - Layout.MARGIN;
    return area.getX() - gutter;
  }

  private void axisLabel(Graphics2D g, Rectangle2D area) {
    double width = Typeface.width(figure.x().label(), Typeface.LABEL);
    double x = Math.max(leftOf(area), area.getCenterX() - width / 2);
    text(g, figure.x().label(), Typeface.LABEL, Palette.QUIET, x, area.getMaxY() + 40);
  }

  private void references(Graphics2D g, Panel panel, PanelPlot plot, Rectangle2D area) {
    double taken = leftOf(area) + Typeface.width(figure.y().label(), Typeface.LABEL) + 8;
    for (Reference reference : panel.references()) {
      g.setPaint(Palette.QUIET);
      g.setStroke(REFERENCE);
      switch (reference.kind()) {
        case VERTICAL -> taken = vertical(g, reference, plot, area, taken);
        case HORIZONTAL -> horizontal(g, reference, plot, area);
        case DIAGONAL -> diagonal(g, plot);
      }
    }
  }

  /** Draws the line and, above the plot where it is free, its label; returns what is taken now. */
  private double vertical(
      Graphics2D g, Reference reference, PanelPlot plot, Rectangle2D area, double taken) {
    double x = plot.at(reference.at(), ranges.yLow()).getX();
    if (x < area.getX() || x > area.getMaxX()) {
      return taken;
    }
    g.draw(new Line2D.Double(x, area.getY(), x, area.getMaxY()));
    double width = Typeface.width(reference.label(), Typeface.CAPTION);
    double most = layout.width() - Layout.MARGIN - width;
    double left = Math.max(taken, Math.min(x - width / 2, most));
    boolean free = left <= Math.min(x, most);
    double shown = free ? left : x + 4;
    double y = area.getY() + (free ? -5 : 12);
    text(g, reference.label(), Typeface.CAPTION, Palette.QUIET, shown, y);
    return free ? left + width + 6 : taken;
  }

  private void horizontal(Graphics2D g, Reference reference, PanelPlot plot, Rectangle2D area) {
    double y = plot.at(ranges.xLow(), reference.at()).getY();
    if (y < area.getY() || y > area.getMaxY()) {
      return;
    }
    g.draw(new Line2D.Double(area.getX(), y, area.getMaxX(), y));
    text(g, reference.label(), Typeface.CAPTION, Palette.QUIET, area.getX() + 4, y - 4);
  }

  private void diagonal(Graphics2D g, PanelPlot plot) {
    double from = Math.max(ranges.xLow(), ranges.yLow());
    double to = Math.min(ranges.xHigh(), ranges.yHigh());
    if (from < to) {
      g.draw(new Line2D.Double(plot.at(from, from), plot.at(to, to)));
    }
  }

  /** A label at the end of a line: where the line ends, and where the label goes. */
  private static final class EndLabel {
    private final Series series;
    private final Point2D end;
    private double y;

    EndLabel(Series series, Point2D end) {
      this.series = series;
      this.end = end;
      this.y = end.getY();
    }
  }

  private void directLabels(Graphics2D g, Panel panel, PanelPlot plot, Rectangle2D area) {
    List<EndLabel> labels = new ArrayList<>();
    for (Series series : panel.series()) {
      series.points().stream()
          .max(Comparator.comparingDouble(Point::x))
          .filter(p -> !series.label().isEmpty())
          .ifPresent(p -> labels.add(new EndLabel(series, plot.at(p.x(), p.y()))));
    }
    labels.sort(Comparator.comparingDouble(l -> l.y));
    spread(labels, area);
    for (EndLabel label : labels) {
      double x = area.getMaxX() + 12;
      Color colour = label.series.style().colour();
      g.setRenderingHint(SERIES, label.series.label());
      boolean across = label.end.getX() < area.getMaxX() - 24;
      if (across || Math.abs(label.y - label.end.getY()) > 3) {
        // Through the plot it must not look like a line of the data.
        g.setPaint(across ? Palette.QUIET : colour);
        g.setStroke(across ? LEADER : HAIRLINE);
        g.draw(new Line2D.Double(label.end.getX() + 5, label.end.getY(), x - 2, label.y));
      }
      text(g, label.series.label(), Typeface.LABEL, colour.darker(), x, label.y + 5);
      g.setRenderingHint(SERIES, "");
    }
  }

  /** Moves labels apart, as little as it takes: down from the top, then up from the bottom. */
  private static void spread(List<EndLabel> labels, Rectangle2D area) {
    double least = area.getY();
    for (EndLabel label : labels) {
      label.y = Math.max(label.y, least);
      least = label.y + Layout.LABEL_SPACING;
    }
    double most = area.getMaxY();
    for (int i = labels.size() - 1; i >= 0; i--) {
      labels.get(i).y = Math.min(labels.get(i).y, most);
      most = labels.get(i).y - Layout.LABEL_SPACING;
    }
  }

  private void foot(Graphics2D g) {
    double y = layout.bottom() + 16;
    for (String line : layout.caption()) {
      text(g, line, Typeface.CAPTION, Palette.INK, Layout.MARGIN, y);
      y += Layout.LINE_HEIGHT;
    }
    y += 6;
    for (String line : layout.footer()) {
      text(g, line, Typeface.FOOTER, Palette.QUIET, Layout.MARGIN, y);
      y += Layout.LINE_HEIGHT - 1;
    }
  }

  private static void text(Graphics2D g, String text, Font font, Color colour, double x, double y) {
    if (text.isEmpty()) {
      return;
    }
    g.setFont(font);
    g.setPaint(colour);
    g.drawString(text, (float) x, (float) y);
  }
}
