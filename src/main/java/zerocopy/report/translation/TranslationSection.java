package zerocopy.report.translation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Role;
import zerocopy.mmu.preset.CpuPreset;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Axis.Scale;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Palette;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Reference;
import zerocopy.report.figure.Series;
import zerocopy.report.page.Section;
import zerocopy.report.text.Escape;
import zerocopy.results.Counted;
import zerocopy.results.Run;
import zerocopy.results.UserError;

/** The report's part on address translation: what the machine does, and what the model says. */
public final class TranslationSection {

  /** Its anchor: questions that name it as their section are drawn here. */
  static final String ID = "address-translation";

  private static final Role DENSE = Role.LATENCY_DENSE;
  private static final Role DENSE_HUGE = Role.LATENCY_DENSE_HUGE;
  private static final Role BASE = Role.LATENCY_SPARSE;
  private static final Role HUGE = Role.LATENCY_SPARSE_HUGE;

  private final Run run;
  private final Optional<String> preset;
  private final Palette palette;
  private final Map<Role, LatencyCurve> curves;
  private final List<String> sentences = new ArrayList<>();
  private final List<Figure> figures = new ArrayList<>();

  private TranslationSection(Run run, Catalogue catalogue, Optional<String> preset) {
    this.run = run;
    this.palette = new Palette(catalogue);
    this.preset = preset;
    this.curves = LatencyCurve.of(run, catalogue);
  }

  /**
   * The section for a run.
   *
   * @param preset name of the CPU preset that the model uses; empty to choose it by the CPU
   * @return empty if the run has no benchmark of translation or memory latency
   * @throws UserError if there is no preset of that name
   */
  public static Optional<Section> of(Run run, Catalogue catalogue, Optional<String> preset) {
    preset.ifPresent(TranslationSection::check);
    TranslationSection section = new TranslationSection(run, catalogue, preset);
    MemoryStairs.of(run, catalogue, section.curves.get(DENSE)).ifPresent(section.figures::add);
    section.hardware();
    section.figures.addAll(SoftwareFigures.of(run, catalogue));
    if (section.figures.isEmpty()) {
      return Optional.empty();
    }
    StringBuilder html = new StringBuilder();
    section.sentences.forEach(
        sentence -> html.append("<p>").append(Escape.html(sentence)).append("</p>\n"));
    return Optional.of(
        new Section(
            ID, "What address translation costs", html.toString(), List.copyOf(section.figures)));
  }

  private static void check(String name) {
    try {
      CpuPreset.named(name);
    } catch (IllegalArgumentException unknown) {
      throw new UserError(unknown.getMessage(), unknown);
    }
  }

  private void hardware() {
    if (curves.isEmpty()) {
      return;
    }
    Optional<Knees> base = knees(BASE, DENSE);
    Optional<Knees> huge = knees(HUGE, DENSE_HUGE);
    figures.add(staircase(base));
    base.ifPresent(knees -> say("Pages of 4 KiB", knees));
    huge.ifPresent(knees -> say("The same lines in huge pages", knees));
    if (base.isPresent()) {
      predict(base.get(), huge);
    }
  }

  /** By what pages cost over the control in the same kind of pages, or else in base pages. */
  private Optional<Knees> knees(Role arm, Role control) {
    LatencyCurve dense = curves.getOrDefault(control, curves.get(DENSE));
    LatencyCurve spread = curves.get(arm);
    return dense == null || spread == null
        ? Optional.empty()
        : Knees.of(
            spread.over(dense),
            spread.typicallyOver(dense),
            ModelMachine.simpleWalksUpTo(run.environment()));
  }

  private void say(String what, Knees knees) {
    Knees.First first = knees.first();
    String reach = (first.exact() ? "exactly " : "between ") + first.span(" and ") + " entries";
    String lucky =
        first.luckyReach() > first.reach()
            ? text(" (in the quietest fork %d pages still fitted)", first.luckyReach())
            : "";
    sentences.add(
        text(
            "%s: the first-level TLB reaches %s%s; a miss there costs %.1f cycles more (quartiles"
                + " %.1f to %.1f).",
            what, reach, lucky, first.missCycles(), first.missLow(), first.missHigh()));
    sentences.add(
        knees
            .second()
            .map(TranslationSection::secondLevel)
            .orElse(
                "Second level: its reach cannot be told from this run: that takes a clear rise and"
                    + " at least ten numbers of pages around it, as the standard profile has."));
  }

