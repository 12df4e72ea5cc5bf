package zerocopy.report.text;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes text of unknown origin harmless. Names and parameters in a result file are data: whatever
 * they hold, they stay text in a page, one field in a table and characters on a terminal.
 */
public final class Escape {

  private static final Pattern BREAKS = Pattern.compile("[\\r\\n\\t\\u2028\\u2029]+");
  private static final Pattern NUMBER = Pattern.compile("[+-]?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

  private static final String REPLACEMENT = "\uFFFD";

  private Escape() {}

  /**
   * For HTML text and for attribute values in quotes of either kind; also valid in SVG and XML.
   *
   * @param text any text; null counts as empty
   * @return text without {@code & < > " '} other than in entities, and without characters that XML
   *     forbids
   */
  public static String html(String text) {
    StringBuilder out = new StringBuilder();
    valid(text)
        .codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '`' -> out.append("&#96;");
                default -> out.appendCodePoint(c);
              }
            });
    return out.toString();
  }

  /**
   * One field of a CSV file (RFC 4180). Spreadsheets run what begins with {@code = + - @}, a tab or
   * a carriage return as a formula: such text, unless it is a plain number, gets an apostrophe in
   * front (OWASP, "CSV Injection").
   *
   * @param text any text; null counts as empty
   * @return the field, in quotes where it needs them; never with a line break
   */
  public static String csv(String text) {
    String line = oneLine(valid(text));
    String safe = startsFormula(line) && !isNumber(line) ? "'" + line : line;
    boolean quoted =
        safe.chars().anyMatch(c -> "\",;'".indexOf(c) >= 0) || !safe.equals(safe.strip());
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }

  /**
   * A cell of a Markdown table: no pipe, line break, link, HTML or emphasis gets through.
   *
   * @param text any text; null counts as empty
   * @return the text with Markdown's own characters escaped
   */
  public static String markdown(String text) {
    return html(oneLine(valid(text)))
        .codePoints()
        .mapToObj(c -> ("\\|*_[]~!".indexOf(c) >= 0 ? "\\" : "") + Character.toString(c))
        .collect(Collectors.joining());
  }

  /**
   * For a terminal: no control character gets through, so no escape sequence does.
   *
   * @param text any text; null counts as empty
   * @return one line
   */
  public static String terminal(String text) {
    return oneLine(valid(text));
  }

  private static String nonNull(String text) {
    return text == null ? "" : text;
  }

  /** The text without lone surrogates and characters that neither XML 1.0 nor a reader can take. */
  private static String valid(String text) {
    String given = nonNull(text);
    return isPlain(given) || given.codePoints().allMatch(Escape::isValid)
        ? given
        : given
            .codePoints()
            .mapToObj(c -> isValid(c) ? Character.toString(c) : REPLACEMENT)
            .collect(Collectors.joining());
  }

  /** Nearly every text: printable ASCII, which a large table is made of. */
  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return false;
      }
    }
    return true;
  }

  private static boolean isValid(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t';
    boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    // Bidirectional overrides make a line read other than it is.
    boolean override = c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
    return !control && !surrogate && !override && (c & 0xfffe) != 0xfffe;
  }

  private static String oneLine(String text) {
    return isPlain(text) ? text : BREAKS.matcher(text).replaceAll(" ");
  }

  private static boolean startsFormula(String text) {
    String start = text.strip();
    // Full-width forms of the four characters are formulas in some locales.
    return !start.isEmpty() && "=+-@|%\uff1d\uff0b\uff0d\uff20".indexOf(start.charAt(0)) >= 0;
  }

  private static boolean isNumber(String text) {
    return NUMBER.matcher(text).matches();
  }
}
