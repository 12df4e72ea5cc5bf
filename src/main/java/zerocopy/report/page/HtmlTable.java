package zerocopy.report.page;

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
        ? cell(" class=\"n\" data-v=\"" + value + "\"", words)
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
    rows.append("<td class=\"n\" data-v=\"").append(value).append("\">");
    rows.append(Escape.html(words.substring(0, blank))).append(" <small>");
    rows.append(Escape.html(words.substring(blank + 1))).append("</small></td>");
    return this;
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
    return "<div class=\"scroll\"><table class=\"%s\">%s<tbody>%s%s</tbody></table></div>"
        .formatted(kind, head, rows, open ? "</tr>" : "");
  }
}
