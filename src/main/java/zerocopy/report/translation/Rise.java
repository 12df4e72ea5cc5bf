package zerocopy.report.translation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;

/**
 * What is measured from the plateau behind the first knee on, and which second-level TLB would make
 * it: a fit of shape, policy and walk cost. Only shapes that can be built are tried, which have
 * some ways and as many sets as their index function addresses.
 *
 * @param points cycles a load over packed lines, by number of pages
 * @param shelf the plateau, where a shape leaves no point of its own on it
 */
record Rise(NavigableMap<Integer, Double> points, double shelf) {

  /** A rise by less than so many cycles is none. */
  private static final double SMALLEST_RISE = 4;

  /** Fits within this factor of the best count as possible: they give the uncertainty. */
  private static final double LEAST_POSSIBLE = 1.25;

  /** What a fit of one shape may choose: plateau, two costs of a walk, share of full sets. */
  private static final int FREE_PARAMETERS = 4;

  /** 95 % quantile of the chi-squared distribution with one degree of freedom. */
  private static final double CHI_SQUARED = 3.84;

  /** Fewer points tell no capacity: a fit has four parameters beside the shape. */
  private static final int FEWEST_POINTS = 10;

  /** With a larger mean deviation the measurement is too disturbed to tell a capacity. */
  private static final double WORST_FIT = 0.35;

  /** Associativities of second-level TLBs that are or were built. */
  private static final int[] WAYS = {4, 5, 6, 7, 8, 10, 12, 16};

  /**
   * How often the pages of a set miss that are exactly as many as its ways. They would fit, but
   * whatever else takes an entry (the walker, the operating system, the host) then takes one of
   * theirs, and the miss of that page takes the next. What fits best is taken.
   */
  private static final double[] FULL_SET_SHARES = {0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3};

  /**
   * The second-level TLB that fits.
   *
   * @param shape entries, ways and index function
   * @param low fewest entries that fit about as well
   * @param high most entries that fit about as well
   * @param policy replacement
   * @param fullSetShare share of misses, 0 … 1, of the pages of a set that are as many as its ways
   * @param walkCycles cost of a walk over a second-level hit, at the capacity
   * @param walkCyclesPerDoubling by how much it grows with each doubling of the pages
   * @param residual mean absolute deviation of the fit, as a share of the measured values
   */
  record Second(
      TlbGeometry shape,
      int low,
      int high,
      MissShare policy,
      double fullSetShare,
      double walkCycles,
      double walkCyclesPerDoubling,
      double residual) {

    /** Whether no other number of entries fits about as well. */
    boolean exact() {
      return low == high;
    }
  }

  /** Whether there are points enough, and the last of them lies clearly above the plateau. */
  boolean isSeen() {
    return points.size() >= FEWEST_POINTS && points.lastEntry().getValue() >= shelf + SMALLEST_RISE;
  }

  /** The TLB that fits best; empty where none is seen, or none fits. */
  Optional<Second> second() {
    if (!isSeen()) {
      return Optional.empty();
    }
    List<Second> fits = new ArrayList<>();
    shapes().forEach(shape -> fits.addAll(fits(shape)));
    return Optional.of(widest(fits)).filter(fit -> fit.residual() <= WORST_FIT);
  }

  /**
   * The rise as TLBs of one shape would make it: one fit for each policy.
   *
   * @param shape entries, ways and index function
   * @return none if no rise is seen
   */
  List<Second> fits(TlbGeometry shape) {
    if (!isSeen()) {
      return List.of();
    }
    Map<Integer, SetLoads> loads = new TreeMap<>();
    points.keySet().forEach(pages -> loads.put(pages, SetLoads.of(pages, shape)));
    List<Second> fits = new ArrayList<>();
    for (MissShare policy : MissShare.values()) {
      List<Second> ofPolicy = new ArrayList<>();
      for (double fullSetShare : FULL_SET_SHARES) {
        ofPolicy.add(fit(shape, policy, fullSetShare, loads));
      }
      fits.add(best(ofPolicy));
    }
    return fits;
  }

  /** What a TLB can look like whose capacity lies in the measured range. */
  private List<TlbGeometry> shapes() {
    int fewest = points.firstKey();
    int most = points.lastKey();
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

  private static Second best(List<Second> fits) {
    return fits.stream().min(Comparator.comparingDouble(Second::residual)).orElseThrow();
  }

  private Second widest(List<Second> fits) {
    Second best = best(fits);
    double worstPossible = possible() * best.residual();
    int[] possible =
        fits.stream()
            .filter(fit -> fit.residual() <= worstPossible)
            .mapToInt(fit -> fit.shape().entries())
            .sorted()
            .toArray();
    return new Second(
        best.shape(),
        possible[0],
        possible[possible.length - 1],
        best.policy(),
        best.fullSetShare(),
        best.walkCycles(),
        best.walkCyclesPerDoubling(),
        best.residual());
  }

  /**
   * By a likelihood ratio, since few points tell little; never closer than systematic errors do.
   */
  private double possible() {
    double freedom = Math.max(1, points.size() - FREE_PARAMETERS);
    return Math.max(LEAST_POSSIBLE, Math.sqrt(1 + CHI_SQUARED / freedom));
  }

  /**
   * Least squares of {@code excess − plateau = share · (a + b · log2(pages / capacity))}, a,b ≥ 0.
   * The plateau is what the points cost at which nothing misses.
   */
  private Second fit(
      TlbGeometry shape, MissShare policy, double fullSetShare, Map<Integer, SetLoads> loads) {
    MissShare.Table table = MissShare.Table.of(policy, shape.ways());
    int capacity = shape.entries();
    Map<Integer, Double> shares = new TreeMap<>();
    loads.forEach((pages, load) -> shares.put(pages, table.of(load, fullSetShare)));
    double plateau = plateau(shares);
    double xx = 0;
    double xz = 0;
    double zz = 0;
    double xy = 0;
    double zy = 0;
    for (Map.Entry<Integer, Double> point : points.entrySet()) {
      double weight = 1 / Math.max(point.getValue(), plateau);
      double x = weight * shares.get(point.getKey());
      double z = x * doublings(point.getKey(), capacity);
      double y = weight * (point.getValue() - plateau);
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
    for (Map.Entry<Integer, Double> point : points.entrySet()) {
      double walk = a + b * doublings(point.getKey(), capacity);
      double fitted = plateau + shares.get(point.getKey()) * walk;
      deviation += Math.abs(point.getValue() - fitted) / Math.max(point.getValue(), plateau);
    }
    return new Second(
        shape, capacity, capacity, policy, fullSetShare, a, b, deviation / points.size());
  }

  private double plateau(Map<Integer, Double> shares) {
    double[] free =
        points.entrySet().stream()
            .filter(point -> shares.get(point.getKey()) == 0)
            .mapToDouble(Map.Entry::getValue)
            .toArray();
    return free.length == 0 ? shelf : new Median().evaluate(free);
  }

  private static double doublings(int pages, int capacity) {
    return Math.max(0, Math.log((double) pages / capacity) / Math.log(2));
  }
}