  private static String secondLevel(Rise.Second second) {
    return text(
        "Second level: by the shape of the rise it has %d entries; %s. It looks like %s replacement"
            + " in %d sets of %d ways%s%s. Just behind it, a walk costs %s more than a hit,"
            + " and %.0f more with each doubling of the pages (mean deviation of the fit %.0f %%).",
        second.shape().entries(),
        second.exact()
            ? "no other number that fits a power of two of sets comes as close"
            : "shapes of %d to %d entries fit about as well".formatted(second.low(), second.high()),
        second.policy().title(),
        second.shape().sets(),
        second.shape().ways(),
        index(second.shape().index()),
        fullSets(second.fullSetShare()),
        Counted.of(Math.round(second.walkCycles()), "cycle"),
        second.walkCyclesPerDoubling(),
        100 * second.residual());
  }

  private static String fullSets(double share) {
    return share == 0
        ? ""
        : text(
            "; in sets that are just full, something else takes an entry now and then, so that"
                + " %.0f %% of the loads miss",
            100 * share);
  }

  private static String index(SetIndex index) {
    return index == SetIndex.MODULO
        ? ""
        : ", chosen as in the " + index.name().toLowerCase(Locale.ROOT) + " index";
  }

  private Figure staircase(Optional<Knees> knees) {
    List<Series> series = new ArrayList<>();
    curves
        .values()
        .forEach(
            curve ->
                series.add(
                    Series.line(palette.style(curve.arm()), curve.label(), latencies(curve))));
    List<Reference> references = new ArrayList<>();
    knees.ifPresent(
        k -> references.add(vertical(k.first().reach(), "L1 TLB " + k.first().span("–"))));
    knees
        .flatMap(Knees::second)
        .ifPresent(
            second ->
                references.add(
                    vertical(second.shape().entries(), "L2 TLB " + second.shape().entries())));
    return new Figure(
            "memory-latency",
            "Latency of a load that waits for the one before",
            Figure.Kind.LINE,
            Axis.of("lines visited", Scale.COUNT),
            Axis.of("core cycles a load", Scale.LOG),
            List.of(new Panel("", series, references)),
            "Lines packed or one in each page of 4 KiB, in base or huge pages. Random order;"
                + " the least disturbed call of the quietest fork. The distance between the curves is"
                + " translation.")
        .saying(knees.map(TranslationSection::finding).orElse(""));
  }

  private static String finding(Knees knees) {
    String second =
        knees
            .second()
            .map(k -> text(", beyond %d for a walk of the page table too", k.shape().entries()))
            .orElse("");
    return text(
        "Beyond %s pages a load waits %.0f cycles more for the second-level TLB%s",
        knees.first().span(" to "), knees.first().missCycles(), second);
  }

  private static Reference vertical(double at, String label) {
    return new Reference(Reference.Kind.VERTICAL, at, label);
  }

  private static List<Point> latencies(LatencyCurve curve) {
    List<Point> points = new ArrayList<>();
    curve
        .points()
        .forEach(
            (lines, point) ->
                points.add(
                    Point.of(
                        lines,
                        point.cycles(),
                        text(
                            "%s, %d lines: %.1f cycles (noisiest fork %.1f), %.2f ns on average",
                            curve.label(),
                            lines,
                            point.cycles(),
                            point.highest(),
                            point.nanos()))));
    return points;
  }

  private void predict(Knees base, Optional<Knees> huge) {
    LatencyCurve dense = curves.get(DENSE);
    LatencyCurve quietest =
        curves.containsKey(DENSE_HUGE) ? dense.quieterOf(curves.get(DENSE_HUGE)) : dense;
    ModelMachine.Found found = ModelMachine.of(run.environment(), preset, quietest, base, huge);
    if (found.machine().isEmpty()) {
      sentences.add("No prediction: " + found.reason() + ".");
      return;
    }
    ModelMachine machine = found.machine().get();
    List<Prediction> predictions = new ArrayList<>();
    predictions.add(Prediction.of(machine, curves.get(BASE), dense, false));
    if (curves.containsKey(HUGE)) {
      LatencyCurve control = curves.getOrDefault(DENSE_HUGE, dense);
      predictions.add(Prediction.of(machine, curves.get(HUGE), control, true));
    }
    sentences.add(assumptions(machine, huge.isPresent()));
    base.second().flatMap(best -> otherReach(machine, base.rise(), best)).ifPresent(sentences::add);
    predictions.forEach(prediction -> sentences.add(quality(prediction)));
    sentences.add(
        "Missing in the model: other users of the second-level TLB (in a virtual"
            + " machine, it seems, the walks themselves), so that misses begin where sets"
            + " are just full, and the model is too cheap just below and at the reach; the levels of"
            + " page-walk caches above the last; which page frames back the memory, and so which of"
            + " them collide in the second-level data cache; other tenants of the shared cache; and"
            + " the first level's true replacement: with up to eight pages more than it has entries,"
            + " it misses only some of the time, where LRU would always miss.");
    figures.add(comparison(predictions));
  }

