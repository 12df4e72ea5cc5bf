package zerocopy.report.sections;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Units;
import zerocopy.results.Counted;
import zerocopy.results.Placement;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.stats.Family;
import zerocopy.stats.Ratio;
import zerocopy.stats.TwoWayLayout;
import zerocopy.stats.Verdict;

/**
 * How much the machine itself moved during a run: stolen time, load, frequency, drift over the
 * rounds, and an A/A control that holds the early forks of each row against the late ones; and
 * whether the rows had settled when they were measured.
 */
public final class NoiseFindings {

  private static final double PERCENT = 100;

  /** With more rows than that which have not settled, the warm-up of the plan is too short. */
  private static final double UNSETTLED_SHARE = 0.1;

  private static final int UNSETTLED_ROWS = 3;

  private NoiseFindings() {}

  /** Colour of the traffic light. */
  enum Light {
    /** Nothing was seen that disturbs. */
    GREEN,
    /** Something was seen; small differences deserve doubt. */
    YELLOW,
    /** The numbers should not be cited without a repetition. */
    RED;

    String words() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * One thing that was looked at.
   *
   * @param subject what
   * @param finding what was seen, in words
   * @param light how bad it is
   */
  record Finding(String subject, String finding, Light light) {}

  /** What was seen in a run. */
  static List<Finding> findings(Run run, List<Measured> rows) {
    List<Finding> findings = new ArrayList<>();
    stolen(run, findings);
    load(run, findings);
    frequency(run, findings);
    placement(run, findings);
    TwoWayLayout layout = TwoWayLayout.of(run.rows());
    drift(layout, findings);
    control(run, layout, findings);
    spread(rows, findings);
    settling(rows, findings);
    return findings;
  }

  /**
   * How noisy the runs were, in a few words.
   *
   * @return the worst light, and what has it
   */
  public static String words(ReportData data) {
    List<Finding> findings = findings(data.main(), data.first());
    Light worst = worst(findings);
    return worst == Light.GREEN
        ? worst.words()
        : findings.stream()
            .filter(finding -> finding.light() == worst)
            .map(Finding::subject)
            .collect(Collectors.joining(", ", worst.words() + " for ", ""));
  }

  /** The worst light of all. */
  static Light worst(List<Finding> findings) {
    return findings.stream().map(Finding::light).max(Light::compareTo).orElse(Light.GREEN);
  }

  /** The machines and what limits their results, in one line: the noise light among them. */
  public static String limits(ReportData data) {
    if (data.runs().stream().anyMatch(run -> !ReportData.isOwn(run))) {
      return data.provenance();
    }
    List<String> lines = new ArrayList<>();
    for (int run = 0; run < data.runs().size(); run++) {
      int number = run;
      Run of = data.runs().get(run);
      List<Measured> rows = data.rows().stream().filter(m -> m.run() == number).toList();
      boolean sockets = rows.stream().anyMatch(m -> m.row().params().containsKey("transport"));
      lines.add(
          ReportData.machine(of.environment())
              + (sockets ? " · sockets over " + ReportData.network(of.environment()) : "")
              + " · JDK "
              + of.environment().jdkVersion()
              + " · noise "
              + worst(findings(of, rows)).words());
    }
    return String.join(" — ", lines);
  }

  /** The worst light of the first run, in a word. */
  public static String light(ReportData data) {
    return worst(findings(data.main(), data.first())).words();
  }

  /** The section, of all runs. */
  public static Section section(ReportData data) {
    StringBuilder html = new StringBuilder();
    for (int run = 0; run < data.runs().size(); run++) {
      int number = run;
      List<Measured> rows = data.rows().stream().filter(m -> m.run() == number).toList();
      List<Finding> findings = findings(data.runs().get(run), rows);
      if (data.runs().size() > 1) {
        html.append("<h3>").append(Escape.html(data.label(run))).append("</h3>");
      }
      html.append(html(findings));
    }
    return Section.of("noise", "Noise", html.toString());
  }

