package zerocopy.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A size that nobody sees may decide more than the strategy: a receiver's buffer of a fixed size
 * once changed the socket figures by a factor of 2.5. So every number in the benchmarks' sources
 * that can be the size of a buffer, socket or file is a parameter, or a constant that the comment
 * of its class names.
 */
class HiddenSizesTest {

  private static final long SMALLEST = 1024;
  private static final long LARGEST = 1L << 31;
  private static final long UNIT = 512;

  private static final String NUMBER =
      "\\d[\\d_]*L?(?:\\s*<<\\s*\\d+)?(?:\\s*\\*\\s*\\d[\\d_]*L?(?:\\s*<<\\s*\\d+)?)*";
  private static final Pattern CONSTANT =
      Pattern.compile("static final (?:int|long) (\\w+)\\s*=\\s*(" + NUMBER + ")\\s*;");
  private static final Pattern LITERAL = Pattern.compile("(?<![\\w.$])(" + NUMBER + ")(?![\\w.])");
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
  private static final Pattern TEXT = Pattern.compile("\"(?:[^\"\\\\\n]|\\\\.)*\"");

  @Test
  void noSizeIsHidden() throws IOException {
    List<String> hidden = new ArrayList<>();
    for (String root : List.of("src/main/java", "src/main/java22")) {
      try (Stream<Path> files = Files.walk(Path.of(root, "zerocopy/bench"))) {
        // The software MMU moves no bytes.
        for (Path file :
            files
                .filter(f -> f.toString().endsWith(".java"))
                .filter(f -> !f.toString().contains("translation"))
                .sorted()
                .toList()) {
          hiddenIn(Files.readString(file))
              .forEach((what, number) -> hidden.add(file.getFileName() + ": " + what));
        }
      }
    }
    assertEquals(
        List.of(), hidden, "make each a parameter, or a constant that the class comment names");
  }

  @Test
  void theTestItselfSeesHiddenSizes() {
    String comment = "/** Reads by {@link #NAMED} bytes, at most 1 MiB. */\nclass X {\n";
    assertEquals("{}", hiddenIn(comment + "static final int NAMED = 64 * 1024;}").toString());
    assertEquals("{}", hiddenIn(comment + "static final int TOLD = 1 << 20;}").toString());
    assertEquals(
        "{}", hiddenIn(comment + "@Param({\"65536\"}) int size; int few = 3;}").toString());
    assertEquals(
        "{BUFFER=65536}", hiddenIn(comment + "static final int BUFFER = 1 << 16;}").toString());
    assertEquals(
        "{a number in the code=65536}",
        hiddenIn(comment + "Object o = ByteBuffer.allocate(65_536);}").toString());
  }

  /** What is hidden in a source, with its value. */
  private static TreeMap<String, Long> hiddenIn(String source) {
    String comment = classComment(source);
    TreeMap<String, Long> hidden = new TreeMap<>();
    String code = TEXT.matcher(COMMENT.matcher(source).replaceAll("")).replaceAll("\"\"");
    Matcher constant = CONSTANT.matcher(code);
    while (constant.find()) {
      long value = value(constant.group(2));
      boolean named =
          Pattern.compile("\\b" + constant.group(1) + "\\b").matcher(comment).find()
              || comment.contains(words(value));
      if (isSize(value) && !named) {
        hidden.put(constant.group(1), value);
      }
    }
    Matcher literal = LITERAL.matcher(constant.replaceAll(""));
    while (literal.find()) {
      if (isSize(value(literal.group(1)))) {
        hidden.put("a number in the code", value(literal.group(1)));
      }
    }
    return hidden;
  }

  private static boolean isSize(long value) {
    return value > SMALLEST && value < LARGEST && value % UNIT == 0;
  }

  private static String classComment(String source) {
    Matcher type =
        Pattern.compile(
                "\n(?:@[^\n]*\n)*(?:public |final |abstract )*(?:class|enum|interface|record) ")
            .matcher(source);
    String head = type.find() ? source.substring(0, type.start() + 1) : "";
    int begin = head.lastIndexOf("/**");
    return begin < 0 ? "" : head.substring(begin);
  }

  private static long value(String expression) {
    long product = 1;
    for (String factor : expression.replaceAll("[_L\\s]", "").split("\\*")) {
      String[] shifted = factor.split("<<");
      product *=
          Long.parseLong(shifted[0]) << (shifted.length > 1 ? Integer.parseInt(shifted[1]) : 0);
    }
    return product;
  }

  private static String words(long value) {
    if (value % (1 << 20) == 0) {
      return value / (1 << 20) + " MiB";
    }
    return value % 1024 == 0 ? value / 1024 + " KiB" : Long.toString(value);
  }
}
