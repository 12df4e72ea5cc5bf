package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Question;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Value;
import zerocopy.report.text.Show;
import zerocopy.results.Counted;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * Two strategies that people weigh against one another, under the same conditions, over the size or
 * what else the question is told along.
 *
 * @param topic what is weighed, {@code heap ↔ direct}
 * @param first qualified by its question, {@code FileCopy.transferTo}
 * @param other likewise
 * @param conditions the other parameters; may be empty
 * @param cost what is weighed
 * @param points the comparisons, by rising place
 */
public record StrategyPair(
    String topic, String first, String other, String conditions, Cost cost, List<Point> points) {

  /**
   * The comparison at one place of the scale.
   *
   * @param at the first strategy's row
   * @param ratio cost of the first strategy over that of the other
   * @param verdict on the first strategy, corrected over all comparisons of the run
   */
  public record Point(Measured at, Ratio ratio, Verdict verdict) {

    String place() {
      return at.placed(at.place().orElseThrow());
    }
  }

  /** End of the topic where the sender's CPU time is weighed. */
  private static final String SENDER_CPU = ", sender's CPU time";

  /**
   * All pairs that the questions of the rows declare, those of one topic together.
   *
   * @param rows of one run
   * @param comparisons of the same rows
   */
  public static List<StrategyPair> of(List<Measured> rows, Comparisons comparisons) {
    Map<String, List<StrategyPair>> byTopic = new LinkedHashMap<>();
    for (Catalogue.Entry entry : ReportData.asked(rows)) {
      for (Question.Pair declared : entry.question().pairs()) {
        add(rows, comparisons, entry, declared, Cost.TIME, byTopic);
        if (declared.senderCpu()) {
          add(rows, comparisons, entry, declared, Cost.SENDER_CPU, byTopic);
        }
      }
    }
    return byTopic.values().stream().flatMap(List::stream).toList();
  }

  private static void add(
      List<Measured> rows,
      Comparisons comparisons,
      Catalogue.Entry entry,
      Question.Pair declared,
      Cost cost,
      Map<String, List<StrategyPair>> byTopic) {
    String topic = declared.topic() + (cost == Cost.SENDER_CPU ? SENDER_CPU : "");
    String first = entry.qualified(declared.first());
    String other = entry.qualified(declared.other());
    points(rows, comparisons, first, other, cost)
        .forEach(
            (conditions, points) ->
                byTopic
                    .computeIfAbsent(topic, t -> new ArrayList<>())
                    .add(new StrategyPair(topic, first, other, conditions, cost, points)));
  }

  /** By the conditions in words, each by rising place. */
  private static Map<String, List<Point>> points(
      List<Measured> rows, Comparisons comparisons, String first, String other, Cost cost) {
    List<Measured> firsts = Comparisons.named(rows, first);
    List<Measured> others = Comparisons.named(rows, other);
    Set<String> varying = Conditions.varying(firsts);
    firsts.stream().limit(1).forEach(m -> m.scale().forEach(varying::remove));
    Map<String, List<Point>> points = new LinkedHashMap<>();
    firsts.stream()
        .filter(m -> m.place().isPresent())
        .sorted(Comparator.comparingLong(m -> m.place().getAsLong()))
        .forEach(
            m ->
                Comparisons.partner(m, others)
                    .flatMap(its -> comparisons.of(cost, m.row(), its.row()))
                    .ifPresent(
                        judged ->
                            points
                                .computeIfAbsent(
                                    m.conditions(unnamed(m, varying)), c -> new ArrayList<>())
                                .add(new Point(m, judged.ratio(), judged.verdict()))));
    return points;
  }

  private static Set<String> unnamed(Measured m, Set<String> varying) {
    Set<String> unnamed = new java.util.TreeSet<>(m.row().params().keySet());
    unnamed.removeAll(varying);
    unnamed.addAll(m.asked().untold(m.row().params()));
    return unnamed;
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
    return cost == Cost.SENDER_CPU;
  }

  /** The result in words: who wins where, and where the run does not tell. */
  String words() {
    List<String> parts = new ArrayList<>();
    int begin = 0;
    for (int end = 1; end <= points.size(); end++) {
      if (end == points.size() || points.get(end).verdict() != points.get(begin).verdict()) {
        parts.add(verdict(points.subList(begin, end)) + " " + places(begin, end));
        begin = end;
      }
    }
    return String.join("; ", parts);
  }

  private String verdict(List<Point> alike) {
    return switch (alike.get(0).verdict()) {
      case FASTER -> strategy(first) + " wins";
      case SLOWER -> strategy(other) + " wins";
      case EQUAL -> Verdict.EQUAL.words();
      case CANNOT_TELL -> Verdict.CANNOT_TELL.words() + undetected(alike);
    };
  }

  /** The difference that would have been found at each of the places. */
  private static String undetected(List<Point> alike) {
    double most = alike.stream().mapToDouble(point -> point.ratio().detectable()).max().orElse(0);
    return Double.isNaN(most) ? "" : " differences below " + Show.percent(most);
  }

  private String places(int begin, int end) {
    String over = points.get(0).at().asked().question().over();
    String low = points.get(begin).place();
    String high = points.get(end - 1).place();
    if (points.size() == 1) {
      return "at " + low + ", the only " + (over.isEmpty() ? "size" : "value");
    }
    if (end - begin == points.size()) {
      return "at all " + points.size() + (over.isEmpty() ? " sizes" : " values of " + over);
    }
    if (begin == 0) {
      return end == 1 ? "at " + low : "up to " + high;
    }
    if (end == points.size()) {
      return "from " + low + " on";
    }
    return end - begin == 1 ? "at " + low : "from " + low + " to " + high;
  }

  /** The name without its question, unless the two differ in that alone. */
  private String strategy(String name) {
    boolean oneQuestion = other.startsWith(question() + ".");
    return oneQuestion ? name.substring(name.indexOf('.') + 1) : name;
  }

  /** The ratio in words: the first strategy's time over the other's. */
  static String ratio(Ratio ratio) {
    return new Value(ratio.value(), ratio.interval()).words();
  }

  /**
   * All pairs as a section of the page.
   *
   * @param family how many comparisons were judged together
   */
  public static Section section(List<StrategyPair> pairs, int family) {
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
            "at which sizes",
            "first / other, smallest",
            "first / other, largest");
    for (StrategyPair pair : pairs) {
      table.row(pair.topic()).text(pair.names()).sentence(pair.conditions()).text(pair.words());
      point(table, pair.points.get(0));
      point(table, pair.points.get(pair.points.size() - 1));
    }
    String note =
        "<p class=\"note\">Ratios are times: below 1 the first is faster; verdicts and"
            + " intervals are corrected together, so that an interval leaves out 1 where one wins:"
            + " false discovery rate 5 %% over all of this run that the page may tell (%s). “Cannot tell” names the difference that these forks"
            + " would have found four times in five.</p>";
    return Section.of(
        "crossovers",
        "Crossovers",
        table.html() + note.formatted(Counted.of(family, "comparison")));
  }

  private static void point(HtmlTable table, Point point) {
    table.interval(point.ratio().value(), ratio(point.ratio()) + " at " + point.place());
  }
}
