package zerocopy.report;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import zerocopy.results.Run;

/** Sections that other packages contribute: what they offer for a run. */
final class Sections {

  private static final List<Function<Run, Optional<Section>>> OFFERS = List.of();

  private Sections() {}

  /** All contributed sections that the first run has rows for. */
  static List<Section> of(Evidence evidence) {
    return OFFERS.stream()
        .flatMap(offer -> Stream.of(offer.apply(evidence.main())))
        .flatMap(Optional::stream)
        .toList();
  }
}
