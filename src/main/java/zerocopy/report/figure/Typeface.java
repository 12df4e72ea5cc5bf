package zerocopy.report.figure;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.AffineTransform;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The one typeface of all figures: what this machine has, and its look-alikes for the reader. */
final class Typeface {

  static final Font TITLE;
  static final Font STRONG;
  static final Font LABEL;
  static final Font CAPTION;
  static final Font FOOTER;

  /** CSS stack of families with nearly the same widths. */
  static final String CSS;

  private static final FontRenderContext METRICS = new FontRenderContext(null, true, true);
  private static final String UNAVAILABLE;

  static {
    String family = "";
    String problem = "";
    try {
      family = new Font("Liberation Sans", Font.PLAIN, 12).getFamily();
      new Font(family, Font.PLAIN, 12).getStringBounds("0", METRICS);
    } catch (RuntimeException | LinkageError | InternalError e) {
      problem =
          "figures need a font to measure text, and this Java finds none: install fontconfig and"
              + " one font (Debian: apt-get install fontconfig fonts-dejavu-core)";
    }
    UNAVAILABLE = problem;
    boolean narrow = family.equals("Liberation Sans");
    String name = narrow ? family : Font.SANS_SERIF;
    CSS =
        narrow
            ? "'Liberation Sans', Arimo, Arial, Helvetica, sans-serif"
            : "'DejaVu Sans', Verdana, Geneva, sans-serif";
    TITLE = new Font(name, Font.BOLD, 17);
    STRONG = new Font(name, Font.BOLD, 14);
    LABEL = new Font(name, Font.PLAIN, 14);
    CAPTION = new Font(name, Font.PLAIN, 13);
    FOOTER = new Font(name, Font.PLAIN, 12);
    if (problem.isEmpty()) {
      measureOnce();
    }
  }

  private Typeface() {}

  /**
   * The JDK notes the heights of an enlarged font first as they are on the image and then puts them
   * right: another thread that asks in between draws a figure whose ticks are out of place.
   */
  private static void measureOnce() {
    AffineTransform scale =
        AffineTransform.getScaleInstance(FigureFile.PNG_SCALE, FigureFile.PNG_SCALE);
    FontRenderContext image = new FontRenderContext(scale, true, true);
    for (Font font : List.of(TITLE, STRONG, LABEL, CAPTION, FOOTER)) {
      font.getLineMetrics("0", image);
    }
  }

  /** Why no figure can be drawn here, or nothing. */
  static Optional<String> unavailable() {
    return UNAVAILABLE.isEmpty() ? Optional.empty() : Optional.of(UNAVAILABLE);
  }

  static double width(String text, Font font) {
    return text.isEmpty() ? 0 : font.getStringBounds(text, METRICS).getWidth();
  }

  /** Breaks a text at spaces into lines of at most a width. */
  static List<String> wrap(String text, Font font, double width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.strip().split("\\s+")) {
      if (line.length() > 0 && width(line + " " + word, font) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.length() > 0 ? " " : "").append(word);
    }
    if (line.length() > 0) {
      lines.add(line.toString());
    }
    return lines;
  }
}
