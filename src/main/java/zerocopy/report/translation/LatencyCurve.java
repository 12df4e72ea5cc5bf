package zerocopy.report.translation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Role;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/**
 * Latency of dependent loads by the number of lines visited: one arm of the measurement.
 *
 * @param arm name of the strategy
 * @param label its name for people
 * @param points by number of lines; never empty
 */
record LatencyCurve(String arm, String label, NavigableMap<Integer, Point> points) {

  private static final Set<Role> ARMS =
      EnumSet.of(
          Role.LATENCY_DENSE,
          Role.LATENCY_DENSE_HUGE,
          Role.LATENCY_SPARSE,
          Role.LATENCY_SPARSE_HUGE);

  /**
   * One number of lines. Interference only ever adds to a latency, so the quietest fork stands for
   * the machine, and the others tell how much there was.
   *
   * @param cycles core cycles a load: the smallest of the forks' medians
   * @param nanos nanoseconds a load: likewise
   * @param typical the median of the forks' medians, in cycles
   * @param highest the largest of the forks' medians, in cycles
   */
  record Point(double cycles, double nanos, double typical, double highest) {}

  /**
   * Reads all arms of a run.
   *
   * @return by role; arms without samples, or without counters of cycles, are left out
   */
  static Map<Role, LatencyCurve> of(Run run, Catalogue catalogue) {
    Map<Role, LatencyCurve> curves = new EnumMap<>(Role.class);
    for (ResultRow row : run.rows()) {
      Role role = catalogue.entry(row.question()).strategy(row.strategy()).role();
      if (ARMS.contains(role) && row.params().containsKey("lines")) {
        double[] cycles = cyclesPerLoad(row);
        if (cycles.length > 0) {
          curves
              .computeIfAbsent(role, arm -> arm(row, catalogue))
              .points
              .put(Integer.parseInt(row.params().get("lines")), point(cycles, row));
        }
      }
    }
    return curves;
  }

  private static LatencyCurve arm(ResultRow row, Catalogue catalogue) {
    String label = catalogue.entry(row.question()).label(row.strategy());
    return new LatencyCurve(row.strategy(), label, new TreeMap<>());
  }

  /** Median of each fork that has both counters. */
  private static double[] cyclesPerLoad(ResultRow row) {
    ResultRow.Secondary cycles = row.secondary().get("coreCycles");
    ResultRow.Secondary loads = row.secondary().get("loads");
    if (cycles == null || loads == null) {
      return new double[0];
    }
    return IntStream.range(0, Math.min(cycles.forks().size(), loads.forks().size()))
        .filter(fork -> cycles.forks().get(fork).length > 0)
        .filter(fork -> loads.forks().get(fork).length == cycles.forks().get(fork).length)
        .mapToDouble(fork -> medianRatio(cycles.forks().get(fork), loads.forks().get(fork)))
        .filter(Double::isFinite)
        .toArray();
  }

  private static double medianRatio(double[] cycles, double[] loads) {
    double[] ratios = new double[cycles.length];
    Arrays.setAll(ratios, i -> cycles[i] / loads[i]);
    return new Median().evaluate(ratios);
  }

  private static Point point(double[] cycles, ResultRow row) {
    double nanos =
        row.forks().stream().mapToDouble(new Median()::evaluate).min().orElse(Double.NaN);
    return new Point(
        Arrays.stream(cycles).min().getAsDouble(),
        nanos,
        new Median().evaluate(cycles),
        Arrays.stream(cycles).max().getAsDouble());
  }

  /**
   * Cycles a load at any number of lines within the measured range.
   *
   * @return the measured median, or what lies between its neighbours on a logarithmic axis; NaN
   *     outside the measured range
   */
  double cyclesAt(int lines) {
    Map.Entry<Integer, Point> below = points.floorEntry(lines);
    Map.Entry<Integer, Point> above = points.ceilingEntry(lines);
    if (below == null || above == null) {
      return Double.NaN;
    }
    double lower = below.getValue().cycles();
    if (below.getKey().equals(above.getKey())) {
      return lower;
    }
    double share =
        Math.log((double) lines / below.getKey())
            / Math.log((double) above.getKey() / below.getKey());
    return lower + share * (above.getValue().cycles() - lower);
  }

  /**
   * What the lines' spread over pages costs: this arm less a control.
   *
   * @param control the arm with packed lines
   * @return cycles a load by number of lines, where both were measured
   */
  NavigableMap<Integer, Double> over(LatencyCurve control) {
    return over(control, Point::cycles);
  }

  /**
   * The same with the typical fork of this arm, instead of the quietest.
   *
   * @param control the arm with packed lines
   * @return cycles a load by number of lines, where both were measured
   */
  NavigableMap<Integer, Double> typicallyOver(LatencyCurve control) {
    return over(control, Point::typical);
  }

  private NavigableMap<Integer, Double> over(
      LatencyCurve control, ToDoubleFunction<Point> latency) {
    NavigableMap<Integer, Double> excess = new TreeMap<>();
    points.forEach(
        (lines, point) -> {
          double base = control.cyclesAt(lines);
          if (!Double.isNaN(base)) {
            excess.put(lines, latency.applyAsDouble(point) - base);
          }
        });
    return excess;
  }

  /**
   * The less disturbed of two measurements of the same thing, number by number.
   *
   * @return the smaller latency where both were measured, else the one that was
   */
  LatencyCurve quieterOf(LatencyCurve other) {
    NavigableMap<Integer, Point> quietest = new TreeMap<>(points);
    other.points.forEach(
        (lines, point) -> quietest.merge(lines, point, (a, b) -> a.cycles() <= b.cycles() ? a : b));
    return new LatencyCurve(arm, label, quietest);
  }
}
