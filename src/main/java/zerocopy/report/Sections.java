package zerocopy.report;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.report.page.Section;
import zerocopy.report.rows.ReportData;
import zerocopy.report.translation.TranslationSection;
import zerocopy.report.why.WhySection;

/** Sections that other packages contribute, where the first run has rows for them. */
record Sections(List<Section> made) {

  /**
   * Collects what is offered for the first run.
   *
   * @param preset the CPU that the model of address translation takes; empty to choose by the run
   */
  static Sections of(ReportData data, Optional<String> preset) {
    return new Sections(
        Stream.of(
                WhySection.of(data), TranslationSection.of(data.plain(), data.catalogue(), preset))
            .flatMap(Optional::stream)
            .toList());
  }

  /** Anchors: questions that name one of them are drawn there. */
  Set<String> anchors() {
    return made.stream().map(Section::id).collect(Collectors.toSet());
  }
}
