package zerocopy.report.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;

/** Numbers as people read them: three digits, the unit that fits, a no-break space between. */
public final class Units {

  private static final String[] BINARY_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final String[] TIME_UNITS = {"ns", "µs", "ms", "s"};
  private static final String NO_BREAK_SPACE = "\u00a0";
  private static final MathContext THREE_DIGITS = new MathContext(3);
  private static final MathContext TWO_DIGITS = new MathContext(2);
  private static final double MILLION = 1e6;
  private static final double LEAST_COUNT = 0.001;
  private static final String MINUS = "\u2212";

  private Units() {}

  /**
   * Bytes in the largest binary unit that leaves no fraction below one.
   *
   * @param bytes not negative
   * @return {@code 64 KiB}
   */
  public static String size(double bytes) {
    return scaled(bytes, 1024, BINARY_UNITS);
  }

  /**
   * A time in the unit that reads best.
   *
   * @param nanoseconds not negative
   * @return {@code 1.25 µs}
   */
  public static String time(double nanoseconds) {
    return scaled(nanoseconds, 1000, TIME_UNITS);
  }

  private static String scaled(double quantity, double step, String[] units) {
    int unit = 0;
    double value = quantity;
    while (value >= step && unit < units.length - 1) {
      value /= step;
      unit++;
    }
    return number(value) + NO_BREAK_SPACE + units[unit];
  }

  /**
   * A measured number: three significant digits and no more, zeros among them.
   *
   * @param value any number
   * @return {@code 12 300}, {@code 1.00}, {@code 0.125}; a dash where it is not finite
   */
  public static String measured(double value) {
    if (!Double.isFinite(value) || value == 0) {
      return number(value);
    }
    double rounded = new BigDecimal(value).round(THREE_DIGITS).doubleValue();
    String text = number(rounded);
    int decimals = decimals(Math.abs(rounded));
    if (decimals == 0) {
      return text;
    }
    int point = text.indexOf('.');
    int missing = decimals - (point < 0 ? 0 : text.length() - point - 1);
    return text + (point < 0 ? "." : "") + "0".repeat(missing);
  }

  /**
   * How often something happens for an operation: what happens less than once in a thousand is the
   * machine's and not the operation's.
   *
   * @param count not negative
   * @return {@code 256}, {@code 0.0123}, {@code <0.001}
   */
  public static String count(double count) {
    return count > 0 && count < LEAST_COUNT ? "<" + number(LEAST_COUNT) : number(count);
  }

  /**
   * A number with three significant digits, more only before the point; thousands apart.
   *
   * @param value any number
   * @return {@code 12 345}, {@code 0.125}; a dash where it is not finite
   */
  public static String number(double value) {
    if (!Double.isFinite(value)) {
      return "–";
    }
    if (value == 0) {
      return "0";
    }
    double magnitude = Math.abs(value);
    int decimals = decimals(magnitude);
    StringBuilder text =
        new StringBuilder(
            BigDecimal.valueOf(magnitude)
                .setScale(decimals, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString());
    int point = text.indexOf(".");
    for (int at = (point < 0 ? text.length() : point) - 3; at > 0; at -= 3) {
      text.insert(at, NO_BREAK_SPACE);
    }
    return value < 0 ? MINUS + text : text.toString();
  }

  /**
   * A number as people say it, with two digits: a title need not say more.
   *
   * @param value above 0
   * @return {@code 1.05}, {@code 2.3}, {@code 41}, {@code 12 000}, {@code 3.3 million}
   */
  public static String rough(double value) {
    if (value < 1.095) {
      return String.format(Locale.ROOT, "%.2f", value);
    }
    if (value < 9.95) {
      return String.format(Locale.ROOT, "%.1f", value);
    }
    double rounded = new BigDecimal(value).round(TWO_DIGITS).doubleValue();
    return rounded < MILLION
        ? number(value < 100 ? Math.round(value) : rounded)
        : number(rounded / MILLION) + NO_BREAK_SPACE + "million";
  }

  private static int decimals(double magnitude) {
    return (int) Math.max(0, Math.min(9, 2 - Math.floor(Math.log10(magnitude))));
  }
}
