package zerocopy.report.figure;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;

/**
 * Where everything of a figure goes, in points; the origin is the upper left corner.
 *
 * @param width of the figure
 * @param height of the figure
 * @param top where the part between title and caption begins
 * @param bottom where it ends
 * @param areas the data area of each panel
 * @param direct whether lines carry their labels at their ends; else there is a legend
 * @param legend entries of the legend, in rows; empty where there is none
 * @param title lines of the title
 * @param subtitle lines of the subtitle
 * @param caption lines of the caption
 * @param footer lines of the footer
 */
record Layout(
    double width,
    double height,
    double top,
    double bottom,
    List<Rectangle2D> areas,
    boolean direct,
    List<List<Series>> legend,
    List<String> title,
    List<String> subtitle,
    List<String> caption,
    List<String> footer) {

  static final double MARGIN = 14;
  static final double WIDTH = 720;
  static final double LINE_HEIGHT = 17;
  static final double TITLE_LINE = 22;
  static final double LEGEND_ROW = 20;
  static final double LABEL_SPACING = 16;
  static final double SWATCH = 30;

  private static final double TITLE_HEIGHT = 40;
  private static final double PANEL_TITLE = 20;
  private static final double AXIS_LABEL = 24;
  private static final double LEAST_PLOT = 180;
  private static final double PANEL_FOOT = 52;
  private static final double GAP = 24;
  private static final double ROW_HEIGHT = 24;
  private static final double LABEL_GAP = 14;
  private static final double MOST_FOR_LABELS = 0.46;

  /** Arranges a figure. */
  static Layout of(Figure figure, List<Figure> parts, Ranges ranges) {
    double inner = WIDTH - 2 * MARGIN;
    double left = leftGutter(figure, ranges);
    int columns = columns(figure, inner, left);
    double cell = (inner - (columns - 1) * GAP) / columns;
    boolean direct = direct(figure, cell);
    List<List<Series>> legend = rows(legendEntries(figure, direct), inner);
    List<String> title = Typeface.wrap(figure.title(), Typeface.TITLE, inner);
    List<String> subtitle = Typeface.wrap(figure.subtitle(), Typeface.CAPTION, inner);
    double top =
        TITLE_HEIGHT + Math.max(0, title.size() - 1) * TITLE_LINE + subtitle.size() * LINE_HEIGHT;
    double y = top + (legend.isEmpty() ? 0 : legend.size() * LEGEND_ROW + 8);
    double right = direct ? labelWidth(figure) + LABEL_GAP : 16;
    double head = head(figure);
    List<Rectangle2D> areas = new ArrayList<>();
    double bottom = y;
    double cellY = y;
    for (int i = 0; i < parts.size(); i++) {
      double height = plotHeight(figure, parts.get(i), columns, direct);
      double cellX = MARGIN + (i % columns) * (cell + GAP);
      cellY = i % columns == 0 ? bottom : cellY;
      areas.add(new Rectangle2D.Double(cellX + left, cellY + head, cell - left - right, height));
      bottom = Math.max(bottom, cellY + head + height + PANEL_FOOT);
    }
    List<String> caption = Typeface.wrap(figure.caption(), Typeface.CAPTION, inner);
    List<String> footer = Typeface.wrap(figure.footer(), Typeface.FOOTER, inner);
    double height =
        bottom + caption.size() * LINE_HEIGHT + footer.size() * (LINE_HEIGHT - 1) + 10 + MARGIN;
    return new Layout(
        WIDTH,
        Math.ceil(height),
        top,
        bottom,
        areas,
        direct,
        legend,
        title,
        subtitle,
        caption,
        footer);
  }

  private static double head(Figure figure) {
    boolean titled = figure.panels().stream().anyMatch(p -> !p.title().isEmpty());
    boolean rows = figure.y().scale() == Axis.Scale.CATEGORY;
    return (titled ? PANEL_TITLE : 0) + (rows ? 8 : AXIS_LABEL);
  }

  private static int columns(Figure figure, double inner, double left) {
    if (figure.panels().size() == 1) {
      return 1;
    }
    double cell = (inner - GAP) / 2;
    boolean wide =
        figure.panels().stream().anyMatch(p -> Typeface.width(p.title(), Typeface.STRONG) > cell);
    double labels = figure.kind() == Figure.Kind.LINE ? labelWidth(figure) + LABEL_GAP : 0;
    return wide || cell - left - labels < LEAST_PLOT ? 1 : 2;
  }

  private static double leftGutter(Figure figure, Ranges ranges) {
    if (figure.y().scale() == Axis.Scale.CATEGORY) {
      return figure.y().categories().stream()
              .mapToDouble(c -> Typeface.width(c, Typeface.LABEL))
              .max()
              .orElse(0)
          + 12;
    }
    return Ticks.of(figure.y().scale(), ranges.yLow(), ranges.yHigh(), 10).stream()
            .mapToDouble(t -> Typeface.width(t.label(), Typeface.LABEL))
            .max()
            .orElse(0)
        + 10;
  }

  private static double plotHeight(Figure figure, Figure part, int columns, boolean direct) {
    if (figure.kind() != Figure.Kind.LINE) {
      return Math.max(2, part.y().categories().size()) * ROW_HEIGHT + 8;
    }
    double wanted = figure.panels().size() == 1 ? 340 : columns == 1 ? 250 : 210;
    return direct ? Math.max(wanted, (mostLabels(figure) - 1) * LABEL_SPACING) : wanted;
  }

  private static boolean direct(Figure figure, double cell) {
    boolean joined =
        figure.panels().stream()
            .flatMap(p -> p.series().stream())
            .allMatch(s -> s.label().isEmpty() || s.line() != Series.Line.NONE);
    return figure.kind() == Figure.Kind.LINE
        && joined
        && labelWidth(figure) + LABEL_GAP <= cell * MOST_FOR_LABELS
        && mostLabels(figure) <= 16;
  }

  private static double mostLabels(Figure figure) {
    return figure.panels().stream()
        .mapToLong(p -> p.series().stream().filter(s -> !s.label().isEmpty()).count())
        .max()
        .orElse(0);
  }

  private static double labelWidth(Figure figure) {
    return figure.panels().stream()
        .flatMap(p -> p.series().stream())
        .mapToDouble(s -> Typeface.width(s.label(), Typeface.LABEL))
        .max()
        .orElse(0);
  }

  private static List<Series> legendEntries(Figure figure, boolean direct) {
    List<Series> entries = new ArrayList<>();
    if (direct) {
      return entries;
    }
    for (Panel panel : figure.panels()) {
      for (Series series : panel.series()) {
        boolean said =
            series.label().isEmpty()
                || figure.y().categories().contains(series.label())
                || entries.stream().anyMatch(e -> e.label().equals(series.label()));
        if (!said) {
          entries.add(series);
        }
      }
    }
    return entries;
  }

  private static List<List<Series>> rows(List<Series> entries, double inner) {
    List<List<Series>> rows = new ArrayList<>();
    double used = Double.POSITIVE_INFINITY;
    for (Series entry : entries) {
      double width = legendWidth(entry);
      if (used + width > inner) {
        rows.add(new ArrayList<>());
        used = 0;
      }
      rows.get(rows.size() - 1).add(entry);
      used += width;
    }
    return rows;
  }

  /** How wide an entry of the legend is, with the gap to the next one. */
  static double legendWidth(Series entry) {
    return SWATCH + Typeface.width(entry.label(), Typeface.LABEL) + 20;
  }
}
