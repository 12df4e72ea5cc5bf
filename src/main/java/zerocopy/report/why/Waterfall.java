package zerocopy.report.why;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Strategy;
import zerocopy.iopath.CostModel.Part;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Palette;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Series;
import zerocopy.report.rows.Measured;
import zerocopy.report.text.Units;
import zerocopy.results.Counted;

/**
 * From the time of one strategy to that of another, a bar for each cause: what crossings, copies,
 * faults, consuming and waiting add or save by the model, and what it leaves unexplained.
 */
final class Waterfall {

  private static final String UNEXPLAINED = "unexplained";
  private static final Palette.Style MEASURED =
      Palette.style(Strategy.Colour.BLACK, Strategy.Marker.SQUARE);
  private static final Palette.Style REST =
      new Palette.Style(Palette.QUIET, Strategy.Marker.SQUARE, false);

  private Waterfall() {}

  /** A figure for each headline comparison that the run allows. */
  static List<Figure> headlines(Explanation explanation, Catalogue catalogue) {
    List<Figure> figures = new ArrayList<>();
    for (Catalogue.Entry entry : catalogue.inOrder()) {
      for (Question.Pair pair : entry.question().pairs()) {
        if (pair.explained()) {
          typical(explanation, entry, pair)
              .map(gap -> figure(gap, catalogue))
              .ifPresent(figures::add);
        }
      }
    }
    return figures;
  }

  /**
   * A gap that the run shows to be real, the usual conditions first and then those with the most
   * sizes, of these sizes the middle one; empty where no gap is real.
   */
  private static Optional<Gap> typical(
      Explanation explanation, Catalogue.Entry entry, Question.Pair pair) {
    String first = entry.qualified(pair.first());
    String other = entry.qualified(pair.other());
    List<Gap> gaps =
        explanation.gaps().stream()
            .map(g -> g.first().name().equals(first) ? g : g.turned())
            .filter(g -> g.first().name().equals(first) && g.other().name().equals(other))
            .filter(Gap::isReal)
            .sorted(Comparator.comparingLong(g -> g.first().path().payload()))
            .toList();
    return gaps.stream()
        .collect(
            Collectors.groupingBy(Waterfall::conditions, LinkedHashMap::new, Collectors.toList()))
        .entrySet()
        .stream()
        .max(
            Comparator.comparing(
                    (Map.Entry<Map<String, String>, List<Gap>> conditions) ->
                        entry.deviations(conditions.getKey()).isEmpty())
                .thenComparing(conditions -> conditions.getValue().size()))
        .map(conditions -> conditions.getValue().get(conditions.getValue().size() / 2));
  }

  private static Map<String, String> conditions(Gap gap) {
    Map<String, String> params = new TreeMap<>(gap.first().row().params());
    Measured.SIZES.forEach(params::remove);
    return params;
  }

  /** What makes the most of the gap: the longest bar between the two measured ones. */
  private static String finding(Gap gap, Catalogue catalogue, Map<String, Double> steps) {
    Map.Entry<String, Double> most =
        Collections.max(
            steps.entrySet(), Comparator.comparingDouble(step -> Math.abs(step.getValue())));
    Explained from = gap.first();
    Explained to = gap.other();
    return "%s takes %s times the time of %s; most of it: %s, %s %s"
        .formatted(
            label(to, catalogue),
            Units.measured(to.measured() / from.measured()),
            label(from, catalogue),
            most.getKey(),
            Units.time(Math.abs(most.getValue())),
            most.getValue() < 0 ? "less" : "more");
  }

  private static String label(Explained end, Catalogue catalogue) {
    return catalogue.entry(end.row().question()).label(end.row().strategy());
  }

  private static Figure figure(Gap gap, Catalogue catalogue) {
    Explained from = gap.first();
    Explained to = gap.other();
    List<String> names = new ArrayList<>();
    List<Series> series = new ArrayList<>();
    Map<String, Double> steps = new LinkedHashMap<>();
    double scale = unit(Math.max(from.measured(), to.measured()));
    names.add(label(from, catalogue));
    series.add(bar(MEASURED, 0, 0, from.measured() / scale, detail(from)));
    double at = from.measured();
    for (Part part : Part.values()) {
      double step = to.prediction().parts().get(part) - from.prediction().parts().get(part);
      if (Math.abs(step) * 1000 > from.measured()) {
        series.add(
            change(Palette.numbered(part.ordinal()), part.label(), names.size(), at, step, scale));
        names.add(part.label());
        steps.put(part.label(), step);
        at += step;
      }
    }
    double rest = to.measured() - at;
    series.add(change(REST, UNEXPLAINED, names.size(), at, rest, scale));
    names.add(UNEXPLAINED);
    steps.put(UNEXPLAINED, rest);
    series.add(bar(MEASURED, names.size(), 0, to.measured() / scale, detail(to)));
    names.add(label(to, catalogue));
    return new Figure(
            id(from, to),
            catalogue.entry(from.row().question()).question().asks()
                + " With "
                + PathTable.conditions(from.row()),
            Figure.Kind.BAR,
            Axis.of("time of one operation, " + unitName(scale), Axis.Scale.LINEAR),
            Axis.rows(names),
            List.of(new Panel("", series)),
            "Top and bottom bar: measured, as in the tables. Between them the time that each cause adds (to"
                + " the right) or saves, predicted from the primitives of this run; the last is what"
                + " the prediction leaves unexplained.")
        .saying(finding(gap, catalogue, steps));
  }

  private static String detail(Explained end) {
    return "%s measured, %s, %s"
        .formatted(
            end.name(), Units.time(end.measured()), Counted.of(end.row().forks().size(), "fork"));
  }

  private static String id(Explained from, Explained to) {
    return "why-%s-%s-%s"
        .formatted(from.row().question(), from.row().strategy(), to.row().strategy())
        .toLowerCase(Locale.ROOT);
  }

  private static Series change(
      Palette.Style style, String name, int row, double at, double step, double scale) {
    double low = Math.min(at, at + step) / scale;
    double high = Math.max(at, at + step) / scale;
    String sign = step < 0 ? "saves " : "adds ";
    return bar(style, row, low, high, name + " " + sign + Units.time(Math.abs(step)));
  }

  private static Series bar(Palette.Style style, int row, double low, double high, String detail) {
    return new Series(
        style, "", Series.Line.NONE, false, List.of(new Point(high, row, low, high, detail)));
  }

  private static double unit(double nanoseconds) {
    return nanoseconds < 2e3 ? 1 : nanoseconds < 2e6 ? 1e3 : 1e6;
  }

  private static String unitName(double unit) {
    return unit == 1 ? "ns" : unit == 1e3 ? "µs" : "ms";
  }
}
