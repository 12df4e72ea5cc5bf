package zerocopy.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Show;
import zerocopy.report.text.TextTable;
import zerocopy.results.Run;
import zerocopy.stats.Interval;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * A comparison in words and tables; one content, twice dressed: for a terminal and as Markdown.
 *
 * @param comparison what to tell
 * @param threshold smallest change that is called a regression or an improvement, as a fraction
 */
public record Report(Comparison comparison, double threshold) {

  private static final String[] HEAD = {
    "row", "#base", "#candidate", "#ratio", "#95 % interval", "verdict"
  };
  private static final String[] QUESTION_HEAD = {
    "question", "#rows", "#geometric mean", "#95 % interval", "verdict"
  };

  /**
   * For a terminal: aligned columns, no control characters.
   *
   * @return lines with a line break each
   */
  public String terminal() {
    List<String> out = new ArrayList<>();
    out.add(headline());
    addBlock(out, "Environments", environment());
    addBlock(out, "Read with care", warnings());
    out.add("");
    out.addAll(questions().aligned());
    out.add("");
    out.addAll(rows().aligned());
    addBlock(out, "Only in the base", comparison.onlyBase());
    addBlock(out, "Only in the candidate", comparison.onlyCandidate());
    out.add("");
    out.addAll(closing());
    return out.stream().map(Escape::terminal).collect(Collectors.joining("\n", "", "\n"));
  }

  /** As Markdown: to paste into a pull request or a wiki. */
  public String markdown() {
    List<String> out = new ArrayList<>();
    out.add("# Comparison");
    out.add("");
    out.add(Escape.markdown(headline()));
    addList(out, "Environments", environment());
    addList(out, "Read with care", warnings());
    out.add("");
    out.add("## Questions");
    out.add("");
    out.addAll(questions().markdown());
    out.add("");
    out.add("## Rows");
    out.add("");
    out.addAll(rows().markdown());
    addList(out, "Only in the base", comparison.onlyBase());
    addList(out, "Only in the candidate", comparison.onlyCandidate());
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
    return "base %s, candidate %s: of %d rows, %d slower, %d faster, %d equal within 5 %%, %d not told, %d without a verdict"
        .formatted(
            comparison.base().id(),
            comparison.candidate().id(),
            comparison.lines().size(),
            comparison.count(Verdict.SLOWER),
            comparison.count(Verdict.FASTER),
            comparison.count(Verdict.EQUAL),
            comparison.count(Verdict.CANNOT_TELL),
            withoutVerdict());
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
      sentences.add(rows(single) + " a single fork: no verdict");
    }
    if (few > 0) {
      sentences.add(rows(few) + " only two forks in one run: no verdict");
    }
    return sentences;
  }

  private static String rows(long number) {
    return number == 1 ? "1 row has" : number + " rows have";
  }

  /** Rows that take more time beyond doubt, by no less than the threshold. */
  public List<Comparison.Line> regressions() {
    return comparison.lines().stream().filter(line -> line.regressed(threshold)).toList();
  }

  private List<String> environment() {
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

  private List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    addWarnings("base", comparison.base(), warnings);
    addWarnings("candidate", comparison.candidate(), warnings);
    warnings.addAll(unjudged());
    return warnings;
  }

  private static void addWarnings(String which, Run run, List<String> warnings) {
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
  }

  private TextTable questions() {
    TextTable table = TextTable.of(QUESTION_HEAD);
    comparison
        .questions()
        .forEach(
            q ->
                table.add(
                    q.name(),
                    q.rows(),
                    Show.ratio(q.ratio().value()),
                    interval(q.ratio()),
                    q.verdict().words()));
    return table;
  }

  private TextTable rows() {
    TextTable table = TextTable.of(HEAD);
    comparison
        .lines()
        .forEach(
            line ->
                table.add(
                    line.name(),
                    Show.score(line.base().typical(), line.row().unit()),
                    Show.score(line.candidate().typical(), line.row().unit()),
                    Show.ratio(line.ratio().value()),
                    interval(line.ratio()),
                    verdict(line)));
    return table;
  }

  private String verdict(Comparison.Line line) {
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

  private List<String> closing() {
    List<String> unjudged = unjudged();
    return List.of(
        "%d regressions and %d improvements of at least %s beyond doubt.%s"
            .formatted(
                regressions().size(),
                (int) comparison.lines().stream().filter(l -> l.improved(threshold)).count(),
                Show.percent(threshold),
                unjudged.isEmpty() ? "" : " " + String.join("; ", unjudged) + "."),
        "Ratio: time in the candidate over time in the base; intervals corrected like the verdicts. Verdicts:"
            + " false discovery rate 5 % over all rows"
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
                    .formatted(Show.ratio(ratio.value()), interval(ratio)))
        .orElse(
            "Fewer than five rows: how much two hours of this machine differ is unknown and is in"
                + " the ratios.");
  }

  private double medianHalfWidth() {
    double[] widths =
        comparison.lines().stream()
            .map(line -> line.ratio())
            .flatMap(ratio -> ratio.interval().map(i -> halfWidth(i, ratio)).stream())
            .mapToDouble(width -> width)
            .toArray();
    return widths.length == 0 ? Double.NaN : new Median().evaluate(widths);
  }

  private static double halfWidth(Interval interval, Ratio ratio) {
    return (interval.upper() - interval.lower()) / 2 / ratio.value();
  }

  private static String interval(Ratio ratio) {
    return ratio
        .interval()
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
