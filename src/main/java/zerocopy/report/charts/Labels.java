package zerocopy.report.charts;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import zerocopy.report.figure.Palette;
import zerocopy.report.figure.Series;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.results.Counted;
import zerocopy.results.Setting;

/** What a figure calls its rows, and how it marks them. */
final class Labels {

  private final ReportData data;
  private final Chart chart;
  private final List<Measured> rows;
  private final Optional<String> x;
  private final Palette palette;
  private final boolean chunked;
  private final Map<String, Set<String>> questionsByLabel;

  /**
   * Of a figure.
   *
   * @param rows all that it shows
   * @param x the parameter over which it draws lines, if it does
   */
  Labels(ReportData data, Chart chart, List<Measured> rows, Optional<String> x) {
    this.data = data;
    this.chart = chart;
    this.rows = rows;
    this.x = x;
    this.palette = new Palette(data.catalogue());
    this.chunked =
        !x.equals(Optional.of(Comparisons.OPTIONAL))
            && Conditions.varying(rows).contains(Comparisons.OPTIONAL);
    this.questionsByLabel =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    Measured::label, Collectors.mapping(Measured::question, Collectors.toSet())));
  }

  /** A line's label. */
  String of(Measured m) {
    String run = data.label(m.run());
    return run.isEmpty() ? way(m) : way(m) + " · " + run;
  }

  /** The strategy, with the size of its chunks where there are several. */
  String way(Measured m) {
    return chunked(m) ? strategy(m) + " (" + chunk(m) + ")" : strategy(m);
  }

  /** The strategy with all conditions that vary. */
  String told(Measured m) {
    Set<String> same = new TreeSet<>(m.row().params().keySet());
    same.removeAll(Conditions.varying(rows));
    String where = m.conditions(same);
    return strategy(m) + (where.isEmpty() ? "" : ", " + where);
  }

  private boolean chunked(Measured m) {
    return chunked && m.row().params().containsKey(Comparisons.OPTIONAL);
  }

  private static String chunk(Measured m) {
    return Comparisons.OPTIONAL + " " + m.shown(Comparisons.OPTIONAL);
  }

  /** One strategy with chunks of several sizes has a marker for each. */
  Palette.Style style(Measured m) {
    Palette.Style own = palette.style(m.strategy());
    return chunked(m) ? own.variant(chunks().indexOf(chunk(m))) : own;
  }

  /** The most frequent one first. */
  private List<String> chunks() {
    Map<String, Long> rowsWith =
        rows.stream()
            .filter(this::chunked)
            .collect(Collectors.groupingBy(Labels::chunk, TreeMap::new, Collectors.counting()));
    return rowsWith.keySet().stream()
        .sorted(Comparator.comparing(chunk -> -rowsWith.get(chunk)))
        .toList();
  }

  /** A row's name. */
  String row(Measured m) {
    if (chart.list()) {
      Set<String> same = new TreeSet<>(m.row().params().keySet());
      same.removeAll(
          Conditions.varying(
              rows.stream().filter(other -> other.question().equals(m.question())).toList()));
      String where = m.conditions(same);
      return strategy(m) + (where.isEmpty() ? "" : ", " + where);
    }
    return chart.rows().map(name -> name + " " + m.shown(name)).orElse(way(m));
  }

  /** The strategy; told from one of the same name where a figure has several questions. */
  String strategy(Measured m) {
    boolean told = !chart.list() && questionsByLabel.get(m.label()).size() > 1;
    boolean family = !family(m).isEmpty();
    return told && !family ? m.label() + " (" + m.question() + ")" : m.label();
  }

  /** Rows of a dot figure do not crowd one another: there all families share a panel. */
  String family(Measured m) {
    String panel = m.asked().strategy(m.strategy()).panel();
    return x.isPresent() && chart.families().contains(panel) ? panel : "";
  }

  /**
   * What a tooltip says.
   *
   * @param number the value in words
   */
  String detail(Measured m, String number) {
    String where = m.conditions(Set.of());
    return of(m)
        + (where.isEmpty() ? "" : "\n" + where)
        + "\n"
        + number
        + "\n"
        + Counted.of(m.estimate().forks(), "fork")
        + (m.estimate().bimodal() ? ", bimodal" : "")
        + (m.estimate().trend().isPresent() ? ", not settled" : "");
  }

  /** An axis over a parameter. */
  String axis(String name) {
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

  /** The first run is drawn through, others are not. */
  static Series.Line line(Measured m) {
    return switch (m.run()) {
      case 0 -> Series.Line.SOLID;
      case 1 -> Series.Line.DASHED;
      default -> Series.Line.DOTTED;
    };
  }
}
