package zerocopy.results;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Strict reading of JSON that anybody may have written: a name twice in one object, text after the
 * end and deep nesting are errors. Whatever is wrong comes out as {@link Malformed}.
 */
final class Json {

  private static final int DEEPEST = 100;
  private static final int LONGEST_NAME = 1000;
  private static final int LONGEST_VALUE = 80;

  private static final ObjectMapper STRICT =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
                  // Python and JMH before 1.4 write numbers that are none without quotes.
                  .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /** What is wrong with a piece of JSON, as the rest of a sentence that begins with its name. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String message) {
      super(message);
    }
  }

  /** Some editors begin UTF-8 files with a byte order mark; it is no part of the JSON. */
  static JsonNode parse(String text) throws Malformed {
    try {
      JsonNode tree = STRICT.readTree(text.startsWith("\uFEFF") ? text.substring(1) : text);
      if (tree == null || tree.isMissingNode()) {
        throw new Malformed("is empty");
      }
      return tree;
    } catch (JsonProcessingException e) {
      String place =
          e.getLocation() == null
              ? ""
              : " (line %d, column %d)"
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw new Malformed(
          e.getMessage().startsWith("Trailing token")
              ? "goes on behind its end"
                  + place
                  + ", as files do that were joined without jq -s add"
              : "is not whole JSON" + place);
    }
  }

  static JsonNode object(JsonNode parent, String name) throws Malformed {
    JsonNode node = parent.path(name);
    if (!node.isObject()) {
      throw new Malformed("has no object \"" + name + "\"");
    }
    return node;
  }

  /** The elements of an array; of an absent or null one, none. */
  static JsonNode array(JsonNode parent, String name) throws Malformed {
    JsonNode node = parent.path(name);
    if (node.isMissingNode() || node.isNull()) {
      return MissingNode.getInstance();
    }
    return elements(node, name);
  }

  static JsonNode elements(JsonNode node, String name) throws Malformed {
    if (!node.isArray()) {
      throw new Malformed("has \"" + name + "\" that is not an array");
    }
    return node;
  }

  static String text(JsonNode parent, String name) throws Malformed {
    JsonNode node = parent.path(name);
    if (!node.isTextual() || node.textValue().length() > LONGEST_NAME) {
      throw new Malformed("has no text \"" + name + "\"");
    }
    return node.textValue();
  }

  static String textOr(JsonNode parent, String name, String otherwise) {
    JsonNode node = parent.path(name);
    return node.isTextual() ? node.textValue() : otherwise;
  }

  static int count(JsonNode parent, String name) throws Malformed {
    JsonNode node = parent.path(name);
    if (!node.isIntegralNumber() || !node.canConvertToInt() || node.intValue() < 0) {
      throw new Malformed("has no whole number \"" + name + "\"");
    }
    return node.intValue();
  }

  /** A number; not a number where the text {@code "NaN"} or an infinity stands for it. */
  static double number(JsonNode node) throws Malformed {
    if (node.isNumber()) {
      return node.doubleValue();
    }
    if (node.isTextual() && node.textValue().matches("NaN|[+-]?(Infinity|INF)")) {
      return Double.NaN;
    }
    throw new Malformed("has a score that is not a number");
  }

  static double[] numbers(JsonNode array, String name) throws Malformed {
    double[] numbers = new double[elements(array, name).size()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = number(array.get(i));
    }
    return numbers;
  }

  /** JMH parameters: text by name; numbers and booleans count as text. */
  static SortedMap<String, String> params(JsonNode parent) throws Malformed {
    JsonNode node = parent.path("params");
    SortedMap<String, String> params = new TreeMap<>();
    if (node.isMissingNode() || node.isNull()) {
      return Collections.unmodifiableSortedMap(params);
    }
    if (!node.isObject()) {
      throw new Malformed("has \"params\" that is not an object");
    }
    for (var entry : node.properties()) {
      JsonNode value = entry.getValue();
      String text = value.asText();
      if (!value.isValueNode()) {
        throw new Malformed("has a parameter that is not a text");
      }
      params.put(entry.getKey(), text);
    }
    return Collections.unmodifiableSortedMap(params);
  }

  /** A text that a table holds; texts that are cut are told apart by a digest. */
  static String shortened(String text) {
    if (text.length() <= LONGEST_VALUE) {
      return text;
    }
    int cut = text.offsetByCodePoints(0, text.codePointCount(0, LONGEST_VALUE / 2));
    return text.substring(0, cut) + "\u2026" + Integer.toHexString(text.hashCode());
  }
}
