package zerocopy.report.charts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Role;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Series;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Value;
import zerocopy.report.text.RowOrder;
import zerocopy.report.text.Units;
import zerocopy.results.Setting;

/**
 * Turns the rows of a question into figures: lines over a parameter where it was varied, else a dot
 * a strategy; one panel for each combination of the other parameters, those that only some
 * strategies have being a part of the label instead. A row that is missing is missing in the
 * figure, and every value stays at its own place.
 */
final class Charts {

  private static final int FEWEST_FOR_A_LINE = 3;
  private static final double DECADE = 10;

  /** What a page holds legibly. */
  private static final int MOST_ROWS = 100;

  private static final int MOST_TOGETHER = 16;
  private static final int MOST_LINES = 40;
  private static final int MOST_PANELS = 24;

  /** Parameters to draw over, the most wanted first. */
  private static final List<String> OVER =
      List.of("size", "fileSize", "block", "lines", "frames", Setting.THREADS.parameter());

  private final ReportData data;
  private final Chart chart;
  private final List<Measured> rows;
  private final Optional<String> x;
  private final Labels labels;
  private final boolean throughput;
  private final boolean rates;
  private int panelsLeftOut;
  private int rowsLeftOut;

  private Charts(ReportData data, Chart chart, boolean overSizes) {
    this.data = data;
    this.chart = chart;
    this.rows =
        data.of(chart.questions()).stream()
            .filter(m -> m.isValid() && m.isTime() && chart.only().test(m))
            .filter(
                m -> chart.quantity().isEmpty() || chart.quantity().get().of().apply(m).isPresent())
            .toList();
    // The rows of a figure about a parameter are that parameter's values.
    this.x =
        overSizes && chart.rows().isEmpty() && !chart.list()
            ? Stream.of(Stream.of(over()), OVER.stream(), others())
                .flatMap(names -> names)
                .filter(this::varies)
                .findFirst()
            : Optional.empty();
    this.labels = new Labels(data, chart, rows, x);
    this.throughput = chart.quantity().isEmpty() && rows.stream().allMatch(Measured::hasThroughput);
    this.rates = !throughput && rows.stream().anyMatch(Measured::isRate);
  }

  /** The parameter that its question names, or an empty name, which no row has. */
  private String over() {
    return data.catalogue().entry(chart.questions().get(0)).question().over();
  }

  /** Parameters of another suite, whose names tell nothing: that with the most values first. */
  private Stream<String> others() {
    Comparator<String> byValues =
        Comparator.comparingLong(
            name -> -rows.stream().map(m -> m.row().params().get(name)).distinct().count());
    return rows.stream().anyMatch(Measured::isOwn)
        ? Stream.empty()
        : Conditions.varying(rows).stream().sorted(byValues);
  }

  /** Draws up the figure: two where rates would stand beside times; none without a row. */
  static List<Figure> of(ReportData data, Chart chart) {
    Charts charts = new Charts(data, chart, true);
    if (charts.rows.isEmpty()) {
      return List.of();
    }
    boolean mixed = !charts.rows.stream().allMatch(Measured::isRate);
    if (!charts.rates || chart.quantity().isPresent() || !mixed) {
      return charts.figures();
    }
    return Stream.of(
            chart.part("", "", m -> !m.isRate()), chart.part("-rate", ": rates", Measured::isRate))
        .flatMap(part -> new Charts(data, part, true).figures().stream())
        .toList();
  }

