package zerocopy.simulate.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** A command that can show each step of its model. */
public abstract class SteppedCommand extends ConsoleCommand {
  @Option(
      names = "--json",
      description = "Print JSON: the totals, and with --steps the array 'steps' beside them.")
  private boolean json;

  @Option(names = "--steps", description = "Show every step.")
  private boolean steps;

  /** Creates the command; picocli does. */
  protected SteppedCommand() {}

  /** Whether the steps are asked for. */
  protected final boolean withSteps() {
    return steps;
  }

  /**
   * Prints what the model told.
   *
   * @param results the totals: one object, or one for each run
   * @param stepMaps the steps of all runs
   * @param stepText the steps for people
   * @param totalTable the totals as a table for people, the header first
   */
  protected final void print(
      List<Map<String, Object>> results,
      List<Map<String, Object>> stepMaps,
      String stepText,
      List<List<String>> totalTable) {
    if (json) {
      Output.json(out(), steps ? List.of(withSteps(results, stepMaps)) : results);
      return;
    }
    if (steps) {
      out().println(stepText.stripTrailing());
      out().println();
    }
    Output.table(out(), totalTable);
  }

  private static Map<String, Object> withSteps(
      List<Map<String, Object>> results, List<Map<String, Object>> stepMaps) {
    Map<String, Object> all = new LinkedHashMap<>();
    if (results.size() == 1) {
      all.putAll(results.get(0));
    } else {
      all.put("results", results);
    }
    all.put("steps", stepMaps);
    return all;
  }

  /**
   * Makes a table of numbered rows.
   *
   * @param header names of the columns after the number
   * @param row the cells of an element, without the number
   */
  protected static <T> List<List<String>> numbered(
      List<String> header, List<T> elements, Function<T, List<String>> row) {
    List<List<String>> table = new ArrayList<>();
    table.add(prefixed("#", header));
    for (T element : elements) {
      table.add(prefixed("" + table.size(), row.apply(element)));
    }
    return table;
  }

  private static List<String> prefixed(String first, List<String> rest) {
    List<String> row = new ArrayList<>(List.of(first));
    row.addAll(rest);
    return row;
  }

  /** Returns a map of the pairs that follow each other, in their order; values may be null. */
  public static Map<String, Object> map(Object... pairs) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      map.put((String) pairs[i], pairs[i + 1]);
    }
    return map;
  }
}
