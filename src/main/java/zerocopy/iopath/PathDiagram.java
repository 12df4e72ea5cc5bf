package zerocopy.iopath;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/**
 * Draws a path as a sequence diagram in SVG: a column a place, a row a step, in order. Text stays
 * text, and the colours follow the reader's light or dark preference.
 */
public final class PathDiagram {

  private static final int COLUMN = 132;
  private static final int ROW = 34;
  private static final int TOP = 66;
  private static final int LEFT = 30;
  private static final int NOTE = 250;
  private static final int LABEL_LETTERS = 17;

  private static final String STYLE =
      """
      <style>
      .zp{--ink:#1b1f24;--quiet:#8a929b;--line:#d5d9de;--cross:#b3480a;--cpu:#0b62a4;--dma:#1b7f5c;--trap:#9b2f77;--paper:transparent;font:13px system-ui,sans-serif}
      @media (prefers-color-scheme:dark){.zp{--ink:#e8eaed;--quiet:#9aa3ad;--line:#3c434b;--cross:#f0a068;--cpu:#7ab8ee;--dma:#66cfa5;--trap:#e39bc8}}
      .zp text{fill:var(--ink)}.zp .quiet{fill:var(--quiet)}.zp .life{stroke:var(--line);stroke-width:1}
      .zp .wall{stroke:var(--quiet);stroke-width:1;stroke-dasharray:2 4}
      .zp .arrow{fill:none;stroke-width:2}.zp .crossing,.zp .wake{stroke:var(--cross)}.zp .cpu{stroke:var(--cpu);stroke-width:4}
      .zp .dma,.zp .device{stroke:var(--dma);stroke-width:4}.zp .device{stroke-width:2}.zp .trap{stroke:var(--trap)}.zp .map{stroke:var(--quiet);stroke-dasharray:5 4}
      .zp .head{stroke:none}.zp .head.crossing,.zp .head.wake{fill:var(--cross)}.zp .head.cpu{fill:var(--cpu)}
      .zp .head.dma,.zp .head.device{fill:var(--dma)}.zp .head.trap{fill:var(--trap)}.zp .head.map{fill:var(--quiet)}
      </style>
      """;

  private final IoPath path;
  private final Map<Place, Integer> columns = new EnumMap<>(Place.class);
  private final StringBuilder svg = new StringBuilder();

  private PathDiagram(IoPath path) {
    this.path = path;
    TreeSet<Place> places = new TreeSet<>();
    for (Step step : path.steps()) {
      places.add(step.from());
      places.add(step.to());
    }
    places.forEach(place -> columns.put(place, columns.size()));
  }

  /** The diagram of a path as one {@code <svg>} element that can stand in a page or a file. */
  public static String svg(IoPath path) {
    return new PathDiagram(path).draw();
  }

  private String draw() {
    List<Step> steps = path.steps();
    int width = LEFT + columns.size() * COLUMN + NOTE;
    int height = TOP + steps.size() * ROW + 34;
    svg.append(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"zp\" role=\"img\" viewBox=\"0 0 %d %d\" style=\"max-width:%dpx;width:100%%\">"
                .formatted(width, height, width))
        .append("<title>%s</title>".formatted(escape(path.name() + ": " + summary(path.counts()))))
        .append(STYLE);
    drawColumns(TOP + steps.size() * ROW);
    for (int i = 0; i < steps.size(); i++) {
      drawStep(steps.get(i), i, TOP + i * ROW + 20);
    }
    text(LEFT, height - 10, "quiet", summary(path.counts()));
    return svg.append("</svg>").toString();
  }

  private void drawColumns(int bottom) {
    Place before = null;
    for (Map.Entry<Place, Integer> entry : columns.entrySet()) {
      Place place = entry.getKey();
      int x = x(place);
      line("life", x, TOP - 10, x, bottom);
      centred(x, TOP - 34, "", place.label());
      centred(x, TOP - 18, "quiet", place.side().name().toLowerCase(Locale.ROOT));
      if (before != null && before.side() != place.side()) {
        line("wall", x - COLUMN / 2, 12, x - COLUMN / 2, bottom);
      }
      before = place;
    }
  }

  private void drawStep(Step step, int index, int y) {
    String style = style(step.kind());
    int from = x(step.from());
    int to = x(step.to());
    int direction = from <= to ? 1 : -1;
    if (from == to) {
      to = from + 18;
    }
    line("arrow " + style, from, y, to - direction * 8, y);
    svg.append(
        "<path class=\"head %s\" d=\"M%d %dl%d -6v12z\"/>"
            .formatted(style, to, y, -direction * 10));
    text(LEFT + columns.size() * COLUMN, y + 4, "", (index + 1) + ". " + sentence(step));
  }

  private static String sentence(Step step) {
    String repeated = step.times() > 1 ? ", " + step.times() + " times" : "";
    String crossing = step.kind() == Step.Kind.CROSSING ? step.what() : "";
    String other =
        step.what().equals("copy") || step.what().equals("DMA")
            ? step.kind().label()
            : step.kind().label() + ": " + step.what();
    return (crossing.isEmpty() ? other : crossing) + repeated;
  }

  private static String style(Step.Kind kind) {
    return switch (kind) {
      case CROSSING -> "crossing";
      case CPU_COPY, CONSUME -> "cpu";
      case DMA_COPY -> "dma";
      case DEVICE -> "device";
      case INTERRUPT, FAULT -> "trap";
      case MAP, POLL, CREATE -> "map";
      case WAKE, DELIVER -> "wake";
    };
  }

  /** The counts in words, as under every diagram. */
  static String summary(Counts counts) {
    return "crossings: %d, CPU copies: %s, DMA copies: %s, interrupts: %d, page faults: %d"
        .formatted(
            counts.crossings(),
            number(counts.cpuCopies()),
            number(counts.dmaCopies()),
            counts.interrupts(),
            counts.faults());
  }

  private static String number(double value) {
    return value == Math.rint(value)
        ? Long.toString((long) value)
        : String.format(Locale.ROOT, "%.2f", value);
  }

  private int x(Place place) {
    return LEFT + columns.get(place) * COLUMN + COLUMN / 2;
  }

  private void line(String style, int x1, int y1, int x2, int y2) {
    svg.append(
        "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>"
            .formatted(style, x1, y1, x2, y2));
  }

  private void text(int x, int y, String style, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>".formatted(style, x, y, escape(text)));
  }

  /** Centred text; a long label takes two lines, the last of them at {@code y}. */
  private void centred(int x, int y, String style, String text) {
    int cut = text.length() > LABEL_LETTERS ? text.lastIndexOf(' ', LABEL_LETTERS) : -1;
    if (cut > 0) {
      middle(x, y - 16, style, text.substring(0, cut));
      middle(x, y, style, text.substring(cut + 1));
    } else {
      middle(x, y, style, text);
    }
  }

  private void middle(int x, int y, String style, String text) {
    svg.append(
        "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>"
            .formatted(style, x, y, escape(text)));
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
