package zerocopy.results;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import zerocopy.stats.Samples;

/**
 * All samples of one benchmark with one set of parameters: a row of every table.
 *
 * @param benchmark fully qualified method, {@code zerocopy.bench.file.FileCopy.transferTo}
 * @param params JMH parameters by name; and what else makes it another row: its {@link Placement},
 *     each {@link Setting} that is not the usual one
 * @param mode JMH's short mode, {@code avgt}
 * @param unit unit of the scores, {@code ns/op}
 * @param forks {@code forks.get(f)[i]} is the score of iteration {@code i} of fork {@code f}; at
 *     least one fork, each with at least one finite score
 * @param rounds {@code rounds[f]} is the round in which fork {@code f} ran; equal numbers in two
 *     rows mean that the forks ran next to one another. Empty where the source does not say
 *     (foreign JMH files): what a round did to all rows cannot be told from noise then
 * @param secondary further results by name; their forks run parallel to {@code forks}
 */
public record ResultRow(
    String benchmark,
    SortedMap<String, String> params,
    String mode,
    String unit,
    List<double[]> forks,
    int[] rounds,
    Map<String, Secondary> secondary)
    implements Samples {

  /**
   * A further result.
   *
   * @param unit its unit
   * @param forks values by fork and iteration; a fork without this result has an empty array
   */
  public record Secondary(String unit, List<double[]> forks) {}

  /**
   * The class, which is the question: {@code FileCopy}.
   *
   * @return the simple name of the class
   */
  public String question() {
    return owner().substring(owner().lastIndexOf('.') + 1);
  }

  /** Whether this suite measured it. */
  public boolean isOfThisSuite() {
    return benchmark.startsWith("zerocopy.");
  }

  /**
   * The class with its package.
   *
   * @return the qualified name of the class
   */
  public String owner() {
    return benchmark.substring(0, benchmark.lastIndexOf('.'));
  }

  /**
   * The method, which is the strategy: {@code transferTo}.
   *
   * @return the name of the method
   */
  public String strategy() {
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  /**
   * The identity of the row within a run.
   *
   * @return benchmark and parameters, {@code a.b.C.m{chunk=4096, fileSize=65536}}
   */
  @Override
  public String key() {
    return benchmark + params;
  }
}
