package zerocopy.report.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import zerocopy.stats.Ratio;

/** A comparison as JSON, for programs. */
public final class ComparisonJson {

  private ComparisonJson() {}

  /**
   * Everything that the report tells.
   *
   * @param comparison what to tell
   * @param threshold smallest change that is called a regression, as a fraction
   * @return the document; intervals are absent where there is none
   */
  public static ObjectNode of(Comparison comparison, double threshold) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("base", comparison.base().id());
    root.put("candidate", comparison.candidate().id());
    root.put("threshold", threshold);
    comparison.common().ifPresent(ratio -> put(root.putObject("common"), ratio));
    ArrayNode rows = root.putArray("rows");
    comparison.lines().forEach(line -> rows.add(row(line, threshold)));
    ArrayNode questions = root.putArray("questions");
    for (Comparison.Question question : comparison.questions()) {
      ObjectNode node = questions.addObject();
      node.put("question", question.name());
      node.put("rows", question.rows());
      node.put("verdict", question.verdict().name());
      put(node, question.ratio());
    }
    texts(root, "onlyBase", comparison.onlyBase());
    texts(root, "onlyCandidate", comparison.onlyCandidate());
    ArrayNode differences = root.putArray("environment");
    for (Difference difference : comparison.differences()) {
      ObjectNode node = differences.addObject();
      node.put("subject", difference.subject());
      node.put("base", difference.base());
      node.put("candidate", difference.candidate());
      difference.warning().ifPresent(warning -> node.put("warning", warning));
    }
    return root;
  }

  private static ObjectNode row(Comparison.Line line, double threshold) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("benchmark", line.row().benchmark());
    ObjectNode params = node.putObject("params");
    line.row().params().forEach(params::put);
    node.put("mode", line.row().mode());
    node.put("unit", line.row().unit());
    node.put("base", line.base().typical());
    node.put("baseForks", line.base().forks());
    node.put("candidate", line.candidate().typical());
    node.put("candidateForks", line.candidate().forks());
    node.put("verdict", line.hasVerdict() ? line.verdict().name() : "NO_VERDICT");
    node.put("regression", line.regressed(threshold));
    put(node, line.ratio());
    return node;
  }

  private static void put(ObjectNode node, Ratio ratio) {
    node.put("ratio", ratio.value());
    ratio.interval().ifPresent(i -> node.putArray("interval").add(i.lower()).add(i.upper()));
    node.put("p", ratio.p());
  }

  private static void texts(ObjectNode root, String name, List<String> texts) {
    ArrayNode array = root.putArray(name);
    texts.forEach(array::add);
  }
}
