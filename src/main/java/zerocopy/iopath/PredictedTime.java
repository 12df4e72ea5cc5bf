package zerocopy.iopath;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * The predicted time of one operation.
 *
 * @param parts nanoseconds by what they go into; every part is present
 * @param missing primitives that the path needs and that were not measured; their cost is not in
 *     the parts
 * @param pieces copies, loops, faults, deliveries and the like that are paid, calls apart
 */
public record PredictedTime(Map<CostModel.Part, Double> parts, Set<String> missing, long pieces) {

  /** Makes both unmodifiable. */
  public PredictedTime {
    parts = Collections.unmodifiableMap(new EnumMap<>(parts));
    missing = Set.copyOf(missing);
  }

  /** Whether every primitive was measured. */
  public boolean isComplete() {
    return missing.isEmpty();
  }

  /**
   * Whether the time is put together of several pieces. One piece, with its call, is a primitive
   * measured twice: that the two agree says nothing about the model.
   */
  public boolean isComposed() {
    return pieces > 1;
  }

  /** Nanoseconds of one operation. */
  public double total() {
    return parts.values().stream().mapToDouble(Double::doubleValue).sum();
  }
}
