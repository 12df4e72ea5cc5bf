package zerocopy.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import zerocopy.report.translation.TranslationSection;
import zerocopy.report.why.WhySection;
import zerocopy.results.Run;

/** Sections that other packages contribute: what they offer for a run. */
final class Sections {

  /**
   * An offer.
   *
   * @param questions classes whose rows it draws itself
   * @param section makes the section, where the run has rows for it
   */
  private record Offer(Set<String> questions, Function<Run, Optional<Section>> section) {}

  private static List<Offer> offers(Optional<String> preset) {
    return List.of(
        new Offer(Set.of("IoMode"), WhySection::of),
        new Offer(
            Set.of("MemoryLatency", "TranslationCost", "TranslatedCopy", "PageReplacement"),
            run -> TranslationSection.of(run, preset)));
  }

  private final List<Section> made = new ArrayList<>();
  private final Set<String> questions = new TreeSet<>();

  /**
   * Collects what is offered for the first run.
   *
   * @param evidence the runs
   * @param preset the CPU that the model of address translation takes; empty to choose by the run
   */
  Sections(Evidence evidence, Optional<String> preset) {
    for (Offer offer : offers(preset)) {
      offer
          .section()
          .apply(evidence.main())
          .ifPresent(
              section -> {
                made.add(section);
                questions.addAll(offer.questions());
              });
    }
  }

  List<Section> made() {
    return made;
  }

  /** Questions that the sections draw. */
  Set<String> questions() {
    return questions;
  }
}
