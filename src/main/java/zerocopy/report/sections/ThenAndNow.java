package zerocopy.report.sections;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import zerocopy.catalogue.Role;
import zerocopy.report.page.Section;
import zerocopy.report.rows.Measured;
import zerocopy.report.rows.ReportData;
import zerocopy.report.stats.Ratio;
import zerocopy.report.text.Escape;
import zerocopy.report.text.Units;

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
            .filter(m -> m.isValid() && m.isUsual())
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
    StringBuilder body = new StringBuilder();
    for (Then then : ARTICLE) {
      row(sockets, then).ifPresent(body::append);
    }
    return body.isEmpty()
        ? ""
        : "<h3>Receiver: "
            + Escape.html(receiver)
            + "</h3><div class=\"scroll\"><table class=\"sortable\"><thead><tr><th scope=\"col\">size</th>"
            + "<th scope=\"col\">2008 read+send, 4 KB, ms</th><th scope=\"col\">2008 transferTo, ms</th>"
            + "<th scope=\"col\">2008 less time</th><th scope=\"col\">now read+write, 4 KiB, ms</th>"
            + "<th scope=\"col\">now read+write, 64 KiB, ms</th><th scope=\"col\">now transferTo, ms</th>"
            + "<th scope=\"col\">now less time than 4 KiB</th></tr></thead><tbody>"
            + body
            + "</tbody></table></div>";
  }

  private static Optional<String> row(List<Measured> sockets, Then then) {
    Optional<Measured> small = find(sockets, then, Role.ARTICLE_READ_SEND, OLD_CHUNK);
    Optional<Measured> large = find(sockets, then, Role.ARTICLE_READ_SEND, 1 << 16);
    Optional<Measured> transfer = find(sockets, then, Role.ARTICLE_TRANSFER, 0);
    if (small.isEmpty() && transfer.isEmpty()) {
      return Optional.empty();
    }
    String less =
        small.isPresent() && transfer.isPresent()
            ? less(Ratio.within(transfer.get().row(), small.get().row()))
            : "–";
    return Optional.of(
        "<tr><th scope=\"row\">%s</th><td class=\"n\">%s</td><td class=\"n\">%s</td><td class=\"n\">%d&nbsp;%%</td>%s%s%s<td>%s</td></tr>"
            .formatted(
                then.megabytes() == 1024 ? "1 GB" : then.megabytes() + " MB",
                Units.number(then.readSend()),
                Units.number(then.transferTo()),
                Math.round((1 - then.transferTo() / then.readSend()) * 100),
                cell(small),
                cell(large),
                cell(transfer),
                less));
  }

  private static String less(Ratio ratio) {
    return Units.measured((1 - ratio.value()) * 100)
        + "&nbsp;%"
        + ratio
            .interval()
            .map(
                i ->
                    " [%s, %s]"
                        .formatted(
                            Units.measured((1 - i.upper()) * 100),
                            Units.measured((1 - i.lower()) * 100)))
            .orElse("");
  }

  private static String cell(Optional<Measured> measured) {
    return measured
        .map(
            m ->
                "<td class=\"n\" data-v=\"%s\">%s</td>"
                    .formatted(m.time().typical(), m.time().times(1 / MS).words()))
        .orElse("<td class=\"n\">–</td>");
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
