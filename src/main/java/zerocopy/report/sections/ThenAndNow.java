package zerocopy.report.sections;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.catalogue.Role;
import zerocopy.report.page.HtmlTable;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Units;
import zerocopy.results.Setting;
import zerocopy.stats.Ratio;

/**
 * The table of S. Palaniappan, P. Nagaraja, "Efficient data transfer through zero copy",
 * developerWorks, 2008, beside the same sizes here.
 */
public final class ThenAndNow {

  private static final double MS = 1e6;
  private static final Set<Role> ROLES = Set.of(Role.ARTICLE_READ_SEND, Role.ARTICLE_TRANSFER);
  private static final int OLD_CHUNK = 4096;

  /** A row of the article: size, times of read+send with 4 KB buffers and of transferTo. */
  private record Then(int megabytes, double readSend, double transferTo) {}

  private static final List<Then> ARTICLE =
      List.of(
          new Then(7, 156, 45),
          new Then(21, 337, 128),
          new Then(63, 843, 387),
          new Then(98, 1320, 617),
          new Then(200, 2124, 1150),
          new Then(350, 3631, 1762),
          new Then(700, 13498, 4422),
          new Then(1024, 18399, 8537));

  private ThenAndNow() {}

  /** The section, where at least one of the sizes was run. */
  public static Optional<Section> of(ReportData data) {
    Map<String, List<Measured>> byReceiver =
        data.first().stream()
            .filter(m -> m.isValid() && m.isUsual() && Setting.areUsual(m.row().params()))
            .filter(m -> ROLES.contains(m.asked().strategy(m.strategy()).role()))
            .collect(
                Collectors.groupingBy(
                    m -> m.row().params().getOrDefault("receiver", "blocking"),
                    TreeMap::new,
                    Collectors.toList()));
    StringBuilder tables = new StringBuilder();
    byReceiver.forEach((receiver, sockets) -> tables.append(table(receiver, sockets)));
    return tables.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Section.of(
                "then-and-now",
                "The 2008 transferTo table, then and now",
                tables
                    + "<p class=\"note\">The article says “approximately 65 %” less time;"
                    + " its own rows average 57 %. Its clock stops when the last call returns, ours"
                    + " when the receiver has acknowledged the last byte; a receiver that discards"
                    + " takes the bytes without copying them. Its baseline has 4 KB buffers.</p>"));
  }

  private static String table(String receiver, List<Measured> sockets) {
    HtmlTable table =
        new HtmlTable(
            "size",
            "2008 read+send, 4 KB, ms",
            "2008 transferTo, ms",
            "2008 less time",
            "now read+write, 4 KiB, ms",
            "now read+write, 64 KiB, ms",
            "now transferTo, ms",
            "now less time than 4 KiB");
    long known = ARTICLE.stream().filter(then -> row(table, sockets, then)).count();
    return known == 0 ? "" : "<h3>Receiver: " + Escape.html(receiver) + "</h3>" + table.html();
  }

  /** Whether there was anything to write. */
  private static boolean row(HtmlTable table, List<Measured> sockets, Then then) {
    Optional<Measured> small = find(sockets, then, Role.ARTICLE_READ_SEND, OLD_CHUNK);
    Optional<Measured> large = find(sockets, then, Role.ARTICLE_READ_SEND, 1 << 16);
    Optional<Measured> transfer = find(sockets, then, Role.ARTICLE_TRANSFER, 0);
    if (small.isEmpty() && transfer.isEmpty()) {
      return false;
    }
    table
        .row(then.megabytes() == 1024 ? "1 GB" : then.megabytes() + " MB")
        .number(then.readSend(), Units.number(then.readSend()))
        .number(then.transferTo(), Units.number(then.transferTo()));
    double less = 100 * (1 - then.transferTo() / then.readSend());
    table.number(less, Math.round(less) + " %");
    Stream.of(small, large, transfer).forEach(m -> time(table, m));
    table.text(
        small.isPresent() && transfer.isPresent()
            ? transfer.get().over(small.get(), Cost.TIME).map(ThenAndNow::less).orElse("–")
            : "–");
    return true;
  }

  private static void time(HtmlTable table, Optional<Measured> measured) {
    table.interval(
        measured.map(m -> m.time().typical()).orElse(Double.NaN),
        measured.map(m -> m.time().times(1 / MS).words()).orElse(""));
  }

  private static String less(Ratio ratio) {
    String interval =
        ratio
            .interval()
            .map(
                i ->
                    " [%s, %s]"
                        .formatted(
                            Units.measured((1 - i.upper()) * 100),
                            Units.measured((1 - i.lower()) * 100)))
            .orElse("");
    return Units.measured((1 - ratio.value()) * 100) + " %" + interval;
  }

  /** The row of that size, in either reading of "MB"; chunk 0 stands for any. */
  private static Optional<Measured> find(List<Measured> sockets, Then then, Role role, int chunk) {
    return sockets.stream()
        .filter(m -> m.asked().strategy(m.strategy()).role() == role)
        .filter(m -> chunk == 0 || m.number("chunk").orElse(0) == chunk)
        .filter(
            m -> {
              long size = m.size().orElse(0);
              return size == then.megabytes() * 1_000_000L
                  || size == (long) then.megabytes() << 20
                  || then.megabytes() == 1024 && size == 1_000_000_000L;
            })
        .max(Comparator.comparingInt(m -> m.estimate().forks()));
  }
}
