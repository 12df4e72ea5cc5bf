package zerocopy.report.sections;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.ReportData;
import zerocopy.report.text.Escape;
import zerocopy.results.Environment;
import zerocopy.results.ForkRecord;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/** What is missing, the environment, how to repeat the run, and how to cite it. */
public final class Provenance {

  private static final int MOST_LISTED = 200;

  private Provenance() {}

  /** Failed, skipped, missing and rejected rows, and what the reader left out; empty if none. */
  static String missing(ReportData data) {
    StringBuilder items = new StringBuilder();
    for (Run run : data.runs()) {
      lost(run).forEach(line -> item(items, line));
      for (JsonNode node : run.environment().at("/missing")) {
        item(
            items,
            "%s %s: %s, %s"
                .formatted(
                    node.path("benchmark").asText(),
                    node.path("params"),
                    node.path("status").asText("missing").toLowerCase(java.util.Locale.ROOT),
                    node.path("reason").asText("no reason given")));
      }
      run.warnings().forEach(warning -> item(items, warning));
      unanswered(run).ifPresent(sentence -> item(items, sentence));
    }
    data.rows().stream()
        .filter(m -> !m.isValid())
        .forEach(m -> item(items, m.row().key() + ": " + m.standing().words()));
    return items.isEmpty() ? "" : "<ul class=\"missing\">" + items + "</ul>";
  }

