package zerocopy.report.figure;

import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Colour and marker of a name, the same in every figure.
 *
 * <p>The colours are those of Okabe and Ito, "Color Universal Design", 2008, which people with
 * colour-blindness can tell apart; their yellow, too pale for lines on white, is replaced by the
 * olive of Paul Tol's "muted" scheme. Agrona's strategies have the colour of their JDK counterpart
 * and a hollow marker.
 */
public final class Palette {

  /** Text and axes. */
  public static final Color INK = new Color(0x22, 0x22, 0x22);

  /** Captions, reference lines. */
  public static final Color QUIET = new Color(0x66, 0x66, 0x66);

  /** Grid lines. */
  public static final Color GRID = new Color(0xE4, 0xE4, 0xE4);

  static final Color PAPER = Color.WHITE;

  private static final Color BLACK = new Color(0x33, 0x33, 0x33);
  private static final Color ORANGE = new Color(0xE6, 0x9F, 0x00);
  private static final Color SKY = new Color(0x56, 0xB4, 0xE9);
  private static final Color GREEN = new Color(0x00, 0x9E, 0x73);
  private static final Color BLUE = new Color(0x00, 0x72, 0xB2);
  private static final Color VERMILLION = new Color(0xD5, 0x5E, 0x00);
  private static final Color PURPLE = new Color(0xCC, 0x79, 0xA7);
  private static final Color OLIVE = new Color(0x99, 0x99, 0x33);

  private static final List<Color> COLOURS =
      List.of(BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, OLIVE, BLACK);

  private static final Map<String, Style> STYLES = new HashMap<>();

  static {
    name(BLACK, Marker.CIRCLE, "arrayToArray", "filesCopy", "stream", "array", "identity", "FIFO");
    name(ORANGE, Marker.CIRCLE, "heapToHeap", "readWriteHeap", "heap", "readHeap", "CLOCK");
    name(VERMILLION, Marker.SQUARE, "heapToDirect", "heapToNative", "AGING");
    name(SKY, Marker.TRIANGLE, "directToHeap", "nativeToHeap", "writeDirect", "SECOND_CHANCE");
    name(BLUE, Marker.DIAMOND, "directToDirect", "readWriteDirect", "direct", "readDirect", "LRU");
    name(BLUE, Marker.SQUARE, "nativeToNative", "alignedDirect", "directAligned");
    name(OLIVE, Marker.DOWN, "mappedToHeap", "mappedToMapped", "mapped", "RANDOM");
    name(GREEN, Marker.CIRCLE, "mappedToDirect", "mappedToNative", "mappedToChannel", "NRU");
    name(GREEN, Marker.CIRCLE, "mappedWrite", "mappedCopy");
    name(PURPLE, Marker.DIAMOND, "directToMapped", "mapCopyUnmap", "transferFrom", "LFU");
    name(VERMILLION, Marker.DIAMOND, "transferTo", "OPT");
    name(SKY, Marker.DOWN, "MRU", "segment", "arena");
    name(PURPLE, Marker.TRIANGLE, "longLoop");
    name(GREEN, Marker.DOWN, "byteLoop");
    name(BLACK, Marker.CIRCLE, "dense", "raw", "plainCall", "secondTouch", "orderOnly");
    name(SKY, Marker.TRIANGLE, "denseHuge", "singleLevel", "programmed");
    name(VERMILLION, Marker.DIAMOND, "linePerPage", "fourLevel", "interrupt");
    name(BLUE, Marker.SQUARE, "linePerPageHuge", "fourLevelWithTlb", "dma");
    name(PURPLE, Marker.DOWN, "fiveLevel");
    name(GREEN, Marker.TRIANGLE, "singleLevelWithTlb");
    name(OLIVE, Marker.DIAMOND, "fiveLevelWithTlb");
    name(ORANGE, Marker.DOWN, "baseLimit");
    name(VERMILLION, Marker.CIRCLE, "measured");
    name(BLUE, Marker.DIAMOND, "predicted");
    name(BLUE, Marker.SQUARE, "crossings");
    name(ORANGE, Marker.SQUARE, "copies");
    name(GREEN, Marker.SQUARE, "faults");
    name(PURPLE, Marker.SQUARE, "waiting");
    name(OLIVE, Marker.SQUARE, "unexplained");
  }

  private Palette() {}

  /**
   * How a name is drawn.
   *
   * @param colour of line and marker
   * @param marker its form
   * @param hollow whether the marker is only outlined
   */
  public record Style(Color colour, Marker marker, boolean hollow) {}

  /** Forms of markers. */
  public enum Marker {
    /** A disc. */
    CIRCLE,
    /** A square. */
    SQUARE,
    /** A triangle that points up. */
    TRIANGLE,
    /** A square on its tip. */
    DIAMOND,
    /** A triangle that points down. */
    DOWN;

    Shape shape() {
      return switch (this) {
        case CIRCLE -> new Ellipse2D.Double(-3.4, -3.4, 6.8, 6.8);
        case SQUARE -> new Rectangle2D.Double(-3.1, -3.1, 6.2, 6.2);
        case TRIANGLE -> polygon(0, -4.2, 4, 3, -4, 3);
        case DIAMOND -> polygon(0, -4.5, 4.5, 0, 0, 4.5, -4.5, 0);
        case DOWN ->
            AffineTransform.getScaleInstance(1, -1).createTransformedShape(TRIANGLE.shape());
      };
    }

    private static Path2D polygon(double... xy) {
      Path2D path = new Path2D.Double();
      path.moveTo(xy[0], xy[1]);
      for (int i = 2; i < xy.length; i += 2) {
        path.lineTo(xy[i], xy[i + 1]);
      }
      path.closePath();
      return path;
    }
  }

  /**
   * The colours that names can have.
   *
   * @return always the same ones in the same order
   */
  public static List<Color> colours() {
    return COLOURS;
  }

  private static void name(Color colour, Marker marker, String... names) {
    for (String name : names) {
      STYLES.put(name, new Style(colour, marker, false));
    }
  }

  /**
   * Colour and marker of a name.
   *
   * @param name a strategy
   * @return always the same for the same name; unknown names get one by their hash
   */
  public static Style style(String name) {
    Style known = STYLES.get(name);
    if (known != null) {
      return known;
    }
    String base = name.replaceFirst("(?<=.)(Read|Write|ByWord|ByPage|Unchecked(Read|Write))$", "");
    if (!base.equals(name) && (STYLES.containsKey(base) || base.startsWith("agrona"))) {
      return style(base);
    }
    if (name.startsWith("agrona") && name.length() > 6) {
      Style jdk = style(Character.toLowerCase(name.charAt(6)) + name.substring(7));
      return new Style(jdk.colour(), jdk.marker(), true);
    }
    int hash = name.hashCode() * 0x9E3779B1;
    Color colour = COLOURS.get((hash >>> 29) & 7);
    Marker[] markers = Marker.values();
    return new Style(colour, markers[(hash >>> 20 & 0xFF) % markers.length], (hash & 1) == 1);
  }
}
