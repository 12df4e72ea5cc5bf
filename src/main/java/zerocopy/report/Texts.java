package zerocopy.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import zerocopy.mmu.preset.CpuPreset;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.sections.Decisions;
import zerocopy.report.sections.NoiseFindings;
import zerocopy.report.text.Escape;
import zerocopy.report.text.TextTable;
import zerocopy.report.text.Units;
import zerocopy.results.Environment;
import zerocopy.results.Run;
import zerocopy.results.RunReader;
import zerocopy.results.UserError;
import zerocopy.simulate.Simulate;

/**
 * Puts into Markdown texts what committed runs and the model say, so that nobody types a measured
 * number. A place in a text is a comment that says what belongs there, what was put there, and
 * {@code <!-- end -->}:
 *
 * <ul>
 *   <li>{@code <!-- insert: decisions RUN -->} is the decision table of a run
 *   <li>{@code <!-- insert: summary RUN SECTION -->} is what a section of the page says in short
 *   <li>{@code <!-- insert: figure RUN NAME WORDS -->} is a figure, the words stand for it in text
 *   <li>{@code <!-- insert: runs -->} is a table of all runs
 *   <li>{@code <!-- insert: simulate ARGUMENTS -->} is a command of simulate.sh with its output
 *   <li>{@code <!-- insert: values RUN}, then lines with values as {@link TextValues} names them,
 *       then {@code -->} are these lines with the values
 * </ul>
 *
 * <p>Committed runs have the label {@code reference} in the name of their folder in {@code
 * results}. RUN is a part of the name that only one of them has, such as {@code jdk25}.
 */
final class Texts {

  private static final Pattern PLACE =
      Pattern.compile("<!-- insert: (.*?)-->\n(.*?)<!-- end -->", Pattern.DOTALL);

  /** Tells the committed runs from those that a user has made beside them, as .gitignore does. */
  private static final String LABEL = "-reference";

  private static final String BEGIN = "<!-- insert: ";

  private final Path root;
  private final Map<Path, ReportData> read = new HashMap<>();
  private final Map<Path, Sections> made = new HashMap<>();

  /**
   * Texts of a project.
   *
   * @param root its folder, with {@code results} in it
   */
  Texts(Path root) {
    this.root = root;
  }

