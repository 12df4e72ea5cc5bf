package zerocopy.report.charts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Question;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Palette;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Series;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Value;
import zerocopy.report.text.Units;
import zerocopy.results.Counted;
import zerocopy.results.Environment;
import zerocopy.results.Placement;

/**
 * What each condition changes: a row for each, at the size with the most of them; a panel for each
 * placement of the cores.
 */
final class Contrasts {

  private final Catalogue.Entry asked;
  private final Question.Figure declared;
  private final Palette palette;

  private Contrasts(ReportData data, Catalogue.Entry asked, Question.Figure declared) {
    this.asked = asked;
    this.declared = declared;
    this.palette = new Palette(data.catalogue());
  }

  /** The figure; empty where the first run has no row under a condition that is not usual. */
  static Optional<Figure> of(ReportData data, Catalogue.Entry asked, Question.Figure declared) {
    Contrasts contrasts = new Contrasts(data, asked, declared);
    Set<String> strategies = new TreeSet<>(Arrays.asList(declared.strategies()));
    List<Measured> rows =
        data.first().stream()
            .filter(m -> m.question().equals(asked.name()) && m.hasThroughput())
            .filter(m -> m.row().params().keySet().containsAll(asked.usual().keySet()))
            .filter(m -> strategies.contains(m.strategy()) && m.estimate().forks() > 1)
            .toList();
    return rows.stream()
        .collect(Collectors.groupingBy(m -> m.bytes().orElse(0), TreeMap::new, Collectors.toList()))
        .values()
        .stream()
        .max(Comparator.comparingInt(list -> contrasts.labels(list).size()))
        .filter(list -> list.stream().anyMatch(m -> !contrasts.deviations(m).isEmpty()))
        .map(list -> contrasts.figure(list, data.main().environment()));
  }

  private Figure figure(List<Measured> rows, Environment environment) {
    List<String> names = labels(rows);
    String system = controls(environment, "system");
    Map<String, List<Measured>> byPlacement =
        rows.stream()
            .collect(
                Collectors.groupingBy(Contrasts::placement, TreeMap::new, Collectors.toList()));
    // On one core there is no way between cores: its rows stand beside those of each placement.
    List<Measured> everywhere = byPlacement.getOrDefault("", List.of());
    List<Panel> panels = new ArrayList<>();
    byPlacement.forEach(
        (placement, list) -> {
          if (!placement.isEmpty() || byPlacement.size() == 1) {
            List<Measured> all = new ArrayList<>(list);
            all.addAll(placement.isEmpty() ? List.of() : everywhere);
            panels.add(
                new Panel(placement.isEmpty() ? "" : "placement " + placement, dots(all, names)));
          }
        });
    return new Figure(
        declared.id(),
        declared.title() + ", " + Units.size(rows.get(0).bytes().orElse(0)),
        Figure.Kind.DOT,
        Axis.of("GiB/s", Axis.Scale.LINEAR),
        Axis.rows(names),
        panels,
        "A row is named by the conditions in which it differs from the usual. "
            + declared.hint()
            + (system.isEmpty() ? "" : " Pacing system: congestion control " + system + ".")
            + " A faint dot is a fork, a point their geometric mean, a bar its 95 % interval. Higher is"
            + " better.");
  }

  /** How far the two cores of a row were apart; empty where there is no such thing. */
  static String placement(Measured m) {
    return m.row().params().getOrDefault(Placement.PARAMETER, "");
  }

  /** What the connections really used, and what they would have used. */
  static String unpaced(Environment environment) {
    String used = controls(environment, "none");
    return used.isEmpty()
        ? ""
        : "TCP's congestion control is %s (the system's own: %s)."
            .formatted(used, environment.text("/network/congestionControl"));
  }

  private static String controls(Environment environment, String pacing) {
    List<String> names = new ArrayList<>();
    environment
        .at("/network/connections/" + pacing + "/congestionControl")
        .forEach(name -> names.add(name.asText()));
    return String.join(" and ", names);
  }

  private List<String> labels(List<Measured> rows) {
    return rows.stream()
        .sorted(Comparator.comparing(m -> deviations(m).size()))
        .map(this::label)
        .distinct()
        .toList();
  }

  private SortedMap<String, String> deviations(Measured m) {
    SortedMap<String, String> others = asked.deviations(m.row().params());
    others.putAll(Catalogue.deviations(m.row().params(), Catalogue.conditions(declared.with())));
    return others;
  }

  /** Conditions with several usual values first, then the deviating ones. */
  private String label(Measured m) {
    SortedMap<String, String> several = new TreeMap<>(m.row().params());
    several.keySet().removeIf(name -> asked.usual().getOrDefault(name, Set.of()).size() < 2);
    SortedMap<String, String> others = deviations(m);
    others.keySet().removeAll(several.keySet());
    return Stream.of(several, others)
        .filter(part -> !part.isEmpty())
        .map(part -> Conditions.words(part, true))
        .collect(Collectors.joining(", "));
  }

  private List<Series> dots(List<Measured> shown, List<String> names) {
    List<Series> series = new ArrayList<>();
    for (Measured m : shown) {
      Value value = m.throughput();
      Point point =
          new Point(
              value.typical(),
              names.indexOf(label(m)),
              value.low(),
              value.high(),
              "%s, %s\n%s GiB/s\n%s"
                  .formatted(
                      m.strategy(),
                      m.conditions(Set.of()),
                      value.words(),
                      Counted.of(m.estimate().forks(), "fork")),
              value.forks());
      series.add(Series.dots(palette.style(m.strategy()), m.label(), List.of(point)));
    }
    return series;
  }
}
