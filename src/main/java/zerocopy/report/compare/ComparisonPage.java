package zerocopy.report.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zerocopy.report.page.HtmlTable;
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
   * @return a whole HTML document
   */
  public static String html(Report report, String provenance) {
    Comparison comparison = report.comparison();
    List<Section> sections = new ArrayList<>();
    addList(sections, "environments", "How the environments differ", report.environment());
    addList(sections, "care", "Read with care", report.warnings());
    sections.add(changed(report));
    addList(sections, "reading", "How to read it", report.closing());
    return new Page(
            comparison.candidate().id() + " against " + comparison.base().id(),
            provenance,
            "",
            "",
            sections)
        .html(figure -> Optional.empty());
  }

  private static Section changed(Report report) {
    HtmlTable table = new HtmlTable("row", "base", "candidate", "ratio and interval", "verdict");
    for (Comparison.Line line : report.lines()) {
      String unit = line.row().unit();
      table
          .row(line.name())
          .number(line.base().typical(), Show.score(line.base().typical(), unit))
          .number(line.candidate().typical(), Show.score(line.candidate().typical(), unit))
          .interval(
              line.ratio().value(),
              Show.ratio(line.ratio().value()) + " " + Report.interval(line.ratio().interval()))
          .text(report.verdict(line));
    }
    String html =
        "<p>%s</p>%s%s"
            .formatted(
                Escape.html(report.headline()),
                report.lines().isEmpty() ? "" : table.html(),
                report.unchanged().map(line -> "<p>" + Escape.html(line) + "</p>").orElse(""));
    return Section.of("changed", "What changed", html);
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
