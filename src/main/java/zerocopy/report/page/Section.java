package zerocopy.report.page;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import zerocopy.report.figure.Figure;

/**
 * A part of the page.
 *
 * @param id its anchor: lower-case letters, digits, hyphens
 * @param title its heading, plain text
 * @param html its body, already escaped; {@code <!--figure:ID-->} stands where a figure goes
 * @param figures its figures; a figure without a place in the body follows it
 * @param summary a sentence or two for {@code summary.md}, plain text; may be empty
 */
public record Section(String id, String title, String html, List<Figure> figures, String summary) {

  /** A section that the summary does not mention. */
  public Section(String id, String title, String html, List<Figure> figures) {
    this(id, title, html, figures, "");
  }

  /** A section without figures. */
  public static Section of(String id, String title, String html) {
    return new Section(id, title, html, List.of());
  }

  /** The body with its figures in place. */
  String body(Function<Figure, Optional<String>> draw) {
    String body = html;
    StringBuilder rest = new StringBuilder();
    for (Figure figure : figures) {
      String drawn = draw.apply(figure).orElse("");
      String place = "<!--figure:" + figure.id() + "-->";
      if (body.contains(place)) {
        body = body.replace(place, drawn);
      } else {
        rest.append(drawn);
      }
    }
    return rest.isEmpty() ? body : body + "<div class=\"figures\">" + rest + "</div>";
  }
}
