package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import zerocopy.catalogue.Question;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.rows.Value;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Units;
import zerocopy.results.Counted;
import zerocopy.results.KernelMetrics;
import zerocopy.stats.Trend;

/** The tables: as HTML that sorts, and as tidy CSV (RFC 4180), one file for each question. */
public final class Tables {

  private static final double PERCENT = 100;

  /** Rows that a browser still sorts at once. */
  private static final int MOST_LISTED = 5000;

  private static final String TIME = "ns_per_op";

  /** Names of auxiliary counters are those of fields; those of profilers have other signs. */
  private static final Pattern COUNTER = Pattern.compile("[a-z]\\w*");

  /** A column of numbers. */
  private record Column(
      String heading, String csv, ToDoubleFunction<Measured> of, Function<Measured, String> words) {

    /** A time or a rate: with its interval. */
    static Column value(String heading, String csv, Function<Measured, Optional<Value>> of) {
      return new Column(
          heading,
          csv,
          m -> of.apply(m).map(Value::typical).orElse(Double.NaN),
          m -> of.apply(m).map(Value::words).orElse(""));
    }

    /** How often something happened for an operation. */
    static Column count(String heading, String csv, ToDoubleFunction<Measured> of) {
      return new Column(heading, csv, of, m -> Units.count(of.applyAsDouble(m)));
    }

    /** Only times and rates have numbers. */
    double number(Measured m) {
      return m.isTime() ? of.applyAsDouble(m) : Double.NaN;
    }

    void write(HtmlTable table, Measured m) {
      table.interval(number(m), m.isTime() ? words.apply(m) : "");
    }
  }

  private static final List<Column> COLUMNS =
      List.of(
          Column.value("GiB/s", "gib_per_s", Measured::bandwidth),
          Column.value("ops/s", "ops_per_s", Measured::rate),
          Column.value("ns/op", TIME, Measured::timeOfOne),
          Column.count(
              "± %", "half_width_percent", m -> m.score().halfWidth().orElse(Double.NaN) * PERCENT),
          Column.value("CPU s/GiB", "cpu_s_per_gib", Measured::cpuSecondsPerGiB),
          Column.value("CPU ns/op", "cpu_ns_per_op", Measured::cpuTime),
          Column.count(
              "collector's CPU ns/op",
              "collector_cpu_ns_per_op",
              m -> m.metric(KernelMetrics.COLLECTOR_TIME)),
          Column.count(
              "compiler's CPU ns/op",
              "compiler_cpu_ns_per_op",
              m -> m.metric(KernelMetrics.COMPILER_TIME)),
          Column.value(
              "sender's CPU s/GiB", "sender_cpu_s_per_gib", Measured::senderCpuSecondsPerGiB),
          Column.value(
              "receiver's CPU s/GiB", "receiver_cpu_s_per_gib", Measured::receiverCpuSecondsPerGiB),
          Column.value("sender's CPU ns/op", "sender_cpu_ns_per_op", Measured::senderCpu),
          Column.value("receiver's CPU ns/op", "receiver_cpu_ns_per_op", Measured::receiverCpu),
          Column.count(
              "read calls/op", "read_calls_per_op", m -> m.metric(KernelMetrics.READ_CALLS)),
          Column.count(
              "write calls/op", "write_calls_per_op", m -> m.metric(KernelMetrics.WRITE_CALLS)),
          Column.count(
              "minor faults/op", "minor_faults_per_op", m -> m.metric(KernelMetrics.MINOR_FAULTS)),
          Column.count(
              "major faults/op", "major_faults_per_op", m -> m.metric(KernelMetrics.MAJOR_FAULTS)),
          Column.count(
              "switches/op",
              "switches_per_op",
              m ->
                  m.metric(KernelMetrics.VOLUNTARY_SWITCHES)
                      + m.metric(KernelMetrics.INVOLUNTARY_SWITCHES)),
          Column.count(
              "heap B/op", "heap_bytes_per_op", m -> m.metric(KernelMetrics.ALLOCATED_BYTES)),
          Column.count("forks", "forks", m -> m.estimate().forks()));

  private Tables() {}

