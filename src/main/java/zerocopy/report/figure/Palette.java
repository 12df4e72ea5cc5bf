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
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Strategy;

/**
 * Colour and marker of a strategy, the same in every figure: as its benchmark declares them, or as
 * they follow from its name.
 *
 * <p>The colours begin with those of Okabe and Ito, "Color Universal Design", 2008. Their yellow,
 * too pale for lines on white, is an olive here, and their vermilion is darker: so any two colours
 * are at least 12 apart by CIEDE2000 for people without red or green cones too, as a test computes.
 * Agrona's strategies have the colour of their JDK counterpart and a hollow marker.
 */
public final class Palette {

  /** Text and axes. */
  public static final Color INK = new Color(0x22, 0x22, 0x22);

  /** Captions, reference lines. */
  public static final Color QUIET = new Color(0x66, 0x66, 0x66);

  /** Grid lines. */
  public static final Color GRID = new Color(0xE4, 0xE4, 0xE4);

  static final Color PAPER = Color.WHITE;

  /** In the order of {@link Strategy.Colour}, which begins with the colour of no strategy. */
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x00, 0x72, 0xB2),
          new Color(0x8F, 0x30, 0x00),
          new Color(0x00, 0x9E, 0x73),
          new Color(0xCC, 0x79, 0xA7),
          new Color(0xE6, 0x9F, 0x00),
          new Color(0x56, 0xB4, 0xE9),
          new Color(0x94, 0x76, 0x00),
          new Color(0x33, 0x33, 0x33));

  private final Map<String, Style> declared = new HashMap<>();

  /**
   * The palette of a suite.
   *
   * @param catalogue the strategies, some of which declare a colour
   */
  public Palette(Catalogue catalogue) {
    catalogue.entries().values().forEach(entry -> entry.strategies().forEach(this::declare));
  }

  private void declare(String name, Strategy strategy) {
    if (strategy.colour() != Strategy.Colour.ANY) {
      declared.put(name, style(strategy.colour(), strategy.marker()));
    }
  }

  /**
   * How a name is drawn.
   *
   * @param colour of line and marker
   * @param marker its form
   * @param hollow whether the marker is only outlined
   */
  public record Style(Color colour, Strategy.Marker marker, boolean hollow) {

    /**
     * The same colour with another marker, for one strategy under several conditions.
     *
     * @param i 0 for the style itself
     */
    public Style variant(int i) {
      Strategy.Marker[] markers = Strategy.Marker.values();
      return new Style(colour, markers[(marker.ordinal() + i) % markers.length], hollow);
    }
  }

  /**
   * A style that does not follow from a name.
   *
   * @param colour any but {@link Strategy.Colour#ANY}
   * @return the style, with a full marker
   */
  public static Style style(Strategy.Colour colour, Strategy.Marker marker) {
    return new Style(COLOURS.get(colour.ordinal() - 1), marker, false);
  }

  /**
   * Styles for things that are counted and have no style of their own.
   *
   * @param i from 0; from 8 on, colours return with other markers
   */
  public static Style numbered(int i) {
    Strategy.Marker[] markers = Strategy.Marker.values();
    return new Style(COLOURS.get(i % COLOURS.size()), markers[i % markers.length], false);
  }

  static Shape shape(Strategy.Marker marker) {
    return switch (marker) {
      case CIRCLE -> new Ellipse2D.Double(-3.4, -3.4, 6.8, 6.8);
      case SQUARE -> new Rectangle2D.Double(-3.1, -3.1, 6.2, 6.2);
      case TRIANGLE -> polygon(0, -4.2, 4, 3, -4, 3);
      case DIAMOND -> polygon(0, -4.5, 4.5, 0, 0, 4.5, -4.5, 0);
      case DOWN ->
          AffineTransform.getScaleInstance(1, -1)
              .createTransformedShape(shape(Strategy.Marker.TRIANGLE));
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

  /**
   * The colours that names can have.
   *
   * @return always the same ones in the same order
   */
  public static List<Color> colours() {
    return COLOURS;
  }

  /**
   * Colour and marker of a name.
   *
   * @return always the same for the same name; unknown names get one by their hash
   */
  public Style style(String name) {
    Style known = declared.get(name);
    if (known != null) {
      return known;
    }
    String base = name.replaceFirst("(?<=.)(Read|Write|ByWord|ByPage|Unchecked(Read|Write))$", "");
    if (!base.equals(name) && (declared.containsKey(base) || base.startsWith("agrona"))) {
      return style(base);
    }
    if (name.startsWith("agrona") && name.length() > 6) {
      Style jdk = style(Character.toLowerCase(name.charAt(6)) + name.substring(7));
      return new Style(jdk.colour(), jdk.marker(), true);
    }
    int hash = name.hashCode() * 0x9E3779B1;
    Color colour = COLOURS.get((hash >>> 29) & 7);
    Strategy.Marker[] markers = Strategy.Marker.values();
    return new Style(colour, markers[(hash >>> 20 & 0xFF) % markers.length], (hash & 1) == 1);
  }
}
