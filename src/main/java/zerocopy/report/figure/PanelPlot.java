package zerocopy.report.figure;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Stroke;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
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

  private final Figure figure;
  private final Panel panel;
  private final Rectangle2D area;
  private final ValueAxis x;
  private final ValueAxis y;

  PanelPlot(Figure figure, Panel panel, Ranges ranges, Rectangle2D area) {
    this.figure = figure;
    this.panel = panel;
    this.area = area;
    this.x = TickedAxes.make(figure.x(), ranges.xLow(), ranges.xHigh());
    this.y = TickedAxes.make(figure.y(), ranges.yLow(), ranges.yHigh());
  }

  /** Where a value lies on the paper. */
  Point2D at(double xValue, double yValue) {
    return new Point2D.Double(
        x.valueToJava2D(xValue, area, RectangleEdge.BOTTOM),
        y.valueToJava2D(yValue, area, RectangleEdge.LEFT));
  }

  void draw(Graphics2D g) {
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
    for (int i = 0; i < panel.series().size(); i++) {
      XYIntervalSeries series = new XYIntervalSeries(i, false, true);
      for (Point point : panel.series().get(i).points()) {
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
    for (int i = 0; i < panel.series().size(); i++) {
      style(renderer, i, panel.series().get(i));
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
      g.setRenderingHint(Drawing.SERIES, panel.series().get(series).label());
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
      Series drawn = panel.series().get(series);
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
