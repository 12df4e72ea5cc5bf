package zerocopy.report.figure;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferInt;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.DOMGroupManager;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import zerocopy.report.text.Escape;

/** A figure as the bytes of an SVG or PNG file; one {@link Drawing} makes both. */
public final class FigureFile {

  private static final String SVG = "http://www.w3.org/2000/svg";
  static final int PNG_SCALE = 2;
  private static final int COLOURS = 256;

  /** The error bar of a point without an interval: nothing to see. */
  private static final String POINT_LINE =
      "<line [^<>]*x1=\"([\\d.]+)\" x2=\"\\1\" y1=\"([\\d.]+)\" y2=\"\\2\"\\s*/>";

  private static final double SPOT_RADIUS = 7;

  private FigureFile() {}

  /**
   * Why figures cannot be drawn on this machine.
   *
   * @return one sentence with what to install; empty where all is well
   */
  public static Optional<String> unavailable() {
    return Typeface.unavailable();
  }

  /**
   * Draws a figure as SVG: text stays text, each point carries a {@code title} that viewers show as
   * a tooltip.
   *
   * @return the document; its root names the part between title and caption in {@code
   *     data-plot="top bottom"}
   */
  public static String svg(Figure figure) {
    Drawing drawing = new Drawing(figure);
    SVGGeneratorContext context = SVGGeneratorContext.createDefault(emptyDocument());
    context.setComment("");
    context.setPrecision(2);
    context.setIDGenerator(new UniqueIds(figure.id()));
    SvgGraphics g = new SvgGraphics(context);
    drawing.draw(g);
    StringWriter writer = new StringWriter(1 << 16);
    try {
      g.stream(writer, false);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot draw " + figure.id(), e);
    }
    return document(figure, drawing, writer.toString(), g);
  }

