package zerocopy.report.charts;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Palette;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Reference;
import zerocopy.report.figure.Series;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Value;
import zerocopy.report.text.RowOrder;
import zerocopy.report.text.Units;
import zerocopy.results.Setting;

/**
 * Turns the rows of a question into a figure: lines over a parameter where it was varied, else a
 * dot a strategy; one panel for each combination of the other parameters. A row that is missing is
 * missing in the figure, and every value stays at its own place.
 */
final class Charts {

  private static final int FEWEST_FOR_A_LINE = 3;
  private static final double DECADE = 10;

  /** What a page holds legibly. */
  private static final int MOST_ROWS = 100;

  private static final int MOST_LINES = 40;
  private static final int MOST_PANELS = 24;

  /** Parameters to draw over, the most wanted first. */
  private static final List<String> OVER =
      List.of("size", "fileSize", "block", "lines", "frames", Setting.THREADS.parameter());

  private final ReportData data;
  private final Chart chart;
  private final List<Measured> rows;
  private final Optional<String> x;
  private final Palette palette;
  private final boolean throughput;
  private final boolean rates;
  private final Map<String, Set<String>> questionsByStrategy = new HashMap<>();
  private int panelsLeftOut;
  private int rowsLeftOut;

  /**
   * What a figure is to show.
   *
   * @param id stem of its file names
   * @param title what it shows
   * @param questions classes whose rows it shows
   * @param only which of their rows
   * @param quantity what it shows of each row; else the bandwidth, or the time where there is none
   * @param rows parameter whose values are the rows of a dot figure; else the strategies are
   * @param families panels for strategies that would crowd one
   * @param hint what the reader should know, in front of what all captions say
   * @param references lines that help to read it
   */
  record Chart(
      String id,
      String title,
      List<String> questions,
      Predicate<Measured> only,
      Optional<Quantity> quantity,
      Optional<String> rows,
      List<String> families,
      String hint,
      List<Reference> references) {

    /** The part of the figure that shows rates. */
    private Chart ofRates() {
      Predicate<Measured> part = only.and(Measured::isRate);
      return new Chart(
          id + "-rate",
          title + ": rates",
          questions,
          part,
          quantity,
          rows,
          families,
          hint,
          references);
    }

    /** The part of the figure that shows times. */
    private Chart ofTimes() {
      Predicate<Measured> part = only.and(m -> !m.isRate());
      return new Chart(id, title, questions, part, quantity, rows, families, hint, references);
    }
  }

  /**
   * What a figure shows of each row.
   *
   * @param label name and unit
   * @param of the number; not finite where the row has none
   */
  record Quantity(String label, Function<Measured, Optional<Value>> of) {}

  private Charts(ReportData data, Chart chart) {
    this.data = data;
    this.chart = chart;
    this.rows =
        data.of(chart.questions()).stream()
            .filter(m -> m.isValid() && m.isTime() && chart.only().test(m))
            .filter(
                m -> chart.quantity().isEmpty() || chart.quantity().get().of().apply(m).isPresent())
            .toList();
    this.palette = new Palette(data.catalogue());
    rows.forEach(
        m ->
            questionsByStrategy
                .computeIfAbsent(m.strategy(), name -> new HashSet<>())
                .add(m.question()));
    // The rows of a figure about a parameter are that parameter's values.
    this.x =
        chart.rows().isPresent()
            ? Optional.empty()
            : Stream.concat(OVER.stream(), others()).filter(this::varies).findFirst();
    this.throughput = chart.quantity().isEmpty() && rows.stream().allMatch(Measured::hasThroughput);
    this.rates = !throughput && rows.stream().anyMatch(Measured::isRate);
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
    Charts charts = new Charts(data, chart);
    if (charts.rows.isEmpty()) {
      return List.of();
    }
    return charts.rates
            && chart.quantity().isEmpty()
            && !charts.rows.stream().allMatch(Measured::isRate)
        ? List.of(
            new Charts(data, chart.ofTimes()).figure(), new Charts(data, chart.ofRates()).figure())
        : List.of(charts.figure());
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

  private Figure figure() {
    return x.isPresent() ? lines(x.get()) : dots();
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
        Axis.of(axisName(name), scale),
        valueAxis(),
        panels,
        caption());
  }

  private String axisName(String name) {
    if (name.equals(Setting.THREADS.parameter())) {
      return "threads";
    }
    return !rows.stream().allMatch(Measured::isOwn)
        ? name
        : switch (name) {
          case "size" -> "bytes per operation";
          case "fileSize" -> "file size";
          case "block" -> "bytes per read";
          case "chunk" -> "bytes per call";
          case "lines" -> "lines of 64 bytes";
          default -> name;
        };
  }

