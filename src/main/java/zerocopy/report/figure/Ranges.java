package zerocopy.report.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * The ranges that a figure's axes cover.
 *
 * @param xLow left end
 * @param xHigh right end
 * @param yLow lower end
 * @param yHigh upper end
 */
record Ranges(double xLow, double xHigh, double yLow, double yHigh) {

  private static final double MARGIN = 0.04;
  private static final double FIRST_ROW = -0.6;

  /** Covers all points, intervals and fixed ends. */
  static Ranges of(Figure figure) {
    List<Double> xs = new ArrayList<>();
    List<Double> ys = new ArrayList<>();
    boolean line = figure.kind() == Figure.Kind.LINE;
    for (Panel panel : figure.panels()) {
      for (Series series : panel.series()) {
        for (Point point : series.points()) {
          xs.add(point.x());
          ys.add(point.y());
          (line ? ys : xs).add(point.low());
          (line ? ys : xs).add(point.high());
          (line ? ys : xs).addAll(point.forks());
        }
      }
    }
    double[] x = range(figure.x(), xs, line);
    double[] y = range(figure.y(), ys, false);
    return new Ranges(x[0], x[1], y[0], y[1]);
  }

  /** The same values over that many rows. */
  Ranges ofRows(int rows) {
    return new Ranges(xLow, xHigh, FIRST_ROW, rows + FIRST_ROW + 0.2);
  }

  private static double[] range(Axis axis, List<Double> values, boolean independent) {
    if (axis.scale() == Axis.Scale.CATEGORY) {
      return new double[] {FIRST_ROW, axis.categories().size() + FIRST_ROW + 0.2};
    }
    boolean log = axis.scale().logarithmic();
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double value : values) {
      if (Double.isFinite(value) && (!log || value > 0)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    if (low > high) {
      low = 1;
      high = 10;
    }
    double[] range = log ? logarithmic(low, high) : linear(low, high, independent);
    return new double[] {
      Double.isFinite(axis.low()) ? axis.low() : range[0],
      Double.isFinite(axis.high()) ? axis.high() : range[1]
    };
  }

  private static double[] logarithmic(double low, double high) {
    double margin = high / low < 1.5 ? 1.5 : Math.pow(high / low, MARGIN);
    return new double[] {low / margin, high * margin};
  }

  private static double[] linear(double low, double high, boolean independent) {
    double bottom = low > 0 && !independent ? 0 : low;
    double span = high > bottom ? high - bottom : Math.max(1, Math.abs(high));
    double below = low < 0 || independent ? MARGIN * span : 0;
    return new double[] {bottom - below, bottom + span * (1 + MARGIN)};
  }
}
