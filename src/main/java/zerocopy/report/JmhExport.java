package zerocopy.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.text.FileNames;
import zerocopy.results.Setting;
import zerocopy.stats.Interval;

/**
 * Results as JMH JSON for tools that draw such files and watch them over time. Their rules, read in
 * their sources:
 *
 * <ul>
 *   <li>jmh-visualizer has a chart for each class. It takes the parameters of the first row for
 *       those of all, and parts names at dots, blanks and equals signs of parameters.
 *   <li>github-action-benchmark calls a series by benchmark and parameters, older versions of it by
 *       the benchmark alone.
 *   <li>Bencher (adapter {@code java_jmh}) calls a series by the benchmark alone, takes the bounds
 *       from {@code scoreConfidence}, and refuses a file where a bound is no number.
 * </ul>
 *
 * <p>So a file holds the rows of one question at one size, in one mode and unit. All of its rows
 * have the same parameters: the size. Other conditions that are not the usual ones stand behind the
 * method's name, the size behind the class's. The score is the estimate of tables and figures, with
 * its 95 % interval.
 */
final class JmhExport {

  private JmhExport() {}

  /**
   * Exports.
   *
   * @param data runs, of which rows are left out that were rejected
   * @return JMH's array by the name of its file, {@code FileRead-1MiB.json}
   */
  static Map<String, ArrayNode> of(ReportData data) {
    Map<String, ArrayNode> byPlace = new LinkedHashMap<>();
    for (Measured m : data.rows()) {
      if (m.isValid()) {
        String run = data.runs().size() > 1 ? data.label(m.run()) + "-" : "";
        String mode = Setting.MODE.of(m.row().params());
        String place = run + m.question() + size(m) + (mode.equals("avgt") ? "" : "-" + mode);
        byPlace.computeIfAbsent(place, name -> JsonNodeFactory.instance.arrayNode()).add(result(m));
      }
    }
    FileNames names = new FileNames();
    Map<String, ArrayNode> files = new LinkedHashMap<>();
    byPlace.forEach((place, rows) -> files.put(names.of(place) + ".json", rows));
    return files;
  }

  /** The size behind a hyphen; nothing where the question is not about a size. */
  private static String size(Measured m) {
    String name = m.asked().question().bytes();
    return m.row().params().containsKey(name) ? "-" + word(m.shown(name)) : "";
  }

  /** A text without what tools part names at. */
  private static String word(String text) {
    return text.replaceAll("[\\s\u00a0]", "").replaceAll("[^\\p{Alnum}_+-]", "_");
  }

  private static ObjectNode result(Measured m) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("benchmark", m.row().owner() + size(m) + "." + m.strategy() + conditions(m));
    node.put("mode", Setting.MODE.of(m.row().params()));
    node.put("threads", m.threads());
    node.put("forks", m.estimate().forks());
    node.put("measurementIterations", m.row().forks().get(0).length);
    String name = m.asked().question().bytes();
    if (m.row().params().containsKey(name)) {
      node.putObject("params").put(name, m.row().params().get(name));
    }
    putMetric(node.putObject("primaryMetric"), m);
    node.putObject("secondaryMetrics");
    return node;
  }

  private static String conditions(Measured m) {
    SortedMap<String, String> told = new TreeMap<>(m.row().params());
    told.keySet().removeAll(m.asked().untold(m.row().params()));
    told.keySet().remove(m.asked().question().bytes());
    told.keySet().remove(Setting.MODE.parameter());
    return told.keySet().stream()
        .map(name -> "," + word(name) + ":" + word(m.shown(name)))
        .collect(Collectors.joining());
  }

  private static void putMetric(ObjectNode node, Measured m) {
    double score = m.estimate().typical();
    Interval interval = m.estimate().interval().orElse(new Interval(score, score));
    node.put("score", score);
    if (m.estimate().interval().isPresent()) {
      node.put("scoreError", (interval.upper() - interval.lower()) / 2);
    } else {
      // As JMH writes it.
      node.put("scoreError", "NaN");
    }
    node.putArray("scoreConfidence").add(interval.lower()).add(interval.upper());
    node.put("scoreUnit", m.row().unit());
    ArrayNode raw = node.putArray("rawData");
    for (double[] fork : m.row().forks()) {
      ArrayNode scores = raw.addArray();
      Arrays.stream(fork).forEach(scores::add);
    }
  }
}
