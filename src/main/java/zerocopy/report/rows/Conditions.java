package zerocopy.report.rows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
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
    Map<String, SortedMap<String, String>> keys = new TreeMap<>();
    for (Measured m : rows) {
      SortedMap<String, String> key = values(m, names);
      if (rows.stream().noneMatch(o -> isNarrower(values(o, names), key))) {
        keys.put(RowOrder.natural(key.values().toString()), key);
      }
    }
    Map<SortedMap<String, String>, List<Measured>> groups = new LinkedHashMap<>();
    for (SortedMap<String, String> key : keys.values()) {
      groups.put(key, rows.stream().filter(m -> agrees(values(m, names), key)).toList());
    }
    return groups;
  }

  private static SortedMap<String, String> values(Measured m, Collection<String> names) {
    SortedMap<String, String> values = new TreeMap<>(m.row().params());
    values.keySet().retainAll(names);
    return values;
  }

  private static boolean isNarrower(Map<String, String> one, Map<String, String> other) {
    return one.size() > other.size() && agrees(other, one);
  }

  /** Whether one set of values holds nothing that another one denies or lacks. */
  private static boolean agrees(Map<String, String> values, Map<String, String> key) {
    return key.entrySet().containsAll(values.entrySet());
  }

  /**
   * Values in words: {@code chunk 64 KiB, transport tcp}.
   *
   * @param own whether they are parameters of this suite, whose names say what counts bytes
   */
  public static String words(Map<String, String> values, boolean own) {
    List<String> parts = new ArrayList<>();
    values.forEach((name, value) -> parts.add(name + " " + Measured.shown(name, value, own)));
    return String.join(", ", parts);
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
