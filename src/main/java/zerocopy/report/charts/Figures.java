package zerocopy.report.charts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Question;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Reference;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Value;
import zerocopy.report.text.FileNames;
import zerocopy.report.text.Units;

/**
 * The figures of the page: the figures that the questions declare, and one for each question that
 * declares none. A figure without rows is left out.
 */
public final class Figures {

  private static final int LONGEST_ID = 80;

  /** Figures of questions that declare none: a suite of many classes would fill a page for days. */
  private static final int MOST_PLAIN = 40;

  private Figures() {}

  /**
   * All figures that the runs have rows for.
   *
   * @param elsewhere anchors of the sections that draw their questions themselves
   */
  public static List<Figure> of(ReportData data, Set<String> elsewhere) {
    List<Figure> figures = new ArrayList<>();
    FileNames names = new FileNames();
    Set<String> drawn = new TreeSet<>();
    for (Catalogue.Entry entry : data.catalogue().inOrder()) {
      if (elsewhere.contains(entry.question().section())) {
        drawn.add(entry.name());
        continue;
      }
      for (Question.Figure declared : entry.question().figures()) {
        if (!Figure.isId(declared.id()) || !names.unique(declared.id()).equals(declared.id())) {
          continue;
        }
        drawn.addAll(data.catalogue().members(entry.name()));
        figures.addAll(
            declared.shows() == Question.Quantity.CONDITIONS
                ? Contrasts.of(data, entry, declared).stream().toList()
                : Charts.of(data, chart(data, entry, declared)));
      }
    }
    Set<String> plain = new TreeSet<>(ReportData.byQuestion(data.rows()).keySet());
    plain.removeAll(drawn);
    Set<String> primitives = new TreeSet<>(plain);
    primitives.removeIf(name -> data.catalogue().entry(name).question().asks().isEmpty());
    plain.removeAll(primitives);
    figures.addAll(Charts.of(data, primitives(primitives, names)));
    for (String question : plain.stream().limit(MOST_PLAIN).toList()) {
      figures.addAll(Charts.of(data, plain(question, names)));
    }
    return figures;
  }

  /** Cache sizes of the first run's CPU as reference lines. */
  private static List<Reference> caches(ReportData data) {
    List<Reference> lines = new ArrayList<>();
    data.main()
        .environment()
        .dataCaches()
        .forEach(
            (level, bytes) ->
                lines.add(
                    new Reference(
                        Reference.Kind.VERTICAL, bytes, "L" + level + " " + Units.size(bytes))));
    return lines;
  }

  /** What a page cannot hold; empty where every question has its figure. */
  public static String leftOut(ReportData data) {
    Set<String> classes = new TreeSet<>(ReportData.byQuestion(data.rows()).keySet());
    classes.removeAll(data.catalogue().entries().keySet());
    return classes.size() > MOST_PLAIN
        ? "Of %d classes %d have a figure, since no page holds more; the tables have all."
            .formatted(classes.size(), MOST_PLAIN)
        : "";
  }

  private static Chart chart(ReportData data, Catalogue.Entry entry, Question.Figure declared) {
    List<String> questions = data.catalogue().members(entry.name());
    String about = entry.question().about();
    return new Chart(
        declared.id(),
        declared.title(),
        questions,
        only(data, questions, declared),
        quantity(declared),
        about.isEmpty() ? Optional.empty() : Optional.of(about),
        Arrays.asList(declared.panels()),
        false,
        hint(declared.hint(), data, questions),
        declared.caches() ? caches(data) : List.of());
  }

  private static Chart plain(String name, FileNames names) {
    return plain(names.unique(id(name)), name, List.of(name), false);
  }

  /** The questions of this suite that have no figure: what the cost model is made of. */
  private static Chart primitives(Set<String> questions, FileNames names) {
    String title = "The primitives that the cost model adds up";
    return plain(names.unique("primitives"), title, List.copyOf(questions), true);
  }

  private static Chart plain(String id, String title, List<String> questions, boolean list) {
    return new Chart(
        id,
        title,
        questions,
        m -> true,
        Optional.empty(),
        Optional.empty(),
        List.of(),
        list,
        "",
        List.of());
  }

  /** A question's name as a figure's: {@code FileCopy} becomes {@code file-copy}. */
  private static String id(String question) {
    String words = FileNames.ascii(question).replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-");
    String safe = words.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    String id = safe.substring(0, Math.min(LONGEST_ID, safe.length())).replaceAll("^-|-$", "");
    return "question-" + (id.isEmpty() ? "unnamed" : id);
  }

  private static Optional<Chart.Quantity> quantity(Question.Figure declared) {
    return switch (declared.shows()) {
      case SENDER_CPU ->
          linear("sender's CPU s/GiB", Optional.of(Cost.SENDER_CPU), Figures::senderOrAll);
      case RECEIVER_CPU ->
          linear("receiver's CPU s/GiB", Optional.empty(), Measured::receiverCpuSecondsPerGiB);
      case COUNTER -> linear(declared.unit(), Optional.empty(), m -> m.counter(declared.counter()));
      case TIME ->
          Optional.of(
              new Chart.Quantity(
                  "time per operation",
                  Axis.Scale.TIME,
                  Optional.of(Cost.TIME),
                  Measured::timeOfOne));
      default -> Optional.empty();
    };
  }

  private static Optional<Chart.Quantity> linear(
      String label, Optional<Cost> cost, Function<Measured, Optional<Value>> of) {
    return Optional.of(new Chart.Quantity(label, Axis.Scale.LINEAR, cost, of));
  }

  /** Runs of before the two were told apart have the sum. */
  private static Optional<Value> senderOrAll(Measured m) {
    return m.row().params().keySet().containsAll(m.asked().usual().keySet())
        ? m.senderCpuSecondsPerGiB()
        : m.cpuSecondsPerGiB();
  }

  /**
   * Its strategies under its conditions; a placement that hardly occurred is left to the tables.
   */
  private static Predicate<Measured> only(
      ReportData data, List<String> questions, Question.Figure declared) {
    Map<String, Set<String>> with = Catalogue.conditions(declared.with());
    Set<String> strategies = new TreeSet<>(Arrays.asList(declared.strategies()));
    Predicate<Measured> wanted =
        m ->
            Catalogue.deviations(m.row().params(), with).isEmpty()
                && (strategies.isEmpty() || strategies.contains(m.strategy()));
    if (!declared.usualOnly()) {
      return wanted;
    }
    Map<String, Long> forks =
        data.of(questions).stream()
            .collect(
                Collectors.groupingBy(
                    Contrasts::placement, Collectors.summingLong(m -> m.estimate().forks())));
    long most = forks.values().stream().mapToLong(n -> n).max().orElse(0);
    return wanted.and(
        m ->
            m.isUsual() && (forks.get(Contrasts.placement(m)) == most || m.estimate().forks() > 1));
  }

  /** The declared hint, and where connections were used, how TCP behaved on them. */
  private static String hint(String declared, ReportData data, List<String> questions) {
    boolean connected =
        data.of(questions).stream().anyMatch(m -> m.row().params().containsKey("pacing"));
    String tcp = connected ? Contrasts.unpaced(data.main().environment()) : "";
    return (declared + " " + tcp).strip();
  }
}
