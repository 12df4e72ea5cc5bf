package zerocopy.report.sections;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Strategy;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.ReportData;

/** What a reader of figures and tables has to know, said once: the statistics, and the names. */
public final class Reading {

  private static final String STATISTICS =
      """
      <p class="note">A row is measured by several forks, each a JVM of its own. A fork's value is the
      lower quartile of its times; a point is the geometric mean over forks, without what all rows of
      a round have in common. Bars and brackets are confidence intervals. Where rows are compared,
      intervals and verdicts are corrected together for the number of comparisons: an interval leaves
      out 1 where, and only where, one of the two wins (false discovery rate 5&nbsp;%). The decision
      table is more careful (multiple comparisons with the best): it writes “likely” where one way
      wins against another, but the best of all ways is less certain. “Cannot tell” is not
      “equal”.</p>
      <p class="note">CPU time is that of the Java threads; the collector's and the compiler's stand
      apart. Where a benchmark prepares every operation, CPU time, calls and faults are those of its
      own thread within the measured time; a number that cannot be told apart from the preparation is
      left out. A fork that the host disturbed is repeated, and the run's folder keeps both.</p>
      """;

  private Reading() {}

  /** The statistics. */
  public static Section section() {
    return Section.of("reading", "How to read figures and tables", STATISTICS);
  }

  /**
   * The names of the strategies that were measured, each with its sentence.
   *
   * @return empty where no strategy says what it is
   */
  public static Optional<Section> glossary(ReportData data) {
    HtmlTable table = new HtmlTable("name", "method", "what it does");
    Set<String> measured =
        data.rows().stream()
            .map(m -> m.question() + "." + m.strategy())
            .collect(Collectors.toSet());
    Set<String> told = new TreeSet<>();
    for (Catalogue.Entry entry : ReportData.asked(data.rows())) {
      for (var way : entry.strategies().entrySet()) {
        Strategy strategy = way.getValue();
        String method = entry.name() + "." + way.getKey();
        if (measured.contains(method) && !strategy.says().isEmpty() && told.add(method)) {
          table.row(entry.label(way.getKey())).text(method).text(strategy.says());
        }
      }
    }
    return told.isEmpty()
        ? Optional.empty()
        : Optional.of(Section.of("glossary", "Glossary of the ways", table.html()));
  }
}