  private static Document emptyDocument() {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .getDOMImplementation()
          .createDocument(SVG, "svg", null);
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("this Java cannot make an XML document", e);
    }
  }

  private static String document(Figure figure, Drawing drawing, String batik, SvgGraphics g) {
    int start = batik.indexOf('>', batik.indexOf("<svg")) + 1;
    // The root names the whole stack of families; Batik's groups would narrow it to this machine's.
    String body =
        batik
            .substring(start, batik.lastIndexOf("</svg"))
            .replaceAll(" font-family=\"[^\"<>]*\"|<!---->|(?<=<defs) id=\"genericDefs\"", "")
            .replaceAll("\\s+(?=/?>)", "")
            .replaceAll("(?<=<text)([^<>]*?) stroke-width=\"[^\"]*\"", "$1")
            .replaceAll(POINT_LINE, "");
    Layout layout = drawing.layout();
    String root =
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"%s\" viewBox=\"0 0 %.0f %.0f\" width=\"%2$.0f\" height=\"%3$.0f\""
                + " role=\"img\" data-plot=\"%.0f %.0f\" data-y=\"%s\" font-family=\"%s\">%n<title>%s</title>%n"
                + "<rect class=\"paper\" width=\"100%%\" height=\"100%%\" fill=\"white\"/>",
            SVG,
            layout.width(),
            layout.height(),
            layout.top(),
            layout.bottom(),
            drawing.valueAxis(),
            Typeface.CSS,
            Escape.html(figure.title()));
    return root + body + "<g fill-opacity=\"0\">" + spots(drawing, g) + "</g></svg>\n";
  }

  private static String spots(Drawing drawing, SvgGraphics g) {
    return drawing.spots().stream()
        .map(
            s ->
                String.format(
                    Locale.ROOT,
                    "<circle class=\"spot %s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.0f\""
                        + "><title>%s</title></circle>%n",
                    g.name(s.series()),
                    s.x(),
                    s.y(),
                    SPOT_RADIUS,
                    Escape.html(s.text())))
        .collect(Collectors.joining());
  }

  /**
   * The points of a figure as CSV (RFC 4180): one line a point, the interval in columns of its own.
   *
   * @param figure any figure
   */
  public static String csv(Figure figure) {
    boolean rows = figure.y().scale() == Axis.Scale.CATEGORY;
    StringBuilder out = new StringBuilder("panel,series,");
    out.append(Escape.csv(rows ? "row" : figure.x().label())).append(',');
    out.append(Escape.csv((rows ? figure.x() : figure.y()).label())).append(",low,high\r\n");
    for (Panel panel : figure.panels()) {
      for (Series series : panel.series()) {
        for (Point p : series.points()) {
          String place = rows ? Escape.csv(category(figure, p)) : Double.toString(p.x());
          String value = Double.toString(rows ? p.x() : p.y());
          out.append(Escape.csv(panel.title())).append(',').append(Escape.csv(series.label()));
          out.append(',').append(place).append(',').append(value).append(',');
          out.append(p.hasInterval() ? p.low() + "," + p.high() : ",").append("\r\n");
        }
      }
    }
    return out.toString();
  }

  private static String category(Figure figure, Point p) {
    List<String> names = figure.y().categories();
    int row = (int) Math.round(p.y());
    return row >= 0 && row < names.size() ? names.get(row) : "";
  }

  /** Draws a figure as PNG, two pixels a point. */
  public static byte[] png(Figure figure) {
    Drawing drawing = new Drawing(figure);
    int width = (int) (drawing.layout().width() * PNG_SCALE);
    int height = (int) (drawing.layout().height() * PNG_SCALE);
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    g.setPaint(Palette.PAPER);
    g.fillRect(0, 0, width, height);
    g.scale(PNG_SCALE, PNG_SCALE);
    drawing.draw(g);
    g.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 17);
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(fewColours(image), "png", out)) {
        throw new IllegalStateException("this Java cannot write PNG files");
      }
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot draw " + figure.id(), e);
    }
  }

  /**
   * A byte a pixel, which is a third of the file: the most frequent colours, and for the others,
   * the blends at the edges of lines, the nearest of these.
   */
  private static BufferedImage fewColours(BufferedImage image) {
    int[] pixels = ((DataBufferInt) image.getRaster().getDataBuffer()).getData();
    Map<Integer, Integer> counts = new HashMap<>();
    for (int i = 0, end; i < pixels.length; i = end) {
      end = endOfRun(pixels, i);
      counts.merge(pixels[i], end - i, Integer::sum);
    }
    int[] palette =
        counts.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(COLOURS)
            .mapToInt(Map.Entry::getKey)
            .toArray();
    Map<Integer, Byte> indices = new HashMap<>();
    counts.keySet().forEach(colour -> indices.put(colour, (byte) nearest(palette, colour)));
    IndexColorModel model =
        new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage indexed =
        new BufferedImage(
            image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
    byte[] bytes = ((DataBufferByte) indexed.getRaster().getDataBuffer()).getData();
    for (int i = 0, end; i < pixels.length; i = end) {
      end = endOfRun(pixels, i);
      Arrays.fill(bytes, i, end, indices.get(pixels[i]));
    }
    return indexed;
  }

  /** A figure is mostly paper: a look-up a run of equal pixels is a few per cent of them all. */
  private static int endOfRun(int[] pixels, int from) {
    int end = from + 1;
    while (end < pixels.length && pixels[end] == pixels[from]) {
      end++;
    }
    return end;
  }

  private static int nearest(int[] palette, int colour) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.length; i++) {
      int distance = distance(palette[i], colour);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  private static int distance(int one, int other) {
    int red = (one >> 16 & 0xFF) - (other >> 16 & 0xFF);
    int green = (one >> 8 & 0xFF) - (other >> 8 & 0xFF);
    int blue = (one & 0xFF) - (other & 0xFF);
    return red * red + green * green + blue * blue;
  }

  /** Identifiers that stay unique where several figures stand in one page. */
  private static final class UniqueIds extends SVGIDGenerator {
    private final String figure;

    UniqueIds(String figure) {
      this.figure = "c" + Integer.toString(figure.hashCode() & Integer.MAX_VALUE, 36);
    }

    @Override
    public String generateID(String prefix) {
      return figure + "-" + super.generateID(prefix.substring(0, 1));
    }
  }

  /**
   * Batik's generator, with text that keeps the width for which room was made, whichever of the
   * typeface's look-alikes the reader has.
   */
  private static final class SvgGraphics extends SVGGraphics2D {

    private final List<String> series = new ArrayList<>();

    SvgGraphics(SVGGeneratorContext context) {
      super(context, false);
    }

    /** The class of a series' elements, {@code s0}, {@code s1}, …; empty for none. */
    String name(String label) {
      if (label.isEmpty()) {
        return "";
      }
      if (!series.contains(label)) {
        series.add(label);
      }
      return "s" + series.indexOf(label);
    }

    private void add(Element element, short method) {
      if (element == null) {
        return;
      }
      String name =
          name(String.valueOf(Objects.requireNonNullElse(getRenderingHint(Drawing.SERIES), "")));
      if (!name.isEmpty()) {
        element.setAttributeNS(null, "class", name);
      }
      domGroupManager.addElement(element, method);
    }

    @Override
    public void draw(Shape shape) {
      add(shapeConverter.toSVG(shape), DOMGroupManager.DRAW);
    }

    @Override
    public void fill(Shape shape) {
      add(shapeConverter.toSVG(shape), DOMGroupManager.FILL);
    }

    @Override
    public void drawString(String text, float x, float y) {
      Element element = getDOMFactory().createElementNS(SVG, "text");
      element.setAttributeNS(null, "x", decimal(x));
      element.setAttributeNS(null, "y", decimal(y));
      element.setAttributeNS(null, "textLength", decimal(Typeface.width(text, getFont())));
      element.setAttributeNS(null, "font-size", decimal(getFont().getSize2D()));
      if (getFont().isBold()) {
        element.setAttributeNS(null, "font-weight", "bold");
      }
      element.setAttributeNS(null, "stroke", "none");
      element.appendChild(getDOMFactory().createTextNode(text));
      add(element, DOMGroupManager.FILL);
    }

    private static String decimal(double value) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
  }
}
