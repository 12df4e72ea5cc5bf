package zerocopy.report.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Show;
import zerocopy.report.text.TextTable;
import zerocopy.results.Counted;
import zerocopy.results.Run;
import zerocopy.stats.Interval;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * A comparison in words and tables; one content, twice dressed: for a terminal and as Markdown.
 *
 * @param comparison what to tell
 * @param threshold smallest change that is called a regression or an improvement, as a fraction
 * @param all whether rows are told that did not change, too; else their number is
 */
public record Report(Comparison comparison, double threshold, boolean all) {

  /** Warnings of a run that are told where not everything is. */
  private static final int MOST_WARNINGS = 5;

  /** Smallest change that is called a regression or an improvement where nobody gives one. */
  public static final double THRESHOLD = 0.05;

  private static final String[] HEAD = {
    "row", "#base", "#candidate", "#ratio", "#interval", "verdict"
  };
  private static final String[] QUESTION_HEAD = {
    "question", "#rows", "#geometric mean", "#interval", "verdict"
  };

  /**
   * For a terminal: aligned columns, no control characters.
   *
   * @return lines with a line break each
   */
  public String terminal() {
    List<String> out = new ArrayList<>();
    addBlock(out, "Environments", environment());
    addBlock(out, "Read with care", warnings());
    out.add("");
    out.add(headline());
    for (TextTable table : List.of(questions(), rows())) {
      if (!table.rows().isEmpty()) {
        out.add("");
        out.addAll(table.aligned());
      }
    }
    if (all) {
      addBlock(out, "Only in the base", comparison.onlyBase());
      addBlock(out, "Only in the candidate", comparison.onlyCandidate());
    }
    unchanged().ifPresent(line -> out.addAll(List.of("", line)));
    out.add("");
    out.addAll(closing());
    return out.stream()
        .dropWhile(String::isEmpty)
        .map(Escape::terminal)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** As Markdown: to paste into a pull request or a wiki. */
  public String markdown() {
    List<String> out = new ArrayList<>();
    out.add("# Comparison");
    addList(out, "Environments", environment());
    addList(out, "Read with care", warnings());
    out.add("");
    out.add("## What changed");
    out.add("");
    out.add(Escape.markdown(headline()));
    for (TextTable table : List.of(questions(), rows())) {
      if (!table.rows().isEmpty()) {
        out.add("");
        out.addAll(table.markdown());
      }
    }
    if (all) {
      addList(out, "Only in the base", comparison.onlyBase());
      addList(out, "Only in the candidate", comparison.onlyCandidate());
    }
    unchanged().ifPresent(line -> out.addAll(List.of("", Escape.markdown(line))));
    out.add("");
    closing().forEach(line -> out.add(Escape.markdown(line) + "  "));
    return String.join("\n", out) + "\n";
  }

  /**
   * The result in one line.
   *
   * @return {@code base A, candidate B: 3 of 120 rows slower, …}
   */
  public String headline() {
    return "base %s, candidate %s: of %s, %d slower, %d faster, %d equal within 5 %%, %d not told, %d without a verdict"
        .formatted(
            comparison.base().id(),
            comparison.candidate().id(),
            Counted.of(comparison.lines().size(), "row"),
            comparison.count(Verdict.SLOWER),
            comparison.count(Verdict.FASTER),
            comparison.count(Verdict.EQUAL),
            comparison.count(Verdict.CANNOT_TELL),
            withoutVerdict());
  }

  /**
   * What is not told, in one line.
   *
   * @return empty where everything is told
   */
  public Optional<String> unchanged() {
    if (all) {
      return Optional.empty();
    }
    List<String> parts = new ArrayList<>();
    addCount(parts, comparison.count(Verdict.EQUAL), "equal within 5 %");
    addCount(parts, comparison.count(Verdict.CANNOT_TELL), "not told apart");
    addCount(parts, withoutVerdict(), "without a verdict");
    addCount(parts, comparison.onlyBase().size(), "only in the base");
    addCount(parts, comparison.onlyCandidate().size(), "only in the candidate");
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of("~ rows that are not listed: %s (--all)".formatted(String.join(", ", parts)));
  }

  private static void addCount(List<String> parts, int number, String words) {
    if (number > 0) {
      parts.add(number + " " + words);
    }
  }

  /**
   * How many rows have too few forks for a verdict: of them nothing is said, not even all clear.
   */
  public int withoutVerdict() {
    return (int) comparison.lines().stream().filter(line -> !line.hasVerdict()).count();
  }

  /** Why rows have no verdict; empty where all have one. */
  private List<String> unjudged() {
    long single =
        comparison.lines().stream().filter(l -> !l.hasVerdict() && l.hasSingleFork()).count();
    long few = withoutVerdict() - single;
    List<String> sentences = new ArrayList<>();
    if (single > 0) {
      sentences.add(Counted.having(single, "row") + " a single fork: no verdict");
    }
    if (few > 0) {
      sentences.add(Counted.having(few, "row") + " only two forks in one run: no verdict");
    }
    return sentences;
  }

  /** Rows that take more time beyond doubt, by no less than the threshold. */
  public List<Comparison.Line> regressions() {
    return comparison.lines().stream().filter(line -> line.regressed(threshold)).toList();
  }

  /** How the environments differ, a sentence each. */
  public List<String> environment() {
    return comparison.differences().stream()
        .map(
            d ->
                "%s%s%s"
                    .formatted(
                        d.subject(),
                        d.base().isEmpty() ? "" : ": " + d.base() + " against " + d.candidate(),
                        d.warning().map(w -> " (UNFAIR: " + w + ")").orElse("")))
        .toList();
  }

  /** Why the verdicts are to be doubted, a sentence each. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    addWarnings("base", comparison.base(), warnings);
    addWarnings("candidate", comparison.candidate(), warnings);
    warnings.addAll(unjudged());
    return warnings;
  }

  private void addWarnings(String which, Run run, List<String> told) {
    List<String> warnings = new ArrayList<>();
    run.warnings().forEach(warning -> warnings.add(which + ": " + warning));
    run.missing().stream()
        .map(
            fork ->
                "%s: %s %s: %s"
                    .formatted(
                        which,
                        fork.status().name().toLowerCase(java.util.Locale.ROOT),
                        fork.benchmark(),
                        fork.reason()))
        .distinct()
        .forEach(warnings::add);
    int limit = all ? warnings.size() : Math.min(MOST_WARNINGS, warnings.size());
    told.addAll(warnings.subList(0, limit));
    if (limit < warnings.size()) {
      told.add("%s: and %d more (--all)".formatted(which, warnings.size() - limit));
    }
  }

  /** The largest change first; in the order of the tables where everything is told. */
  private <T> List<T> told(List<T> entries, Function<T, Verdict> verdict, Function<T, Ratio> of) {
    return all
        ? entries
        : entries.stream()
            .filter(entry -> verdict.apply(entry).isDifferent())
            .sorted(Comparator.comparingDouble(e -> -Math.abs(Math.log(of.apply(e).value()))))
            .toList();
  }

  /** The lines that are told, the largest change first. */
  public List<Comparison.Line> lines() {
    return told(comparison.lines(), Comparison.Line::verdict, Comparison.Line::ratio);
  }

  private TextTable questions() {
    TextTable table = TextTable.of(QUESTION_HEAD);
    told(comparison.questions(), Comparison.Question::verdict, Comparison.Question::ratio)
        .forEach(
            q ->
                table.add(
                    q.name(),
                    q.rows(),
                    Show.ratio(q.ratio().value()),
                    interval(q.ratio().interval()),
                    q.verdict().words()));
    return table;
  }

  private TextTable rows() {
    TextTable table = TextTable.of(HEAD);
    lines()
        .forEach(
            line ->
                table.add(
                    line.name(),
                    Show.score(line.base().typical(), line.row().unit()),
                    Show.score(line.candidate().typical(), line.row().unit()),
                    Show.ratio(line.ratio().value()),
                    interval(line.ratio().interval()),
                    verdict(line)));
    return table;
  }

  String verdict(Comparison.Line line) {
    String bimodal = line.base().bimodal() || line.candidate().bimodal() ? ", bimodal" : "";
    if (line.regressed(threshold)) {
      return "SLOWER, regression" + bimodal;
    }
    if (!line.hasVerdict()) {
      return "no verdict: " + (line.hasSingleFork() ? "a single fork" : "two forks") + bimodal;
    }
    return (line.improved(threshold) ? "FASTER, improvement" : words(line)) + bimodal;
  }

  private static String words(Comparison.Line line) {
    double detectable = line.ratio().detectable();
    return line.verdict() == Verdict.CANNOT_TELL && Double.isFinite(detectable)
        ? "%s differences below %s".formatted(line.verdict().words(), Show.percent(detectable))
        : line.verdict().words();
  }

  /** How to read it, a sentence or two each. */
  public List<String> closing() {
    List<String> unjudged = unjudged();
    return List.of(
        "%s and %s of at least %s beyond doubt.%s"
            .formatted(
                Counted.of(regressions().size(), "regression"),
                Counted.of(
                    comparison.lines().stream().filter(l -> l.improved(threshold)).count(),
                    "improvement"),
                Show.percent(threshold),
                unjudged.isEmpty() ? "" : " " + String.join("; ", unjudged) + "."),
        "Ratio: time in the candidate over time in the base. Verdicts and intervals are corrected"
            + " alike: false discovery rate 5 % over all rows"
            + width()
            + ".",
        common());
  }

  private String width() {
    double width = medianHalfWidth();
    return Double.isFinite(width)
        ? "; half of the intervals are wider than ±" + Show.percent(width)
        : "; single forks have no interval at all";
  }

  private String common() {
    return comparison
        .common()
        .map(
            ratio ->
                ("All rows together took %s times as long %s, which is subtracted from every ratio: two"
                        + " runs at different hours differ by that much. A change that slows all rows"
                        + " alike shows nowhere else.")
                    .formatted(Show.ratio(ratio.value()), interval(ratio.interval())))
        .orElse(
            "Fewer than five rows: how much two hours of this machine differ is unknown and is in"
                + " the ratios.");
  }

  private double medianHalfWidth() {
    double[] widths =
        comparison.lines().stream()
            .flatMap(line -> line.ratio().interval().map(i -> halfWidth(i, line.ratio())).stream())
            .mapToDouble(width -> width)
            .toArray();
    return widths.length == 0 ? Double.NaN : new Median().evaluate(widths);
  }

  private static double halfWidth(Interval interval, Ratio ratio) {
    return (interval.upper() - interval.lower()) / 2 / ratio.value();
  }

  static String interval(Optional<Interval> interval) {
    return interval
        .map(i -> "[%s, %s]".formatted(Show.ratio(i.lower()), Show.ratio(i.upper())))
        .orElse("none: too few forks");
  }

  private static void addBlock(List<String> out, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out.add("");
      out.add(title + ":");
      lines.forEach(line -> out.add("  " + line));
    }
  }

  private static void addList(List<String> out, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out.add("");
      out.add("## " + title);
      out.add("");
      lines.forEach(line -> out.add("- " + Escape.markdown(line)));
    }
  }
}