  private static String html(List<Finding> findings) {
    Light worst = worst(findings);
    String words =
        switch (worst) {
          case GREEN -> "Green: nothing was seen that would disturb these numbers.";
          case YELLOW -> "Yellow: the numbers stand, but small differences deserve doubt.";
          case RED -> "Red: repeat the run before citing it.";
        };
    HtmlTable table = new HtmlTable("looked at", "seen", "light");
    findings.forEach(f -> table.row(f.subject()).sentence(f.finding()).light(f.light().words()));
    return "<p class=\"light %s\">%s</p>%s".formatted(worst.words(), words, table.html());
  }

  private static Light light(double value, double yellow, double red) {
    return value > red ? Light.RED : value > yellow ? Light.YELLOW : Light.GREEN;
  }

  private static double[] during(Run run, String name) {
    List<Double> values = new ArrayList<>();
    for (JsonNode sample : run.environment().noiseDuring()) {
      if (sample.path(name).isNumber()) {
        values.add(sample.path(name).asDouble());
      }
    }
    return values.stream().mapToDouble(d -> d).toArray();
  }

  private static void stolen(Run run, List<Finding> findings) {
    double[] steal = during(run, "stealFraction");
    if (steal.length == 0) {
      findings.add(new Finding("stolen time", "not recorded", Light.YELLOW));
      return;
    }
    double mean = Arrays.stream(steal).average().orElse(0) * PERCENT;
    double most = Arrays.stream(steal).max().orElse(0) * PERCENT;
    findings.add(
        new Finding(
            "stolen time",
            "%s %% on average, %s %% at worst of the time, taken by the host"
                .formatted(Units.number(mean), Units.number(most)),
            light(mean, 1, 5)));
  }

  private static void load(Run run, List<Finding> findings) {
    JsonNode before = run.environment().at("/noise/before/load1");
    double cores = Math.max(1, run.environment().at("/cpu/cores").asDouble(1));
    if (!before.isNumber()) {
      findings.add(new Finding("load", "not recorded", Light.YELLOW));
      return;
    }
    double[] load = during(run, "load1");
    String later =
        load.length == 0
            ? ""
            : ", up to " + Units.number(Arrays.stream(load).max().orElse(0)) + " during it";
    findings.add(
        new Finding(
            "load",
            Units.number(before.asDouble())
                + " on "
                + Units.number(cores)
                + " cores before the run"
                + later,
            light(before.asDouble() / cores, 0.3, 1)));
  }

  private static void frequency(Run run, List<Finding> findings) {
    double[] mhz = Arrays.stream(during(run, "mhz")).filter(v -> v > 0).toArray();
    if (mhz.length == 0) {
      findings.add(new Finding("frequency", "not visible on this machine", Light.GREEN));
      return;
    }
    double low = Arrays.stream(mhz).min().orElse(0);
    double high = Arrays.stream(mhz).max().orElse(0);
    findings.add(
        new Finding(
            "frequency",
            Units.number(low) + " to " + Units.number(high) + " MHz",
            light((high - low) / high * PERCENT, 10, 30)));
  }

  /** Where the host had the cores of forks with two threads. */
  private static void placement(Run run, List<Finding> findings) {
    JsonNode placement = run.environment().at("/placement");
    List<String> states = new ArrayList<>();
    for (Placement state : Placement.values()) {
      JsonNode seen = placement.path(state.words());
      if (seen.isObject()) {
        states.add(
            "%s in %s (a cache line's round trip takes %s to %s ns)"
                .formatted(
                    state.words(),
                    Counted.of(seen.path("forks").asLong(), "fork"),
                    Units.number(seen.path("leastNanos").asDouble()),
                    Units.number(seen.path("mostNanos").asDouble())));
      }
    }
    if (!states.isEmpty()) {
      long setAside = placement.path("setAside").asLong();
      findings.add(
          new Finding(
              "cores of sender and receiver",
              String.join(", ", states)
                  + "; "
                  + Counted.of(setAside, "fork")
                  + " set aside, because the host moved the cores meanwhile",
              states.size() > 1 ? Light.YELLOW : Light.GREEN));
    }
  }

