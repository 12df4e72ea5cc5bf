package zerocopy.report;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zerocopy.report.compare.Comparison;
import zerocopy.report.compare.ComparisonFigure;
import zerocopy.report.compare.ComparisonJson;
import zerocopy.report.compare.ComparisonPage;
import zerocopy.report.compare.Difference;
import zerocopy.report.compare.Report;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.FigureFile;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Runs;
import zerocopy.results.Run;
import zerocopy.results.UserError;

/** Command line: what changed between two runs, with confidence. */
@Command(
    name = "compare.sh",
    sortOptions = false,
    mixinStandardHelpOptions = true,
    description = "What changed between two runs, with confidence.",
    footer = {
      "",
      "Example: scripts/compare.sh results/BEFORE results/AFTER --fail-on-regression",
      "Runs are run folders or plain JMH JSON files. Runs on different processors are refused:",
      "their ratios say what the processors differ by, not what changed.",
      "Exit status: 0 compared; 2 wrong usage, unreadable results, no row in common, different",
      "processors, or output that cannot be written; 5 failed, such as out of memory. With --fail-on-regression also:",
      "1 a regression; 4 no regression, but rows without a verdict, as a single fork allows none."
    })
public final class Compare implements Callable<Integer> {

  private static final int REGRESSION = 1;
  private static final int NO_VERDICT = 4;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "BASE", description = "the run that is held to be known")
  private Path base;

  @Parameters(index = "1", paramLabel = "CANDIDATE", description = "the run in question")
  private Path candidate;

  @Option(
      names = "--threshold",
      paramLabel = "5%",
      defaultValue = "5%",
      converter = Fraction.class,
      description =
          "smallest change of a row that is called a regression (default: ${DEFAULT-VALUE})")
  private double threshold;

  @Option(
      names = "--fail-on-regression",
      description =
          "exit with status 1 if a row is slower beyond doubt, by the threshold or more; with 4 if"
              + " none is, but a row has no verdict")
  private boolean failOnRegression;

  @Option(
      names = "--all",
      description = "tell rows that did not change, too; without it their number is told")
  private boolean all;

  @Option(names = "--anyway", description = "compare although the processors are different")
  private boolean anyway;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "also write a page; the name ends in .html")
  private Path page;

  @Option(names = "--markdown", paramLabel = "FILE", description = "also write Markdown")
  private Path markdown;

  @Option(names = "--json", paramLabel = "FILE", description = "also write JSON")
  private Path json;

  @Option(
      names = "--figure",
      paramLabel = "FILE",
      description = "also draw a figure; the name ends in .svg or .png")
  private Path figure;

  private Compare() {}

  /** Reads {@code 5%} and {@code 0.05}. */
  static final class Fraction implements CommandLine.ITypeConverter<Double> {

    /**
     * Reads a fraction.
     *
     * @throws CommandLine.TypeConversionException if it is neither form, or not in 0..10
     */
    @Override
    public Double convert(String text) {
      boolean percent = text.endsWith("%");
      String number = percent ? text.substring(0, text.length() - 1).strip() : text;
      double value = number.matches("\\d{1,4}(\\.\\d{1,9})?") ? Double.parseDouble(number) : -1;
      double fraction = percent ? value / 100 : value;
      if (fraction < 0 || fraction > (percent ? 10 : 0.999)) {
        throw new CommandLine.TypeConversionException(
            "'" + text + "' is no threshold: write it as 5% or 0.05");
      }
      return fraction;
    }
  }

  /**
   * Compares two runs.
   *
   * @param arguments see {@code --help}
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT);
    int status = run(arguments, CommandLines.out(), CommandLines.err());
    // A JVM that cannot start ends with 1: the script asks for a number that no JVM gives itself.
    System.exit(status == REGRESSION ? Integer.getInteger("zerocopy.regression", status) : status);
  }

  static int run(String[] arguments, PrintWriter out, PrintWriter err) {
    return CommandLines.run(new Compare(), arguments, out, err);
  }

  @Override
  public Integer call() {
    requireName(figure, "figure", "svg", "png");
    requireName(page, "page", "html", "htm");
    CommandLines.requireOneStandardInput(List.of(base, candidate));
    Stream.of(markdown, json, figure, page).forEach(CommandLines::requireWritable);
    List<Run> read =
        Runs.distinct(List.of(CommandLines.readRun(base), CommandLines.readRun(candidate)));
    if (!anyway) {
      requireOneProcessor(read.get(0), read.get(1));
    }
    Comparison comparison = Comparison.of(read.get(0), read.get(1));
    Report report = new Report(comparison, threshold, all);
    PrintWriter out = spec.commandLine().getOut();
    out.print(report.terminal());
    out.flush();
    if (markdown != null) {
      CommandLines.write(markdown, report.markdown().getBytes(StandardCharsets.UTF_8));
    }
    if (json != null) {
      String text = ComparisonJson.of(comparison, threshold).toPrettyString();
      CommandLines.write(json, text.getBytes(StandardCharsets.UTF_8));
    }
    if (figure != null) {
      draw(comparison);
    }
    if (page != null) {
      String html = ComparisonPage.html(report, provenance(comparison));
      CommandLines.write(page, html.getBytes(StandardCharsets.UTF_8));
    }
    Runs.warnings(read).forEach(spec.commandLine().getErr()::println);
    return failOnRegression ? status(report) : 0;
  }

  private static int status(Report report) {
    if (!report.regressions().isEmpty()) {
      return REGRESSION;
    }
    return report.withoutVerdict() > 0 ? NO_VERDICT : 0;
  }

  private static void requireName(Path file, String kind, String one, String other) {
    if (file != null && !file.toString().matches("(?i).*\\.(%s|%s)".formatted(one, other))) {
      throw new UserError(
          "%s is no name for a %s: it must end in .%s or .%s".formatted(file, kind, one, other));
    }
  }

  private static void requireOneProcessor(Run base, Run candidate) {
    List<String> differences =
        Difference.processors(base, candidate).stream()
            .map(d -> "%s %s against %s".formatted(d.subject(), d.base(), d.candidate()))
            .toList();
    if (!differences.isEmpty()) {
      throw new UserError(
          "%s and %s were measured on different processors (%s), so that no ratio tells what changed: compare runs of one machine, or add --anyway"
              .formatted(base.id(), candidate.id(), String.join("; ", differences)));
    }
  }

  private static String provenance(Comparison comparison) {
    return ReportData.of(List.of(comparison.base(), comparison.candidate())).provenance();
  }

  private void draw(Comparison comparison) {
    FigureFile.unavailable()
        .ifPresent(
            reason -> {
              throw new UserError(reason);
            });
    Figure drawn = ComparisonFigure.of(comparison).withProvenance(provenance(comparison), "");
    boolean svg = figure.toString().toLowerCase(Locale.ROOT).endsWith(".svg");
    CommandLines.write(
        figure,
        svg ? FigureFile.svg(drawn).getBytes(StandardCharsets.UTF_8) : FigureFile.png(drawn));
  }
}
