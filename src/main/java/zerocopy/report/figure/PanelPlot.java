package zerocopy.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.geom.Path2D;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.jfree.chart.axis.AxisSpace;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.plot.CrosshairState;
import org.jfree.chart.plot.PlotRenderingInfo;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.AbstractXYItemRenderer;
import org.jfree.chart.renderer.xy.XYErrorRenderer;
import org.jfree.chart.renderer.xy.XYItemRenderer;
import org.jfree.chart.renderer.xy.XYItemRendererState;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.RectangleInsets;
import org.jfree.data.xy.XYDataset;
import org.jfree.data.xy.XYIntervalSeries;
import org.jfree.data.xy.XYIntervalSeriesCollection;

/** One panel as a plot of the chart library, with the data area fixed beforehand. */
final class PanelPlot {

  private static final float WEIGHT = 1.8f;
  private static final Stroke HAIRLINE = new BasicStroke(0.8f);
  private static final double BAR_HALF = 0.34;

  private static final Stroke FORK =
      new BasicStroke(5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND);
  private static final int FAINT = 75;

  private final Figure figure;
  private final List<Series> shown;
  private final Rectangle2D area;
  private final ValueAxis x;
  private final ValueAxis y;

  /** Of the only panel of a figure. */
  PanelPlot(Figure figure, Ranges ranges, Rectangle2D area) {
    this.figure = figure;
    this.area = area;
    this.x = TickedAxes.make(figure.x(), ranges.xLow(), ranges.xHigh());
    this.y = TickedAxes.make(figure.y(), ranges.yLow(), ranges.yHigh());
    List<Series> whole = figure.panels().get(0).series();
    this.shown = figure.x().scale() == Axis.Scale.SIZE ? unbroken(whole) : whole;
  }

  /** The pieces of lines between which a size of the panel lies that the line lacks. */
  private static List<Series> unbroken(List<Series> whole) {
    NavigableSet<Double> sizes = new TreeSet<>();
    whole.forEach(series -> series.points().forEach(point -> sizes.add(point.x())));
    List<Series> pieces = new ArrayList<>();
    for (Series series : whole) {
      List<Point> piece = new ArrayList<>();
      for (Point point : series.points()) {
        if (!piece.isEmpty() && sizes.higher(piece.get(piece.size() - 1).x()) < point.x()) {
          pieces.add(series.with(piece));
          piece = new ArrayList<>();
        }
        piece.add(point);
      }
      pieces.add(series.with(piece));
    }
    return pieces;
  }

  /** Where a value lies on the paper. */
  Point2D at(double xValue, double yValue) {
    return new Point2D.Double(
        x.valueToJava2D(xValue, area, RectangleEdge.BOTTOM),
        y.valueToJava2D(yValue, area, RectangleEdge.LEFT));
  }

  void draw(Graphics2D g) {
    shown.forEach(series -> forks(g, series));
    XYPlot plot = new XYPlot(dataset(), x, y, renderer());
    plot.setBackgroundPaint(null);
    plot.setOutlineVisible(false);
    plot.setInsets(RectangleInsets.ZERO_INSETS);
    plot.setAxisOffset(new RectangleInsets(2, 2, 2, 2));
    grid(plot);
    plot.setFixedDomainAxisSpace(space(40, 0));
    plot.setFixedRangeAxisSpace(space(0, 40));
    Rectangle2D outer =
        new Rectangle2D.Double(
            area.getX() - 42, area.getY() - 2, area.getWidth() + 44, area.getHeight() + 44);
    plot.draw(g, outer, null, null, new PlotRenderingInfo(null));
  }

