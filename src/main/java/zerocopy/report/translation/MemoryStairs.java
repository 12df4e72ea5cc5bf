package zerocopy.report.translation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Role;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Axis.Scale;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Palette;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Series;
import zerocopy.report.text.Units;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/**
 * The memory hierarchy of one run as a staircase, from register to device: how long a program waits
 * at each level, and how fast the level delivers much at once.
 */
final class MemoryStairs {
  private static final int LINE = 64;
  private static final double GIB_PER_S = 1e9 / (1L << 30);

  /** Where fewer were measured there are no stairs. */
  private static final int FEWEST = 3;

  /** Memory begins where caches can hold no more than half. */
  private static final int BEYOND = 2;

  private final Run run;
  private final Map<Role, List<ResultRow>> rows;
  private final List<Step> steps = new ArrayList<>();

  /**
   * One level.
   *
   * @param name what it is called, with its size
   * @param nanos how long a program waits
   * @param bytesPerNano how fast much comes; NaN where it was not measured
   * @param measured what was measured, in words
   */
  private record Step(String name, double nanos, double bytesPerNano, String measured) {

    String label() {
      return Double.isFinite(bytesPerNano)
          ? name + ": " + Units.number(bytesPerNano * GIB_PER_S) + " GiB/s"
          : name;
    }
  }

  private MemoryStairs(Run run, Catalogue catalogue) {
    this.run = run;
    rows =
        run.rows().stream()
            .filter(row -> row.mode().equals("avgt") && row.unit().equals("ns/op"))
            .collect(
                Collectors.groupingBy(
                    row -> catalogue.entry(row.question()).strategy(row.strategy()).role()));
  }

  /**
   * The figure.
   *
   * @param dense latency of packed lines; null where it was not measured
   * @return empty where fewer than three levels were measured
   */
  static Optional<Figure> of(Run run, Catalogue catalogue, LatencyCurve dense) {
    MemoryStairs stairs = new MemoryStairs(run, catalogue);
    if (dense != null) {
      stairs.memory(dense);
    }
    stairs.pageCache();
    stairs.device();
    return stairs.steps.size() < FEWEST ? Optional.empty() : Optional.of(stairs.figure());
  }

  private void memory(LatencyCurve dense) {
    long below = 0;
    for (Map.Entry<Integer, Long> cache : run.environment().dataCaches().entrySet()) {
      String name = "L" + cache.getKey() + ", " + Units.size(cache.getValue());
      level(name, dense, below, cache.getValue());
      below = cache.getValue();
    }
    if (below > 0) {
      level("memory", dense, BEYOND * below, Long.MAX_VALUE);
    }
  }

  /** By the measurement that lies farthest from the neighbours of the level. */
  private void level(String name, LatencyCurve dense, long above, long upTo) {
    double bandwidth =
        fastest(of(Role.CONSUME_DIRECT, row -> isWithin(number(row, "size"), above, upTo)), "size");
    dense.points().entrySet().stream()
        .filter(entry -> isWithin((long) entry.getKey() * LINE, above, upTo))
        .max(
            Comparator.comparingDouble(entry -> depth((double) entry.getKey() * LINE, above, upTo)))
        .ifPresent(
            entry -> {
              LatencyCurve.Point point = entry.getValue();
              if (steps.isEmpty()) {
                double cycle = point.nanos() / point.cycles();
                steps.add(new Step("register", cycle, Double.NaN, "one core cycle"));
              }
              String size = Units.size((double) entry.getKey() * LINE);
              steps.add(
                  new Step(name, point.nanos(), bandwidth, "a dependent load within " + size));
            });
  }

  private static double depth(double bytes, long above, long upTo) {
    return Math.min(bytes / Math.max(1, above), upTo / bytes);
  }

  private static boolean isWithin(long bytes, long above, long upTo) {
    return bytes > above && bytes <= upTo;
  }

  private void pageCache() {
    of(Role.CALL_READ, row -> true)
        .findFirst()
        .ifPresent(
            row ->
                steps.add(
                    new Step(
                        "page cache, by read",
                        time(row),
                        fastest(of(Role.LARGE_READ, r -> number(r, "offset") == 0), "fileSize"),
                        "a read of one byte")));
  }

  private void device() {
    Predicate<ResultRow> cold = row -> "cold".equals(row.params().get("cache"));
    of(Role.COLD_READ, cold)
        .min(Comparator.comparingLong(row -> number(row, "fileSize")))
        .ifPresent(
            row ->
                steps.add(
                    new Step(
                        "device, past the guest's page cache",
                        time(row),
                        fastest(of(Role.COLD_READ, cold), "fileSize"),
                        "a read of " + Units.size(number(row, "fileSize")) + " of a cold file")));
  }

  private Stream<ResultRow> of(Role role, Predicate<ResultRow> which) {
    return rows.getOrDefault(role, List.of()).stream().filter(which);
  }

  private static long number(ResultRow row, String name) {
    String text = row.params().getOrDefault(name, "");
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : -1;
  }

  private static double time(ResultRow row) {
    return SoftwareFigures.median(row.forks());
  }

  private static double fastest(Stream<ResultRow> rows, String size) {
    return rows.mapToDouble(row -> number(row, size) / time(row)).max().orElse(Double.NaN);
  }

  private Figure figure() {
    List<Point> points = new ArrayList<>();
    for (Step step : steps) {
      points.add(
          Point.of(
              step.nanos(),
              points.size(),
              step.label() + "; " + step.measured() + ": " + Units.time(step.nanos())));
    }
    Step first = steps.get(0);
    Step last = steps.get(steps.size() - 1);
    return new Figure(
            "memory-stairs",
            "The memory hierarchy, from register to device",
            Figure.Kind.DOT,
            Axis.of("time that a program waits", Scale.TIME),
            Axis.rows(steps.stream().map(Step::label).toList()),
            List.of(new Panel("", List.of(Series.dots(Palette.numbered(0), "", points)))),
            "Time: "
                + steps.stream()
                    .map(step -> step.name() + ", " + step.measured())
                    .collect(Collectors.joining("; "))
                + ". Beside the names, how fast much is read at once. A host below may hold the"
                + " blocks of a cold file in its own memory.")
        .saying(
            String.format(
                Locale.ROOT,
                "From %s (%s) to %s (%s): %s times the wait",
                first.name(),
                Units.time(first.nanos()),
                last.name(),
                Units.time(last.nanos()),
                Units.rough(last.nanos() / first.nanos())));
  }
}
