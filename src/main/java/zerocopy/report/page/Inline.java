package zerocopy.report.page;

import java.awt.Color;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Palette;
import zerocopy.report.text.Escape;

/**
 * A figure's SVG file as a part of the page: the same drawing, cut to the part between title and
 * caption, which the page sets as text, and with colours that follow light and dark.
 */
public final class Inline {

  private static final Pattern ROOT =
      Pattern.compile(
          "<svg xmlns=\"[^\"]*\" viewBox=\"0 0 (\\d+) \\d+\"[^>]*data-plot=\"(\\d+) (\\d+)\""
              + " data-y=\"([^\"]*)\" font-family=\"([^\"]*)\"[^>]*>");
  private static final double DARK_LIGHTNESS = 1.1;
  private static final int DARKEST_HUE = 100;

  private Inline() {}

  /** The figure element of the page. */
  public static String html(Figure figure, String svg) {
    Matcher root = ROOT.matcher(svg);
    if (!root.find()) {
      throw new IllegalArgumentException("not a drawing of ours: " + figure.id());
    }
    int width = Integer.parseInt(root.group(1));
    int top = Integer.parseInt(root.group(2)) - 4;
    int height = Integer.parseInt(root.group(3)) - top + 4;
    String drawing =
        ("<div class=\"scroll\"><svg viewBox=\"0 %d %d %d\" font-family=\"%s\" data-y=\"%s\" role=\"img\""
                + " aria-label=\"%s\" tabindex=\"0\">%s</div>")
            .formatted(
                top,
                width,
                height,
                root.group(5),
                root.group(4),
                Escape.html(figure.title()),
                themed(svg.substring(root.end())));
    String stamp =
        figure.stamp().isEmpty()
            ? ""
            : " <span class=\"stamp\">" + Escape.html(figure.stamp()) + "</span>";
    String subtitle =
        figure.subtitle().isEmpty()
            ? ""
            : "<p class=\"subtitle\">" + Escape.html(figure.subtitle()) + "</p>";
    return """
        <figure id="figure-%1$s"><h3>%2$s%3$s <a class="link" href="#figure-%1$s" title="link to this figure">#</a></h3>%4$s
        %5$s
        <p class="tools"><a href="figures/%1$s.svg">SVG</a> <a href="figures/%1$s.png">PNG</a> <a href="figures/%1$s.csv">CSV</a></p>
        <figcaption>%6$s <small>%7$s</small></figcaption></figure>
        """
        .formatted(
            figure.id(),
            Escape.html(figure.title()),
            stamp,
            subtitle,
            drawing,
            Escape.html(figure.caption()),
            Escape.html(figure.footer()));
  }

  /** Replaces fixed colours by the page's, and drops title and paper. */
  private static String themed(String body) {
    String themed =
        body.replaceFirst("<title>[^<]*</title>", "")
            .replaceFirst("<rect class=\"paper\"[^>]*/>", "")
            .replace("\"white\"", "\"var(--paper)\"")
            .replace(quoted(Palette.INK), "\"var(--ink)\"")
            .replace(quoted(Palette.QUIET), "\"var(--quiet)\"")
            .replace(quoted(Palette.GRID), "\"var(--grid)\"");
    List<Color> colours = Palette.colours();
    for (int i = 0; i < colours.size(); i++) {
      themed =
          themed
              .replace(quoted(colours.get(i)), "\"var(--c" + i + ")\"")
              .replace(quoted(colours.get(i).darker()), "\"var(--t" + i + ")\"");
    }
    return themed;
  }

  private static String quoted(Color colour) {
    return "\"" + css(colour) + "\"";
  }

  private static String css(Color c) {
    return "rgb(%d,%d,%d)".formatted(c.getRed(), c.getGreen(), c.getBlue());
  }

  /** The palette as CSS custom properties. */
  static String variables(boolean dark) {
    StringBuilder css = new StringBuilder();
    List<Color> colours = Palette.colours();
    for (int i = 0; i < colours.size(); i++) {
      Color line = dark ? lighter(colours.get(i)) : colours.get(i);
      Color text = dark ? line : colours.get(i).darker();
      css.append(String.format(Locale.ROOT, "--c%1$d:%2$s;--t%1$d:%3$s;", i, css(line), css(text)));
    }
    return css.toString();
  }

  /** Bright enough on a dark page; what is nearly black becomes nearly white. */
  private static Color lighter(Color c) {
    if (Math.max(c.getRed(), Math.max(c.getGreen(), c.getBlue())) < DARKEST_HUE) {
      return new Color(0xDD, 0xDD, 0xDD);
    }
    return new Color(lighter(c.getRed()), lighter(c.getGreen()), lighter(c.getBlue()));
  }

  private static int lighter(int channel) {
    return (int) Math.min(255, channel * DARK_LIGHTNESS + 28);
  }
}
