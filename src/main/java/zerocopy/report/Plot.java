package zerocopy.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.report.charts.Figures;
import zerocopy.report.compare.Comparison;
import zerocopy.report.compare.ComparisonPage;
import zerocopy.report.compare.Report;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.FigureFile;
import zerocopy.report.page.Inline;
import zerocopy.report.page.Page;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Runs;
import zerocopy.report.sections.BufferObjects;
import zerocopy.report.sections.Decisions;
import zerocopy.report.sections.Headlines;
import zerocopy.report.sections.KernelWords;
import zerocopy.report.sections.NoiseFindings;
import zerocopy.report.sections.Provenance;
import zerocopy.report.sections.Reading;
import zerocopy.report.sections.StrategyPair;
import zerocopy.report.sections.Summary;
import zerocopy.report.sections.Tables;
import zerocopy.report.sections.ThenAndNow;
import zerocopy.report.text.Escape;
import zerocopy.report.text.FileNames;
import zerocopy.results.Run;
import zerocopy.results.UserError;
import zerocopy.results.WholeFile;

/** Draws figures, tables and the page of one run, or of several together. */
@Command(
    name = "plot.sh",
    description = "Draws figures, tables and the page of a run; several runs together.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    footer = {"", "Example: scripts/plot.sh results/RUN"})
public final class Plot implements Callable<Integer> {

  private static final int LONGEST_NAME = 240;
  private static final int WITHOUT_FIGURES = 3;
  private static final int MOST_TABLES = 500;

  /** Characters of a line of the answer. */
  private static final int TERMINAL = 110;

  @Parameters(
      arity = "1..*",
      paramLabel = "RUN",
      description = "run folder, or a file of plain JMH JSON")
  private List<Path> runs;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "where to write; default: the run folder, beside a file, beside the first of several runs,"
              + " or ./report for a pipe")
  private Path out;

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description =
          "CPU whose TLBs the model of address translation takes; default: the run's own."
              + " simulate.sh presets lists them")
  private String preset;

  @Option(
      names = "--texts",
      hidden = true,
      description = "the files are Markdown texts, into which numbers of committed runs are put")
  private boolean texts;

  @Option(
      names = "--export-jmh",
      paramLabel = "DIR",
      description =
          "write no page, but JMH JSON for jmh-visualizer, github-action-benchmark and Bencher: a"
              + " file for each question and size")
  private Path exported;

  @Option(
      names = "--all",
      description = "of two runs show everything, and not only what changed from the first on")
  private boolean all;

  /**
   * Draws.
   *
   * @param args runs and options
   */
  public static void main(String[] args) {
    Locale.setDefault(Locale.ROOT);
    System.setProperty("java.awt.headless", "true");
    System.exit(run(args));
  }

  /**
   * Draws, without leaving the JVM.
   *
   * @param args runs and options
   * @return exit status: 0; 2 with one sentence on standard error; 3 where no figure can be drawn
   */
  public static int run(String... args) {
    return CommandLines.run(new Plot(), args, CommandLines.out(), CommandLines.err());
  }

  @Override
  public Integer call() {
    if (texts) {
      Texts.fill(runs);
      return 0;
    }
    CommandLines.requireOneStandardInput(runs);
    List<Run> read = Runs.distinct(runs.parallelStream().map(CommandLines::readRun).toList());
    if (read.stream().allMatch(run -> run.rows().isEmpty())) {
      throw new UserError(
          "nothing to draw: " + runs.get(0) + " holds no usable result; is the run finished?");
    }
    ReportData data = ReportData.of(read);
    if (exported != null) {
      return export(data);
    }
    Path target = out != null ? out : folder(read);
    Optional<String> unavailable = FigureFile.unavailable();
    if (!all && read.size() == 2 && Comparison.isFair(read.get(0), read.get(1))) {
      Comparison comparison = Comparison.of(read.get(0), read.get(1));
      Report report = new Report(comparison, Report.THRESHOLD, false);
      writeChanges(data, report, target, unavailable.orElse(""));
      return told(read, target, unavailable, report.terminal());
    }
    Sections sections = Sections.of(data, Optional.ofNullable(preset));
    Decisions decisions = Decisions.of(data.first(), data.comparisons());
    write(data, decisions, sections, target, unavailable.orElse(""));
    String lines =
        answer(data, decisions).stream()
            .map(line -> Escape.terminal(line) + "\n")
            .collect(Collectors.joining());
    return told(read, target, unavailable, lines);
  }

  private static int told(
      List<Run> read, Path target, Optional<String> unavailable, String answer) {
    Runs.warnings(read).forEach(System.err::println);
    unavailable.ifPresent(System.err::println);
    System.out.print(answer);
    System.out.println(target.resolve("report.html").toAbsolutePath().normalize());
    return unavailable.isPresent() ? WITHOUT_FIGURES : 0;
  }

  private int export(ReportData data) {
    JmhExport.of(data)
        .forEach((name, results) -> save(exported, name, results.toPrettyString() + "\n"));
    System.out.println(exported.toAbsolutePath().normalize());
    return 0;
  }

  /** What a run ends with on a terminal: what to use, and how noisy it was. */
  private static List<String> answer(ReportData data, Decisions decisions) {
    List<String> lines = new ArrayList<>();
    if (data.runs().stream().anyMatch(ReportData::isOwn)) {
      // Single forks give no verdict, and so no advice.
      if (!decisions.isEmpty()
          && data.first().stream().anyMatch(row -> row.estimate().interval().isPresent())) {
        lines.addAll(decisions.table().wrapped(TERMINAL));
        lines.add("");
      }
      lines.add("noise: " + NoiseFindings.words(data));
    }
    return lines;
  }

  private Path folder(List<Run> read) {
    if (runs.stream().anyMatch(CommandLines::isPipe)) {
      return Path.of("report").toAbsolutePath();
    }
    Path first = runs.get(0).toAbsolutePath().normalize();
    if (runs.size() == 1) {
      return Files.isDirectory(first)
          ? first
          : first.resolveSibling(fitting(stem(first.getFileName().toString()) + "-report"));
    }
    String name =
        read.stream().map(run -> stem(run.id().replace('/', '-'))).collect(Collectors.joining("+"));
    return first.resolveSibling(fitting(name));
  }

  /** File systems take names of 255 bytes; names that are cut are told apart by a digest. */
  private static String fitting(String name) {
    if (name.getBytes(StandardCharsets.UTF_8).length <= LONGEST_NAME) {
      return name;
    }
    int length = name.length();
    while (name.substring(0, length).getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME / 2) {
      length = name.offsetByCodePoints(length, -1);
    }
    return name.substring(0, length) + "..." + Integer.toHexString(name.hashCode());
  }

  private static String stem(String name) {
    return name.replaceFirst("\\.json$", "");
  }

  /** The page of two runs: what changed, and the figures of the questions in which it did. */
  private static void writeChanges(
      ReportData data, Report report, Path target, String unavailable) {
    Set<String> changed =
        report.lines().stream().map(line -> line.row().question()).collect(Collectors.toSet());
    List<Figure> figures =
        Figures.of(data.only(changed), Set.of()).stream()
            .map(f -> f.withProvenance(data.provenance(), data.stamp()))
            .toList();
    List<Section> page =
        List.of(
            ComparisonPage.section(report),
            new Section("figures", "Figures of what changed", "", figures),
            NoiseFindings.section(data),
            Provenance.section(data));
    savePage(data, page, figures, target, unavailable);
    saveTables(data, target);
    save(target, "summary.md", report.markdown());
  }

  private static void savePage(
      ReportData data, List<Section> page, List<Figure> figures, Path target, String unavailable) {
    Map<String, String> drawn = unavailable.isEmpty() ? draw(figures, target) : Map.of();
    String html =
        new Page(
                Summary.title(data) + ": " + names(data),
                NoiseFindings.limits(data),
                data.stamp(),
                unavailable,
                page)
            .html(f -> Optional.ofNullable(drawn.get(f.id())).map(svg -> Inline.html(f, svg)));
    save(target, "report.html", html);
  }

  /** A file for each question; one file for all where nobody would open so many. */
  private static void saveTables(ReportData data, Path target) {
    Map<String, List<Measured>> questions = ReportData.byQuestion(data.rows());
    if (questions.size() > MOST_TABLES) {
      save(target, "tables/all.csv", Tables.csv(data, data.rows()));
      return;
    }
    FileNames names = new FileNames();
    questions.forEach(
        (question, rows) ->
            save(target, "tables/" + names.of(question) + ".csv", Tables.csv(data, rows)));
  }

  private static void write(
      ReportData data, Decisions decisions, Sections sections, Path target, String unavailable) {
    String stamp = data.stamp();
    String provenance = data.provenance();
    List<Figure> figures =
        Figures.of(data, sections.anchors()).stream()
            .map(f -> f.withProvenance(provenance, stamp))
            .toList();
    List<Section> contributed =
        sections.made().stream().map(s -> provided(s, provenance, stamp)).toList();
    List<Figure> all = new ArrayList<>(figures);
    contributed.forEach(s -> all.addAll(s.figures()));
    List<StrategyPair> pairs = StrategyPair.of(data.first(), data.comparisons());
    boolean own = data.runs().stream().anyMatch(ReportData::isOwn);
    List<Section> page = new ArrayList<>();
    List<Figure> headlines = Headlines.of(data.catalogue(), figures);
    List<Figure> others = new ArrayList<>(figures);
    others.removeAll(headlines);
    page.add(decisions.section(data.runs().size(), headlines));
    if (own) {
      page.add(StrategyPair.section(pairs, data.comparisons().size()));
    }
    String without = Figures.leftOut(data);
    page.add(
        new Section(
            "figures", "Figures", without.isEmpty() ? "" : "<p>" + without + "</p>", others));
    page.addAll(contributed);
    KernelWords.of(data).ifPresent(page::add);
    page.add(Tables.section(data));
    Reading.glossary(data).ifPresent(page::add);
    page.add(Reading.section());
    ThenAndNow.of(data).ifPresent(page::add);
    if (own) {
      page.add(BufferObjects.section());
    }
    page.add(NoiseFindings.section(data));
    page.add(Provenance.section(data));
    savePage(data, page, all, target, unavailable);
    save(target, "summary.md", Summary.of(data, decisions, pairs, summaries(sections)));
    saveTables(data, target);
  }

  private static List<String> summaries(Sections sections) {
    return sections.made().stream().map(Section::summary).filter(s -> !s.isEmpty()).toList();
  }

  private static String names(ReportData data) {
    return String.join(" and ", data.runs().stream().map(Run::id).toList());
  }

  private static Section provided(Section section, String provenance, String stamp) {
    return new Section(
        section.id(),
        section.title(),
        section.html(),
        section.figures().stream().map(f -> f.withProvenance(provenance, stamp)).toList());
  }

  /**
   * Draws all figures side by side, then writes them: one after the other, so that a write that
   * fails leaves none behind it running. Returns their SVG by id.
   */
  private static Map<String, String> draw(List<Figure> figures, Path target) {
    List<Drawing> drawings =
        figures.stream().filter(Figure::hasPoints).toList().parallelStream()
            .map(f -> new Drawing(f.id(), FigureFile.svg(f), FigureFile.png(f), FigureFile.csv(f)))
            .toList();
    Map<String, String> byId = new LinkedHashMap<>();
    for (Drawing drawing : drawings) {
      save(target, "figures/" + drawing.id() + ".svg", drawing.svg());
      save(target, "figures/" + drawing.id() + ".png", drawing.png());
      save(target, "figures/" + drawing.id() + ".csv", drawing.csv());
      byId.put(drawing.id(), drawing.svg());
    }
    return byId;
  }

  private record Drawing(String id, String svg, byte[] png, String csv) {}

  private static void save(Path target, String name, String text) {
    save(target, name, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void save(Path target, String name, byte[] content) {
    Path file = target.resolve(name);
    try {
      WholeFile.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write " + file + ": give a folder that can be written with --out or --export-jmh",
          e);
    }
  }
}
