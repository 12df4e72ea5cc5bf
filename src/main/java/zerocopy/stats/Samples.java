package zerocopy.stats;

import java.util.List;

/** The samples of one row: what estimates, ratios and layouts are formed of. */
public interface Samples {

  /**
   * The scores.
   *
   * @return by fork and iteration, at least one fork with at least one score
   */
  List<double[]> forks();

  /**
   * The rounds in which the forks ran; equal numbers in two rows mean that the forks ran next to
   * one another.
   *
   * @return one number a fork; empty where that is not known
   */
  int[] rounds();

  /**
   * JMH's short mode.
   *
   * @return {@code avgt}, or {@code thrpt} for rates
   */
  String mode();

  /**
   * The unit of the scores.
   *
   * @return {@code ns/op}
   */
  String unit();

  /**
   * The name of the row within its run.
   *
   * @return benchmark and parameters
   */
  String key();

  /**
   * Whether a larger score is the better one.
   *
   * @return true for rates
   */
  default boolean isRate() {
    return mode().equals("thrpt");
  }

  /**
   * What the forks say.
   *
   * @return {@link ForkLevel#logTime} of each fork
   */
  default double[] logTimes() {
    return forks().stream().mapToDouble(fork -> ForkLevel.logTime(fork, isRate())).toArray();
  }
}
