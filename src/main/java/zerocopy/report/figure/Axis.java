package zerocopy.report.figure;

import java.util.List;

/**
 * An axis of a figure.
 *
 * @param label quantity and unit, {@code throughput, GiB/s}
 * @param scale how values are placed and ticked
 * @param categories names of rows 0, 1, 2, … from the top, for {@link Scale#CATEGORY} only
 * @param low where the axis begins; NaN: by the data
 * @param high where the axis ends; NaN: by the data
 */
public record Axis(String label, Scale scale, List<String> categories, double low, double high) {

  /** How values are placed and ticked. */
  public enum Scale {
    /** Linear, from zero where the data are not negative. */
    LINEAR,
    /** Logarithmic, ticked 1, 2, 5, 10. */
    LOG,
    /** Logarithmic, ticked at powers of two, plain numbers. */
    COUNT,
    /** Logarithmic, bytes, ticked at powers of two with their unit: 64 B, 4 KiB, 1 MiB. */
    SIZE,
    /** Logarithmic, nanoseconds, ticked with their unit: 10 ns, 1 µs, 1 ms. */
    TIME,
    /** Rows with names; vertical axes only. */
    CATEGORY;

    boolean logarithmic() {
      return this == LOG || this == COUNT || this == SIZE || this == TIME;
    }
  }

  /**
   * An axis whose range follows from the data.
   *
   * @param label quantity and unit
   * @param scale how values are placed and ticked
   */
  public static Axis of(String label, Scale scale) {
    return new Axis(label, scale, List.of(), Double.NaN, Double.NaN);
  }

  /**
   * An axis with a name for each row.
   *
   * @param names names from the top
   */
  public static Axis rows(List<String> names) {
    return new Axis("", Scale.CATEGORY, List.copyOf(names), Double.NaN, Double.NaN);
  }
}