  private static Set<String> parameters(List<Measured> rows) {
    Set<String> names = new TreeSet<>();
    rows.forEach(m -> names.addAll(m.row().params().keySet()));
    return names;
  }

  /** Columns of every question, and the auxiliary counters of those of the rows. */
  private static List<Column> all(List<Measured> rows) {
    Map<String, Question.Counter> declared = new LinkedHashMap<>();
    rows.forEach(
        m ->
            Arrays.stream(m.asked().question().counters())
                .forEach(counter -> declared.put(counter.name(), counter)));
    Set<String> names = new LinkedHashSet<>(declared.keySet());
    rows.stream()
        .flatMap(m -> m.row().secondary().keySet().stream().sorted())
        .filter(COUNTER.asMatchPredicate())
        .forEach(names::add);
    List<Column> columns = new ArrayList<>(COLUMNS);
    names.forEach(name -> columns.add(counter(name, declared.get(name))));
    return columns;
  }

  private static Column counter(String name, Question.Counter declared) {
    if (declared == null || declared.per().isEmpty()) {
      String heading = declared == null ? name : declared.heading();
      return Column.count(heading, name, m -> m.metric(name));
    }
    String per = declared.per();
    return Column.count(
        declared.heading(), name + "_per_" + per, m -> m.metric(name) / m.metric(per));
  }

  /** Columns that have a number in some row. */
  private static List<Column> columns(List<Measured> rows) {
    return all(rows).stream()
        .filter(c -> rows.stream().anyMatch(m -> Double.isFinite(c.number(m))))
        .toList();
  }

  private static String heading(Column column, Measured of) {
    boolean host = of.asked().question().simulated() && column.csv().equals(TIME);
    return host ? "simulator's " + column.heading() : column.heading();
  }

  /** One question's table. */
  static String html(ReportData data, List<Measured> rows) {
    Set<String> names = parameters(rows);
    List<Column> columns = columns(rows);
    boolean several = data.runs().size() > 1;
    List<String> headings = new ArrayList<>(List.of("strategy"));
    if (several) {
      headings.add("run");
    }
    headings.addAll(names);
    columns.forEach(c -> headings.add(heading(c, rows.get(0))));
    headings.add("remarks");
    HtmlTable table =
        new HtmlTable(headings.toArray(String[]::new)).about(rows.get(0).question(), names);
    for (Measured m : rows) {
      table.row(m.label(), m.strategy());
      if (several) {
        table.text(data.label(m.run()));
      }
      names.forEach(name -> parameter(table, m, name));
      columns.forEach(c -> c.write(table, m));
      table.sentence(remarks(m));
    }
    return table.html();
  }

  private static void parameter(HtmlTable table, Measured m, String name) {
    m.number(name)
        .ifPresentOrElse(n -> table.number(n, m.shown(name)), () -> table.text(m.shown(name)));
  }

  /** What a reader must know about a row. */
  static String remarks(Measured m) {
    Set<String> remarks = new LinkedHashSet<>();
    if (!m.isValid()) {
      remarks.add(m.standing().words());
    }
    if (m.asked().question().simulated()) {
      remarks.add("ns/op is the simulator's time on this machine, not simulated time");
    }
    if (!m.isTime()) {
      remarks.add("score " + Units.number(m.estimate().mean()) + " " + m.row().unit());
    }
    m.estimate()
        .modes()
        .ifPresent(
            modes ->
                remarks.add(
                    "bimodal: %s and %s %s (%d %% above)"
                        .formatted(
                            Units.number(modes.lower()),
                            Units.number(modes.upper()),
                            m.isRate() ? "ops/s" : "ns",
                            Math.round(modes.upperShare() * PERCENT))));
    m.estimate().trend().ifPresent(trend -> remarks.add(trend(trend)));
    int outliers = m.estimate().outliers().size();
    if (outliers > 0) {
      remarks.add(Counted.of(outliers, "outlier") + ", kept");
    }
    if (m.estimate().forks() < 3) {
      remarks.add("few forks");
    }
    return String.join("; ", remarks);
  }

