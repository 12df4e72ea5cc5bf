package zerocopy.stats;

import java.util.Collection;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How the machine's mood moved over the rounds of a run: what all rows of a round have in common.
 *
 * <p>Two-way layout of the logarithms of the forks' medians, rows × rounds: the mean deviation of a
 * round is the mood, what is left is noise. The variance of the mood comes from the variance of the
 * rounds' means less the share of the noise in it (method of moments, as in any analysis of
 * variance with random effects). Within one run the mood cancels where rows are compared round by
 * round. Between two runs it does not, and a run is but one spell of the machine: so the variance
 * of the mood is added to every ratio between runs once for each run, undivided by the number of
 * rounds (T. Kalibera, R. Jones, ISMM 2013: the highest level of the hierarchy rules). That the
 * machine changes no more between two runs than it does within one is an assumption, and the least
 * one can make.
 *
 * @param levels time over its mean, by round, without unit; empty where rounds are unknown
 * @param deviation standard deviation of the mood, as a fraction; 0 where it cannot be told from
 *     noise
 */
public record Drift(NavigableMap<Integer, Double> levels, double deviation) {

  /** Rows below which mood and noise cannot be told apart. */
  private static final int FEWEST_ROWS = 5;

  private static final Drift UNKNOWN = new Drift(new TreeMap<>(), 0);

  /** Sums over the rows of one round. */
  private static final class Round {
    private double sum;
    private double squares;
    private int rows;
  }

  /**
   * The drift of a run.
   *
   * @param rows all rows of one run
   * @return its drift; without levels where fewer than five rows or two rounds are known
   */
  public static Drift of(Collection<? extends Samples> rows) {
    NavigableMap<Integer, Round> rounds = new TreeMap<>();
    int used = 0;
    for (Samples row : rows) {
      if (row.rounds().length > 1) {
        add(row, rounds);
        used++;
      }
    }
    return used < FEWEST_ROWS || rounds.size() < 2 ? UNKNOWN : of(rounds, used);
  }

  private static void add(Samples row, NavigableMap<Integer, Round> rounds) {
    double[] logs = Ratio.logTimes(row);
    double mean = StatUtils.mean(logs);
    for (int fork = 0; fork < logs.length; fork++) {
      Round round = rounds.computeIfAbsent(row.rounds()[fork], number -> new Round());
      round.sum += logs[fork] - mean;
      round.squares += (logs[fork] - mean) * (logs[fork] - mean);
      round.rows++;
    }
  }

  private static Drift of(NavigableMap<Integer, Round> rounds, int rows) {
    NavigableMap<Integer, Double> levels = new TreeMap<>();
    double noise = 0;
    double perRow = 0;
    for (var entry : rounds.entrySet()) {
      Round round = entry.getValue();
      levels.put(entry.getKey(), Math.exp(round.sum / round.rows));
      noise += round.squares - round.sum * round.sum / round.rows;
      perRow += 1.0 / round.rows / rounds.size();
    }
    double noiseVariance = noise / ((rows - 1.0) * (rounds.size() - 1.0));
    double[] logs = levels.values().stream().mapToDouble(Math::log).toArray();
    double mood = StatUtils.variance(logs) - noiseVariance * perRow;
    return new Drift(levels, Math.sqrt(Math.max(0, mood)));
  }

  /** The mood's part in the error of a ratio between runs. */
  LogMean.Part part() {
    return new LogMean.Part(deviation * deviation, Math.max(1, levels.size() - 1));
  }
}