  /** Lines, and apart from them the panels that have one size: a line needs two. */
  private List<Figure> figures() {
    if (x.isEmpty()) {
      return List.of(dots());
    }
    List<Measured> single =
        panels().values().stream()
            .filter(shown -> shown.stream().map(m -> m.number(x.get())).distinct().count() < 2)
            .flatMap(List::stream)
            .toList();
    panelsLeftOut = 0;
    if (single.isEmpty()) {
      return List.of(lines(x.get()));
    }
    if (single.size() == rows.size()) {
      return List.of(new Charts(data, chart, false).dots());
    }
    Set<Measured> apart = Collections.newSetFromMap(new IdentityHashMap<>());
    apart.addAll(single);
    Chart lines = chart.part("", "", m -> !apart.contains(m));
    Chart dots = chart.part("-at-one-size", ", at one size", apart::contains);
    List<Figure> figures = new ArrayList<>(new Charts(data, lines, true).figures());
    figures.add(new Charts(data, dots, false).dots());
    return figures;
  }

  /** Whether rows lie along a parameter: a value that has no place there would be lost. */
  private boolean varies(String name) {
    List<OptionalLong> values =
        rows.stream()
            .filter(m -> m.row().params().containsKey(name))
            .map(m -> m.number(name))
            .distinct()
            .toList();
    return values.size() >= FEWEST_FOR_A_LINE
        && values.stream().allMatch(value -> value.orElse(0) > 0);
  }

  private Figure lines(String name) {
    Axis.Scale scale =
        rows.stream().allMatch(m -> m.isBytes(name)) ? Axis.Scale.SIZE : Axis.Scale.COUNT;
    List<Panel> panels = new ArrayList<>();
    panels()
        .forEach(
            (title, shown) ->
                panels.add(new Panel(title, series(shown, name), chart.references())));
    return new Figure(
            chart.id(),
            chart.title(),
            Figure.Kind.LINE,
            Axis.of(labels.axis(name), scale),
            valueAxis(),
            panels,
            caption())
        .saying(finding());
  }

  private List<Series> series(List<Measured> shown, String name) {
    Map<String, List<Measured>> byLabel = new LinkedHashMap<>();
    for (Measured m : shown) {
      byLabel.computeIfAbsent(labels.of(m), key -> new ArrayList<>()).add(m);
    }
    rowsLeftOut = Math.max(rowsLeftOut, byLabel.size() - MOST_LINES);
    byLabel.keySet().retainAll(byLabel.keySet().stream().limit(MOST_LINES).toList());
    List<Series> made = new ArrayList<>();
    byLabel.forEach(
        (label, members) -> {
          List<Point> points =
              members.stream()
                  .filter(m -> m.number(name).isPresent())
                  .map(m -> point(m, m.number(name).getAsLong()))
                  .sorted((a, b) -> Double.compare(a.x(), b.x()))
                  .toList();
          Measured any = members.get(0);
          made.add(new Series(labels.style(any), label, Labels.line(any), true, points));
        });
    return made;
  }

  private Point point(Measured m, double at) {
    Value value = value(m);
    return new Point(
        at, value.typical(), value.low(), value.high(), labels.detail(m, words(m)), value.forks());
  }

  private Value value(Measured m) {
    if (chart.quantity().isPresent()) {
      return chart.quantity().get().of().apply(m).orElseThrow();
    }
    return throughput ? m.throughput() : m.score();
  }

  private String words(Measured m) {
    String number = value(m).words();
    return chart
        .quantity()
        .filter(q -> !q.isTime())
        .map(q -> q.label() + " " + number)
        .orElse(number + (unit().isEmpty() ? " ns per operation" : unit()));
  }

  /** Panels under one another; where one has a single row, all rows stand in one panel. */
  private Figure dots() {
    Map<String, List<Measured>> panels = panels();
    boolean together = belongTogether(panels);
    List<String> names = rowNames(panels, together);
    List<Panel> drawn = new ArrayList<>();
    List<Series> all = new ArrayList<>();
    panels.forEach(
        (title, shown) -> {
          List<Series> dots = dots(shown, names, together ? title : "");
          all.addAll(dots);
          drawn.add(new Panel(title, dots));
        });
    return new Figure(
            chart.id(),
            chart.title(),
            Figure.Kind.DOT,
            valueAxis(),
            Axis.rows(names),
            together ? List.of(new Panel("", all)) : drawn,
            caption())
        .saying(finding());
  }

