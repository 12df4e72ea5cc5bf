package zerocopy.stats;

import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * From which size on one strategy beats another with confidence.
 *
 * <p>Strict on purpose: a strategy wins "from a size on" only if it is {@link Verdict#FASTER} at
 * that size and at every larger one that was measured, and "up to a size" only if it is at that
 * size and at every smaller one. A single size at which the forks do not tell ends the claim there.
 *
 * @param points what was compared, by rising size
 * @param from smallest size from which on the first strategy wins; empty if it does not at the
 *     largest size
 * @param upTo largest size up to which the first strategy wins; empty if it does not at the
 *     smallest size
 * @param otherFrom as {@code from}, for the other strategy
 * @param otherUpTo as {@code upTo}, for the other strategy
 */
public record Crossover(
    List<Point> points,
    OptionalLong from,
    OptionalLong upTo,
    OptionalLong otherFrom,
    OptionalLong otherUpTo) {

  /**
   * The comparison at one size.
   *
   * @param size bytes
   * @param ratio time of the first strategy over time of the other
   * @param verdict on the first strategy, corrected over the family that the reader sees
   */
  public record Point(long size, Ratio ratio, Verdict verdict) {}

  /**
   * Finds it.
   *
   * @param points at least one; the order does not matter
   * @throws IllegalArgumentException if there is no point, or a size twice
   */
  public static Crossover find(List<Point> points) {
    List<Point> rising = points.stream().sorted(Comparator.comparingLong(Point::size)).toList();
    if (rising.isEmpty()
        || rising.stream().mapToLong(Point::size).distinct().count() < rising.size()) {
      throw new IllegalArgumentException("a crossover needs one point a size, and at least one");
    }
    return new Crossover(
        rising,
        from(rising, Verdict.FASTER),
        upTo(rising, Verdict.FASTER),
        from(rising, Verdict.SLOWER),
        upTo(rising, Verdict.SLOWER));
  }

  /**
   * Whether the first strategy wins at every size.
   *
   * @return true if it does
   */
  public boolean firstAlways() {
    return from.isPresent() && from.getAsLong() == points.get(0).size();
  }

  /**
   * Whether the other strategy wins at every size.
   *
   * @return true if it does
   */
  public boolean otherAlways() {
    return otherFrom.isPresent() && otherFrom.getAsLong() == points.get(0).size();
  }

  private static OptionalLong from(List<Point> rising, Verdict verdict) {
    int first = rising.size();
    while (first > 0 && rising.get(first - 1).verdict() == verdict) {
      first--;
    }
    return first == rising.size()
        ? OptionalLong.empty()
        : OptionalLong.of(rising.get(first).size());
  }

  private static OptionalLong upTo(List<Point> rising, Verdict verdict) {
    int end = 0;
    while (end < rising.size() && rising.get(end).verdict() == verdict) {
      end++;
    }
    return end == 0 ? OptionalLong.empty() : OptionalLong.of(rising.get(end - 1).size());
  }
}
