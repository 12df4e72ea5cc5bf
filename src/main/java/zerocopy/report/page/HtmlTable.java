package zerocopy.report.page;

import java.util.Collection;
import java.util.Locale;
import zerocopy.report.text.Escape;

/**
 * A table of the page, written cell by cell; a click on a heading sorts it. All texts are escaped
 * here.
 */
public final class HtmlTable {

  private final StringBuilder rows = new StringBuilder();
  private final StringBuilder heading = new StringBuilder();
  private boolean open;
  private String kind;
  private String about = "";

  /**
   * An empty table.
   *
   * @param headings of the columns; none for a table without a head, which does not sort
   */
  public HtmlTable(String... headings) {
    kind = headings.length == 0 ? "facts" : "sortable";
    for (String text : headings) {
      heading.append("<th scope=\"col\">").append(Escape.html(text)).append("</th>");
    }
  }

  /**
   * Gives the table a look of its own; it does not sort then.
   *
   * @param name class of the element
   * @return this table
   */
  public HtmlTable named(String name) {
    kind = name;
    return this;
  }

  /**
   * Begins a row.
   *
   * @param name its first cell, which names it
   * @return this table
   */
  public HtmlTable row(String name) {
    rows.append(open ? "</tr>\n<tr>" : "<tr>");
    rows.append("<th scope=\"row\">").append(Escape.html(name)).append("</th>");
    open = true;
    return this;
  }

  /**
   * Begins a row of a strategy.
   *
   * @param label its name for people
   * @param method its name for those who run it; shown once where the two are the same
   * @return this table
   */
  public HtmlTable row(String label, String method) {
    if (label.equals(method)) {
      return row(method);
    }
    rows.append(open ? "</tr>\n<tr>" : "<tr>");
    rows.append("<th scope=\"row\" data-m=\"")
        .append(Escape.html(method))
        .append("\">")
        .append(Escape.html(label))
        .append(" <code>");
    rows.append(Escape.html(method)).append("</code></th>");
    open = true;
    return this;
  }

  /**
   * Tells the page's filters what the rows are about.
   *
   * @param name of the question
   * @param parameters columns that hold parameters
   * @return this table
   */
  public HtmlTable about(String name, Collection<String> parameters) {
    about =
        " data-q=\"%s\" data-p=\"%s\""
            .formatted(Escape.html(name), Escape.html(String.join(" ", parameters)));
    return this;
  }

  /**
   * A cell of words.
   *
   * @return this table
   */
  public HtmlTable text(String words) {
    return cell("", words);
  }

  /**
   * A cell of words that may break over several lines.
   *
   * @return this table
   */
  public HtmlTable sentence(String words) {
    return cell(" class=\"c\"", words);
  }

  /**
   * A traffic light.
   *
   * @param colour {@code green}, {@code yellow} or {@code red}
   * @return this table
   */
  public HtmlTable light(String colour) {
    return cell(" class=\"light " + colour + "\"", colour);
  }

  /**
   * A number.
   *
   * @param value by which the column is sorted; a dash is shown where it is not finite
   * @param words the number as people read it
   * @return this table
   */
  public HtmlTable number(double value, String words) {
    return Double.isFinite(value)
        ? cell(
            " class=\"n\""
                + (digits(value).equals(words) ? "" : " data-v=\"" + digits(value) + "\""),
            words)
        : cell(" class=\"n\"", "–");
  }

  /**
   * A number with its interval, which is written smaller.
   *
   * @param value by which the column is sorted; a dash is shown where it is not finite
   * @param words the number, a blank, the interval
   * @return this table
   */
  public HtmlTable interval(double value, String words) {
    int blank = words.indexOf(' ');
    if (!Double.isFinite(value) || blank < 0) {
      return number(value, words);
    }
    rows.append("<td class=\"n\" data-v=\"").append(digits(value)).append("\">");
    rows.append(Escape.html(words.substring(0, blank))).append(" <small>");
    rows.append(Escape.html(words.substring(blank + 1))).append("</small></td>");
    return this;
  }

  /** Whole numbers whole, others with six digits: enough to sort by, and for a ratio. */
  private static String digits(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.6g", value);
  }

  private HtmlTable cell(String attributes, String words) {
    rows.append("<td").append(attributes).append('>').append(Escape.html(words)).append("</td>");
    return this;
  }

  /**
   * The element.
   *
   * @return HTML
   */
  public String html() {
    String head = heading.isEmpty() ? "" : "<thead><tr>" + heading + "</tr></thead>";
    return "<div class=\"scroll\"><table class=\"%s\"%s>%s<tbody>%s%s</tbody></table></div>"
        .formatted(kind, about, head, rows, open ? "</tr>" : "");
  }
}
