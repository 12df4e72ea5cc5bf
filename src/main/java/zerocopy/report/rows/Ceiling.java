package zerocopy.report.rows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import zerocopy.results.Environment;

/**
 * The fastest that this machine was seen to move bytes, by working set: {@code ceiling} of {@code
 * environment.json}. A result that is faster than its {@link LeastTime} did not move the bytes that
 * it claims.
 *
 * <p>Between two measured working sets the faster neighbour counts, beyond the ends the nearest
 * one. The run has put its margin on top of the measured speed already.
 */
public final class Ceiling {

  private final NavigableMap<Long, Double> bytesPerSecond;

  private Ceiling(NavigableMap<Long, Double> bytesPerSecond) {
    this.bytesPerSecond = bytesPerSecond;
  }

  /**
   * The ceiling of a run.
   *
   * @param environment the run's environment; entries that are not positive numbers are left out
   * @return the ceiling, empty where the run did not measure one
   */
  public static Ceiling of(Environment environment) {
    NavigableMap<Long, Double> points = new TreeMap<>();
    for (JsonNode point : environment.at("/ceiling")) {
      long size = point.path("workingSetBytes").asLong();
      double speed = point.path("bytesPerSecond").asDouble();
      if (size > 0 && speed > 0 && Double.isFinite(speed)) {
        points.merge(size, speed, Math::max);
      }
    }
    return new Ceiling(points);
  }

  /**
   * The ceiling at a working set.
   *
   * @param workingSet bytes that the operation touches again and again
   * @return bytes per second, the margin included; infinite where no ceiling is known
   */
  public double at(long workingSet) {
    Map.Entry<Long, Double> below = bytesPerSecond.floorEntry(workingSet);
    Map.Entry<Long, Double> above = bytesPerSecond.ceilingEntry(workingSet);
    if (below == null && above == null) {
      return Double.POSITIVE_INFINITY;
    }
    return Math.max(below == null ? 0 : below.getValue(), above == null ? 0 : above.getValue());
  }

  /**
   * The least time in which one core passes over bytes.
   *
   * @param bytes read or written
   * @param workingSet bytes that it touches again and again
   * @return nanoseconds; 0 where no ceiling is known
   */
  double leastTime(long bytes, long workingSet) {
    return bytes / at(workingSet) * 1e9;
  }
}
