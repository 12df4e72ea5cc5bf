package zerocopy.report.why;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import zerocopy.catalogue.Catalogue;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.PathDiagram;
import zerocopy.iopath.TextbookPaths;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Palette;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Reference;
import zerocopy.report.figure.Series;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.ReportData;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Units;
import zerocopy.results.Counted;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/**
 * The page's section "Why": diagrams and counts of the paths, predicted beside measured times, a
 * waterfall for each headline comparison, the worst misses with a reason each.
 */
public final class WhySection {

  private static final long BYTES = 64 * 1024;
  private static final int MISSES = 12;
  private static final double AIM_WITHIN = 0.7;
  private static final double AIM_SIGNS = 0.85;

  private WhySection() {}

  /**
   * The section for a run.
   *
   * @return the section; empty where the run has no row that the ledger knows
   */
  public static Optional<Section> of(ReportData data) {
    Explanation explanation = Explanation.of(data);
    List<Figure> figures = new ArrayList<>();
    if (explanation.rows().isEmpty() && explanation.unpriced().isEmpty()) {
      return Optional.empty();
    }
    figures.addAll(Waterfall.headlines(explanation, data.catalogue()));
    if (!explanation.composed().isEmpty()) {
      figures.add(times(explanation, data.catalogue()));
    }
    Score score = explanation.score();
    if (!score.gaps().isEmpty()) {
      figures.add(gaps(score, data.catalogue()));
    }
    String html = html(data.plain(), explanation, figures);
    return Optional.of(
        new Section("why", "Why", html, figures, "Cost model. " + verdict(explanation)));
  }

  private static String html(Run run, Explanation explanation, List<Figure> figures) {
    StringBuilder out = new StringBuilder();
    out.append(
        "<p>Every way of moving bytes is a short list of steps: crossings into the kernel, copies,"
            + " faults. Counted from the lists, and priced with the primitives of this run alone,"
            + " they say what each strategy should cost.</p>");
    out.append("<p>").append(Escape.html(verdict(explanation))).append("</p>");
    if (!explanation.composed().isEmpty()) {
      out.append("<p>").append(Escape.html(terms(explanation))).append("</p>");
    }
    for (Figure figure : figures) {
      out.append("<!--figure:").append(figure.id()).append("-->");
    }
    out.append("<h3>Worst misses</h3>").append(misses(explanation)).append(unpriced(explanation));
    out.append(
            "<h3>The counts of the textbooks</h3><p>One transfer of 64 KiB in one piece, nothing")
        .append(
            " cached, a network interface behind the socket. A row without crossings is the part")
        .append(" inside a call: a block on its way from the disk to the kernel's memory.</p>")
        .append(PathTable.textbook());
    String measured = PathTable.measured(run);
    if (!measured.isEmpty()) {
      out.append("<h3>The kernel's counts</h3><p>Per operation. On the loopback the receiver's")
          .append(
              " calls are counted with the sender's. A fault makes up to 64 KiB present, and up")
          .append(" to 2 MiB where the page cache holds large folios.</p>")
          .append(measured);
    }
    out.append("<h3>The paths</h3>").append(diagrams());
    return out.toString();
  }

  /** What the model achieved, held against its aims. */
  static String verdict(Explanation explanation) {
    if (explanation.rows().isEmpty()) {
      return "This run lacks the primitives that a prediction needs.";
    }
    Score score = explanation.score();
    if (score.gaps().isEmpty()) {
      return "No gap between two strategies with a composed prediction is statistically real here.";
    }
    return ("Scored: %s between strategies with a composed prediction."
            + " Ratio within a tenth for %s, median error %s. Sign right for %s; two rules of the"
            + " textbooks without a measurement (fewer copies, then fewer crossings and faults)"
            + " get %s, so the skill is %s. %s")
        .formatted(
            Counted.of(score.gaps().size(), "statistically real gap"),
            held(score.within(), AIM_WITHIN),
            score.medianError().percent(),
            score.signs().percent(),
            score.rules().percent(),
            score.skill().percent(),
            small(score.small()));
  }

  private static String small(Score small) {
    return small.gaps().isEmpty()
        ? "None of these gaps is below 1.1."
        : "Below 1.1 (gaps: %d): sign right for %s."
            .formatted(small.gaps().size(), held(small.signs(), AIM_SIGNS));
  }

  private static String held(Score.Value value, double aim) {
    return "%s (aim: %.0f %%, %s)"
        .formatted(value.percent(), 100 * aim, value.value() >= aim ? "reached" : "missed");
  }

  /** What is not scored, and how far the score is evidence. */
  private static String terms(Explanation explanation) {
    return ("In brackets 95 %% intervals, questions drawn at a size. Median error of a composed time:"
            + " %.0f %% (%s). Nothing is fitted to a predicted row, but the model was"
            + " built on runs until 29 November 2026: only later runs test it.%s")
        .formatted(
            100 * explanation.medianError(),
            Counted.of(explanation.composed().size(), "row"),
            twice(explanation.primitives()));
  }

  private static String twice(Set<String> primitives) {
    return primitives.isEmpty()
        ? ""
        : " Primitives measured twice, not scored: " + String.join(", ", primitives) + ".";
  }

