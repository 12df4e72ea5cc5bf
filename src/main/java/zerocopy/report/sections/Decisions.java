package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Question;
import zerocopy.report.figure.Figure;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Conditions;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.text.TextTable;
import zerocopy.stats.Ratio;

/**
 * The decision table: for each question of a run that has an answer, what to use, how much better
 * that is, and where another way wins. A row is made of the run's own numbers; what was not
 * measured is not said.
 *
 * <p>A gain is told where the other way is not the fastest beyond doubt (multiple comparisons with
 * the best, 5 % over all rows of the table), and called likely where only the verdict on the pair
 * ({@link Comparisons}) says so. Ways tie where neither does. Of ways that tie the simplest is
 * named: the question's baseline if it is one of them, else the way whose name has the fewest
 * words, since names add a word for each thing that a way adds; then the first by name.
 *
 * @param rows at most one for each question, and one for each parameter that people choose with it
 */
public record Decisions(List<Decision> rows) {

  /** A gain below this is called small. */
  static final double SMALL = 1.1;

  private static final int MOST_NAMED = 3;
  static final String NOWHERE = "not seen in this run";

  /**
   * A row.
   *
   * @param task what is to be done, with its size and conditions
   * @param use what to use
   * @param gain how many times as fast that is, with its interval, corrected like the verdict, and
   *     against what; or that it is a tie
   * @param except under which conditions another way wins
   */
  public record Decision(String task, String use, String gain, String except) {}

  /**
   * Ways to do one thing under the same conditions.
   *
   * @param ways the fastest first, at least two
   * @param conditions all parameters that they share
   * @param others all rows of the question
   */
  record Claim(List<Measured> ways, SortedMap<String, String> conditions, List<Measured> others) {

    Question question() {
      return ways.get(0).asked().question();
    }
  }

  /**
   * Decides.
   *
   * @param rows of one run
   * @param comparisons of the same rows
   */
  public static Decisions of(List<Measured> rows, Comparisons comparisons) {
    Map<Catalogue.Entry, List<Measured>> questions = new LinkedHashMap<>();
    for (Catalogue.Entry entry : ReportData.asked(rows)) {
      if (entry.question().answer().isEmpty()) {
        continue;
      }
      List<Measured> own =
          rows.stream()
              .filter(m -> m.question().equals(entry.name()) && competes(m))
              .filter(m -> m.estimate().forks() > 0)
              .toList();
      if (!own.isEmpty()) {
        questions.put(entry, own);
      }
    }
    Map<Catalogue.Entry, Claim> claims = new LinkedHashMap<>();
    questions.forEach(
        (entry, own) -> {
          if (entry.question().about().isEmpty()) {
            claim(own).ifPresent(claim -> claims.put(entry, claim));
          }
        });
    List<Decision> decided = new ArrayList<>();
    questions.forEach(
        (entry, own) -> {
          Optional.ofNullable(claims.get(entry))
              .map(claim -> new Contest(claim, claims.size(), comparisons).decision())
              .ifPresent(decided::add);
          entry
              .parameters()
              .forEach(
                  (name, value) ->
                      new ParameterEffect(entry.question(), name, value, comparisons)
                          .decision(own)
                          .ifPresent(decided::add));
        });
    return new Decisions(List.copyOf(decided));
  }

  /** A row of a question about moving bytes has to move some. */
  private static boolean competes(Measured m) {
    return m.hasThroughput() || m.asked().question().bytes().isEmpty() && m.isValid() && m.isTime();
  }

  /** The conditions that tell most: the largest size that most strategies ran. */
  private static Optional<Claim> claim(List<Measured> own) {
    Comparator<List<Measured>> telling =
        Comparator.<List<Measured>>comparingInt(g -> strategies(g) / 2)
            .thenComparingLong(g -> g.stream().mapToLong(Decisions::preference).max().orElse(0))
            .thenComparingLong(g -> g.stream().mapToLong(m -> m.estimate().forks()).sum());
    return groups(own).entrySet().stream()
        .filter(group -> strategies(group.getValue()) > 1)
        .max(Map.Entry.comparingByValue(telling))
        .map(group -> new Claim(fastestFirst(group.getValue()), group.getKey(), own));
  }

  static Map<SortedMap<String, String>, List<Measured>> groups(List<Measured> own) {
    Set<String> names = new TreeSet<>();
    own.forEach(m -> names.addAll(m.row().params().keySet()));
    return Conditions.group(own, names);
  }

  static List<Measured> fastestFirst(List<Measured> group) {
    return group.stream().sorted(Comparator.comparingDouble(m -> m.time().typical())).toList();
  }

  private static int strategies(List<Measured> group) {
    return (int) group.stream().map(Measured::strategy).distinct().count();
  }

  /**
   * Larger sizes and calls first; usual conditions before others; and a receiver that discards
   * before one that reads, since only there a sender pays for all that it does.
   */
  private static long preference(Measured m) {
    long size = m.size().orElse(0) / 16 + m.number("chunk").orElse(0) / (1 << 10);
    long usual = m.isUsual() ? 2 : 0;
    return 4 * size + usual + (m.row().params().containsValue("discarding") ? 1 : 0);
  }

  /** Whether the table has no row. */
  public boolean isEmpty() {
    return rows.isEmpty();
  }

  /** For a terminal, or as Markdown. */
  public TextTable table() {
    TextTable table = TextTable.of("task", "use", "how much better", "when not");
    rows.forEach(row -> table.add(row.task(), row.use(), row.gain(), row.except()));
    return table;
  }

  /**
   * The first screen of the page: the table, and the figures that show the most.
   *
   * @param runs how many runs the page is about
   * @param headlines at most three
   */
  public Section section(int runs, List<Figure> headlines) {
    HtmlTable table =
        new HtmlTable("task", "use", "how much better", "when not").named("decisions");
    rows.forEach(row -> table.row(row.task()).text(row.use()).text(row.gain()).text(row.except()));
    String words =
        isEmpty()
            ? "<p>No question of this run has an answer that a table could give.</p>"
            : table.html();
    String about = runs > 1 ? "<p class=\"note\">About the first run.</p>" : "";
    StringBuilder places = new StringBuilder();
    headlines.forEach(f -> places.append("<!--figure:").append(f.id()).append("-->"));
    return new Section(
        "answer",
        "What to use",
        words + about + "<div class=\"headlines\">" + places + "</div>",
        headlines);
  }

  /** {@code 1.82 [1.50, 2.20] times as fast as}, and whether that is little. */
  static String times(Ratio ratio) {
    return (ratio.value() < SMALL ? "small: " : "")
        + StrategyPair.ratio(ratio)
        + " times as fast as ";
  }

  /** {@code a, b and c}; a few of many. */
  static String listed(Collection<String> names) {
    List<String> named = names.stream().distinct().limit(MOST_NAMED).toList();
    long left = names.stream().distinct().count() - named.size();
    String last = left > 0 ? left + " more" : named.get(named.size() - 1);
    List<String> before = left > 0 ? named : named.subList(0, named.size() - 1);
    return before.isEmpty() ? last : String.join(", ", before) + " and " + last;
  }
}
