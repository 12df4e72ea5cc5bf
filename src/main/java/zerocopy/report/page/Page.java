package zerocopy.report.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import zerocopy.report.figure.Figure;
import zerocopy.report.text.Escape;

/**
 * The page: one file, no network.
 *
 * @param title its heading
 * @param provenance the machines and the limits of their numbers, in a line
 * @param stamp what forbids citing it; empty where nothing does
 * @param notice said at the top; empty where there is nothing to say
 * @param sections in their order; all but the first are folded by the page's script
 */
public record Page(
    String title, String provenance, String stamp, String notice, List<Section> sections) {

  /**
   * The page as HTML.
   *
   * @param draw a figure's element, or nothing where figures cannot be drawn
   * @return a whole document
   */
  public String html(Function<Figure, Optional<String>> draw) {
    StringBuilder out = new StringBuilder(1 << 20);
    head(out);
    for (Section section : sections) {
      boolean first = section == sections.get(0);
      out.append("<section id=\"").append(section.id()).append("\">");
      out.append(first ? "<h2>" : "<details open><summary><h2>");
      out.append(Escape.html(section.title())).append(first ? "</h2>\n" : "</h2></summary>\n");
      out.append(section.body(draw)).append(first ? "" : "</details>").append("</section>\n");
    }
    out.append("</main><div id=\"tip\" role=\"status\" hidden></div><script>\n");
    out.append(resource("page.js")).append("</script></body></html>\n");
    return out.toString();
  }

  private void head(StringBuilder out) {
    out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    out.append("<meta name=\"color-scheme\" content=\"light dark\"><title>");
    out.append(Escape.html(title)).append("</title><style>\n");
    out.append(":root{").append(Inline.variables(false)).append("}\n");
    out.append("@media screen and (prefers-color-scheme:dark){:root{");
    out.append(Inline.variables(true)).append("}}\n").append(resource("page.css"));
    out.append("</style></head><body><header><h1>").append(Escape.html(title)).append("</h1><p>");
    out.append(Escape.html(provenance)).append("</p>");
    if (!stamp.isEmpty()) {
      out.append("<p class=\"stamp\">").append(Escape.html(stamp)).append("</p>");
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

  private static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream("/report/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar lacks report/" + name, e);
    }
  }
}
