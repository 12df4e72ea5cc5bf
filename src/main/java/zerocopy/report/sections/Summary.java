package zerocopy.report.sections;

import java.util.List;
import java.util.Map;
import java.util.Set;
import zerocopy.catalogue.Question;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Runs;
import zerocopy.report.text.Escape;
import zerocopy.report.text.TextTable;
import zerocopy.results.Run;

/** {@code summary.md}: the paste-ready short form. */
public final class Summary {

  private static final String[] FASTEST = {
    "question", "best estimate at the largest size", "95 % interval in brackets"
  };

  private Summary() {}

  /**
   * The summary as Markdown.
   *
   * @param further a paragraph each, plain text
   */
  public static String of(
      ReportData data, Decisions decisions, List<StrategyPair> pairs, List<String> further) {
    StringBuilder out = new StringBuilder("# " + title(data) + "\n\n");
    out.append(Escape.markdown(data.provenance())).append("\n\n");
    if (!data.stamp().isEmpty()) {
      out.append("**").append(Escape.markdown(data.stamp())).append("**\n\n");
    }
    if (!decisions.isEmpty()) {
      decisions.table().markdown().forEach(line -> out.append(line).append('\n'));
    }
    crossovers(out, pairs);
    fastest(out, data);
    further.forEach(words -> out.append('\n').append(Escape.markdown(words)).append('\n'));
    List<NoiseFindings.Finding> noise = NoiseFindings.findings(data.main(), data.first());
    out.append("\nNoise: **").append(NoiseFindings.worst(noise).words());
    out.append("**.");
    noise.stream()
        .filter(f -> f.light() != NoiseFindings.Light.GREEN)
        .forEach(
            f ->
                out.append(' ')
                    .append(Escape.markdown(f.subject() + ": " + f.finding()))
                    .append('.'));
    out.append("\n");
    for (String warning : Runs.warnings(data.runs())) {
      out.append("\nNot complete: ").append(Escape.markdown(warning)).append('\n');
    }
    for (Run run : data.runs()) {
      Provenance.unanswered(run)
          .ifPresent(open -> out.append('\n').append(Escape.markdown(open)).append(".\n"));
      out.append(ReportData.isOwn(run) ? "\nCite: " : "\n")
          .append(Escape.markdown(Provenance.citation(run)))
          .append('\n');
    }
    return out.toString();
  }

  /** What the page is about: results of another suite need not be about moving bytes. */
  public static String title(ReportData data) {
    return data.runs().stream().anyMatch(ReportData::isOwn)
        ? "What moving bytes costs"
        : "Benchmark results";
  }

  private static void crossovers(StringBuilder out, List<StrategyPair> pairs) {
    if (pairs.isEmpty()) {
      return;
    }
    TextTable table = TextTable.of("weighed", "conditions", "result");
    pairs.forEach(pair -> table.add(pair.names(), pair.conditions(), pair.words()));
    write(out, table);
  }

  private static void write(StringBuilder out, TextTable table) {
    out.append('\n');
    table.markdown().forEach(line -> out.append(line).append('\n'));
  }

  /**
   * The fastest row of each question at its largest size, where several strategies do the same:
   * move that many bytes.
   */
  private static void fastest(StringBuilder out, ReportData data) {
    TextTable table = TextTable.of(FASTEST);
    for (Map.Entry<String, List<Measured>> entry : ReportData.byQuestion(data.first()).entrySet()) {
      List<Measured> rows =
          entry.getValue().stream()
              .filter(m -> m.isValid() && m.isTime() && competes(data, m))
              .filter(Measured::isUsual)
              .toList();
      if (rows.stream().map(Measured::strategy).distinct().count() < 2) {
        continue;
      }
      long largest = rows.stream().mapToLong(m -> m.size().orElse(0)).max().orElse(0);
      rows.stream()
          .filter(m -> m.size().orElse(0) == largest)
          .min((a, b) -> Double.compare(a.time().typical(), b.time().typical()))
          .ifPresent(m -> table.add(m.question(), m.strategy() + conditions(m), m.words()));
    }
    if (!table.rows().isEmpty()) {
      write(out, table);
    }
  }

  /** Whether the strategies of its question are ways to the same end. */
  private static boolean competes(ReportData data, Measured m) {
    Question head = data.catalogue().entry(m.asked().family()).question();
    return !head.answer().isEmpty() && head.about().isEmpty();
  }

  private static String conditions(Measured m) {
    String conditions = m.conditions(Set.of());
    return conditions.isEmpty() ? "" : " (" + conditions + ")";
  }
}