  /** The questions of the suite that a run leaves open, and the questions that its jar lacked. */
  static Optional<String> unanswered(Run run) {
    if (!run.environment().has("/run/profile")) {
      return Optional.empty();
    }
    boolean recorded = run.environment().has(ReportData.CATALOGUE);
    Catalogue catalogue = recorded ? ReportData.catalogue(run) : Catalogue.ofSuite();
    SortedSet<String> unmeasured = new TreeSet<>(catalogue.entries().keySet());
    SortedSet<String> lacking = catalogue.lacks();
    run.rows().stream()
        .map(ResultRow::question)
        .forEach(
            question -> {
              unmeasured.remove(question);
              lacking.remove(question);
            });
    if (!recorded) {
      unmeasured.addAll(lacking);
      lacking.clear();
    }
    List<String> parts = new ArrayList<>();
    if (!unmeasured.isEmpty()) {
      parts.add("not measured: " + String.join(", ", unmeasured));
    }
    if (!lacking.isEmpty()) {
      parts.add("not in its jar: " + String.join(", ", lacking));
    }
    return parts.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Questions of the suite without an answer in "
                + run.id()
                + ": "
                + String.join("; ", parts));
  }

  private static List<String> lost(Run run) {
    List<String> lines = new ArrayList<>();
    List<ForkRecord> missing = run.missing();
    for (ForkRecord fork : missing.subList(0, Math.min(MOST_LISTED, missing.size()))) {
      lines.add(
          "%s %s, round %d: %s%s"
              .formatted(
                  fork.benchmark(),
                  fork.params(),
                  fork.round(),
                  fork.status().name().toLowerCase(java.util.Locale.ROOT),
                  fork.reason().isEmpty() ? "" : ", " + fork.reason()));
    }
    if (missing.size() > MOST_LISTED) {
      lines.add("and " + (missing.size() - MOST_LISTED) + " more, see forks.jsonl");
    }
    return lines;
  }

  private static void item(StringBuilder items, String text) {
    items.append("<li>").append(Escape.html(text)).append("</li>\n");
  }

  /** The environment of every run, the command to repeat it, and the citation. */
  public static Section section(ReportData data) {
    StringBuilder html = new StringBuilder();
    for (Run run : data.runs()) {
      if (data.runs().size() > 1) {
        html.append("<h3>").append(Escape.html(run.id())).append("</h3>");
      }
      html.append(environment(run.environment()));
      html.append("<h3>Repeat</h3><pre>").append(Escape.html(command(run))).append("</pre>");
      html.append("<h3>How to cite</h3><p>").append(Escape.html(citation(run))).append("</p>");
      if (ReportData.isOwn(run)) {
        html.append("<pre class=\"bibtex\">").append(Escape.html(bibtex(run))).append("</pre>");
      }
    }
    return Section.of("environment", "Environment, repetition, citation", html.toString());
  }

  private static String environment(Environment environment) {
    if (environment.tree().isEmpty()) {
      return "<p>These results came without an environment.</p>";
    }
    HtmlTable facts = new HtmlTable();
    hostCheck(facts, environment);
    flatten(facts, "", environment.tree());
    return facts.html();
  }

  private static void hostCheck(HtmlTable facts, Environment environment) {
    for (JsonNode check : environment.at("/hostCheck")) {
      String level = check.path("level").asText();
      String subject = "host check: " + check.path("subject").asText();
      String finding = check.path("finding").asText();
      facts.row(subject).text(level.equalsIgnoreCase("good") ? finding : finding + effect(check));
    }
  }

  private static String effect(JsonNode check) {
    String command = check.path("command").asText();
    return " — "
        + check.path("effect").asText()
        + (command.isEmpty() ? "" : " — change: " + command);
  }

  /** Every scalar of the tree but the long lists that have a section of their own. */
  private static void flatten(HtmlTable facts, String path, JsonNode node) {
    if (List.of("/noise/during", "/hostCheck", "/missing", ReportData.CATALOGUE).contains(path)) {
      return;
    }
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> child : node.properties()) {
        flatten(facts, path + "/" + child.getKey(), child.getValue());
      }
    } else if (!node.isNull()) {
      facts
          .row(path.substring(1).replace("/", " › "))
          .text(node.isValueNode() ? node.asText() : list(node));
    }
  }

  private static String list(JsonNode array) {
    List<String> parts = new ArrayList<>();
    for (JsonNode element : array) {
      if (element.isObject()) {
        List<String> fields = new ArrayList<>();
        element.properties().forEach(f -> fields.add(f.getKey() + " " + f.getValue().asText()));
        parts.add(String.join(", ", fields));
      } else {
        parts.add(element.asText());
      }
    }
    return String.join("; ", parts);
  }

  /** What to paste into a shell, in a clone of the project, to repeat a run. */
  static String command(Run run) {
    Environment from = run.environment();
    String checkout = from.has("/git/commit") ? "git checkout " + from.commit() + "\n" : "";
    String command =
        from.arguments().isArray()
            ? repetition(from)
            : "(the results do not say with which arguments they were made)";
    String dirty =
        from.isDirty()
            ? "# the working tree had uncommitted changes: the commit alone does not repeat this run\n"
            : "";
    return dirty + checkout + command;
  }

  /** Build and run, on the same JDK and in the same order of forks. */
  private static String repetition(Environment from) {
    List<String> words = new ArrayList<>(List.of("java", "-jar", "target/benchmarks.jar"));
    List<String> given = new ArrayList<>();
    from.arguments().forEach(argument -> given.add(argument.asText()));
    for (int i = 0; i < given.size(); i++) {
      // run.sh adds these two: the first is its own, the second a default that a user's replaces.
      boolean replaced = given.get(i).equals("--out") && i < given.lastIndexOf("--out");
      if (given.get(i).equals("--place") || replaced) {
        i++;
      } else {
        words.add(quoted(given.get(i)));
      }
    }
    if (from.has("/run/seed") && !given.contains("--seed")) {
      words.addAll(List.of("--seed", from.text("/run/seed")));
    }
    return "mvn -q package -DskipTests  # with JDK %s\n%s"
        .formatted(from.jdkVersion(), String.join(" ", words));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_./:=,+@%-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** A citation in words. */
  static String citation(Run run) {
    Environment from = run.environment();
    if (!ReportData.isOwn(run)) {
      return "%s holds results of another suite: cite that suite and who ran it."
          .formatted(run.id());
    }
    if (from.tree().isEmpty()) {
      return "Run %s came without an environment: its conditions are unknown, so it cannot be cited."
          .formatted(run.id());
    }
    return "Zero-copy benchmarks for the JVM, run %s (%s profile), %s, %s, JDK %s; commit %s, jar %s."
        .formatted(
            run.id(),
            from.profile(),
            date(from),
            from.cpuModel(),
            from.jdkVersion(),
            from.commit(),
            from.jarDigest());
  }

  private static String date(Environment from) {
    String started = from.text("/run/started");
    return started.length() >= 10 ? started.substring(0, 10) : started;
  }

  /** A citation for BibTeX. */
  static String bibtex(Run run) {
    Environment from = run.environment();
    String date = date(from);
    String year = date.matches("\\d{4}-.*") ? date.substring(0, 4) : "";
    return """
        @misc{zerocopy-%s,
        %s  title        = {Zero-copy benchmarks for the {JVM}},
          howpublished = {Benchmark run %s, %s profile},
          year         = {%s},
          note         = {%s; JDK %s; commit %s; jar %s}
        }
        """
        .formatted(
            run.id().replaceAll("[^A-Za-z0-9.-]", "-"),
            field("author       ", from, "/git/author") + field("url          ", from, "/git/url"),
            tex(run.id()),
            tex(from.profile()),
            year,
            tex(ReportData.machine(from)),
            tex(from.jdkVersion()),
            tex(from.commit()),
            tex(from.jarDigest()));
  }

  private static String field(String name, Environment from, String pointer) {
    return from.has(pointer) ? "  %s= {%s},\n".formatted(name, tex(from.text(pointer))) : "";
  }

  /** Text without the characters that mean something to TeX. */
  private static String tex(String text) {
    return text.replaceAll("[\\\\{}~^]", " ").replaceAll("([#$%&_])", "\\\\$1");
  }
}
