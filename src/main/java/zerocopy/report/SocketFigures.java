package zerocopy.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import zerocopy.report.Charts.Chart;
import zerocopy.report.Charts.Quantity;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Series;
import zerocopy.report.text.Units;
import zerocopy.results.Environment;

/**
 * The figures of a file sent to a socket: time and both processors under the usual conditions, and
 * apart from them each other condition as a contrast.
 */
final class SocketFigures {

  private static final String QUESTION = "FileToSocket";
  private static final String USUAL_CHUNK = "65536";

  /** Strategies that are measured under all conditions. */
  private static final Set<String> CONTRASTED = Set.of("readWriteDirect", "transferTo");

  private static final String RECEIVERS =
      "Receiver discarding: it takes the bytes without copying them, as a network interface does;"
          + " blocking: it sleeps and reads them, as a server on the same machine does. Sender and"
          + " receiver have a core each%s. Placement near: both cores share a cache;"
          + " apart: they do not.";

  private SocketFigures() {}

  /** The figures over the size of the file. */
  static List<Chart> charts(Evidence evidence, List<String> over) {
    Predicate<Measured> headline = headline(evidence);
    String hint = RECEIVERS.formatted(unpaced(evidence.main().environment()));
    return List.of(
        chart(
            "file-to-socket",
            "File to socket, until the receiver has every byte",
            headline,
            hint,
            over,
            Optional.empty()),
        chart(
            "file-to-socket-cpu",
            "File to socket: the processor's time that the sender pays",
            headline,
            hint,
            over,
            Optional.of(new Quantity("sender's CPU s/GiB", SocketFigures::senderOrAll))),
        chart(
            "file-to-socket-receiver-cpu",
            "File to socket: the processor's time that the receiver pays",
            headline,
            hint,
            over,
            Optional.of(new Quantity("receiver's CPU s/GiB", Measured::receiverCpuSecondsPerGiB))),
        new Chart(
            "socket-floor",
            "A socket without a file",
            List.of("SocketFloor"),
            Usual::is,
            over,
            Optional.empty(),
            Optional.empty(),
            m -> "",
            hint,
            List.of()));
  }

  /** What the connections really used, and what they would have used. */
  private static String unpaced(Environment environment) {
    String used = controls(environment, "none");
    String system = environment.text("/network/congestionControl");
    return used.isEmpty()
        ? ""
        : ", TCP's congestion control is " + used + " (the system's own: " + system + ")";
  }

  private static String controls(Environment environment, String pacing) {
    List<String> names = new ArrayList<>();
    environment
        .at("/network/connections/" + pacing + "/congestionControl")
        .forEach(name -> names.add(name.asText()));
    return String.join(" and ", names);
  }

  /** Runs of before the two were told apart have the sum. */
  private static Optional<Value> senderOrAll(Measured m) {
    return m.row().params().containsKey("receiver")
        ? m.senderCpuSecondsPerGiB()
        : m.cpuSecondsPerGiB();
  }

  private static Chart chart(
      String id,
      String title,
      Predicate<Measured> headline,
      String hint,
      List<String> over,
      Optional<Quantity> quantity) {
    return new Chart(
        id,
        title,
        List.of(QUESTION),
        headline,
        over,
        quantity,
        Optional.empty(),
        m -> "",
        hint,
        List.of());
  }

  /** Usual conditions; a placement that hardly occurred is left to the tables. */
  private static Predicate<Measured> headline(Evidence evidence) {
    Map<String, Long> forks =
        evidence.of(List.of(QUESTION)).stream()
            .collect(
                Collectors.groupingBy(
                    SocketFigures::placement, Collectors.summingLong(m -> m.estimate().forks())));
    long most = forks.values().stream().mapToLong(n -> n).max().orElse(0);
    return m ->
        Usual.is(m)
            && USUAL_CHUNK.equals(m.row().params().getOrDefault("chunk", USUAL_CHUNK))
            && (forks.get(placement(m)) == most || m.estimate().forks() > 1);
  }

  /**
   * What each condition changes: a row for each, at the size with the most of them; a panel for
   * each placement of the cores.
   */
  static Optional<Figure> conditions(Evidence evidence) {
    List<Measured> rows =
        evidence.first().stream()
            .filter(m -> m.question().equals(QUESTION) && m.hasThroughput())
            .filter(m -> m.row().params().containsKey("receiver"))
            .filter(m -> CONTRASTED.contains(m.strategy()) && m.estimate().forks() > 1)
            .toList();
    Optional<List<Measured>> shown =
        rows.stream()
            .collect(
                Collectors.groupingBy(m -> m.bytes().orElse(0), TreeMap::new, Collectors.toList()))
            .values()
            .stream()
            .max(Comparator.comparingInt(list -> labels(list).size()));
    return shown
        .filter(list -> list.stream().anyMatch(m -> !deviations(m).isEmpty()))
        .map(list -> conditions(list, evidence.main().environment()));
  }

  private static Figure conditions(List<Measured> rows, Environment environment) {
    List<String> names = labels(rows);
    String system = controls(environment, "system");
    Map<String, List<Measured>> byPlacement =
        rows.stream()
            .collect(
                Collectors.groupingBy(SocketFigures::placement, TreeMap::new, Collectors.toList()));
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
        "file-to-socket-conditions",
        "File of %s to socket: what each condition changes"
            .formatted(Units.size(rows.get(0).bytes().orElse(0))),
        Figure.Kind.DOT,
        Axis.of("GiB/s", Axis.Scale.LINEAR),
        Axis.rows(names),
        panels,
        "A row is named by its receiver and by that in which it differs from the usual conditions:"
            + " sender and receiver on two cores, TCP without pacing, the receiver reads 64 KiB at a"
            + " time. "
            + (system.isEmpty() ? "" : "Pacing system: congestion control " + system + ". ")
            + "Geometric means over forks with 95 % intervals. Higher is better.");
  }

  private static String placement(Measured m) {
    return m.row().params().getOrDefault("placement", "");
  }

  private static List<String> labels(List<Measured> rows) {
    return rows.stream()
        .sorted(Comparator.comparing(m -> deviations(m).size()))
        .map(SocketFigures::label)
        .distinct()
        .toList();
  }

  private static SortedMap<String, String> deviations(Measured m) {
    SortedMap<String, String> others = Usual.deviations(m.row().params());
    if (!m.row().params().getOrDefault("chunk", USUAL_CHUNK).equals(USUAL_CHUNK)) {
      others.put("chunk", m.row().params().get("chunk"));
    }
    return others;
  }

  private static String label(Measured m) {
    SortedMap<String, String> named = new TreeMap<>(deviations(m));
    named.remove("receiver");
    String receiver = "receiver " + m.row().params().get("receiver");
    return named.isEmpty() ? receiver : receiver + ", " + Conditions.words(named);
  }

  private static List<Series> dots(List<Measured> shown, List<String> names) {
    List<Series> series = new ArrayList<>();
    for (Measured m : shown) {
      Value value = m.throughput();
      Point point =
          new Point(
              value.mean(),
              names.indexOf(label(m)),
              value.low(),
              value.high(),
              "%s, %s\n%s GiB/s\n%d forks"
                  .formatted(
                      m.strategy(), m.conditions(Set.of()), value.words(), m.estimate().forks()));
      series.add(new Series(m.strategy(), m.strategy(), Series.Line.NONE, true, List.of(point)));
    }
    return series;
  }
}