  private static String trend(Trend trend) {
    return "not settled: the first iteration of a fork is %s [%s, %s] times the last"
        .formatted(
            Units.number(trend.ratio()),
            Units.number(trend.interval().lower()),
            Units.number(trend.interval().upper()));
  }

  /** One question's table as CSV: a row a benchmark, parameters and numbers in plain columns. */
  public static String csv(ReportData data, List<Measured> rows) {
    Set<String> names = parameters(rows);
    StringBuilder out = new StringBuilder();
    List<String> header = new ArrayList<>(List.of("run", "question", "strategy"));
    header.addAll(names);
    List<Column> columns = all(rows);
    columns.forEach(c -> header.add(c.csv()));
    header.addAll(
        List.of(
            "ns_per_op_low",
            "ns_per_op_high",
            "cpu_ns_per_op_low",
            "cpu_ns_per_op_high",
            "sender_cpu_ns_per_op_low",
            "sender_cpu_ns_per_op_high",
            "receiver_cpu_ns_per_op_low",
            "receiver_cpu_ns_per_op_high",
            "ns_per_op_mean",
            "between_forks",
            "within_forks",
            "iterations",
            "status",
            "remarks"));
    line(out, header);
    for (Measured m : rows) {
      List<String> fields = new ArrayList<>();
      fields.add(data.runs().get(m.run()).id());
      fields.add(m.question());
      fields.add(m.strategy());
      names.forEach(name -> fields.add(m.row().params().getOrDefault(name, "")));
      columns.forEach(c -> fields.add(plain(c.number(m))));
      for (Optional<Value> time :
          List.of(m.timeOfOne(), m.cpuTime(), m.senderCpu(), m.receiverCpu())) {
        fields.add(plain(time.map(Value::low).orElse(Double.NaN)));
        fields.add(plain(time.map(Value::high).orElse(Double.NaN)));
      }
      fields.add(plain(m.row().unit().equals("ns/op") ? m.estimate().mean() : Double.NaN));
      fields.add(plain(m.estimate().betweenForks()));
      fields.add(plain(m.estimate().withinForks()));
      fields.add(Integer.toString(m.estimate().iterations()));
      fields.add(m.standing().name().toLowerCase(java.util.Locale.ROOT));
      fields.add(remarks(m));
      line(out, fields);
    }
    return out.toString();
  }

  private static void line(StringBuilder out, List<String> fields) {
    for (int i = 0; i < fields.size(); i++) {
      out.append(i > 0 ? "," : "").append(Escape.csv(fields.get(i)));
    }
    out.append("\r\n");
  }

  /** A number for machines: no unit, point as decimal sign, empty where there is none. */
  private static String plain(double value) {
    if (!Double.isFinite(value)) {
      return "";
    }
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** All tables, and what is missing in them. */
  public static Section section(ReportData data) {
    StringBuilder html =
        new StringBuilder("<p class=\"note\">Click a heading to sort. The same as CSV: ");
    html.append(
        "<code>tables/</code>. A time is the geometric mean of what the forks say, here, in");
    html.append(
        " every figure and in “Why”; JMH's own score in <code>jmh.json</code> is the mean of");
    html.append(" all iterations, which disturbances raise: <code>ns_per_op_mean</code> of the");
    html.append(" files.</p>");
    int left = MOST_LISTED;
    int unlisted = 0;
    for (Map.Entry<String, List<Measured>> entry : ReportData.byQuestion(data.rows()).entrySet()) {
      List<Measured> rows = entry.getValue();
      List<Measured> listed = rows.subList(0, Math.min(rows.size(), left));
      left -= listed.size();
      unlisted += rows.size() - listed.size();
      if (!listed.isEmpty()) {
        html.append("<h3>").append(Escape.html(entry.getKey())).append("</h3>");
        html.append(html(data, listed));
      }
    }
    if (unlisted > 0) {
      html.append(
          "<p>In the files under tables/ alone: %s.</p>"
              .formatted(Counted.of(unlisted, "further row")));
    }
    String missing = Provenance.missing(data);
    if (!missing.isEmpty()) {
      html.append("<h3 id=\"missing\">Failed, skipped, missing, rejected</h3>").append(missing);
    }
    return Section.of("tables", "Tables", html.toString());
  }
}
