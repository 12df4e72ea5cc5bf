package zerocopy.bench;

import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.openjdk.jmh.annotations.AuxCounters;

/** What strategies counted beside their time: two that count the same are the same strategy. */
final class Counters {

  private final Map<String, Map<String, Object>> counted = new TreeMap<>();

  /**
   * Takes what an iteration has counted.
   *
   * @param strategy that it ran
   * @param when values of the parameters, and number of the iteration
   * @param states among them those that count
   */
  void note(String strategy, String when, Collection<?> states) {
    for (Object state : states) {
      if (state.getClass().isAnnotationPresent(AuxCounters.class)) {
        for (Field field : state.getClass().getDeclaredFields()) {
          if (Modifier.isPublic(field.getModifiers())) {
            counted
                .computeIfAbsent(strategy, any -> new TreeMap<>())
                .put(when + " " + field.getName(), Reachable.valueOf(field, state));
          }
        }
      }
    }
  }

  /**
   * Fails if two strategies counted the same all over.
   *
   * @param alike groups of strategies that do, by definition
   */
  void requireDifferent(List<List<String>> alike) {
    for (String one : counted.keySet()) {
      for (String other : counted.keySet()) {
        boolean declared = alike.stream().anyMatch(group -> group.containsAll(List.of(one, other)));
        if (one.compareTo(other) < 0 && !declared) {
          assertNotEquals(counted.get(one), counted.get(other), one + " counts as " + other);
        }
      }
    }
  }
}
