package zerocopy.report.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import zerocopy.catalogue.Catalogue;

/**
 * Colours and markers that everybody can tell apart: with all cones, without the green ones
 * (deuteranopia) and without the red ones (protanopia), as F. Viénot, H. Brettel, J. Mollon,
 * "Digital video colourmaps for checking the legibility of displays by dichromats", Color Research
 * and Application 24, 1999, simulate them. The distance is CIEDE2000 (G. Sharma, W. Wu, E. Dalal,
 * Color Research and Application 30, 2005).
 */
class PaletteTest {

  /** A distance of 1 is just noticeable side by side; thin lines far apart take much more. */
  private static final double LEAST = 12;

  private static final RealMatrix CONES =
      MatrixUtils.createRealMatrix(
          new double[][] {
            {17.8824, 43.5161, 4.11935}, {3.45565, 27.1554, 3.86714}, {0.0299566, 0.184309, 1.46709}
          });
  private static final RealMatrix ALL_CONES = MatrixUtils.createRealIdentityMatrix(3);
  private static final RealMatrix WITHOUT_GREEN =
      MatrixUtils.createRealMatrix(new double[][] {{1, 0, 0}, {0.494207, 0, 1.24827}, {0, 0, 1}});
  private static final RealMatrix WITHOUT_RED =
      MatrixUtils.createRealMatrix(new double[][] {{0, 2.02344, -2.52581}, {0, 1, 0}, {0, 0, 1}});
  private static final RealMatrix XYZ =
      MatrixUtils.createRealMatrix(
          new double[][] {
            {0.4124564, 0.3575761, 0.1804375},
            {0.2126729, 0.7151522, 0.0721750},
            {0.0193339, 0.1191920, 0.9503041}
          });
  private static final double[] WHITE = {0.95047, 1, 1.08883};

  private static double[] lab(Color colour, RealMatrix vision) {
    RealMatrix back = new LUDecomposition(CONES).getSolver().getInverse();
    double[] rgb = {linear(colour.getRed()), linear(colour.getGreen()), linear(colour.getBlue())};
    double[] seen = back.multiply(vision).multiply(CONES).operate(rgb);
    for (int i = 0; i < 3; i++) {
      seen[i] = Math.max(0, Math.min(1, seen[i]));
    }
    double[] xyz = XYZ.operate(seen);
    double[] f = new double[3];
    for (int i = 0; i < 3; i++) {
      double t = xyz[i] / WHITE[i];
      f[i] = t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }
    return new double[] {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
  }

  private static double linear(int channel) {
    double c = channel / 255.0;
    return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
  }

  private static double distance(double[] one, double[] other) {
    double mean = (Math.hypot(one[1], one[2]) + Math.hypot(other[1], other[2])) / 2;
    double stretch = 1 + 0.5 * (1 - Math.sqrt(share(mean)));
    double c1 = Math.hypot(one[1] * stretch, one[2]);
    double c2 = Math.hypot(other[1] * stretch, other[2]);
    double h1 = hue(one[1] * stretch, one[2]);
    double h2 = hue(other[1] * stretch, other[2]);
    double turn = (h2 - h1 + 540) % 360 - 180;
    double hue = h1 + turn / 2;
    double light = Math.pow((one[0] + other[0]) / 2 - 50, 2);
    double chroma = (c1 + c2) / 2;
    double t =
        1
            - 0.17 * cos(hue - 30)
            + 0.24 * cos(2 * hue)
            + 0.32 * cos(3 * hue + 6)
            - 0.2 * cos(4 * hue - 63);
    double l = (other[0] - one[0]) / (1 + 0.015 * light / Math.sqrt(20 + light));
    double c = (c2 - c1) / (1 + 0.045 * chroma);
    double h =
        2 * Math.sqrt(c1 * c2) * Math.sin(Math.toRadians(turn / 2)) / (1 + 0.015 * chroma * t);
    double around = (hue + 360) % 360 - 275;
    double blue = 60 * Math.exp(-Math.pow(around / 25, 2));
    double rotation = -2 * Math.sqrt(share(chroma)) * Math.sin(Math.toRadians(blue));
    return Math.sqrt(l * l + c * c + h * h + rotation * c * h);
  }

  private static double share(double chroma) {
    return Math.pow(chroma, 7) / (Math.pow(chroma, 7) + Math.pow(25, 7));
  }

  private static double hue(double a, double b) {
    return (Math.toDegrees(Math.atan2(b, a)) + 360) % 360;
  }

  private static double cos(double degrees) {
    return Math.cos(Math.toRadians(degrees));
  }

  /** Pairs 1, 7 and 17 of the test data of Sharma, Wu and Dalal. */
  @Test
  void theDistanceIsThatOfThePaper() {
    assertEquals(
        2.0425,
        distance(new double[] {50, 2.6772, -79.7751}, new double[] {50, 0, -82.7485}),
        1e-4);
    assertEquals(2.3669, distance(new double[] {50, 0, 0}, new double[] {50, -1, 2}), 1e-4);
    assertEquals(27.1492, distance(new double[] {50, 2.5, 0}, new double[] {73, 25, -18}), 1e-4);
  }

  @Test
  void anyTwoColoursAreFarApartForEverybody() {
    List<Color> colours = Palette.colours();
    for (RealMatrix vision : List.of(ALL_CONES, WITHOUT_GREEN, WITHOUT_RED)) {
      for (int i = 0; i < colours.size(); i++) {
        for (int k = 0; k < i; k++) {
          double distance = distance(lab(colours.get(i), vision), lab(colours.get(k), vision));
          assertTrue(distance >= LEAST, colours.get(i) + " " + colours.get(k) + " " + distance);
        }
      }
    }
  }

  /** Lines of one panel, and a panel's name is empty where a figure has no families. */
  @Test
  void linesOfOnePanelDifferInColourOrMarker() {
    Catalogue catalogue = Catalogue.ofSuite();
    Palette palette = new Palette(catalogue);
    List<String> same = new ArrayList<>();
    for (Catalogue.Entry entry : catalogue.entries().values()) {
      Map<String, String> seen = new HashMap<>();
      entry
          .strategies()
          .forEach(
              (name, strategy) -> {
                String other = seen.put(strategy.panel() + palette.style(name), name);
                if (other != null
                    && !entry.question().bytes().isEmpty()
                    && entry.question().section().isEmpty()) {
                  same.add(entry.name() + ": " + other + " and " + name);
                }
              });
    }
    assertEquals(List.of(), same);
  }
}
