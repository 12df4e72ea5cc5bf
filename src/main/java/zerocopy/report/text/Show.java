package zerocopy.report.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Numbers with their units as tables and sentences show them; always with a decimal point. */
public final class Show {

  private static final String[] BINARY_UNITS = {"B", "KiB", "MiB", "GiB", "TiB"};

  private static final String[] RATE_PREFIXES = {" ", " k ", " M ", " G "};

  private static final MathContext THREE_DIGITS = new MathContext(3);

  private Show() {}

  /**
   * Three significant digits.
   *
   * @param value any number
   * @return {@code 0.00123}, {@code 4.56}, {@code 123}, {@code 45600}
   */
  public static String digits(double value) {
    if (value == 0 || !Double.isFinite(value)) {
      return value == 0 ? "0" : "–";
    }
    // 0.9996 is 1.00: its digits are those of the rounded number.
    double rounded = new BigDecimal(value).round(THREE_DIGITS).doubleValue();
    int decimals = 2 - (int) Math.floor(Math.log10(Math.abs(rounded)));
    return String.format(Locale.ROOT, "%." + Math.max(0, Math.min(decimals, 12)) + "f", value);
  }

  /**
   * A time.
   *
   * @param nanoseconds not negative
   * @return {@code 12.3 ns}, {@code 4.56 µs}, {@code 1.20 ms}, {@code 3.40 s}
   */
  public static String time(double nanoseconds) {
    if (nanoseconds < 999.5) {
      return digits(nanoseconds) + " ns";
    }
    if (nanoseconds < 999.5e3) {
      return digits(nanoseconds / 1e3) + " µs";
    }
    return nanoseconds < 999.5e6
        ? digits(nanoseconds / 1e6) + " ms"
        : digits(nanoseconds / 1e9) + " s";
  }

  /**
   * A score in one of the two units that the reader brings all scores to.
   *
   * @param unit {@code ns/op} or {@code ops/s}
   * @return a time, or a rate with its unit, {@code 105 M ops/s}
   */
  public static String score(double value, String unit) {
    if (unit.equals("ns/op")) {
      return time(value);
    }
    int prefix = 0;
    double left = value;
    while (left >= 999.5 && prefix < RATE_PREFIXES.length - 1) {
      left /= 1000;
      prefix++;
    }
    return digits(left) + RATE_PREFIXES[prefix] + unit;
  }

  /**
   * A number of bytes in the largest unit that it is a whole number of.
   *
   * @param bytes not negative
   * @return {@code 64 B}, {@code 4 KiB}, {@code 7 MiB}, {@code 4095 B}
   */
  public static String bytes(long bytes) {
    int unit = 0;
    long left = bytes;
    while (left >= 1024 && left % 1024 == 0 && unit < BINARY_UNITS.length - 1) {
      left /= 1024;
      unit++;
    }
    return left + " " + BINARY_UNITS[unit];
  }

  /**
   * A ratio with three decimals where it is near 1, else three digits.
   *
   * @param ratio above 0
   * @return {@code 1.052}, {@code 12.3}
   */
  public static String ratio(double ratio) {
    return ratio >= 0.1 && ratio < 10 ? String.format(Locale.ROOT, "%.3f", ratio) : digits(ratio);
  }

  /**
   * A fraction as per cent.
   *
   * @param fraction 0.0123
   * @return {@code 1.23 %}
   */
  public static String percent(double fraction) {
    return digits(100 * fraction) + " %";
  }

  /**
   * JMH parameters, sizes as KiB and MiB.
   *
   * @param params by name
   * @param own whether they are this suite's, whose names say what counts bytes
   * @return {@code chunk=4 KiB, fileSize=1 MiB}; empty if there are none
   */
  public static String params(Map<String, String> params, boolean own) {
    return params.entrySet().stream()
        .map(
            entry ->
                entry.getKey()
                    + "="
                    + (own ? param(entry.getKey(), entry.getValue()) : entry.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String param(String name, String value) {
    boolean size = name.equals("size") || name.equals("fileSize") || name.equals("chunk");
    return size && value.matches("\\d{1,18}") ? bytes(Long.parseLong(value)) : value;
  }
}