  /**
   * Fills the places of texts in the working folder's project.
   *
   * @throws UserError if this is no project's folder, or a place cannot be filled
   */
  static void fill(List<Path> files) {
    Texts texts = new Texts(Path.of(""));
    Map<Path, String> filled = new HashMap<>();
    files.forEach(file -> filled.put(file, texts.filled(file)));
    filled.forEach((file, text) -> CommandLines.write(file, text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A text with its places filled.
   *
   * @throws UserError if it cannot be read, or a place cannot be filled
   */
  String filled(Path file) {
    try {
      String text = Files.readString(file);
      return PLACE.matcher(text).replaceAll(place -> Matcher.quoteReplacement(filled(file, place)));
    } catch (IOException e) {
      throw new UserError("cannot read " + file + ": give a Markdown file", e);
    } catch (UserError e) {
      throw new UserError(file + ": " + e.getMessage(), e);
    }
  }

  private String filled(Path file, MatchResult place) {
    if (place.group(2).contains(BEGIN)) {
      throw new UserError("the place '%s' has no <!-- end -->".formatted(place.group(1).strip()));
    }
    String[] lines = place.group(1).split("\n", 2);
    String[] words = lines[0].strip().split(" ", 2);
    String arguments = words.length > 1 ? words[1] : "";
    String content =
        switch (words[0]) {
          case "decisions" -> decisions(data(arguments));
          case "summary" -> summary(arguments.split(" ", 2));
          case "figure" -> figure(file, arguments.split(" ", 3));
          case "runs" -> runs(file);
          case "simulate" -> simulate(arguments);
          case "values" -> new TextValues(data(arguments)).filled(lines.length > 1 ? lines[1] : "");
          default ->
              throw new UserError(
                  ("nothing is called '%s': insert decisions, summary, figure, runs, simulate or"
                          + " values")
                      .formatted(words[0]));
        };
    return "%s%s-->\n%s\n<!-- end -->".formatted(BEGIN, place.group(1), content.strip());
  }

  private static String decisions(ReportData data) {
    return String.join("\n", Decisions.of(data.first(), data.comparisons()).table().markdown());
  }

  private String summary(String[] words) {
    Path folder = folder(words[0]);
    String id = words.length > 1 ? words[1] : "";
    return made
        .computeIfAbsent(folder, f -> Sections.of(data(words[0]), Optional.empty()))
        .made()
        .stream()
        .filter(section -> section.id().equals(id) && !section.summary().isEmpty())
        .findFirst()
        .map(Section::summary)
        .map(Escape::markdown)
        .orElseThrow(() -> new UserError(folder + " has no section '" + id + "' with a summary"));
  }

  private String figure(Path file, String[] words) {
    String name = words.length > 1 ? words[1] : "";
    Path figure = folder(words[0]).resolve("figures").resolve(name + ".svg");
    if (words.length < 3 || !Files.isRegularFile(figure)) {
      throw new UserError(figure + " is no figure, or has no words to stand for it");
    }
    return "![" + words[2] + "](" + link(file, figure) + ")";
  }

  /** A link with slashes, whatever the system. */
  private static String link(Path from, Path to) {
    Path folder = from.toAbsolutePath().normalize().getParent();
    return folder.relativize(to.toAbsolutePath().normalize()).toString().replace('\\', '/');
  }

  private static String simulate(String arguments) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int status = Simulate.run(out, out, words(arguments));
    String output = bytes.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    if (status == CommandLines.USAGE) {
      throw new UserError("simulate " + arguments + " is refused: " + output.strip());
    }
    return "```console\n$ ./scripts/simulate.sh %s\n%s\n```"
        .formatted(arguments, output.stripTrailing());
  }

  /** The words of a command line; those in double quotes are one. */
  private static String[] words(String line) {
    return Pattern.compile("\"([^\"]*)\"|\\S+")
        .matcher(line)
        .results()
        .map(word -> word.group(1) == null ? word.group() : word.group(1))
        .toArray(String[]::new);
  }

  private String runs(Path file) {
    TextTable table =
        TextTable.of(
            "run",
            "processor",
            "JDK",
            "profile",
            "#minutes",
            "#rows",
            "#forks",
            "#median ±",
            "noise");
    folders().forEach(folder -> add(table, data(folder)));
    String text = String.join("\n", table.markdown());
    for (Path folder : folders()) {
      String name = folder.getFileName().toString();
      text =
          text.replace(
              "| " + Escape.markdown(name) + " |",
              "| [%s](%s) |".formatted(name, link(file, folder.resolve("summary.md"))));
    }
    return text;
  }

  private static void add(TextTable table, ReportData data) {
    Run run = data.main();
    Environment from = run.environment();
    double[] widths =
        data.rows().stream()
            .flatMapToDouble(m -> m.time().halfWidth().stream())
            .map(width -> 100 * width)
            .toArray();
    table.add(
        run.id(),
        processor(from),
        from.jdkVersion(),
        from.profile() + (data.stamp().isEmpty() ? "" : ", not citable"),
        minutes(from),
        data.rows().size(),
        data.rows().stream().map(Measured::row).mapToInt(row -> row.forks().size()).sum(),
        Units.number(new Median().evaluate(widths)) + " %",
        NoiseFindings.light(data));
  }

  private static String processor(Environment from) {
    return CpuPreset.forCpu(
            from.text("/cpu/vendor"),
            from.at("/cpu/family").asInt(-1),
            from.at("/cpu/modelNumber").asInt(-1))
        .map(CpuPreset::title)
        .orElse(from.cpuModel());
  }

  private static String minutes(Environment from) {
    return from.has("/run/started") && from.has("/run/ended")
        ? Units.number(
            Math.rint(
                Duration.between(
                            Instant.parse(from.text("/run/started")),
                            Instant.parse(from.text("/run/ended")))
                        .toSeconds()
                    / 60.0))
        : "unknown";
  }

  private List<Path> folders() {
    Path results = root.resolve("results");
    try (Stream<Path> folders = Files.list(results)) {
      return folders.filter(f -> f.getFileName().toString().contains(LABEL)).sorted().toList();
    } catch (IOException e) {
      throw new UserError(
          "cannot read " + results.toAbsolutePath() + ": call this in the project's folder", e);
    }
  }

  /**
   * The run folder with a part of its name.
   *
   * @throws UserError if none has it, or more than one
   */
  Path folder(String part) {
    List<Path> named =
        folders().stream().filter(f -> f.getFileName().toString().contains(part)).toList();
    if (part.isEmpty() || named.size() != 1) {
      throw new UserError(
          "%d of the committed runs have '%s' in their name: take a word that only one has"
              .formatted(named.size(), part));
    }
    return named.get(0);
  }

  private ReportData data(String part) {
    return data(folder(part.strip()));
  }

  private ReportData data(Path folder) {
    return read.computeIfAbsent(folder, f -> ReportData.of(List.of(RunReader.read(f))));
  }
}