  private static String assumptions(ModelMachine machine, boolean hugeMeasured) {
    String splintered =
        machine.splintered()
            ? "Huge pages have the knee of base pages, so their entries are splintered: the host"
                + " backs them with small pages, and the model does the same."
            : "Huge pages do not share the knee of base pages: the model gives them entries of"
                + " their own.";
    return text(
        "Model: %s with %d and %d entries (%s); %s page walk of %d leaf entries, whose latency is that of the data cache"
            + " in which they lie, plus %.0f cycles; second-level replacement %s, %s. %s",
        machine.preset().title(),
        machine.preset().l1().get(0).entries(),
        machine.preset().l2().get(0).entries(),
        machine.preset().confidence(),
        machine.nested() ? "a nested" : "a native",
        machine.leafReferences(),
        machine.walkStartCycles(),
        machine.l2Policy(),
        machine.preset().l2Policy().isPresent()
            ? "as the preset has it"
            : "by the shape of the rise",
        hugeMeasured ? splintered : "");
  }

  /** What the preset's second level has to say for itself where another one fits better. */
  private static Optional<String> otherReach(ModelMachine machine, Rise rise, Rise.Second best) {
    TlbGeometry shape = machine.preset().l2().get(0);
    if (shape.entries() == best.shape().entries()) {
      return Optional.empty();
    }
    return rise.fits(shape).stream()
        .min(Comparator.comparingDouble(Rise.Second::residual))
        .map(
            own ->
                text(
                    "The model keeps to the preset's second level of %d entries (documents, other"
                        + " machines), although the rise with 4 KiB pages looks like"
                        + " one of %d: it fits with a mean deviation of %.0f %%, the best shape with"
                        + " %.0f %%.",
                    shape.entries(),
                    best.shape().entries(),
                    100 * own.residual(),
                    100 * best.residual()));
  }

  private static String quality(Prediction prediction) {
    String pages = prediction.hugePages() ? "Huge pages" : "Pages of 4 KiB";
    String worst =
        prediction
            .worst()
            .map(
                point ->
                    text(
                        "; the worst point is %d pages with %.1f predicted over %.1f measured",
                        point.pages(), point.predicted(), point.measured()))
            .orElse("");
    long free = prediction.points().stream().filter(Prediction.Point::rightlyFree).count();
    return text(
        "%s: at the median the predicted translation cost is %.0f %% off the measured one, over"
            + " the points from 8 to 32768 pages where translation costs a cycle or more%s. At %d"
            + " points it rightly predicts no cost. The whole load, caches included, is %.0f %% off"
            + " at the median.",
        pages, 100 * prediction.medianError(), worst, free, 100 * prediction.medianLoadError());
  }

  private static Figure comparison(List<Prediction> predictions) {
    List<Panel> panels = new ArrayList<>();
    for (Prediction prediction : predictions) {
      List<Point> measured = new ArrayList<>();
      List<Point> predicted = new ArrayList<>();
      for (Prediction.Point point : prediction.points()) {
        String detail =
            text(
                "%d pages: measured %.1f, predicted %.1f cycles",
                point.pages(), point.measured(), point.predicted());
        if (!point.rightlyFree()) {
          measured.add(
              new Point(
                  point.pages(), point.measured(), point.measured(), point.noisiest(), detail));
          predicted.add(Point.of(point.pages(), point.predicted(), detail));
        }
      }
      panels.add(
          new Panel(
              prediction.hugePages() ? "huge pages" : "4 KiB pages",
              List.of(
                  Series.dots(Palette.numbered(1), "measured", measured),
                  new Series(
                      Palette.numbered(0), "predicted", Series.Line.SOLID, false, predicted))));
    }
    return new Figure(
            "translation-prediction",
            "Translation: the model's prediction over the measurement",
            Figure.Kind.LINE,
            Axis.of("pages visited", Scale.COUNT),
            Axis.of("cycles a load over packed lines", Scale.LOG),
            panels,
            "Measured: one line in each page less packed lines; the dot is the quietest fork, its bar"
                + " reaches to the noisiest. Predicted: the same pattern through the model, with the"
                + " preset's sizes and costs. Where both say less than a cycle, nothing is drawn.")
        .saying(
            text(
                "The model is %.0f %% off what translation costs, at the median",
                100 * predictions.get(0).medianError()));
  }

  private static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
