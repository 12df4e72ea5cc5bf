package zerocopy.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import zerocopy.report.figure.Figure;
import zerocopy.report.stats.Crossover;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Units;
import zerocopy.results.Run;

/** The page: one file, no network. */
final class Page {

  private final ReportData data;
  private final List<String> answer;
  private final List<StrategyPair> pairs;

  Page(ReportData data, List<String> answer, List<StrategyPair> pairs) {
    this.data = data;
    this.answer = answer;
    this.pairs = pairs;
  }

  /**
   * The page as HTML.
   *
   * @param figures the figures of the questions
   * @param contributed sections of other packages
   * @param draw a figure's element, or nothing where figures cannot be drawn
   * @param notice said at the top; empty where there is nothing to say
   */
  String html(
      List<Figure> figures,
      List<Section> contributed,
      Function<Figure, Optional<String>> draw,
      String notice) {
    List<Section> sections = new ArrayList<>();
    sections.add(answer());
    sections.add(crossovers());
    sections.add(new Section("figures", "Figures", "", figures));
    sections.addAll(contributed);
    sections.add(tables());
    ThenAndNow.of(data).ifPresent(sections::add);
    sections.add(BufferObjects.section());
    sections.add(NoiseFindings.section(data));
    sections.add(Provenance.section(data));
    StringBuilder out = new StringBuilder(1 << 20);
    head(out, sections, notice);
    for (Section section : sections) {
      out.append("<section id=\"").append(section.id()).append("\"><h2>");
      out.append(Escape.html(section.title())).append("</h2>\n");
      out.append(section.body(draw)).append("</section>\n");
    }
    out.append("</main><div id=\"tip\" role=\"status\" hidden></div><script>\n");
    out.append(resource("page.js")).append("</script></body></html>\n");
    return out.toString();
  }

  private void head(StringBuilder out, List<Section> sections, String notice) {
    String title = "What moving bytes costs: " + title();
    out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.append("<meta name=\"color-scheme\" content=\"light dark\"><title>");
    out.append(Escape.html(title)).append("</title><style>\n");
    out.append(":root{").append(Inline.variables(false)).append("}\n");
    out.append("@media screen and (prefers-color-scheme:dark){:root{");
    out.append(Inline.variables(true)).append("}}\n").append(resource("page.css"));
    out.append("</style></head><body><header><h1>").append(Escape.html(title)).append("</h1><p>");
    out.append(Escape.html(data.provenance())).append("</p>");
    if (!data.stamp().isEmpty()) {
      out.append("<p class=\"stamp\">").append(Escape.html(data.stamp())).append("</p>");
    }
    if (!notice.isEmpty()) {
      out.append("<p class=\"notice\">").append(Escape.html(notice)).append("</p>");
    }
    out.append("<nav>");
    for (Section section : sections) {
      out.append("<a href=\"#").append(section.id()).append("\">");
      out.append(Escape.html(section.title())).append("</a> ");
    }
    out.append("</nav></header><main>\n");
  }

  private String title() {
    return String.join(" and ", data.runs().stream().map(Run::id).toList());
  }

  private Section answer() {
    if (answer.isEmpty()) {
      return Section.of(
          "answer",
          "The answer",
          "<p>This run holds no question that has an answer of one sentence.</p>");
    }
    StringBuilder html = new StringBuilder("<ol class=\"answer\">");
    answer.forEach(s -> html.append("<li>").append(Escape.html(s)).append("</li>\n"));
    html.append("</ol><p class=\"note\">In brackets: 95 % confidence intervals, not corrected;");
    html.append(" who wins is judged after correction for the number of comparisons.");
    html.append(data.runs().size() > 1 ? " About the first run.</p>" : "</p>");
    return Section.of("answer", "The answer in five sentences", html.toString());
  }

  private Section crossovers() {
    if (pairs.isEmpty()) {
      return Section.of(
          "crossovers",
          "Crossovers",
          "<p>No two strategies that people weigh were run together.</p>");
    }
    StringBuilder html =
        new StringBuilder(
            "<div class=\"scroll\"><table class=\"sortable\"><thead><tr><th scope=\"col\">weighed</th>"
                + "<th scope=\"col\">first ↔ other</th><th scope=\"col\">conditions</th>"
                + "<th scope=\"col\">from which size</th><th scope=\"col\">first / other, smallest</th>"
                + "<th scope=\"col\">first / other, largest</th></tr></thead><tbody>");
    for (StrategyPair pair : pairs) {
      List<Crossover.Point> points = pair.crossover().points();
      html.append("<tr><th scope=\"row\">").append(Escape.html(pair.topic())).append("</th><td>");
      html.append(Escape.html(pair.names())).append("</td><td class=\"c\">");
      html.append(Escape.html(pair.conditions())).append("</td><td>");
      html.append(Escape.html(pair.words())).append("</td>");
      point(html, points.get(0));
      point(html, points.get(points.size() - 1));
      html.append("</tr>\n");
    }
    html.append(
        "</tbody></table></div><p class=\"note\">Ratios are times: below 1 the first is"
            + " faster. A strategy wins where its time is shorter");
    html.append(" with confidence: false discovery rate 5 % over the ");
    html.append(pairs.stream().mapToInt(d -> d.crossover().points().size()).sum());
    html.append(
        " comparisons of this table, at that size and at every one beyond. Ratios are paired");
    html.append(" by round; their intervals are 95 %, not corrected.</p>");
    return Section.of("crossovers", "Crossovers", html.toString());
  }

  private static void point(StringBuilder html, Crossover.Point point) {
    html.append("<td class=\"n\" data-v=\"").append(point.ratio().value()).append("\">");
    html.append(Escape.html(StrategyPair.ratio(point.ratio()))).append(" <small>at ");
    html.append(Escape.html(Units.size(point.size()))).append("</small></td>");
  }

  private Section tables() {
    StringBuilder html =
        new StringBuilder("<p class=\"note\">Click a heading to sort. The same as CSV: ");
    html.append("<code>tables/</code>. CPU time, system calls, faults and allocation include what");
    html.append(" a benchmark does between its operations, outside the measured time.</p>");
    for (Map.Entry<String, List<Measured>> entry : Tables.byQuestion(data.rows()).entrySet()) {
      html.append("<h3>").append(Escape.html(entry.getKey())).append("</h3>");
      html.append(Tables.html(data, entry.getValue()));
    }
    String missing = Provenance.missing(data);
    if (!missing.isEmpty()) {
      html.append("<h3 id=\"missing\">Failed, skipped, missing, rejected</h3>").append(missing);
    }
    return Section.of("tables", "Tables", html.toString());
  }

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream("/report/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks report/" + name, e);
    }
  }
}