  private List<Series> series(List<Measured> shown, String name) {
    Map<String, List<Measured>> byLabel = new LinkedHashMap<>();
    for (Measured m : shown) {
      byLabel.computeIfAbsent(label(m), key -> new ArrayList<>()).add(m);
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
          made.add(new Series(palette.style(any.strategy()), label, line(any), true, points));
        });
    return made;
  }

  private String label(Measured m) {
    String run = data.label(m.run());
    return run.isEmpty() ? strategy(m) : strategy(m) + " · " + run;
  }

  private static Series.Line line(Measured m) {
    return switch (m.run()) {
      case 0 -> Series.Line.SOLID;
      case 1 -> Series.Line.DASHED;
      default -> Series.Line.DOTTED;
    };
  }

  private Point point(Measured m, double at) {
    Value value = value(m);
    return new Point(at, value.typical(), value.low(), value.high(), detail(m));
  }

  private Value value(Measured m) {
    if (chart.quantity().isPresent()) {
      return chart.quantity().get().of().apply(m).orElseThrow();
    }
    return throughput ? m.throughput() : m.score();
  }

  private String detail(Measured m) {
    String number =
        chart
            .quantity()
            .map(q -> q.label() + " " + value(m).words())
            .orElse(
                throughput
                    ? m.throughput().words() + " GiB/s"
                    : m.score().words() + (rates ? " ops/s" : " ns per operation"));
    String where = m.conditions(Set.of());
    return label(m)
        + (where.isEmpty() ? "" : "\n" + where)
        + "\n"
        + number
        + "\n"
        + m.estimate().forks()
        + (m.estimate().forks() == 1 ? " fork" : " forks")
        + (m.estimate().bimodal() ? ", bimodal" : "")
        + (m.estimate().trend().isPresent() ? ", not settled" : "");
  }

  private Figure dots() {
    List<String> names = rowNames();
    List<Panel> panels = new ArrayList<>();
    panels().forEach((title, shown) -> panels.add(new Panel(title, dots(shown, names))));
    return new Figure(
        chart.id(),
        chart.title(),
        Figure.Kind.DOT,
        valueAxis(),
        Axis.rows(names),
        panels,
        caption());
  }

  private String rowOf(Measured m) {
    return chart.rows().map(name -> name + " " + m.shown(name)).orElse(strategy(m));
  }

  /** The strategy; told from one of the same name where a figure has several questions. */
  private String strategy(Measured m) {
    boolean told = questionsByStrategy.get(m.strategy()).size() > 1;
    boolean family = !family(m).isEmpty();
    return told && !family ? m.label() + " (" + m.question() + ")" : m.label();
  }

  /** The names of the rows: by the parameter, or from the best strategy to the worst. */
  private List<String> rowNames() {
    if (chart.rows().isPresent()) {
      String name = chart.rows().get();
      return rows.stream()
          .sorted(
              Comparator.comparing(m -> RowOrder.natural(m.row().params().getOrDefault(name, ""))))
          .map(this::rowOf)
          .distinct()
          .toList();
    }
    Map<String, Double> logs =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    this::rowOf, Collectors.averagingDouble(m -> Math.log(value(m).typical()))));
    Comparator<String> rising = Comparator.comparingDouble(logs::get);
    rowsLeftOut = Math.max(0, logs.size() - MOST_ROWS);
    return logs.keySet().stream()
        .sorted(throughput || rates ? rising.reversed() : rising)
        .limit(MOST_ROWS)
        .toList();
  }

  private List<Series> dots(List<Measured> shown, List<String> names) {
    List<Series> made = new ArrayList<>();
    for (Measured m : shown) {
      int place = names.indexOf(rowOf(m));
      if (place < 0) {
        continue;
      }
      Value value = value(m);
      double row = place + 0.22 * m.run();
      Point point = new Point(value.typical(), row, value.low(), value.high(), detail(m));
      Series.Line style = m.run() == 0 ? Series.Line.NONE : Series.Line.DASHED;
      made.add(new Series(palette.style(m.strategy()), label(m), style, true, List.of(point)));
    }
    return made;
  }

  /** The rows of each panel, by its title, in the order of families and parameters. */
  private Map<String, List<Measured>> panels() {
    Comparator<String> declared = Comparator.comparingInt(chart.families()::indexOf);
    Map<String, List<Measured>> families =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    this::family,
                    () -> new TreeMap<>(declared.thenComparing(Comparator.naturalOrder())),
                    Collectors.toList()));
    Map<String, List<Measured>> panels = new LinkedHashMap<>();
    families.forEach(
        (family, members) -> {
          Set<String> varying = Conditions.varying(members);
          x.or(chart::rows).ifPresent(varying::remove);
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

  /** Rows of a dot figure do not crowd one another: there all families share a panel. */
  private String family(Measured m) {
    String panel = m.asked().strategy(m.strategy()).panel();
    return x.isPresent() && chart.families().contains(panel) ? panel : "";
  }

  private String title(String name, Map<String, String> values) {
    String conditions = Conditions.words(values, rows.stream().allMatch(Measured::isOwn));
    return name + (name.isEmpty() || conditions.isEmpty() ? "" : ", ") + conditions;
  }

  private Axis valueAxis() {
    if (chart.quantity().isPresent()) {
      return Axis.of(chart.quantity().get().label(), Axis.Scale.LINEAR);
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

  private String caption() {
    String better = throughput || rates ? "Higher is better." : "Lower is better.";
    boolean lines = x.isPresent() && !chart.references().isEmpty();
    String hint =
        (chart.hint().isEmpty() ? "" : chart.hint() + " ")
            + (lines ? "Vertical lines: the CPU's caches. " : "");
    String bars =
        " Points are geometric means over forks, each fork's value the lower quartile of its times,"
            + " without what all rows of a round have in common; error bars are 95 % confidence"
            + " intervals (";
    return hint
        + same()
        + threads()
        + better
        + bars
        + forks()
        + ")."
        + rejected()
        + withoutPlace()
        + leftOut();
  }

  /** Rows that have no place along the axis. */
  private String withoutPlace() {
    List<String> names =
        x.stream()
            .flatMap(name -> rows.stream().filter(m -> m.number(name).isEmpty()))
            .map(this::strategy)
            .distinct()
            .toList();
    return names.isEmpty()
        ? ""
        : " Not drawn, because without %s: %s; see the table."
            .formatted(axisName(x.get()), String.join(", ", names));
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

  /** Parameters that have one value; the figure names them nowhere else. */
  private String same() {
    Set<String> varying = Conditions.varying(rows);
    SortedMap<String, String> all = new TreeMap<>();
    rows.forEach(m -> all.putAll(m.row().params()));
    all.keySet().removeAll(varying);
    chart.rows().ifPresent(all::remove);
    SortedMap<String, String> some = new TreeMap<>(all);
    rows.forEach(m -> all.keySet().retainAll(m.row().params().keySet()));
    some.keySet().removeAll(all.keySet());
    boolean own = rows.stream().allMatch(Measured::isOwn);
    return (all.isEmpty() ? "" : "All with " + Conditions.words(all, own) + ". ")
        + (some.isEmpty() ? "" : "With " + Conditions.words(some, own) + " where that applies. ");
  }

  private String threads() {
    return rows.stream().allMatch(m -> m.threads() == 1)
        ? ""
        : "A rate is that of all threads together, a time that of each. ";
  }

  private String forks() {
    int least = rows.stream().mapToInt(m -> m.estimate().forks()).min().orElse(0);
    int most = rows.stream().mapToInt(m -> m.estimate().forks()).max().orElse(0);
    String number = least == most ? Integer.toString(most) : least + " to " + most;
    return number + (most == 1 ? " fork: no interval" : " forks a point");
  }

  private String rejected() {
    List<String> names =
        data.of(chart.questions()).stream()
            .filter(m -> !m.isValid() && chart.only().test(m))
            .map(Measured::strategy)
            .distinct()
            .toList();
    return names.isEmpty()
        ? ""
        : " Not drawn, because no valid bandwidth: " + String.join(", ", names) + ".";
  }

  /** Cache sizes of the first run's CPU as reference lines. */
  static List<Reference> caches(ReportData data) {
    Map<Integer, Long> sizes = new TreeMap<>();
    data.main()
        .environment()
        .caches()
        .forEach(
            cache -> {
              long bytes = cache.path("bytes").asLong();
              boolean holdsData =
                  !cache
                      .path("type")
                      .asText()
                      .toLowerCase(java.util.Locale.ROOT)
                      .startsWith("instr");
              if (bytes > 0 && holdsData) {
                sizes.merge(cache.path("level").asInt(), bytes, Math::max);
              }
            });
    List<Reference> lines = new ArrayList<>();
    sizes.forEach(
        (level, bytes) ->
            lines.add(
                new Reference(
                    Reference.Kind.VERTICAL, bytes, "L" + level + " " + Units.size(bytes))));
    return lines;
  }
}
