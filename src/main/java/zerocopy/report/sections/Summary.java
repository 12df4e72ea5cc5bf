package zerocopy.report.sections;

import java.util.List;
import java.util.Map;
import java.util.Set;
import zerocopy.catalogue.Question;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Runs;
import zerocopy.report.text.Escape;
import zerocopy.results.Run;

/** {@code summary.md}: the paste-ready short form. */
public final class Summary {

  private static final String FASTEST_HEADER =
      "\n| question | best estimate at the largest size | 95 % interval in brackets |\n|---|---|---|\n";

  private Summary() {}

  /** The summary as Markdown. */
  public static String of(ReportData data, List<String> answer, List<StrategyPair> pairs) {
    StringBuilder out = new StringBuilder("# What moving bytes costs\n\n");
    out.append(Escape.markdown(data.provenance())).append("\n\n");
    if (!data.stamp().isEmpty()) {
      out.append("**").append(Escape.markdown(data.stamp())).append("**\n\n");
    }
    int number = 1;
    for (String sentence : answer) {
      out.append(number++).append(". ").append(Escape.markdown(sentence)).append('\n');
    }
    crossovers(out, pairs);
    fastest(out, data);
    List<NoiseFindings.Finding> noise = NoiseFindings.findings(data.main(), data.first());
    out.append("\nNoise: **")
        .append(NoiseFindings.worst(noise).name().toLowerCase(java.util.Locale.ROOT));
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
      out.append("\nCite: ").append(Escape.markdown(Provenance.citation(run))).append('\n');
    }
    return out.toString();
  }

  private static void crossovers(StringBuilder out, List<StrategyPair> pairs) {
    if (pairs.isEmpty()) {
      return;
    }
    out.append("\n| weighed | conditions | result |\n|---|---|---|\n");
    for (StrategyPair pair : pairs) {
      out.append("| ").append(Escape.markdown(pair.names()));
      out.append(" | ").append(Escape.markdown(pair.conditions()));
      out.append(" | ").append(Escape.markdown(pair.words())).append(" |\n");
    }
  }

  /**
   * The fastest row of each question at its largest size, where several strategies do the same:
   * move that many bytes.
   */
  private static void fastest(StringBuilder out, ReportData data) {
    int begin = out.length();
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
          .ifPresent(
              m ->
                  out.append("| ")
                      .append(Escape.markdown(m.question()))
                      .append(" | ")
                      .append(Escape.markdown(m.strategy() + conditions(m)))
                      .append(" | ")
                      .append(
                          m.hasThroughput()
                              ? Escape.markdown(m.throughput().words()) + " GiB/s"
                              : Escape.markdown(m.time().words()) + " ns per operation")
                      .append(" |\n"));
    }
    if (out.length() > begin) {
      out.insert(begin, FASTEST_HEADER);
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