  private static String misses(Explanation explanation) {
    HtmlTable table =
        new HtmlTable(
            "strategy",
            "conditions",
            "measured",
            "predicted",
            "error",
            "what the model lacks, probably");
    for (Explained row : explanation.worst(MISSES)) {
      table
          .row(row.name())
          .text(PathTable.conditions(row.row()))
          .number(row.measured(), Units.time(row.measured()))
          .number(row.prediction().total(), Units.time(row.prediction().total()))
          .number(row.error(), String.format(Locale.ROOT, "%+.0f %%", 100 * row.error()))
          .sentence(Reasons.of(row));
    }
    return table.html();
  }

  private static String unpriced(Explanation explanation) {
    if (explanation.unpriced().isEmpty()) {
      return "";
    }
    StringBuilder out = new StringBuilder("<p>Not predicted, because this run lacks a primitive: ");
    List<String> parts = new ArrayList<>();
    explanation
        .unpriced()
        .forEach((name, missing) -> parts.add(name + " (" + String.join(", ", missing) + ")"));
    return out.append(Escape.html(String.join("; ", parts))).append(".</p>").toString();
  }

  /** A diagram of every textbook path that moves whole blocks; those of the I/O modes last. */
  private static String diagrams() {
    StringBuilder out = new StringBuilder();
    for (IoPath path : TextbookPaths.all(BYTES)) {
      out.append("<details><summary>")
          .append(Escape.html(path.name()))
          .append("</summary>")
          .append("<div class=\"scroll\">")
          .append(PathDiagram.svg(path))
          .append("</div></details>");
    }
    return out.toString();
  }

  /** The task that a question is about, or the question's name. */
  private static String topic(ResultRow row, Catalogue catalogue) {
    String family = catalogue.entry(row.question()).family();
    String answer = catalogue.entry(family).question().answer();
    return answer.isEmpty() ? family : answer;
  }

  private static Figure times(Explanation explanation, Catalogue catalogue) {
    Map<String, List<Point>> byQuestion = new TreeMap<>();
    for (Explained row : explanation.composed()) {
      byQuestion
          .computeIfAbsent(topic(row.row(), catalogue), q -> new ArrayList<>())
          .add(
              Point.of(
                  row.measured(),
                  row.prediction().total() / row.measured(),
                  "%s, %s: measured %s, predicted %s, %s"
                      .formatted(
                          row.name(),
                          PathTable.conditions(row.row()),
                          Units.time(row.measured()),
                          Units.time(row.prediction().total()),
                          Counted.of(row.row().forks().size(), "fork"))));
    }
    return ratios(
            "why-predicted",
            "Predicted over measured time",
            Axis.of("measured time of one operation", Axis.Scale.TIME),
            "predicted / measured time",
            byQuestion,
            "A point is a strategy with its parameters whose time is composed of several"
                + " primitives; at 1 the prediction is right. Measured: as in the tables.")
        .saying(
            "Half of %s within %.0f %% of the measured time"
                .formatted(
                    Counted.of(explanation.composed().size(), "predicted time"),
                    100 * explanation.medianError()));
  }

  private static Figure gaps(Score score, Catalogue catalogue) {
    Map<String, List<Point>> byQuestion = new TreeMap<>();
    for (Gap gap : score.gaps().stream().map(Score.Judged::gap).toList()) {
      byQuestion
          .computeIfAbsent(topic(gap.first().row(), catalogue), q -> new ArrayList<>())
          .add(
              Point.of(
                  gap.measured().value(),
                  gap.predicted() / gap.measured().value(),
                  "%s over %s, %s: measured %s, predicted %s%s, %s"
                      .formatted(
                          gap.first().name(),
                          gap.other().row().strategy(),
                          PathTable.conditions(gap.first().row()),
                          Units.number(gap.measured().value()),
                          Units.number(gap.predicted()),
                          gap.signIsRight() ? "" : " (wrong sign)",
                          Counted.of(gap.first().row().forks().size(), "fork"))));
    }
    return ratios(
            "why-gaps",
            "Predicted over measured gap between two strategies",
            Axis.of("measured ratio of times", Axis.Scale.LOG),
            "predicted / measured ratio",
            byQuestion,
            "A point is a gap that is scored; at 1 the prediction is right. Near a measured ratio"
                + " of 1, a small error turns the sign.")
        .saying(
            "%.0f %% of %s between strategies are predicted within a tenth, the faster one in %.0f %%"
                .formatted(
                    100 * score.within().value(),
                    Counted.of(score.gaps().size(), "gap"),
                    100 * score.signs().value()));
  }

  private static Figure ratios(
      String id,
      String title,
      Axis measured,
      String ratio,
      Map<String, List<Point>> byQuestion,
      String caption) {
    return new Figure(
        id,
        title,
        Figure.Kind.LINE,
        measured,
        Axis.of(ratio, Axis.Scale.LINEAR),
        List.of(
            new Panel(
                "",
                numbered(byQuestion),
                List.of(new Reference(Reference.Kind.HORIZONTAL, 1, "right")))),
        caption);
  }

  private static List<Series> numbered(Map<String, List<Point>> byQuestion) {
    List<Series> series = new ArrayList<>();
    byQuestion.forEach(
        (question, points) ->
            series.add(Series.dots(Palette.numbered(series.size()), question, points)));
    return series;
  }
}
