package zerocopy.report.sections;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Word;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.text.Units;

/**
 * Whether zero copy happened: what the kernel itself told the strategies that ask for it, all
 * iterations of the first run's rows together.
 */
public final class KernelWords {

  private static final String NOTE =
      """
      <p class="note">These strategies ask the kernel to do without a copy by the processor. Where the
      kernel tells whether it did, the strategies count its words, and this table sums them over all
      rows. The others say nothing: the kernel passes references to pages, or has a device move the
      bytes, and tells nobody. The sender's CPU time shows it.</p>
      """;

  private KernelWords() {}

  /**
   * The section.
   *
   * @return empty where no strategy of the run asks for zero copy
   */
  public static Optional<Section> of(ReportData data) {
    Map<String, List<Measured>> asking = new LinkedHashMap<>();
    for (Measured row : data.first()) {
      if (asks(row)) {
        String name = row.asked().qualified(row.strategy());
        asking.computeIfAbsent(name, n -> new ArrayList<>()).add(row);
      }
    }
    HtmlTable table = new HtmlTable("strategy", "did the kernel copy?");
    asking.forEach((name, rows) -> table.row(rows.get(0).label(), name).sentence(answer(rows)));
    return asking.isEmpty()
        ? Optional.empty()
        : Optional.of(Section.of("zero-copy", "Did zero copy happen?", NOTE + table.html()));
  }

  private static boolean asks(Measured row) {
    Strategy strategy = row.asked().strategy(row.strategy());
    boolean claims = row.asked().question().copies() && strategy.moves() && strategy.copies() == 0;
    return claims || strategy.kernelTells().length > 0;
  }

  private static String answer(List<Measured> rows) {
    Measured first = rows.get(0);
    Word[] words = first.asked().strategy(first.strategy()).kernelTells();
    return words.length == 0 ? "the kernel does not tell" : answer(rows, words[0]);
  }

  private static String answer(List<Measured> rows, Word word) {
    double without = total(rows, word.without());
    double all = without + total(rows, word.copied());
    if (all == 0) {
      return "no word of the kernel was recorded";
    }
    return "%s of %s %s without a copy: the kernel copied %s"
        .formatted(
            Units.number(without),
            Units.number(all),
            word.unit(),
            without == all ? "none" : (without == 0 ? "all" : "the rest") + "; " + word.because());
  }

  private static double total(List<Measured> rows, String counter) {
    return rows.stream()
        .map(row -> row.row().secondary().get(counter))
        .filter(found -> found != null)
        .flatMap(found -> found.forks().stream())
        .flatMapToDouble(Arrays::stream)
        .filter(Double::isFinite)
        .sum();
  }
}
