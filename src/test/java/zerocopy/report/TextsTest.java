package zerocopy.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import zerocopy.catalogue.Catalogue;
import zerocopy.results.RunReader;
import zerocopy.results.UserError;

/** The texts say what the committed runs say, and nothing in them is out of date. */
class TextsTest {

  /** Read once: the runs are what takes time here. */
  private static final Texts TEXTS = new Texts(Path.of(""));

  private static final Pattern INSERTED =
      Pattern.compile("<!-- insert: .*?<!-- end -->", Pattern.DOTALL);

  /** A number with a unit that only a measurement has. */
  private static final Pattern MEASURED =
      Pattern.compile(
          "\\d\\s?(GiB/s|MiB/s|ns|µs|ms|cycles)\\b|\\d times (as|faster|slower)|× ?\\d"
              // Levels and margins of the statistics are no measurements.
              + "|\\b(?!(95|5|2\\.5) %)\\d[\\d.,]* %");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)[^)\\s]*\\)");

  @TempDir Path folder;

  static List<Path> texts() throws IOException {
    try (Stream<Path> top = Files.list(Path.of(""));
        Stream<Path> site = Files.list(Path.of("src/site/markdown"))) {
      return Stream.of(top, site, Stream.of(Path.of("results/README.md")))
          .flatMap(files -> files)
          .filter(file -> file.toString().endsWith(".md"))
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void areFilledFromTheCommittedRuns(Path text) throws IOException {
    assertEquals(
        TEXTS.filled(text),
        Files.readString(text),
        "out of date: scripts/plot.sh --texts README.md results/README.md src/site/markdown/*.md");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void haveNoMeasuredNumberThatSomebodyTyped(Path text) throws IOException {
    String typed = INSERTED.matcher(Files.readString(text)).replaceAll("");
    assertEquals(List.of(), typed.lines().filter(l -> MEASURED.matcher(l).find()).toList());
  }

  @ParameterizedTest
  @MethodSource("texts")
  void linkToFilesThatAreThere(Path text) throws IOException {
    List<String> lost =
        LINK.matcher(Files.readString(text))
            .results()
            .map(MatchResult::group)
            .map(link -> LINK.matcher(link).replaceAll("$1"))
            .filter(link -> !link.contains(":"))
            .filter(link -> !Files.exists(text.toAbsolutePath().resolveSibling(link)))
            .toList();
    assertEquals(List.of(), lost);
  }

  @ParameterizedTest
  @CsvSource({"README.md, 150", "results/README.md, 80"})
  void areShortEnoughToBeRead(Path text, int lines) throws IOException {
    assertTrue(Files.readAllLines(text).size() <= lines, text + " is longer than " + lines);
  }

  /** Words are translated; commands, figures and values are not. */
  @Test
  void theHandoutShowsTheSameInBothLanguages() throws IOException {
    List<String> english = shown(Path.of("src/site/markdown/handout.md"));
    assertTrue(english.size() > 20, "places of the handout: " + english);
    assertEquals(english, shown(Path.of("src/site/markdown/handout.zh.md")));
  }

  private static List<String> shown(Path handout) throws IOException {
    return Pattern.compile(
            "<!-- insert: (simulate [^\n]*|figure \\S+ \\S+|values \\S+)|\\{[^{}]+: [^{}]+\\}|```sh\n.*?```",
            Pattern.DOTALL)
        .matcher(Files.readString(handout))
        .results()
        .map(MatchResult::group)
        .toList();
  }

  @Test
  void theReadmeNamesEveryQuestion() throws IOException {
    String table =
        Files.readString(Path.of("README.md"))
            .replaceFirst("(?s).*## The questions\n\n(.*?)\n\n.*", "$1");
    Set<String> named =
        Pattern.compile("`([A-Z]\\w+)`")
            .matcher(table)
            .results()
            .map(name -> name.group(1))
            .collect(Collectors.toSet());
    Set<String> suite = new TreeSet<>(Catalogue.ofSuite().lacks());
    suite.addAll(Catalogue.ofSuite().entries().keySet());
    assertEquals(suite, new TreeSet<>(named));
  }

  @Test
  void theChangesBeginWithTheVersionOfTheBuild() throws IOException {
    String version =
        Files.readString(Path.of("pom.xml"))
            .replaceFirst("(?s).*?<artifactId>benchmarks</artifactId>\\s*<version>(.*?)<.*", "$1");
    assertTrue(Files.readString(Path.of("CHANGELOG.md")).contains("\n\n## " + version + "\n"));
  }

  @Test
  void aValueIsThatOfItsRowAndARatioThatOfTwo() throws IOException {
    String[] values =
        filled(
                "values jdk17\n{FileRead.heap fileSize=1048576: ns}|{FileRead.direct fileSize=1048576: ns}"
                    + "|{FileRead.direct fileSize=1048576: µs}|{FileRead.direct fileSize=1048576: GiB/s}"
                    + "|{FileRead.heap / direct fileSize=1048576: time}|{FileRead.heap fileSize=77: ns}\n")
            .split("\\|");
    double heap = number(values[0]);
    double direct = number(values[1]);
    double median =
        RunReader.read(TEXTS.folder("jdk17")).rows().stream()
            .filter(row -> row.key().contains("FileRead.direct"))
            .filter(row -> "1048576".equals(row.params().get("fileSize")))
            .flatMap(row -> row.forks().stream())
            .mapToDouble(fork -> new Median().evaluate(fork))
            .average()
            .orElseThrow();
    assertEquals(median, direct, median * 0.1);
    assertEquals(direct / 1000, number(values[2]), direct / 1000 * 0.01);
    assertEquals((1 << 20) / direct * 1e9 / (1 << 30), number(values[3]), 0.5);
    assertEquals(heap / direct, number(values[4]), 0.03);
    assertEquals("–", values[5].strip(), "not measured");
  }

  private static double number(String value) {
    return Double.parseDouble(value.strip().replaceAll(" .*", "").replace("\u00a0", ""));
  }

  private String filled(String place) throws IOException {
    Path text = folder.resolve("text.md");
    Files.writeString(text, "<!-- insert: " + place + "-->\n<!-- end -->\n");
    return TEXTS.filled(text).replaceFirst("(?s).*-->\n(.*)\n<!-- end -->\n", "$1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "nonsense jdk25; nothing is called 'nonsense'",
        "decisions 1.6.0; 0 of the committed runs",
        "figure jdk17 no-such-figure words; no-such-figure.svg is no figure",
        "summary jdk17 no-such-section; has no section 'no-such-section'",
        "simulate translate --base x 1; is refused",
        "values jdk17\\n{FileRead.dircet fileSize=1048576: ns}\\n; no strategy FileRead.dircet",
        "values jdk17\\n{FileRead.direct: ns}\\n; is more than one row",
        "values jdk17\\n{FileRead.direct fileSize=1048576: GB/s}\\n; no unit 'GB/s'",
        "values jdk17\\n{FileRead.direct}\\n; cannot read the name of a value"
      })
  void whatCannotBeInsertedIsSaidInASentence(String place, String sentence) throws IOException {
    String said =
        assertThrows(UserError.class, () -> filled(place.replace("\\n", "\n"))).getMessage();
    assertTrue(said.startsWith(folder.resolve("text.md") + ": ") && said.contains(sentence), said);
  }
}