  private boolean belongTogether(Map<String, List<Measured>> panels) {
    List<Long> sizes =
        panels.values().stream()
            .map(shown -> shown.stream().map(labels::row).distinct().count())
            .toList();
    return sizes.size() > 1
        && sizes.contains(1L)
        && sizes.stream().mapToLong(size -> size).sum() <= MOST_TOGETHER
        && !chart.list()
        && rows.stream().allMatch(m -> m.run() == 0);
  }

  /** The names of all rows; panels with fewer rows keep the order of the largest one. */
  private List<String> rowNames(Map<String, List<Measured>> panels, boolean together) {
    Comparator<Map.Entry<String, List<Measured>>> largest =
        Comparator.comparingInt(panel -> together ? 0 : -panel.getValue().size());
    List<String> names =
        panels.entrySet().stream()
            .sorted(largest)
            .flatMap(
                panel ->
                    ordered(panel.getValue()).stream()
                        .map(row -> named(row, together ? panel.getKey() : "")))
            .distinct()
            .toList();
    rowsLeftOut = Math.max(0, names.size() - MOST_ROWS);
    return names.stream().limit(MOST_ROWS).toList();
  }

  private static String named(String row, String panel) {
    return panel.isEmpty() ? row : row + ", " + panel;
  }

  /** The rows of a panel: by the parameter, or from the best strategy to the worst. */
  private List<String> ordered(List<Measured> shown) {
    if (chart.rows().isPresent()) {
      String name = chart.rows().get();
      return shown.stream()
          .sorted(
              Comparator.comparing(m -> RowOrder.natural(m.row().params().getOrDefault(name, ""))))
          .map(labels::row)
          .distinct()
          .toList();
    }
    Map<String, Double> logs =
        shown.stream()
            .collect(
                Collectors.groupingBy(
                    labels::row, Collectors.averagingDouble(m -> Math.log(value(m).typical()))));
    Comparator<String> rising = Comparator.comparingDouble(logs::get);
    return logs.keySet().stream().sorted(throughput || rates ? rising.reversed() : rising).toList();
  }

  private List<Series> dots(List<Measured> shown, List<String> names, String panel) {
    List<Series> made = new ArrayList<>();
    for (Measured m : shown) {
      String name = named(labels.row(m), panel);
      int place = names.indexOf(name);
      if (place < 0) {
        continue;
      }
      Value value = value(m);
      double row = place + 0.22 * m.run();
      Point point =
          new Point(
              value.typical(),
              row,
              value.low(),
              value.high(),
              labels.detail(m, words(m)),
              value.forks());
      Series.Line style = m.run() == 0 ? Series.Line.NONE : Series.Line.DASHED;
      boolean said = chart.list() || !panel.isEmpty() && chart.rows().isEmpty();
      String label = said ? name : labels.of(m);
      made.add(new Series(labels.style(m), label, style, true, List.of(point)));
    }
    return made;
  }

