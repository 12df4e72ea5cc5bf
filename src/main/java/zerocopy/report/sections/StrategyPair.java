package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import zerocopy.catalogue.Question;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Value;
import zerocopy.report.text.Units;
import zerocopy.results.ResultRow;
import zerocopy.stats.Crossover;
import zerocopy.stats.Family;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * Two strategies that people weigh against one another, under the same conditions, over the size.
 *
 * @param topic what is weighed, {@code heap ↔ direct}
 * @param first qualified by its question, {@code FileCopy.transferTo}
 * @param other likewise
 * @param conditions the other parameters; may be empty
 * @param crossover from which size one of them wins
 */
public record StrategyPair(
    String topic, String first, String other, String conditions, Crossover crossover) {

  /** Parameters that some strategies do not look at, and are run with one value of. */
  private static final Set<String> OPTIONAL = Set.of("chunk");

  /** Two strategies to weigh, qualified by their questions. */
  private record Pair(String topic, String first, String other, boolean senderCpu) {

    /** The row whose ratio is weighed: of the wall time, or of the sender's CPU time. */
    Optional<ResultRow> row(Measured m) {
      return senderCpu ? m.senderCpuRow() : Optional.of(m.row());
    }
  }

  /** End of the topic where the sender's CPU time is weighed. */
  private static final String SENDER_CPU = ", sender's CPU time";

  /** What the questions of the rows declare, each topic together. */
  private static List<Pair> pairs(List<Measured> rows) {
    Map<String, List<Pair>> byTopic = new LinkedHashMap<>();
    ReportData.asked(rows)
        .forEach(
            entry -> {
              for (Question.Pair declared : entry.question().pairs()) {
                Pair pair =
                    new Pair(
                        declared.topic(),
                        entry.qualified(declared.first()),
                        entry.qualified(declared.other()),
                        false);
                byTopic.computeIfAbsent(pair.topic(), t -> new ArrayList<>()).add(pair);
                if (declared.senderCpu()) {
                  String topic = declared.topic() + SENDER_CPU;
                  byTopic
                      .computeIfAbsent(topic, t -> new ArrayList<>())
                      .add(new Pair(topic, pair.first(), pair.other(), true));
                }
              }
            });
    return byTopic.values().stream().flatMap(List::stream).toList();
  }

  /** One comparison that waits for its verdict. */
  private record Open(Pair pair, String conditions, long size, Ratio ratio) {}

  /** All pairs of a run, judged as one family. */
  public static List<StrategyPair> of(List<Measured> rows) {
    List<Open> open = new ArrayList<>();
    for (Pair pair : pairs(rows)) {
      open.addAll(compare(rows, pair));
    }
    List<Verdict> verdicts = Family.judge(open.stream().map(Open::ratio).toList());
    Map<String, List<Crossover.Point>> points = new LinkedHashMap<>();
    Map<String, Open> heads = new LinkedHashMap<>();
    for (int i = 0; i < open.size(); i++) {
      Open one = open.get(i);
      String key = one.pair() + "\u0000" + one.conditions();
      heads.putIfAbsent(key, one);
      points
          .computeIfAbsent(key, k -> new ArrayList<>())
          .add(new Crossover.Point(one.size(), one.ratio(), verdicts.get(i)));
    }
    List<StrategyPair> pairs = new ArrayList<>();
    heads.forEach(
        (key, head) ->
            pairs.add(
                new StrategyPair(
                    head.pair().topic(),
                    head.pair().first(),
                    head.pair().other(),
                    head.conditions(),
                    Crossover.find(points.get(key)))));
    return pairs;
  }

  private static List<Open> compare(List<Measured> rows, Pair pair) {
    List<Measured> firsts = named(rows, pair.first());
    List<Measured> others = named(rows, pair.other());
    Set<String> varying = Conditions.varying(firsts);
    Measured.SIZES.forEach(varying::remove);
    List<Open> open = new ArrayList<>();
    for (Measured first : firsts) {
      OptionalLong size = first.size();
      Optional<Measured> other = partner(first, others);
      Optional<ResultRow> own = pair.row(first);
      Optional<ResultRow> weighed = other.flatMap(pair::row);
      if (size.isPresent() && own.isPresent() && weighed.isPresent()) {
        open.add(
            new Open(
                pair,
                first.conditions(unnamed(first, varying)),
                size.getAsLong(),
                Ratio.within(own.get(), weighed.get())));
      }
    }
    return open;
  }

  private static Set<String> unnamed(Measured m, Set<String> varying) {
    Set<String> unnamed = new java.util.TreeSet<>(m.row().params().keySet());
    unnamed.removeAll(varying);
    unnamed.addAll(m.asked().untold(m.row().params()));
    return unnamed;
  }

  private static List<Measured> named(List<Measured> rows, String name) {
    return rows.stream()
        .filter(m -> (m.question() + "." + m.strategy()).equals(name))
        .filter(m -> m.isValid() && m.isTime())
        .toList();
  }

  /** The row of the other strategy under the same conditions. */
  private static Optional<Measured> partner(Measured first, List<Measured> others) {
    Optional<Measured> same = others.stream().filter(m -> shared(first, m, Set.of())).findFirst();
    if (same.isPresent()) {
      return same;
    }
    List<Measured> nearly = others.stream().filter(m -> shared(first, m, OPTIONAL)).toList();
    return nearly.size() == 1 ? Optional.of(nearly.get(0)) : Optional.empty();
  }

  private static boolean shared(Measured a, Measured b, Set<String> without) {
    Map<String, String> left = new TreeMap<>(a.row().params());
    Map<String, String> right = new TreeMap<>(b.row().params());
    // A parameter that only one of the classes has is no difference in conditions.
    left.keySet().removeIf(k -> without.contains(k) || !b.row().params().containsKey(k));
    right.keySet().removeIf(k -> without.contains(k) || !a.row().params().containsKey(k));
    return left.equals(right)
        && a.row().unit().equals(b.row().unit())
        && a.row().mode().equals(b.row().mode());
  }

  /** The question of the first strategy. */
  String question() {
    return first.substring(0, first.indexOf('.'));
  }

  /** The two names, the question once where it is the same. */
  String names() {
    boolean oneQuestion = other.startsWith(question() + ".");
    String names =
        oneQuestion
            ? question() + ": " + strategy(first) + " ↔ " + strategy(other)
            : first + " ↔ " + other;
    return weighsSenderCpu() ? names + SENDER_CPU : names;
  }

  /** Whether the sender's CPU time is weighed instead of the wall time. */
  boolean weighsSenderCpu() {
    return topic.endsWith(SENDER_CPU);
  }

  /** The result in words. */
  String words() {
    String a = strategy(first);
    String b = strategy(other);
    int sizes = crossover.points().size();
    if (sizes == 1) {
      Crossover.Point only = crossover.points().get(0);
      return switch (only.verdict()) {
        case FASTER -> a + " wins at " + Units.size(only.size()) + ", the only size";
        case SLOWER -> b + " wins at " + Units.size(only.size()) + ", the only size";
        case NOT_DISTINGUISHABLE -> "not distinguishable at " + Units.size(only.size());
      };
    }
    if (crossover.firstAlways() || crossover.otherAlways()) {
      return (crossover.firstAlways() ? a : b) + " wins at all " + sizes + " sizes";
    }
    if (crossover.upTo().isPresent() && crossover.from().isPresent()) {
      return bothEnds(a, crossover.upTo().getAsLong(), crossover.from().getAsLong());
    }
    if (crossover.otherUpTo().isPresent() && crossover.otherFrom().isPresent()) {
      return bothEnds(b, crossover.otherUpTo().getAsLong(), crossover.otherFrom().getAsLong());
    }
    List<String> parts = new ArrayList<>();
    crossover.upTo().ifPresent(s -> parts.add(a + " wins up to " + Units.size(s)));
    crossover.otherUpTo().ifPresent(s -> parts.add(b + " wins up to " + Units.size(s)));
    crossover.from().ifPresent(s -> parts.add(a + " wins from " + Units.size(s) + " on"));
    crossover.otherFrom().ifPresent(s -> parts.add(b + " wins from " + Units.size(s) + " on"));
    return parts.isEmpty() ? between(a, b) : String.join("; ", parts);
  }

  /** The winners at sizes in between, where neither wins at the smallest or the largest. */
  private String between(String a, String b) {
    List<String> parts = new ArrayList<>();
    for (Crossover.Point point : crossover.points()) {
      if (point.verdict() != Verdict.NOT_DISTINGUISHABLE) {
        String winner = point.verdict() == Verdict.FASTER ? a : b;
        parts.add(winner + " wins at " + Units.size(point.size()));
      }
    }
    return parts.isEmpty()
        ? "none wins with confidence at any of " + crossover.points().size() + " sizes"
        : String.join("; ", parts) + "; none at the smallest and the largest size";
  }

  private static String bothEnds(String winner, long upTo, long from) {
    return "%s wins up to %s and from %s on".formatted(winner, Units.size(upTo), Units.size(from));
  }

  /** The name without its question, unless the two differ in that alone. */
  private String strategy(String name) {
    boolean oneQuestion = other.startsWith(question() + ".");
    return oneQuestion ? name.substring(name.indexOf('.') + 1) : name;
  }

  /** The ratio at a size in words: the first strategy's time over the other's. */
  static String ratio(Ratio ratio) {
    return new Value(ratio.value(), ratio.interval()).words();
  }

  /** All pairs as a section of the page. */
  public static Section section(List<StrategyPair> pairs) {
    if (pairs.isEmpty()) {
      return Section.of(
          "crossovers",
          "Crossovers",
          "<p>No two strategies that people weigh were run together.</p>");
    }
    HtmlTable table =
        new HtmlTable(
            "weighed",
            "first ↔ other",
            "conditions",
            "from which size",
            "first / other, smallest",
            "first / other, largest");
    for (StrategyPair pair : pairs) {
      List<Crossover.Point> points = pair.crossover().points();
      table.row(pair.topic()).text(pair.names()).sentence(pair.conditions()).text(pair.words());
      point(table, points.get(0));
      point(table, points.get(points.size() - 1));
    }
    StringBuilder html = new StringBuilder(table.html());
    html.append(
        "<p class=\"note\">Ratios are times: below 1 the first is"
            + " faster. A strategy wins where its time is shorter");
    html.append(" with confidence: false discovery rate 5 % over the ");
    html.append(pairs.stream().mapToInt(d -> d.crossover().points().size()).sum());
    html.append(
        " comparisons of this table, at that size and at every one beyond. Ratios are paired");
    html.append(" by round; their intervals are 95 %, not corrected.</p>");
    return Section.of("crossovers", "Crossovers", html.toString());
  }

  private static void point(HtmlTable table, Crossover.Point point) {
    table.interval(point.ratio().value(), ratio(point.ratio()) + " at " + Units.size(point.size()));
  }
}
