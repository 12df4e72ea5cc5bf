package zerocopy.report.translation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Axis.Scale;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Palette;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Series;
import zerocopy.report.text.RowOrder;
import zerocopy.report.text.Units;
import zerocopy.results.Counted;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/** Figures of the software MMU: cost of a translation, references of a copy, faults of a policy. */
final class SoftwareFigures {

  private static final String FAULTS = "faults, % of references";

  private final Catalogue catalogue;

  private SoftwareFigures(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** The figures that the run has rows for. */
  static List<Figure> of(Run run, Catalogue catalogue) {
    List<ResultRow> own =
        run.rows().stream()
            .filter(
                row ->
                    catalogue
                        .entry(row.question())
                        .question()
                        .section()
                        .equals(TranslationSection.ID))
            .toList();
    SoftwareFigures made = new SoftwareFigures(catalogue);
    List<Figure> figures = new ArrayList<>();
    add(figures, rows(own, "translations"), made::cost);
    add(figures, rows(own, "dataReferences"), made::references);
    figures.addAll(made.faults(rows(own, "faults")));
    return figures;
  }

  private static void add(
      List<Figure> figures,
      List<ResultRow> rows,
      java.util.function.Function<List<ResultRow>, Optional<Figure>> figure) {
    if (!rows.isEmpty()) {
      figure.apply(rows).ifPresent(figures::add);
    }
  }

  /** The rows of the questions that have a counter. */
  private static List<ResultRow> rows(List<ResultRow> own, String counter) {
    Set<String> questions =
        own.stream()
            .filter(row -> row.secondary().containsKey(counter))
            .map(ResultRow::question)
            .collect(Collectors.toSet());
    return own.stream().filter(row -> questions.contains(row.question())).toList();
  }

  private String label(ResultRow row) {
    return catalogue.entry(row.question()).label(row.strategy());
  }

  private Optional<Figure> cost(List<ResultRow> rows) {
    List<String> strategies = byDepth(rows);
    Map<String, List<Point>> streams = new TreeMap<>(Comparator.comparing(RowOrder::natural));
    for (ResultRow row : rows) {
      double nanos = median(row.forks());
      streams
          .computeIfAbsent(stream(row), s -> new ArrayList<>())
          .add(
              Point.of(
                  nanos,
                  strategies.indexOf(label(row)),
                  text("%s: %.2f ns%s", label(row), nanos, rates(row))));
    }
    List<Panel> panels = new ArrayList<>();
    streams.forEach(
        (stream, points) ->
            panels.add(
                new Panel(words(stream), List.of(Series.dots(Palette.numbered(0), "", points)))));
    return Optional.of(
        new Figure(
                "translation-cost",
                "What the software MMU costs for each address",
                Figure.Kind.DOT,
                Axis.of("time of a translation", Scale.TIME),
                Axis.rows(strategies),
                panels,
                "Median of all iterations. Dependent addresses show the latency of a translation,"
                    + " independent ones how many there are in a time. The TLBs are those of a Zen 3,"
                    + " whatever the machine is.")
            .saying(fastestAndSlowest(rows)));
  }

  /** {@code RANDOM_1024_PAGES} in words. */
  private static String words(String stream) {
    return Pattern.compile("\\d+")
        .matcher(stream.toLowerCase(Locale.ROOT).replace('_', ' '))
        .replaceAll(number -> Units.number(Long.parseLong(number.group())));
  }

  private String fastestAndSlowest(List<ResultRow> rows) {
    Comparator<ResultRow> time = Comparator.comparingDouble(row -> median(row.forks()));
    ResultRow fastest = Collections.min(rows, time);
    ResultRow slowest = Collections.max(rows, time);
    return text(
        "A translation takes from %.2g ns (%s) to %.2g ns (%s)",
        median(fastest.forks()), label(fastest), median(slowest.forks()), label(slowest));
  }

  /**
   * From the translation that reads least of the page table to the one that reads most; behind them
   * the same with a TLB, which walks less than it translates.
   */
  private List<String> byDepth(List<ResultRow> rows) {
    Comparator<ResultRow> depth =
        Comparator.comparing((ResultRow row) -> hits(row) > 0)
            .thenComparing(row -> sum(row, "walks") > 0 ? walk(row) : 0)
            .thenComparing(row -> median(row.forks()));
    Map<String, ResultRow> deepest = new TreeMap<>();
    rows.forEach(row -> deepest.merge(row.strategy(), row, (a, b) -> walk(a) < walk(b) ? b : a));
    return deepest.values().stream().sorted(depth).map(this::label).toList();
  }

  private static double hits(ResultRow row) {
    return sum(row, "l1Hits") + sum(row, "l2Hits");
  }

  private static double walk(ResultRow row) {
    return sum(row, "walks") > 0 ? sum(row, "walkReferences") / sum(row, "walks") : 0;
  }

  /** Runs of before addresses depended on one another do not say whether they do. */
  private static String stream(ResultRow row) {
    String addresses = row.params().getOrDefault("addresses", "");
    String stream = row.params().getOrDefault("stream", "");
    return addresses.isEmpty() ? stream : stream + ", " + addresses;
  }

  private static String rates(ResultRow row) {
    double translations = sum(row, "translations");
    double walks = sum(row, "walks");
    if (!(translations > 0)) {
      return "";
    }
    return text(
        "; first-level hits %.1f %%, second-level %.1f %%, walks %.1f %% of %.1f references",
        100 * sum(row, "l1Hits") / translations,
        100 * sum(row, "l2Hits") / translations,
        100 * walks / translations,
        walks > 0 ? sum(row, "walkReferences") / walks : 0);
  }

  private Optional<Figure> references(List<ResultRow> rows) {
    Map<String, Double> perReference = new LinkedHashMap<>();
    Map<String, String> details = new LinkedHashMap<>();
    for (ResultRow row : rows) {
      double data = sum(row, "dataReferences");
      if (row.strategy().endsWith("ByWord") && data > 0) {
        String name = label(row);
        double total = 1 + sum(row, "tableReferences") / data;
        perReference.put(name, total);
        details.put(name, text("%s: memory at %.0f %% of its speed, by count", name, 100 / total));
      }
    }
    if (perReference.isEmpty()) {
      return Optional.empty();
    }
    List<String> names =
        perReference.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .toList();
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      double total = perReference.get(names.get(i));
      points.add(new Point(total, i, 0, total, details.get(names.get(i))));
    }
    return Optional.of(
        new Figure(
                "translated-copy",
                "What page tables and a TLB do to a copy's references to memory",
                Figure.Kind.BAR,
                Axis.of("simulated references to memory for each load or store", Scale.LINEAR),
                Axis.rows(names),
                List.of(new Panel("", List.of(Series.dots(Palette.numbered(0), "", points)))),
                "Counted, not timed: loads and stores of a copy word by word, and the page-table"
                    + " entries read for them. The table has the time of the simulation.")
            .saying(
                text(
                    "%s takes %.2g references to memory for one, %s %.2g",
                    names.get(names.size() - 1),
                    perReference.get(names.get(names.size() - 1)),
                    names.get(0),
                    perReference.get(names.get(0)))));
  }

