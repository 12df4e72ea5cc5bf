package zerocopy.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.FigureFile;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Inline;
import zerocopy.report.page.Page;
import zerocopy.report.page.Section;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Show;

/** A comparison as a page of its own: the environments, what changed, and how to read it. */
public final class ComparisonPage {

  private ComparisonPage() {}

  /**
   * Writes the page.
   *
   * @param report what to tell
   * @param provenance where the numbers come from
   * @return a whole HTML document; without its figure where figures cannot be drawn
   */
  public static String html(Report report, String provenance) {
    Comparison comparison = report.comparison();
    Optional<String> unavailable = FigureFile.unavailable();
    List<Section> sections = new ArrayList<>();
    addList(sections, "environments", "How the environments differ", report.environment());
    addList(sections, "care", "Read with care", report.warnings());
    sections.add(changed(report, provenance));
    addList(sections, "reading", "How to read it", report.closing());
    return new Page(
            comparison.candidate().id() + " against " + comparison.base().id(),
            provenance,
            "",
            unavailable.orElse(""),
            sections)
        .html(
            figure ->
                unavailable.isPresent()
                    ? Optional.empty()
                    : Optional.of(Inline.html(figure, FigureFile.svg(figure))));
  }

  private static Section changed(Report report, String provenance) {
    Figure figure = ComparisonFigure.of(report.comparison()).withProvenance(provenance, "");
    HtmlTable table =
        new HtmlTable("row", "base", "candidate", "ratio and 95 % interval", "verdict");
    for (Comparison.Line line : report.lines()) {
      String unit = line.row().unit();
      table
          .row(line.name())
          .number(line.base().typical(), Show.score(line.base().typical(), unit))
          .number(line.candidate().typical(), Show.score(line.candidate().typical(), unit))
          .interval(
              line.ratio().value(),
              Show.ratio(line.ratio().value()) + " " + Report.interval(line.ratio()))
          .text(report.verdict(line));
    }
    String html =
        "<p>%s</p>%s%s"
            .formatted(
                Escape.html(report.headline()),
                report.lines().isEmpty() ? "" : table.html(),
                report.unchanged().map(line -> "<p>" + Escape.html(line) + "</p>").orElse(""));
    return new Section("changed", "What changed", html, List.of(figure));
  }

  private static void addList(
      List<Section> sections, String id, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      StringBuilder html = new StringBuilder("<ul>");
      sentences.forEach(s -> html.append("<li>").append(Escape.html(s)).append("</li>"));
      sections.add(Section.of(id, title, html.append("</ul>").toString()));
    }
  }
}