  /** Trend of all rows together over the rounds, relative to each row's own mean. */
  private static void drift(TwoWayLayout layout, List<Finding> findings) {
    NavigableMap<Integer, Double> rounds = layout.moods();
    if (rounds.size() < 3) {
      findings.add(
          new Finding(
              "drift over rounds", "fewer than three rounds or five rows known", Light.YELLOW));
      return;
    }
    SimpleRegression line = new SimpleRegression();
    rounds.forEach((round, level) -> line.addData(round, Math.log(level)));
    double most = Math.log(Collections.max(rounds.values()));
    double least = Math.log(Collections.min(rounds.values()));
    double total = line.getSlope() * (rounds.lastKey() - rounds.firstKey()) * PERCENT;
    findings.add(
        new Finding(
            "drift over rounds",
            "%s %% from the first to the last of %s; rounds differ by up to %s %%; both are subtracted"
                .formatted(
                    Units.number(total),
                    Counted.of(rounds.size(), "round"),
                    Units.number((most - least) * PERCENT)),
            light(Math.abs(total), 3, 10)));
  }

  /** The same row under two names: its early forks against its late ones. */
  private static void control(Run run, TwoWayLayout layout, List<Finding> findings) {
    List<ResultRow> early = new ArrayList<>();
    List<ResultRow> late = new ArrayList<>();
    for (ResultRow row : run.rows()) {
      int half = row.forks().size() / 2;
      if (half >= 2) {
        early.add(forks(row, 0, half));
        late.add(forks(row, row.forks().size() - half, row.forks().size()));
      }
    }
    if (early.isEmpty()) {
      findings.add(new Finding("A/A control", "too few forks to split the run", Light.YELLOW));
      return;
    }
    TwoWayLayout halves = layout.moderatedBy(Stream.concat(early.stream(), late.stream()).toList());
    List<Ratio> ratios =
        IntStream.range(0, early.size())
            .mapToObj(i -> halves.ratio(late.get(i), early.get(i)))
            .toList();
    long alarms = Family.judge(ratios).stream().filter(Verdict::isDifferent).count();
    long raw = ratios.stream().filter(r -> r.p() < Family.LEVEL).count();
    findings.add(
        new Finding(
            "A/A control",
            "early against late forks: %d of %s called different (%d before correction; %s expected)"
                .formatted(
                    alarms,
                    Counted.of(ratios.size(), "row"),
                    raw,
                    Units.number(ratios.size() * Family.LEVEL)),
            light(alarms, 0, Math.max(1, ratios.size() * Family.LEVEL))));
  }

  private static ResultRow forks(ResultRow row, int from, int to) {
    int[] rounds =
        row.rounds().length < to ? new int[0] : Arrays.copyOfRange(row.rounds(), from, to);
    return new ResultRow(
        row.benchmark(),
        row.params(),
        row.mode(),
        row.unit(),
        row.forks().subList(from, to),
        rounds,
        Map.of());
  }

  private static void spread(List<Measured> rows, List<Finding> findings) {
    double[] widths =
        rows.stream()
            .filter(m -> m.time().halfWidth().isPresent())
            .mapToDouble(m -> m.time().halfWidth().getAsDouble() * PERCENT)
            .toArray();
    long bimodal = rows.stream().filter(m -> m.estimate().bimodal()).count();
    if (widths.length == 0) {
      findings.add(new Finding("width of intervals", "no row has two forks", Light.RED));
      return;
    }
    double median = new Median().evaluate(widths);
    findings.add(
        new Finding(
            "width of intervals",
            "median ± %s %%; %d of %s bimodal"
                .formatted(Units.number(median), bimodal, Counted.of(rows.size(), "row")),
            light(median, 5, 20)));
  }

  /** Whether the warm-up was long enough. */
  private static void settling(List<Measured> rows, List<Finding> findings) {
    List<String> moving =
        rows.stream()
            .filter(m -> m.estimate().trend().isPresent())
            .map(m -> m.question() + "." + m.strategy())
            .distinct()
            .toList();
    if (moving.isEmpty()) {
      findings.add(new Finding("settling", "no row changes with its iterations", Light.GREEN));
      return;
    }
    long count = rows.stream().filter(m -> m.estimate().trend().isPresent()).count();
    findings.add(
        new Finding(
            "settling",
            "by more than 5 %% from the first iteration of a fork to the last: %d of %s, "
                    .formatted(count, Counted.of(rows.size(), "row"))
                + String.join(", ", moving),
            light(count, 0, Math.max(UNSETTLED_ROWS, rows.size() * UNSETTLED_SHARE))));
  }
}