  /** Strokes without length, whose round ends are dots. */
  private void forks(Graphics2D g, Series series) {
    Path2D dots = new Path2D.Double();
    for (Point point : series.points()) {
      for (double fork : point.forks()) {
        boolean line = figure.kind() == Figure.Kind.LINE;
        Point2D at = line ? at(point.x(), fork) : at(fork, point.y());
        if (point.forks().size() > 1 && area.contains(at)) {
          dots.moveTo(at.getX(), at.getY());
          dots.lineTo(at.getX(), at.getY());
        }
      }
    }
    if (dots.getCurrentPoint() != null) {
      Color colour = series.style().colour();
      g.setPaint(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), FAINT));
      g.setStroke(FORK);
      g.setRenderingHint(Drawing.SERIES, series.label());
      g.draw(dots);
      g.setRenderingHint(Drawing.SERIES, "");
    }
  }

  private static AxisSpace space(double bottom, double left) {
    AxisSpace space = new AxisSpace();
    space.setBottom(bottom);
    space.setLeft(left);
    return space;
  }

  private void grid(XYPlot plot) {
    boolean line = figure.kind() == Figure.Kind.LINE;
    plot.setDomainGridlinesVisible(!line);
    plot.setRangeGridlinesVisible(line);
    plot.setDomainGridlinePaint(Palette.GRID);
    plot.setRangeGridlinePaint(Palette.GRID);
    plot.setDomainGridlineStroke(HAIRLINE);
    plot.setRangeGridlineStroke(HAIRLINE);
    y.setAxisLineVisible(!line);
    x.setAxisLineVisible(line);
  }

  private XYIntervalSeriesCollection dataset() {
    XYIntervalSeriesCollection data = new XYIntervalSeriesCollection();
    for (int i = 0; i < shown.size(); i++) {
      XYIntervalSeries series = new XYIntervalSeries(i, false, true);
      for (Point point : shown.get(i).points()) {
        add(series, point);
      }
      data.addSeries(series);
    }
    return data;
  }

  private void add(XYIntervalSeries series, Point p) {
    if (!Double.isFinite(p.x()) || !Double.isFinite(p.y())) {
      return;
    }
    boolean line = figure.kind() == Figure.Kind.LINE;
    double floor = (line ? y : x).getLowerBound();
    double middle = line ? p.y() : p.x();
    double low = p.hasInterval() ? Math.max(floor, p.low()) : middle;
    double high = p.hasInterval() ? p.high() : middle;
    if (line) {
      series.add(p.x(), p.x(), p.x(), p.y(), low, high);
    } else {
      series.add(p.x(), low, high, p.y(), p.y(), p.y());
    }
  }

  private XYItemRenderer renderer() {
    if (figure.kind() == Figure.Kind.BAR) {
      return new Bars();
    }
    XYErrorRenderer renderer = new Marked();
    renderer.setCapLength(0);
    renderer.setDrawXError(figure.kind() == Figure.Kind.DOT);
    renderer.setDrawYError(figure.kind() == Figure.Kind.LINE);
    renderer.setErrorStroke(new BasicStroke(1.3f));
    for (int i = 0; i < shown.size(); i++) {
      style(renderer, i, shown.get(i));
    }
    renderer.setUseFillPaint(true);
    renderer.setUseOutlinePaint(true);
    return renderer;
  }

  private static void style(XYErrorRenderer renderer, int i, Series series) {
    Palette.Style style = series.style();
    Color colour = style.colour();
    renderer.setSeriesPaint(i, colour);
    renderer.setSeriesOutlinePaint(i, colour);
    renderer.setSeriesOutlineStroke(i, new BasicStroke(1.4f));
    boolean hollow = style.hollow() || series.line() == Series.Line.DASHED;
    renderer.setSeriesFillPaint(i, hollow ? Palette.PAPER : colour);
    renderer.setSeriesShape(i, Palette.shape(style.marker()));
    renderer.setSeriesShapesVisible(i, series.markers());
    renderer.setSeriesLinesVisible(i, series.line() != Series.Line.NONE);
    renderer.setSeriesStroke(i, stroke(series.line()));
  }

  static Stroke stroke(Series.Line line) {
    float[] dashes =
        switch (line) {
          case DASHED -> new float[] {6, 4};
          case DOTTED -> new float[] {1.5f, 4};
          default -> null;
        };
    return new BasicStroke(WEIGHT, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND, 10, dashes, 0);
  }

  /** Tells the canvas which series it draws. */
  private final class Marked extends XYErrorRenderer {
    private static final long serialVersionUID = 1L;

    @Override
    public void drawItem(
        Graphics2D g,
        XYItemRendererState state,
        Rectangle2D dataArea,
        PlotRenderingInfo info,
        XYPlot plot,
        ValueAxis domain,
        ValueAxis range,
        XYDataset data,
        int series,
        int item,
        CrosshairState crosshair,
        int pass) {
      g.setRenderingHint(Drawing.SERIES, shown.get(series).label());
      super.drawItem(
          g, state, dataArea, info, plot, domain, range, data, series, item, crosshair, pass);
      g.setRenderingHint(Drawing.SERIES, "");
    }
  }

  /** Floating horizontal bars: each from the lower to the upper end of its point's interval. */
  private final class Bars extends AbstractXYItemRenderer {
    private static final long serialVersionUID = 1L;

    @Override
    public void drawItem(
        Graphics2D g,
        XYItemRendererState state,
        Rectangle2D dataArea,
        PlotRenderingInfo info,
        XYPlot plot,
        ValueAxis domain,
        ValueAxis range,
        XYDataset data,
        int series,
        int item,
        CrosshairState crosshair,
        int pass) {
      Series drawn = shown.get(series);
      g.setPaint(drawn.style().colour());
      g.setRenderingHint(Drawing.SERIES, drawn.label());
      g.fill(bar(drawn.points().get(item)));
      g.setRenderingHint(Drawing.SERIES, "");
    }
  }

  /** The rectangle of a bar. */
  Rectangle2D bar(Point point) {
    Point2D from = at(point.low(), point.y() - BAR_HALF);
    Point2D to = at(point.high(), point.y() + BAR_HALF);
    Rectangle2D bar = new Rectangle2D.Double();
    bar.setFrameFromDiagonal(from, to);
    return bar;
  }
}
