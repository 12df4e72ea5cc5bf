package zerocopy.report.translation;

import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.mmu.pattern.ChasePattern.Layout;

/**
 * Predicted over measured translation cost, for one size of pages.
 *
 * @param hugePages whether huge pages back the lines
 * @param points by growing number of pages
 */
record Prediction(boolean hugePages, List<Point> points) {

  /** The range for which the model is held against the machine. */
  private static final int FROM_PAGES = 8;

  private static final int TO_PAGES = 32_768;

  /** Measured costs below this many cycles are none: there a ratio says nothing. */
  private static final double NO_COST = 1;

  /**
   * One number of pages; costs are cycles a load over packed lines.
   *
   * @param pages number of pages
   * @param measured measured cost
   * @param predicted predicted cost
   * @param noisiest measured cost in the fork that was disturbed most
   * @param load measured cycles of the whole load, caches included
   * @param predictedLoad predicted cycles of the whole load
   */
  record Point(
      int pages,
      double measured,
      double predicted,
      double noisiest,
      double load,
      double predictedLoad) {

    /** Deviation as a share of the measured cost; empty where there is no cost to speak of. */
    Optional<Double> error() {
      return measured < NO_COST
          ? Optional.empty()
          : Optional.of(Math.abs(predicted - measured) / measured);
    }

    /** Whether the model rightly says that translation is free here. */
    boolean rightlyFree() {
      return measured < NO_COST && predicted < NO_COST;
    }
  }

  /**
   * Runs the model over the measured points.
   *
   * @param loads measured loads with a line in each page
   * @param control measured loads of packed lines
   * @param hugePages whether huge pages backed the lines
   */
  static Prediction of(
      ModelMachine machine, LatencyCurve loads, LatencyCurve control, boolean hugePages) {
    NavigableMap<Integer, Double> excess = loads.over(control);
    List<Point> points =
        excess.subMap(FROM_PAGES, true, TO_PAGES, true).entrySet().parallelStream()
            .map(cost -> point(machine, cost, loads.points().get(cost.getKey()), hugePages))
            .toList();
    return new Prediction(hugePages, points);
  }

  private static Point point(
      ModelMachine machine,
      Map.Entry<Integer, Double> measured,
      LatencyCurve.Point load,
      boolean hugePages) {
    int pages = measured.getKey();
    double spread = ChaseModel.cyclesPerLoad(machine, Layout.LINE_PER_PAGE, pages, hugePages);
    double dense = ChaseModel.cyclesPerLoad(machine, Layout.DENSE, pages, hugePages);
    double noisiest = measured.getValue() + load.highest() - load.cycles();
    return new Point(pages, measured.getValue(), spread - dense, noisiest, load.cycles(), spread);
  }

  /**
   * The median deviation over those points where translation costs something.
   *
   * @return share of the measured cost; NaN if there is no such point
   */
  double medianError() {
    double[] errors =
        points.stream()
            .map(Point::error)
            .flatMap(Optional::stream)
            .mapToDouble(Double::doubleValue)
            .toArray();
    return errors.length == 0 ? Double.NaN : new Median().evaluate(errors);
  }

  /**
   * The median deviation of the whole load, caches included, over all points.
   *
   * @return share of the measured latency; NaN if there is no point
   */
  double medianLoadError() {
    double[] errors =
        points.stream()
            .mapToDouble(point -> Math.abs(point.predictedLoad() - point.load()) / point.load())
            .toArray();
    return errors.length == 0 ? Double.NaN : new Median().evaluate(errors);
  }

  /**
   * The largest deviation of the points where translation costs something.
   *
   * @return the point, if there is one
   */
  Optional<Point> worst() {
    return points.stream()
        .filter(point -> point.error().isPresent())
        .max((a, b) -> Double.compare(a.error().get(), b.error().get()));
  }
}
