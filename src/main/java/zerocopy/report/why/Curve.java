package zerocopy.report.why;

import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Nanoseconds per byte over the size of what is touched, from measurements at a few sizes. Between
 * them it is interpolated, linear in both logarithms; beyond them it stays what it was at the end.
 */
final class Curve {
  private final NavigableMap<Long, Double> points = new TreeMap<>();

  /** Adds a measurement: that many nanoseconds for {@code size} bytes. None for no bytes. */
  void add(long size, double nanoseconds) {
    if (size < 1) {
      return;
    }
    points.put(size, nanoseconds / size);
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  /** As {@link #at}, but NaN beyond what was measured. */
  double within(long size) {
    boolean measured = points.floorKey(size) != null && points.ceilingKey(size) != null;
    return measured ? at(size) : Double.NaN;
  }

  /** Nanoseconds per byte at a size; NaN without any measurement. */
  double at(long size) {
    Map.Entry<Long, Double> below = points.floorEntry(size);
    Map.Entry<Long, Double> above = points.ceilingEntry(size);
    if (below == null || above == null) {
      Map.Entry<Long, Double> end = below == null ? above : below;
      return end == null ? Double.NaN : end.getValue();
    }
    if (below.getKey().equals(above.getKey())) {
      return below.getValue();
    }
    double part =
        Math.log((double) size / below.getKey())
            / Math.log((double) above.getKey() / below.getKey());
    return Math.exp((1 - part) * Math.log(below.getValue()) + part * Math.log(above.getValue()));
  }
}
