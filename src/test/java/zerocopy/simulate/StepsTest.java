package zerocopy.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each command against worked examples of textbooks, and of our own hand. */
class StepsTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path EXAMPLES = Path.of("src/test/resources/golden/steps.txt");

  record Example(String command, List<String> expected) {
    @Override
    public String toString() {
      return command;
    }
  }

  static Stream<Example> examples() throws IOException {
    List<Example> examples = new ArrayList<>();
    for (String line : Files.readAllLines(EXAMPLES)) {
      if (line.startsWith("$ ")) {
        examples.add(new Example(line.substring(2), new ArrayList<>()));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        examples.get(examples.size() - 1).expected().add(line);
      }
    }
    return examples.stream();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void agreesWithTheWorkedExample(Example example) throws IOException {
    SimulateTest.Run run = SimulateTest.run(words(example.command()));
    JsonNode result = JSON.readTree(run.out());
    for (String line : example.expected()) {
      String[] sides = line.split(" = ", 2);
      JsonNode expected = JSON.readTree(sides[1]);
      JsonNode actual =
          sides[0].equals("status")
              ? JSON.getNodeFactory().numberNode(run.status())
              : at(result, List.of(sides[0].split("/")));
      assertEquals("" + expected, "" + actual, sides[0] + " of " + example + run.err());
    }
  }

  /** Words are separated by spaces; quotes keep those within. */
  private static String[] words(String command) {
    List<String> words = new ArrayList<>();
    String[] parts = command.split("\"", -1);
    for (int i = 0; i < parts.length; i++) {
      if (i % 2 == 1) {
        words.add(parts[i]);
      } else if (!parts[i].isBlank()) {
        words.addAll(List.of(parts[i].strip().split(" +")));
      }
    }
    return words.toArray(String[]::new);
  }

  private static JsonNode at(JsonNode node, List<String> path) {
    if (path.isEmpty()) {
      return node;
    }
    List<String> rest = path.subList(1, path.size());
    String name = path.get(0);
    if (name.equals("*")) {
      ArrayNode all = JSON.createArrayNode();
      node.forEach(element -> all.add(at(element, rest)));
      return all;
    }
    return at(node.isArray() ? node.path(index(node, name)) : node.path(name), rest);
  }

  /** Negative indexes count from the end. */
  private static int index(JsonNode array, String number) {
    int index = Integer.parseInt(number);
    return index < 0 ? array.size() + index : index;
  }
}
