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
public final class Usual {

  /** Usual values by parameter; a parameter without an entry is no condition. */
  private static final Map<String, Set<String>> VALUES =
      Map.of(
          "transport", Set.of("tcp"),
          "receiver", Set.of("blocking", "discarding"),
          "cores", Set.of("two"),
          "pacing", Set.of("none"),
          "receive", Set.of("65536"),
          "destination", Set.of("existing"),
          "sync", Set.of("none"));

  private Usual() {}

  /** Whether a row was measured under usual conditions. */
  static boolean is(Measured m) {
    return deviations(m.row().params()).isEmpty();
  }

  /** The parameters that have the only usual value: nobody needs to be told. */
  static Set<String> among(Map<String, String> params) {
    return params.entrySet().stream()
        .filter(param -> Set.of(param.getValue()).equals(VALUES.get(param.getKey())))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /**
   * The parameters that differ from the usual.
   *
   * @param params values by parameter
   * @return those that differ, with their values
   */
  public static SortedMap<String, String> deviations(Map<String, String> params) {
    SortedMap<String, String> others = new TreeMap<>(params);
    others
        .entrySet()
        .removeIf(
            param ->
                !VALUES.containsKey(param.getKey())
                    || VALUES.get(param.getKey()).contains(param.getValue()));
    return others;
  }
}
