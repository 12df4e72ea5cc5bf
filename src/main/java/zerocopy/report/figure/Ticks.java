package zerocopy.report.figure;

import java.util.ArrayList;
import java.util.List;
import zerocopy.report.text.Units;

/** Where an axis has ticks, and what they say. */
final class Ticks {

  private static final double[][] DECADE_STEPS = {{1}, {1, 3}, {1, 2, 5}, {1, 2, 3, 5, 7}};

  /** A tick: its value and label. */
  record Tick(double value, String label) {}

  private Ticks() {}

  /**
   * Ticks of a numeric axis.
   *
   * @param scale not {@link Axis.Scale#CATEGORY}
   * @param low lower end
   * @param high upper end
   * @param most largest number of ticks that fits
   * @return in ascending order
   */
  static List<Tick> of(Axis.Scale scale, double low, double high, int most) {
    return switch (scale) {
      case SIZE, COUNT -> powersOfTwo(scale, low, high, most);
      case LOG, TIME -> decades(scale, low, high, most);
      default -> linear(low, high, most);
    };
  }

  private static List<Tick> powersOfTwo(Axis.Scale scale, double low, double high, int most) {
    int first = (int) Math.ceil(log2(low) - 1e-9);
    int last = (int) Math.floor(log2(high) + 1e-9);
    int step = 1;
    while ((last - first) / step + 1 > Math.max(2, most)) {
      // Sizes are measured in factors of 4 and 16: such steps put the ticks where the points are.
      step *= 2;
    }
    List<Tick> ticks = new ArrayList<>();
    for (int exponent = Math.floorDiv(first + step - 1, step) * step;
        exponent <= last;
        exponent += step) {
      double value = Math.pow(2, exponent);
      ticks.add(new Tick(value, label(scale, value)));
    }
    return ticks.isEmpty() ? linear(low, high, most) : ticks;
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  private static List<Tick> decades(Axis.Scale scale, double low, double high, int most) {
    List<Tick> best = List.of();
    for (double[] steps : DECADE_STEPS) {
      List<Tick> ticks = decade(scale, low, high, steps);
      if (best.size() < 2 || ticks.size() <= most) {
        best = ticks;
      }
    }
    if (best.size() > most) {
      return thinned(best, most);
    }
    return best.size() < 2 ? linear(low, high, most) : best;
  }

  private static List<Tick> thinned(List<Tick> ticks, int most) {
    int step = (ticks.size() + most - 1) / Math.max(1, most);
    List<Tick> kept = new ArrayList<>();
    for (int i = 0; i < ticks.size(); i += step) {
      kept.add(ticks.get(i));
    }
    return kept;
  }

  private static List<Tick> decade(Axis.Scale scale, double low, double high, double[] steps) {
    List<Tick> ticks = new ArrayList<>();
    int last = (int) Math.floor(Math.log10(high));
    for (int exponent = (int) Math.floor(Math.log10(low)); exponent <= last; exponent++) {
      for (double step : steps) {
        double value = step * Math.pow(10, exponent);
        if (value >= low * 0.999999 && value <= high * 1.000001) {
          ticks.add(new Tick(value, label(scale, value)));
        }
      }
    }
    return ticks;
  }

  private static List<Tick> linear(double low, double high, int most) {
    double rough = (high - low) / Math.max(1, most - 1);
    double magnitude = Math.pow(10, Math.floor(Math.log10(rough)));
    double ratio = rough / magnitude;
    double step = magnitude * (ratio <= 1 ? 1 : ratio <= 2 ? 2 : ratio <= 5 ? 5 : 10);
    List<Tick> ticks = new ArrayList<>();
    for (long i = (long) Math.ceil(low / step - 1e-9); i <= Math.floor(high / step + 1e-9); i++) {
      ticks.add(new Tick(i * step, Units.number(i * step)));
    }
    return ticks;
  }

  private static String label(Axis.Scale scale, double value) {
    return switch (scale) {
      case SIZE -> Units.size(value);
      case TIME -> Units.time(value);
      default -> Units.number(value);
    };
  }
}
