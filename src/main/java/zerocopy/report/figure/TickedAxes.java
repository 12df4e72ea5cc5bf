package zerocopy.report.figure;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jfree.chart.axis.AxisState;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTick;
import org.jfree.chart.axis.ValueAxis;
import org.jfree.chart.ui.RectangleEdge;
import org.jfree.chart.ui.TextAnchor;

/** The chart library's axes with our ticks. */
final class TickedAxes {

  private static final double TICK_HEIGHT = 26;

  private TickedAxes() {}

  /** Makes the axis of a figure over a range. */
  static ValueAxis make(Axis axis, double low, double high) {
    ValueAxis made =
        axis.scale().logarithmic() ? new Logarithmic(axis) : new Plain(axis, low, high);
    made.setAutoRange(false);
    made.setRange(low, high);
    made.setLabel(null);
    made.setTickLabelFont(Typeface.LABEL);
    made.setTickLabelPaint(Palette.INK);
    made.setAxisLinePaint(Palette.QUIET);
    made.setTickMarksVisible(false);
    return made;
  }

  private static List<NumberTick> ticks(
      Axis axis, double low, double high, Rectangle2D area, RectangleEdge edge) {
    boolean horizontal = RectangleEdge.isTopOrBottom(edge);
    TextAnchor anchor = horizontal ? TextAnchor.TOP_CENTER : TextAnchor.CENTER_RIGHT;
    List<NumberTick> made = new ArrayList<>();
    for (Ticks.Tick tick : values(axis, low, high, area, horizontal)) {
      made.add(new NumberTick(tick.value(), tick.label(), anchor, TextAnchor.CENTER, 0));
    }
    return made;
  }

  private static List<Ticks.Tick> values(
      Axis axis, double low, double high, Rectangle2D area, boolean horizontal) {
    if (axis.scale() == Axis.Scale.CATEGORY) {
      List<Ticks.Tick> rows = new ArrayList<>();
      for (int i = 0; i < axis.categories().size(); i++) {
        rows.add(new Ticks.Tick(i, axis.categories().get(i)));
      }
      return rows;
    }
    ToIntFunction<List<Ticks.Tick>> room =
        ticks ->
            horizontal
                ? (int) (area.getWidth() / (widest(ticks) + 16))
                : (int) (area.getHeight() / TICK_HEIGHT);
    int most = horizontal ? (int) (area.getWidth() / 30) : (int) (area.getHeight() / TICK_HEIGHT);
    List<Ticks.Tick> ticks = Ticks.of(axis.scale(), low, high, Math.max(2, most));
    while (most > 2 && ticks.size() > room.applyAsInt(ticks)) {
      most--;
      ticks = Ticks.of(axis.scale(), low, high, most);
    }
    return ticks;
  }

  private static double widest(List<Ticks.Tick> ticks) {
    return ticks.stream()
        .mapToDouble(t -> Typeface.width(t.label(), Typeface.LABEL))
        .max()
        .orElse(0);
  }

  private static final class Logarithmic extends LogAxis {
    private static final long serialVersionUID = 1L;
    private final transient Axis axis;

    Logarithmic(Axis axis) {
      this.axis = axis;
    }

    @Override
    public List<?> refreshTicks(
        Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
      return ticks(axis, getLowerBound(), getUpperBound(), area, edge);
    }
  }

  private static final class Plain extends NumberAxis {
    private static final long serialVersionUID = 1L;
    private final transient Axis axis;

    Plain(Axis axis, double low, double high) {
      this.axis = axis;
      setAutoRangeIncludesZero(false);
      setInverted(axis.scale() == Axis.Scale.CATEGORY);
      setAxisLineVisible(axis.scale() != Axis.Scale.CATEGORY && low < high);
    }

    @Override
    public List<?> refreshTicks(
        Graphics2D g, AxisState state, Rectangle2D area, RectangleEdge edge) {
      return ticks(axis, getLowerBound(), getUpperBound(), area, edge);
    }
  }
}
