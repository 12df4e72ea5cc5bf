package zerocopy.iopath;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * The predicted time of one operation.
 *
 * @param parts nanoseconds by what they go into; every part is present, 0 or more
 * @param missing primitives that the path needs and that were not measured; their cost is not in
 *     the parts
 */
public record PredictedTime(Map<CostModel.Part, Double> parts, Set<String> missing) {

  /** Makes both unmodifiable. */
  public PredictedTime {
    parts = Collections.unmodifiableMap(new EnumMap<>(parts));
    missing = Set.copyOf(missing);
  }

  /** Whether every primitive was measured. */
  public boolean isComplete() {
    return missing.isEmpty();
  }

  /** Nanoseconds of one operation. */
  public double total() {
    return parts.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
