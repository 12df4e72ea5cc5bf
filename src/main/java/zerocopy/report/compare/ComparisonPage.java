package zerocopy.report.compare;

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
    return new Page(
            comparison.candidate().id() + " against " + comparison.base().id(),
            provenance,
            "",
            "",
            List.of(section(report)))
        .html(figure -> Optional.empty());
  }

  /**
   * All of it in one section, the environments first.
   *
   * @param report what to tell
   */
  public static Section section(Report report) {
    StringBuilder html = new StringBuilder();
    addList(html, "How the environments differ", report.environment());
    addList(html, "Read with care", report.warnings());
    html.append("<p>").append(Escape.html(report.headline())).append("</p>");
    if (!report.lines().isEmpty()) {
      html.append(table(report));
    }
    report.unchanged().ifPresent(line -> html.append("<p>" + Escape.html(line) + "</p>"));
    addList(html, "How to read it", report.closing());
    return Section.of("changed", "What changed", html.toString());
  }

  private static String table(Report report) {
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
    return table.html();
  }

  private static void addList(StringBuilder html, String title, List<String> sentences) {
    if (!sentences.isEmpty()) {
      html.append("<h3>").append(title).append("</h3><ul>");
      sentences.forEach(s -> html.append("<li>").append(Escape.html(s)).append("</li>"));
      html.append("</ul>");
    }
  }
}
