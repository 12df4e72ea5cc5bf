package zerocopy.report.rows;

import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import zerocopy.catalogue.Catalogue;
import zerocopy.mmu.preset.CpuPreset;
import zerocopy.report.text.RowOrder;
import zerocopy.results.Counted;
import zerocopy.results.Environment;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.results.Setting;

/**
 * All that one page is about: one run, or several together.
 *
 * @param runs at least one
 * @param catalogue the questions of all of them
 * @param rows the rows of all runs, in the order of the runs; those of one run as tables list them
 * @param comparisons of the first run
 */
public record ReportData(
    List<Run> runs, Catalogue catalogue, List<Measured> rows, Comparisons comparisons) {

  /** Where a run records the catalogue of its jar. */
  public static final String CATALOGUE = "/catalogue";

  private static final String OWN_PREFIX = "zerocopy.bench.";

  /**
   * Measures the rows of runs.
   *
   * @param given at least one run; settings of JMH in which any two of their rows differ are
   *     parameters of all rows of the page
   */
  public static ReportData of(List<Run> given) {
    List<Run> runs = Runs.told(given);
    Map<Run, Catalogue> catalogues = new IdentityHashMap<>();
    runs.forEach(run -> catalogues.put(run, catalogue(run)));
    Map<String, String> names =
        Runs.questions(
            runs,
            (run, row) ->
                isOwn(run, row) && catalogues.get(run).entries().containsKey(row.question()));
    List<Measured> rows = new ArrayList<>();
    Catalogue all = new Catalogue(new TreeMap<>());
    for (int run = 0; run < runs.size(); run++) {
      Environment environment = runs.get(run).environment();
      LeastTime least = new LeastTime(Ceiling.of(environment), Ledger.platform(environment));
      Catalogue catalogue = catalogues.get(runs.get(run));
      Layouts layouts = new Layouts(runs.get(run).rows());
      int number = run;
      runs.get(run).rows().stream().sorted(RowOrder.comparator()).toList().parallelStream()
          .map(row -> Measured.of(number, asked(catalogue, names, row), row, layouts, least))
          .forEachOrdered(rows::add);
      all = all.and(catalogue);
    }
    return new ReportData(List.copyOf(runs), all, List.copyOf(rows), new Comparisons(first(rows)));
  }

  /** A class of another suite asks nothing, whatever its name. */
  private static Catalogue.Entry asked(
      Catalogue catalogue, Map<String, String> names, ResultRow row) {
    String name = names.get(row.owner());
    return name == null ? catalogue.entry(row.question()) : Catalogue.unknown(name);
  }

  /** Whether this suite measured a row, or the run says itself what its rows do. */
  private static boolean isOwn(Run run, ResultRow row) {
    return row.isOfThisSuite() || run.environment().has(CATALOGUE);
  }

  /** Whether a run holds rows of this suite. */
  public static boolean isOwn(Run run) {
    return run.rows().stream().anyMatch(row -> isOwn(run, row));
  }

  /** The first run with the rows alone that this suite measured in its own way. */
  public Run plain() {
    List<ResultRow> rows =
        main().rows().stream()
            .filter(row -> isOwn(main(), row) && Setting.areUsual(row.params()))
            .toList();
    return main().with(main().id(), rows);
  }

  /** What the run recorded; else what this suite says of its own questions. */
  public static Catalogue catalogue(Run run) {
    if (run.environment().has(CATALOGUE)) {
      return Catalogue.of(run.environment().at(CATALOGUE));
    }
    SortedMap<String, Catalogue.Entry> own = new TreeMap<>(Catalogue.ofSuite().entries());
    Set<String> asked =
        run.rows().stream()
            .filter(row -> row.benchmark().startsWith(OWN_PREFIX))
            .map(ResultRow::question)
            .collect(Collectors.toSet());
    // A twin is drawn and told by the head of its family.
    own.values()
        .removeIf(
            entry ->
                own.values().stream()
                    .filter(member -> asked.contains(member.name()))
                    .noneMatch(
                        member ->
                            member.name().equals(entry.name())
                                || member.family().equals(entry.name())));
    return new Catalogue(own);
  }

  /** The rows of some questions, of all runs. */
  public List<Measured> of(Collection<String> questions) {
    return rows.stream().filter(m -> questions.contains(m.question())).toList();
  }

  /** The same runs with the rows of some questions alone. */
  public ReportData only(Collection<String> questions) {
    return new ReportData(runs, catalogue, of(questions), comparisons);
  }

  /** The rows of the first run, which the words of the page are about. */
  public List<Measured> first() {
    return first(rows);
  }

  private static List<Measured> first(List<Measured> rows) {
    return rows.stream().filter(m -> m.run() == 0).toList();
  }

  public Run main() {
    return runs.get(0);
  }

  /** What tells a run from the others: the JDK where that differs, else its name. */
  public String label(int run) {
    if (runs.size() == 1) {
      return "";
    }
    Set<String> versions = new TreeSet<>();
    runs.forEach(r -> versions.add(r.environment().jdkVersion()));
    return versions.size() == runs.size()
        ? "JDK " + runs.get(run).environment().jdkVersion()
        : runs.get(run).id();
  }

  /** What forbids citing the figures; empty where nothing does. */
  public String stamp() {
    for (Run run : runs) {
      if (run.environment().tree().isEmpty()) {
        return "environment unknown, not citable";
      }
      String profile = run.environment().profile();
      if (profile.equals("smoke") || run.environment().isBarredFromCitation()) {
        return (profile.equals("unknown") ? "" : profile + ", ") + "not citable";
      }
    }
    return "";
  }

  /** Provenance for the foot of a figure. */
  public String provenance() {
    List<String> parts = new ArrayList<>();
    for (Run run : runs) {
      parts.add(provenance(run));
    }
    return String.join(" — ", parts);
  }

  private static String provenance(Run run) {
    Environment from = run.environment();
    if (from.tree().isEmpty()) {
      return run.id() + ", environment unknown";
    }
    if (!isOwn(run) && !from.has("/cpu/model")) {
      return run.id() + ", JDK " + from.jdkVersion() + ", further environment unknown";
    }
    return "run %s · %s · %s, kernel %s · JDK %s · commit %s%s"
        .formatted(
            run.id(),
            machine(from),
            from.text("/os/name"),
            from.kernelRelease(),
            from.jdkVersion(),
            commit(from),
            from.isDirty() ? " with changes" : "");
  }

  /**
   * The machine in a few words.
   *
   * @return {@code AMD EPYC (AMD Zen 5), 2 cores, KVM guest}, as far as it is known
   */
  public static String machine(Environment from) {
    String generation =
        CpuPreset.forCpu(
                from.text("/cpu/vendor"),
                from.at("/cpu/family").asInt(),
                from.at("/cpu/modelNumber").asInt())
            .map(preset -> " (" + preset.title() + ")")
            .orElse("");
    int cores = from.at("/cpu/cores").asInt();
    String virtual = from.has("/virtualisation") ? from.text("/virtualisation") : "";
    return from.cpuModel()
        + generation
        + (cores > 0 ? ", " + Counted.of(cores, "core") : "")
        + (virtual.isEmpty() || virtual.equals("unknown")
            ? ""
            : virtual.equals("none") ? ", no virtual machine" : ", " + virtual + " guest");
  }

  /**
   * The way that the bytes of sockets take, in a few words.
   *
   * @return {@code loopback}, or {@code eth0 (driver virtio_net, MTU 1500) to} a machine
   */
  public static String network(Environment from) {
    if (!from.has("/network/peer")) {
      return "loopback";
    }
    return "%s (driver %s, MTU %s) to %s"
        .formatted(
            from.text("/network/interface/name"),
            from.text("/network/interface/driver"),
            from.text("/network/interface/mtu"),
            machine(new Environment(from.at("/network/peer"))));
  }

  /** The commit in the short form. */
  static String commit(Environment environment) {
    String commit = environment.commit();
    return commit.length() > 12 ? commit.substring(0, 12) : commit;
  }

  /** The rows by question, in the order of the rows. */
  public static Map<String, List<Measured>> byQuestion(List<Measured> rows) {
    Map<String, List<Measured>> questions = new LinkedHashMap<>();
    rows.forEach(m -> questions.computeIfAbsent(m.question(), q -> new ArrayList<>()).add(m));
    return questions;
  }

  /** The questions that rows answer, in the order of the page. */
  public static List<Catalogue.Entry> asked(List<Measured> rows) {
    return rows.stream()
        .collect(Collectors.toMap(Measured::question, Measured::asked, (a, b) -> a))
        .values()
        .stream()
        .sorted(Catalogue.ORDER)
        .toList();
  }
}
