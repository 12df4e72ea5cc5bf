package zerocopy.results;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One finished fork: one line of {@code forks.jsonl}.
 *
 * @param benchmark fully qualified method, {@code zerocopy.bench.file.FileCopy.transferTo}
 * @param params JMH parameters by name, as text; empty if none
 * @param round number of the round, from 0: forks of one round ran next to one another
 * @param position number of the fork within the whole schedule, from 0
 * @param status how it ended
 * @param reason one sentence where the status is not {@code OK}, else empty
 * @param started wall-clock time in ISO-8601
 * @param seconds how long the fork took, set-up included
 * @param mode JMH's short mode, {@code avgt}
 * @param unit unit of the scores, {@code ns/op}
 * @param scores one score an iteration, in order; empty where the fork gave none. Only those of
 *     {@code OK} are results
 * @param secondary further results by name: counters of the benchmark and of profilers
 * @param facts what was found out about the conditions that the fork ran under, by name; empty
 *     where nothing was
 */
public record ForkRecord(
    String benchmark,
    Map<String, String> params,
    int round,
    int position,
    Status status,
    String reason,
    String started,
    double seconds,
    String mode,
    String unit,
    List<Double> scores,
    Map<String, Series> secondary,
    Map<String, String> facts) {

  /** Significant digits that are kept: the noise is far above the seventh. */
  private static final MathContext DIGITS = new MathContext(6);

  private static final double SHORT = 1e6;

  /** Rounds, so that a run that goes on has the same numbers as one that was resumed. */
  public ForkRecord {
    scores = rounded(scores);
  }

  private static List<Double> rounded(List<Double> values) {
    return values.stream().map(ForkRecord::rounded).toList();
  }

  private static Double rounded(Double value) {
    boolean isShort = value != null && value == Math.rint(value) && Math.abs(value) < SHORT;
    return value == null || isShort || !Double.isFinite(value)
        ? value
        : (Double) new BigDecimal(value).round(DIGITS).doubleValue();
  }

  /** The benchmark, its parameters and its mode: what the rows of a run are told apart by. */
  public String key() {
    return benchmark + new TreeMap<>(params) + mode;
  }

  /**
   * The same fork with another end.
   *
   * @param other how it ended
   * @param why one sentence; empty for {@code OK}
   * @param found what was found out about its conditions
   */
  public ForkRecord with(Status other, String why, Map<String, String> found) {
    return new ForkRecord(
        benchmark, params, round, position, other, why, started, seconds, mode, unit, scores,
        secondary, found);
  }

  /** How a fork ended. */
  public enum Status {
    /** It has scores, and its work was verified. */
    OK,
    /** It crashed, hung, its work was wrong, or it was done in another way than named. */
    FAILED,
    /** This platform lacks what the strategy needs. */
    SKIPPED,
    /** Conditions changed while it ran, so that its scores belong to none; it was repeated. */
    SET_ASIDE
  }

  /**
   * One further result of a fork.
   *
   * @param unit its unit, {@code calls/op}
   * @param scores one value an iteration, in order
   */
  public record Series(String unit, List<Double> scores) {

    /** Rounds, as the fork's own scores are. */
    public Series {
      scores = rounded(scores);
    }
  }
}
