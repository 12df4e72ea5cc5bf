package zerocopy.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import zerocopy.catalogue.Catalogue;

/** What a figure must keep: values at their places, one style a name, ticks that read well. */
class FigureTest {

  private static Figure line(List<Point> first, List<Point> second) {
    return new Figure(
        "test",
        "Test",
        Figure.Kind.LINE,
        Axis.of("file size", Axis.Scale.SIZE),
        Axis.of("GiB/s", Axis.Scale.LOG),
        List.of(
            new Panel(
                "",
                List.of(
                    Series.line(Palette.numbered(0), "direct", first),
                    Series.line(Palette.numbered(1), "heap", second)))),
        "Caption.");
  }

  private static List<Drawing.Spot> spots(Figure figure) {
    Drawing drawing = new Drawing(figure);
    drawing.draw(
        new java.awt.image.BufferedImage(10, 10, java.awt.image.BufferedImage.TYPE_INT_RGB)
            .createGraphics());
    return drawing.spots();
  }

  @Test
  void aMissingPointIsMissingAndTheOthersKeepTheirPlaces() {
    List<Point> all =
        List.of(Point.of(1024, 1, "a"), Point.of(4096, 2, "b"), Point.of(65536, 4, "c"));
    List<Point> gap = List.of(all.get(0), all.get(2));
    List<Drawing.Spot> spots = spots(line(all, gap));
    assertEquals(5, spots.size());
    assertEquals(spots.get(2).x(), spots.get(4).x());
    assertEquals(spots.get(2).y(), spots.get(4).y());
  }

  /** Three sizes are two lines; a series that lacks the middle one has none on an axis of sizes. */
  @Test
  void aLineBreaksAtASizeThatWasNotMeasured() {
    List<Point> all =
        List.of(Point.of(1024, 1, "a"), Point.of(4096, 2, "b"), Point.of(65536, 4, "c"));
    Figure sizes = line(all, List.of(all.get(0), all.get(2)));
    Figure counts =
        new Figure(
            "test",
            "Test",
            sizes.kind(),
            Axis.of("frames", Axis.Scale.COUNT),
            sizes.y(),
            sizes.panels(),
            "Caption.");
    assertEquals(lines(counts) - 1, lines(sizes));
  }

  private static int lines(Figure figure) {
    return FigureFile.svg(figure).split("<line ", -1).length;
  }

  @Test
  void aDotFigureHasTheRowsOfEachPanelAndADotForEachFork() {
    Point first = new Point(3, 0, 2, 4, "first", List.of(2.0, 3.0, 4.5));
    Point last = Point.of(5, 2, "last");
    Panel both =
        new Panel("both", List.of(Series.dots(Palette.numbered(0), "", List.of(first, last))));
    Panel one = new Panel("one", List.of(Series.dots(Palette.numbered(0), "", List.of(last))));
    Figure figure =
        new Figure(
            "test",
            "Test",
            Figure.Kind.DOT,
            Axis.of("GiB/s", Axis.Scale.LINEAR),
            Axis.rows(List.of("a", "b", "c")),
            List.of(both, one),
            "Caption.");
    assertEquals(List.of("a", "c"), figure.part(both).y().categories());
    assertEquals(List.of("c"), figure.part(one).y().categories());
    assertEquals(0, figure.part(one).panels().get(0).series().get(0).points().get(0).y());
    String dots = FigureFile.svg(figure).split("stroke-opacity", 2)[1].split(" d=\"", 2)[1];
    assertEquals(3, dots.substring(0, dots.indexOf('"')).split("M", -1).length - 1);
  }

  @Test
  void whatHasNoPlaceOnALogarithmicAxisIsLeftOut() {
    List<Point> points =
        List.of(
            Point.of(0, 1, "no size"),
            Point.of(64, 0, "no speed"),
            Point.of(64, 1, ""),
            Point.of(Double.NaN, 1, ""));
    assertEquals(1, spots(line(points, List.of())).size());
  }

  @Test
  void sizesAreTickedAsPowersOfTwoWithTheirUnits() {
    List<String> labels =
        Ticks.of(Axis.Scale.SIZE, 64, 1 << 26, 6).stream().map(Ticks.Tick::label).toList();
    assertTrue(labels.size() >= 4 && labels.size() <= 6, labels::toString);
    labels.forEach(l -> assertTrue(l.matches("\\d+\u00a0(B|KiB|MiB)"), l));
  }

  @Test
  void everyScaleHasTicksForEveryRange() {
    for (Axis.Scale scale : Axis.Scale.values()) {
      for (double low : new double[] {1e-3, 1, 3.3, 1e6}) {
        for (double factor : new double[] {1.05, 1.5, 30, 1e7}) {
          if (scale != Axis.Scale.CATEGORY) {
            int ticks = Ticks.of(scale, low, low * factor, 8).size();
            assertTrue(ticks >= 1 && ticks <= 9, scale + " " + low + " × " + factor + ": " + ticks);
          }
        }
      }
    }
  }

  @Test
  void anAgronaStrategyIsTheHollowTwinOfItsJdkCounterpart() {
    Palette palette = new Palette(Catalogue.ofSuite());
    assertEquals(palette.style("direct").colour(), palette.style("agronaDirect").colour());
    assertEquals(palette.style("direct").marker(), palette.style("agronaDirect").marker());
    assertNotEquals(palette.style("direct"), palette.style("agronaDirect"));
  }

  @Test
  void hostileTextStaysText() {
    Point point = Point.of(64, 1, "</title><script>alert(1)</script>");
    String svg = FigureFile.svg(line(List.of(point), List.of()).withProvenance("<b>&", "\"<i>"));
    assertTrue(!svg.contains("<script") && !svg.contains("<b>") && !svg.contains("<i>"));
  }

  @Test
  void anIdThatIsNoFileNameIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            new Figure(
                "../x",
                "",
                Figure.Kind.LINE,
                Axis.of("", Axis.Scale.LOG),
                Axis.of("", Axis.Scale.LOG),
                List.of(new Panel("", List.of())),
                ""));
  }

  @Test
  void theSameFigureGivesTheSameBytes() {
    Figure figure = line(List.of(Point.of(64, 1, "a")), List.of());
    assertEquals(FigureFile.svg(figure), FigureFile.svg(figure));
  }
}