  /** A figure for each reference string: their memories differ too much for common axes. */
  private List<Figure> faults(List<ResultRow> rows) {
    Map<String, Map<String, List<Point>>> strings = new TreeMap<>(Comparator.reverseOrder());
    Map<String, Palette.Style> styles = new TreeMap<>();
    Palette palette = new Palette(catalogue);
    for (ResultRow row : rows) {
      double references = sum(row, "references");
      if (references > 0 && row.params().containsKey("frames")) {
        int frames = Integer.parseInt(row.params().get("frames"));
        double share = 100 * sum(row, "faults") / references;
        styles.put(label(row), palette.style(row.strategy()));
        strings
            .computeIfAbsent(row.params().getOrDefault("string", ""), s -> new TreeMap<>())
            .computeIfAbsent(label(row), s -> new ArrayList<>())
            .add(
                Point.of(
                    frames,
                    share,
                    text(
                        "%s, %s: %.1f %% faults", label(row), Counted.of(frames, "frame"), share)));
      }
    }
    List<Figure> figures = new ArrayList<>();
    strings.forEach(
        (string, policies) -> {
          policies.values().forEach(points -> points.sort(Comparator.comparingDouble(Point::x)));
          String suffix = figures.isEmpty() ? "" : "-" + (figures.size() + 1);
          String name = string.toLowerCase(Locale.ROOT).replace('_', ' ');
          boolean one = policies.values().stream().allMatch(points -> points.size() == 1);
          Figure figure =
              one
                  ? atOneMemory("page-replacement" + suffix, name, policies, styles)
                  : faults("page-replacement" + suffix, name, policies, styles);
          figures.add(figure.saying(anomaly(policies).orElseGet(() -> fewestFaults(policies))));
        });
    return figures;
  }