  /** The rows of each panel, by its title, in the order of families and parameters. */
  private Map<String, List<Measured>> panels() {
    if (chart.list()) {
      return rows.stream()
          .collect(
              Collectors.groupingBy(
                  m -> m.asked().question().asks(), LinkedHashMap::new, Collectors.toList()));
    }
    Comparator<String> declared = Comparator.comparingInt(chart.families()::indexOf);
    Map<String, List<Measured>> families =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    labels::family,
                    () -> new TreeMap<>(declared.thenComparing(Comparator.naturalOrder())),
                    Collectors.toList()));
    Map<String, List<Measured>> panels = new LinkedHashMap<>();
    families.forEach(
        (family, members) -> {
          Set<String> varying = Conditions.varying(members);
          x.or(chart::rows).ifPresent(varying::remove);
          varying.remove(Comparisons.OPTIONAL);
          Conditions.group(members, varying)
              .forEach(
                  (values, shown) -> {
                    if (panels.size() < MOST_PANELS) {
                      panels.put(title(family, values), shown);
                    } else {
                      panelsLeftOut++;
                    }
                  });
        });
    return panels;
  }

  private String title(String name, Map<String, String> values) {
    String conditions = Conditions.words(values, rows.stream().allMatch(Measured::isOwn));
    return name + (name.isEmpty() || conditions.isEmpty() ? "" : ", ") + conditions;
  }

  private Axis valueAxis() {
    if (chart.quantity().isPresent()) {
      return Axis.of(chart.quantity().get().label(), chart.quantity().get().scale());
    }
    double low = rows.stream().mapToDouble(m -> value(m).typical()).min().orElse(1);
    double high = rows.stream().mapToDouble(m -> value(m).typical()).max().orElse(1);
    boolean decades = high / low > DECADE;
    if (throughput) {
      return Axis.of("GiB/s", decades ? Axis.Scale.LOG : Axis.Scale.LINEAR);
    }
    if (rates) {
      return Axis.of("operations per second", decades ? Axis.Scale.LOG : Axis.Scale.LINEAR);
    }
    return decades
        ? Axis.of("time per operation", Axis.Scale.TIME)
        : Axis.of("ns per operation", Axis.Scale.LINEAR);
  }

  /** The finding of the first run; empty where it has none. */
  private String finding() {
    List<Measured> first = rows.stream().filter(m -> m.run() == 0).toList();
    if (first.isEmpty()) {
      return "";
    }
    if (rows.size() == 1) {
      return labels.told(first.get(0)) + ": " + words(first.get(0));
    }
    Optional<Cost> cost = chart.quantity().isEmpty() ? Optional.of(Cost.TIME) : chart.cost();
    if (cost.isPresent() && !isPriceList(first.get(0).asked())) {
      return new Finding(data.comparisons(), cost.get(), labels::way).of(first);
    }
    return Finding.range(
        chart.quantity().map(q -> q.label() + ": from ").orElse("From "),
        first,
        labels::told,
        m -> value(m).typical(),
        value ->
            unit().isEmpty() && chart.quantity().map(Chart.Quantity::isTime).orElse(true)
                ? Units.time(value)
                : Units.number(value) + unit());
  }

  /** The unit after a number; empty where the number takes the unit that fits, or has none. */
  private String unit() {
    return throughput ? " GiB/s" : rates ? " ops/s" : "";
  }

  /** Whether its strategies are things that the cost model adds up, and not rivals. */
  private static boolean isPriceList(Catalogue.Entry asked) {
    return asked.question().answer().isEmpty()
        && asked.strategies().values().stream().anyMatch(s -> s.role() != Role.NONE);
  }

  private String caption() {
    return new Caption(data, chart, rows, x.map(labels::axis), throughput || rates)
        .words(withoutPlace(), leftOut());
  }

  /** Rows that have no place along the axis. */
  private String withoutPlace() {
    List<String> names =
        x.stream()
            .flatMap(name -> rows.stream().filter(m -> m.number(name).isEmpty()))
            .map(labels::strategy)
            .distinct()
            .toList();
    return names.isEmpty()
        ? ""
        : " Not drawn, because without %s: %s; see the table."
            .formatted(labels.axis(x.get()), String.join(", ", names));
  }

  /** What would make the page too large to read. */
  private String leftOut() {
    List<String> parts = new ArrayList<>();
    if (rowsLeftOut > 0) {
      parts.add(rowsLeftOut + (x.isPresent() ? " further lines" : " strategies behind these"));
    }
    if (panelsLeftOut > 0) {
      parts.add("panels for " + panelsLeftOut + " further conditions");
    }
    return parts.isEmpty()
        ? ""
        : " Left out, since no page holds them: " + String.join(", ", parts) + "; see the table.";
  }
}
