package zerocopy.report;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The conditions under which the headline rows of a question are measured. Rows under others are
 * contrasts, measured with few strategies: they say what a condition changes.
 */
final class Usual {

  private static final Map<String, String> VALUES =
      Map.of(
          "transport", "tcp",
          "cores", "two",
          "pacing", "none",
          "receive", "65536",
          "destination", "existing",
          "sync", "none");

  /** Headline rows have one of both receivers; polling is a contrast. */
  private static final Map<String, String> UNUSUAL = Map.of("receiver", "polling");

  private Usual() {}

  /** Whether a row was measured under usual conditions. */
  static boolean is(Measured m) {
    return deviations(m.row().params()).isEmpty();
  }

  /** The parameters that have a usual value, and have it: nobody needs to be told. */
  static Set<String> among(Map<String, String> params) {
    return params.entrySet().stream()
        .filter(param -> param.getValue().equals(VALUES.get(param.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** The parameters that differ from the usual, with their values. */
  static SortedMap<String, String> deviations(Map<String, String> params) {
    SortedMap<String, String> others = new TreeMap<>(params);
    others
        .entrySet()
        .removeIf(
            param ->
                VALUES.containsKey(param.getKey())
                    ? VALUES.get(param.getKey()).equals(param.getValue())
                    : !param.getValue().equals(UNUSUAL.get(param.getKey())));
    return others;
  }
}