  private static Figure faults(
      String id,
      String string,
      Map<String, List<Point>> policies,
      Map<String, Palette.Style> styles) {
    List<Series> series = new ArrayList<>();
    policies.forEach(
        (policy, points) -> series.add(Series.line(styles.get(policy), policy, points)));
    return new Figure(
        id,
        "Page faults over page frames: " + string,
        Figure.Kind.LINE,
        Axis.of("page frames", Scale.COUNT),
        Axis.of(FAULTS, Scale.LINEAR),
        List.of(new Panel("", series)),
        countedOn(string));
  }

  /** A row a policy: a line takes two sizes of memory. */
  private static Figure atOneMemory(
      String id,
      String string,
      Map<String, List<Point>> policies,
      Map<String, Palette.Style> styles) {
    List<String> names =
        policies.keySet().stream()
            .sorted(Comparator.comparingDouble(policy -> policies.get(policy).get(0).y()))
            .toList();
    List<Series> series = new ArrayList<>();
    for (String name : names) {
      Point point = policies.get(name).get(0);
      series.add(
          Series.dots(
              styles.get(name), name, List.of(Point.of(point.y(), series.size(), point.detail()))));
    }
    double frames = policies.get(names.get(0)).get(0).x();
    return new Figure(
        id,
        text("Page faults with %.0f page frames: %s", frames, string),
        Figure.Kind.DOT,
        Axis.of(FAULTS, Scale.LINEAR),
        Axis.rows(names),
        List.of(new Panel("", series)),
        countedOn(string));
  }

  private static String countedOn(String string) {
    return "Counted, not timed. Reference string: "
        + string
        + ". Each pass starts with empty memory.";
  }

  /** Belady's anomaly: more memory, and more faults. */
  private static Optional<String> anomaly(Map<String, List<Point>> policies) {
    for (Map.Entry<String, List<Point>> policy : policies.entrySet()) {
      List<Point> points = policy.getValue();
      for (int i = 1; i < points.size(); i++) {
        if (points.get(i).y() > points.get(i - 1).y()) {
          return Optional.of(
              text(
                  "Under %s, %.0f frames take more faults than %.0f",
                  policy.getKey(), points.get(i).x(), points.get(i - 1).x()));
        }
      }
    }
    return Optional.empty();
  }

  private static String fewestFaults(Map<String, List<Point>> policies) {
    Comparator<Map.Entry<String, List<Point>>> byFaults =
        Comparator.comparingDouble(
            policy -> policy.getValue().stream().mapToDouble(Point::y).sum());
    return text(
        "%s takes the fewest faults, %s the most",
        Collections.min(policies.entrySet(), byFaults).getKey(),
        Collections.max(policies.entrySet(), byFaults).getKey());
  }

  static double median(List<double[]> forks) {
    return new Median().evaluate(forks.stream().flatMapToDouble(Arrays::stream).toArray());
  }

  private static double sum(ResultRow row, String counter) {
    ResultRow.Secondary secondary = row.secondary().get(counter);
    return secondary == null ? 0 : secondary.forks().stream().flatMapToDouble(Arrays::stream).sum();
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
