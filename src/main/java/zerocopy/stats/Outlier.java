package zerocopy.stats;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.descriptive.rank.Median;

/**
 * A fork, or an iteration within its fork, that lies far from the others. It is shown and counted,
 * never dropped.
 *
 * <p>Far means: the modified z-score |0.6745 (x − median) / MAD| of its logarithm is above 3.5 (B.
 * Iglewicz, D. Hoaglin, "How to Detect and Handle Outliers", 1993), and it is more than {@value
 * #LEAST_DEVIATION} of the median away, so that five forks that agree to the fourth digit do not
 * accuse the sixth. Forks are compared from four on.
 *
 * @param fork number of the fork in the row, from 0
 * @param iteration number of the iteration in the fork, from 0; −1 if the whole fork is meant
 * @param value the score, in the row's unit
 */
public record Outlier(int fork, int iteration, double value) {

  /** Limit of the modified z-score. */
  static final double LIMIT = 3.5;

  /** Deviation in logarithms, about a fraction, below which nothing is called an outlier. */
  static final double LEAST_DEVIATION = 0.02;

  private static final double NORMAL_CONSISTENCY = 0.6745;
  private static final int FEWEST = 4;

  static List<Outlier> find(List<double[]> scores) {
    List<Outlier> found = new ArrayList<>();
    double[] means = Estimate.forkMeans(scores);
    for (int fork : far(deviations(LogMean.logs(means)))) {
      found.add(new Outlier(fork, -1, means[fork]));
    }
    addIterations(scores, found);
    return List.copyOf(found);
  }

  private static void addIterations(List<double[]> scores, List<Outlier> found) {
    List<int[]> places = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int fork = 0; fork < scores.size(); fork++) {
      double[] own = deviations(LogMean.logs(scores.get(fork)));
      for (int iteration = 0; iteration < own.length && own.length > 2; iteration++) {
        places.add(new int[] {fork, iteration});
        deviations.add(own[iteration]);
      }
    }
    for (int index : far(deviations.stream().mapToDouble(d -> d).toArray())) {
      int[] place = places.get(index);
      found.add(new Outlier(place[0], place[1], scores.get(place[0])[place[1]]));
    }
  }

  private static double[] deviations(double[] logs) {
    double median = new Median().evaluate(logs);
    return Arrays.stream(logs).map(log -> log - median).toArray();
  }

  private static List<Integer> far(double[] deviations) {
    List<Integer> found = new ArrayList<>();
    if (deviations.length < FEWEST) {
      return found;
    }
    double mad = new Median().evaluate(Arrays.stream(deviations).map(Math::abs).toArray());
    for (int i = 0; i < deviations.length; i++) {
      double distance = Math.abs(deviations[i]);
      if (distance > LEAST_DEVIATION && NORMAL_CONSISTENCY * distance > LIMIT * mad) {
        found.add(i);
      }
    }
    return found;
  }
}
