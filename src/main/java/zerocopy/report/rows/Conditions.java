package zerocopy.report.rows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import zerocopy.report.text.RowOrder;

/**
 * Rows that ran under the same conditions. A strategy that a parameter does not concern, as {@code
 * chunk} does not concern {@code transferTo}, has no such parameter: it belongs to every group that
 * its other parameters agree with.
 */
public final class Conditions {

  private Conditions() {}

  /**
   * Groups rows.
   *
   * @param rows rows of competing strategies
   * @param names the parameters that make up the conditions
   * @return rows by the values of these parameters, in the order of the values
   */
  public static Map<SortedMap<String, String>, List<Measured>> group(
      List<Measured> rows, Collection<String> names) {
    Map<SortedMap<String, String>, List<Integer>> byValues = new LinkedHashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      byValues.computeIfAbsent(values(rows.get(i), names), v -> new ArrayList<>()).add(i);
    }
    Set<Set<String>> named = new LinkedHashSet<>();
    byValues.keySet().forEach(values -> named.add(Set.copyOf(values.keySet())));
    Set<SortedMap<String, String>> wider = new HashSet<>();
    for (Set<String> some : named) {
      byValues.keySet().stream()
          .filter(values -> values.size() > some.size() && values.keySet().containsAll(some))
          .forEach(values -> wider.add(only(values, some)));
    }
    Map<String, SortedMap<String, String>> keys = new TreeMap<>();
    byValues.keySet().stream()
        .filter(values -> !wider.contains(values))
        .forEach(values -> keys.put(RowOrder.natural(values.values().toString()), values));
    Map<SortedMap<String, String>, List<Measured>> groups = new LinkedHashMap<>();
    for (SortedMap<String, String> key : keys.values()) {
      groups.put(
          key,
          named.stream()
              .filter(key.keySet()::containsAll)
              .flatMap(some -> byValues.getOrDefault(only(key, some), List.of()).stream())
              .sorted()
              .map(rows::get)
              .toList());
    }
    return groups;
  }

  private static SortedMap<String, String> only(
      SortedMap<String, String> values, Set<String> names) {
    SortedMap<String, String> some = new TreeMap<>(values);
    some.keySet().retainAll(names);
    return some;
  }

  private static SortedMap<String, String> values(Measured m, Collection<String> names) {
    SortedMap<String, String> values = new TreeMap<>(m.row().params());
    values.keySet().retainAll(names);
    return values;
  }

  /**
   * Values in words: {@code chunk 64 KiB, transport tcp}.
   *
   * @param own whether they are parameters of this suite, whose names say what counts bytes
   */
  public static String words(Map<String, String> values, boolean own) {
    List<String> parts = new ArrayList<>();
    values.forEach(
        (name, value) ->
            parts.add((own ? spaced(name) : name) + " " + Measured.shown(name, value, own)));
    return String.join(", ", parts);
  }

  /** {@code fileSize} in words. */
  private static String spaced(String name) {
    return name.replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
  }

  /** Names of the parameters that have more than one value. */
  public static Set<String> varying(List<Measured> rows) {
    Map<String, Set<String>> values = new TreeMap<>();
    for (Measured m : rows) {
      m.row().params().forEach((k, v) -> values.computeIfAbsent(k, n -> new TreeSet<>()).add(v));
    }
    values.values().removeIf(all -> all.size() < 2);
    return new TreeSet<>(values.keySet());
  }
}
