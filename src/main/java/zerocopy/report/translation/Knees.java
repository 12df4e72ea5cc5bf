package zerocopy.report.translation;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * The reach of the first- and second-level TLB, read from what one line per page costs more than
 * packed lines.
 *
 * <p>More pages can never need fewer misses. So the curve is first lowered to its running minimum
 * from the right: a bump that larger working sets do not show is a disturbance, not a capacity. The
 * one smallest value is left out of that minimum, since a disturbed control makes a cost too small.
 *
 * @param first where the first-level TLB ends, with the cost of a miss there
 * @param second where the second-level TLB ends; empty if the measured range does not show it
 * @param rise what is measured behind the first knee
 */
record Knees(First first, Optional<Rise.Second> second, Rise rise) {

  /** Less than this many cycles over the smallest working sets is no knee. */
  private static final double SMALLEST_STEP = 2;

  /**
   * Behind the reach, so much of a miss is paid at the least: with one page more than entries,
   * replacement that is not quite LRU misses only some of the time.
   */
  private static final double STEP_SHARE = 0.1;

  /**
   * Where the typical fork pays so much of a miss the step is beyond doubt. Less may be something
   * else that takes an entry, while as many pages as entries would fit.
   */
  private static final double CLEAR_SHARE = 0.5;

  /** The plateau behind the first knee is read between these multiples of it. */
  private static final double PLATEAU_FROM = 1.05;

  private static final double PLATEAU_TO = 8;

  /** The second level is fitted from this multiple of the first level's reach on. */
  private static final int FIT_FROM = 2;

  /**
   * The first knee.
   *
   * @param reach most pages that were measured without the step
   * @param beyond fewest pages that were measured with it
   * @param clear fewest pages from which on it is beyond doubt; {@code beyond}, or more
   * @param luckyReach most pages that the quietest fork took without the step, while the typical
   *     one had it; or {@code reach}
   * @param missCycles cycles that a load costs more behind the knee: a miss that hits the second
   *     level
   * @param missLow first quartile of the plateau
   * @param missHigh third quartile
   */
  record First(
      int reach,
      int beyond,
      int clear,
      int luckyReach,
      double missCycles,
      double missLow,
      double missHigh) {

    /** Whether neighbouring numbers were measured, and differ clearly: the reach is then exact. */
    boolean exact() {
      return clear == reach + 1;
    }

    /**
     * The reach in words: a number, or between which numbers it lies. Where only a part of the
     * loads misses, one entry may be something else's: then there is one more.
     */
    String span(String between) {
      return exact() ? String.valueOf(reach) : reach + between + Math.min(clear - 1, beyond);
    }
  }

  /**
   * Finds the knees.
   *
   * @param excess cycles a load over packed lines, by number of pages, of the quietest fork
   * @param typical the same of the typical fork
   * @param simpleUpTo up to so many pages the second level is fitted, if that tells enough: with
   *     more, the entries of the page tables fall out of the data caches, and walks get dearer in a
   *     way that the fit does not know
   * @return empty if no knee lies in the measured range, or fewer than four points were measured
   */
  static Optional<Knees> of(
      NavigableMap<Integer, Double> excess, NavigableMap<Integer, Double> typical, int simpleUpTo) {
    if (excess.size() < 4) {
      return Optional.empty();
    }
    NavigableMap<Integer, Double> envelope = envelope(excess);
    double base = median(excess.headMap(2 * excess.firstKey(), true).values());
    Integer rough = firstAbove(envelope, base + SMALLEST_STEP);
    if (rough == null || rough.equals(excess.firstKey())) {
      return Optional.empty();
    }
    double[] plateau = plateau(excess, rough, base);
    double level = median(plateau);
    Integer beyond = firstAbove(envelope, base + level * STEP_SHARE);
    Integer clear = firstAbove(envelope(typical), base + level * CLEAR_SHARE);
    if (beyond == null || clear == null || clear.equals(excess.firstKey())) {
      return Optional.empty();
    }
    int step = Math.min(beyond, clear);
    First first =
        new First(
            envelope.lowerKey(step),
            step,
            clear,
            envelope.lowerKey(beyond),
            level,
            quantile(plateau, 0.25),
            quantile(plateau, 0.75));
    Rise all = new Rise(envelope.tailMap(FIT_FROM * first.reach(), true), base + level);
    Rise simple = new Rise(all.points().headMap(simpleUpTo, true), all.shelf());
    Rise rise = simple.isSeen() ? simple : all;
    return Optional.of(new Knees(first, rise.second(), rise));
  }

  private static NavigableMap<Integer, Double> envelope(NavigableMap<Integer, Double> excess) {
    NavigableMap<Integer, Double> envelope = new TreeMap<>();
    double least = Double.MAX_VALUE;
    double second = Double.MAX_VALUE;
    for (Map.Entry<Integer, Double> point : excess.descendingMap().entrySet()) {
      double cycles = point.getValue();
      envelope.put(point.getKey(), Math.min(cycles, second));
      second = Math.min(second, Math.max(cycles, least));
      least = Math.min(least, cycles);
    }
    return envelope;
  }

  private static Integer firstAbove(NavigableMap<Integer, Double> envelope, double level) {
    for (Map.Entry<Integer, Double> point : envelope.entrySet()) {
      if (point.getValue() > level) {
        return point.getKey();
      }
    }
    return null;
  }

  private static double[] plateau(NavigableMap<Integer, Double> excess, int knee, double base) {
    return excess
        .subMap((int) (PLATEAU_FROM * knee), true, (int) (PLATEAU_TO * knee), true)
        .values()
        .stream()
        .mapToDouble(cycles -> cycles - base)
        .sorted()
        .toArray();
  }

  private static double median(Collection<Double> values) {
    return median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double median(double[] values) {
    return new Median().evaluate(values);
  }

  private static double quantile(double[] sorted, double share) {
    return sorted[(int) Math.round(share * (sorted.length - 1))];
  }
}
