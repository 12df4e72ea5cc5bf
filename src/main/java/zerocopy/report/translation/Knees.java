package zerocopy.report.translation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;

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
record Knees(First first, Optional<Second> second, Rise rise) {

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

  /** The second level is fitted between these multiples of the first level's reach. */
  private static final int FIT_FROM = 2;

  /** Fits within this factor of the best count as possible: they give the uncertainty. */
  private static final double POSSIBLE = 1.25;

  /** Fewer points tell no capacity. */
  private static final int FEWEST_POINTS = 6;

  /** With a larger mean deviation the measurement is too disturbed to tell a capacity. */
  private static final double WORST_FIT = 0.35;

  /** Associativities of second-level TLBs that are or were built. */
  private static final int[] WAYS = {4, 5, 6, 7, 8, 10, 12, 16};

  /**
   * The first knee.
   *
   * @param reach most pages that were measured without the step
   * @param beyond fewest pages that were measured with it
   * @param clear fewest pages from which on it is beyond doubt; {@code beyond}, or more
   * @param missCycles cycles that a load costs more behind the knee: a miss that hits the second
   *     level
   * @param missLow first quartile of the plateau
   * @param missHigh third quartile
   */
  record First(
      int reach, int beyond, int clear, double missCycles, double missLow, double missHigh) {

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
   * The second knee: a fit of shape, policy and walk cost to the rise. Only shapes that can be
   * built are tried, which have some ways and a power of two of sets.
   *
   * @param shape entries, ways and index function of the best fit
   * @param low fewest entries that fit about as well
   * @param high most entries that fit about as well
   * @param policy replacement of the best fit
   * @param walkCycles cost of a walk over a second-level hit, at the capacity
   * @param walkCyclesPerDoubling by how much it grows with each doubling of the pages
   * @param residual mean absolute deviation of the fit, as a share of the measured values
   */
  record Second(
      TlbGeometry shape,
      int low,
      int high,
      MissShare policy,
      double walkCycles,
      double walkCyclesPerDoubling,
      double residual) {

    /** Whether no other number of entries fits about as well. */
    boolean exact() {
      return low == high;
    }
  }

  /**
   * Finds the knees.
   *
   * @param excess cycles a load over packed lines, by number of pages, of the quietest fork
   * @param typical the same of the typical fork
   * @return empty if no knee lies in the measured range, or fewer than four points were measured
   */
  static Optional<Knees> of(
      NavigableMap<Integer, Double> excess, NavigableMap<Integer, Double> typical) {
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
    if (beyond == null || clear == null) {
      return Optional.empty();
    }
    First first =
        new First(
            envelope.lowerKey(beyond),
            beyond,
            Math.max(beyond, clear),
            level,
            quantile(plateau, 0.25),
            quantile(plateau, 0.75));
    Rise rise =
        new Rise(envelope.tailMap(FIT_FROM * first.reach(), true), base + first.missCycles());
    return Optional.of(new Knees(first, rise.second(), rise));
  }

  /**
   * The rise as TLBs of one shape would make it, one fit a policy.
   *
   * @param shape entries, ways and index function
   * @return none if no rise was measured
   */
  List<Second> fits(TlbGeometry shape) {
    return rise.isSeen() ? rise.fits(List.of(shape)) : List.of();
  }

  /**
   * What is measured from the plateau behind the first knee on.
   *
   * @param points cycles a load over packed lines, by number of pages
   * @param shelf the plateau
   */
  record Rise(NavigableMap<Integer, Double> points, double shelf) {

    boolean isSeen() {
      return points.size() >= FEWEST_POINTS
          && points.lastEntry().getValue() >= shelf + 2 * SMALLEST_STEP;
    }

    private Optional<Second> second() {
      if (!isSeen()) {
        return Optional.empty();
      }
      List<Second> fits = fits(shapes(points.firstKey(), points.lastKey()));
      return Optional.of(widest(fits)).filter(fit -> fit.residual() <= WORST_FIT);
    }

    private List<Second> fits(List<TlbGeometry> shapes) {
      List<Second> fits = new ArrayList<>();
      for (TlbGeometry shape : shapes) {
        for (MissShare policy : MissShare.values()) {
          fits.add(fit(points, shelf, shape, policy));
        }
      }
      return fits;
    }
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

  /** What a TLB can look like: some ways, and as many sets as its index function addresses. */
  private static List<TlbGeometry> shapes(int fewest, int most) {
    List<TlbGeometry> shapes = new ArrayList<>();
    for (SetIndex index : SetIndex.values()) {
      for (int ways : WAYS) {
        int least = index.sets() == 0 ? 1 : index.sets();
        int largest = index.sets() == 0 ? most / ways : index.sets();
        for (int sets = least; sets <= largest; sets *= 2) {
          if (sets * ways >= fewest && sets * ways < most) {
            shapes.add(new TlbGeometry(sets * ways, ways, index));
          }
        }
      }
    }
    return shapes;
  }

  private static Second widest(List<Second> fits) {
    Second best = fits.get(0);
    for (Second fit : fits) {
      best = fit.residual() < best.residual() ? fit : best;
    }
    int low = best.shape().entries();
    int high = low;
    for (Second fit : fits) {
      if (fit.residual() <= POSSIBLE * best.residual()) {
        low = Math.min(low, fit.shape().entries());
        high = Math.max(high, fit.shape().entries());
      }
    }
    return new Second(
        best.shape(),
        low,
        high,
        best.policy(),
        best.walkCycles(),
        best.walkCyclesPerDoubling(),
        best.residual());
  }

  /**
   * Least squares of {@code excess − shelf = share · (a + b · log2(pages / capacity))}, a,b ≥ 0.
   */
  private static Second fit(
      NavigableMap<Integer, Double> rise, double shelf, TlbGeometry shape, MissShare policy) {
    MissShare.Table table = MissShare.Table.of(policy, shape.ways());
    int capacity = shape.entries();
    Map<Integer, Double> shares = new TreeMap<>();
    rise.keySet().forEach(pages -> shares.put(pages, table.of(pages, shape)));
    double xx = 0;
    double xz = 0;
    double zz = 0;
    double xy = 0;
    double zy = 0;
    for (Map.Entry<Integer, Double> point : rise.entrySet()) {
      double weight = 1 / Math.max(point.getValue(), shelf);
      double x = weight * shares.get(point.getKey());
      double z = x * doublings(point.getKey(), capacity);
      double y = weight * (point.getValue() - shelf);
      xx += x * x;
      xz += x * z;
      zz += z * z;
      xy += x * y;
      zy += z * y;
    }
    double determinant = xx * zz - xz * xz;
    double b = determinant > 1e-12 ? Math.max(0, (xx * zy - xz * xy) / determinant) : 0;
    double a = xx > 0 ? Math.max(0, (xy - b * xz) / xx) : 0;
    double deviation = 0;
    for (Map.Entry<Integer, Double> point : rise.entrySet()) {
      double walk = a + b * doublings(point.getKey(), capacity);
      double fitted = shelf + shares.get(point.getKey()) * walk;
      deviation += Math.abs(point.getValue() - fitted) / Math.max(point.getValue(), shelf);
    }
    return new Second(shape, capacity, capacity, policy, a, b, deviation / rise.size());
  }

  private static double doublings(int pages, int capacity) {
    return Math.max(0, Math.log((double) pages / capacity) / Math.log(2));
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
