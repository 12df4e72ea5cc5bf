package zerocopy.report.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import zerocopy.report.figure.Axis;
import zerocopy.report.figure.Figure;
import zerocopy.report.figure.Palette;
import zerocopy.report.figure.Panel;
import zerocopy.report.figure.Point;
import zerocopy.report.figure.Reference;
import zerocopy.report.figure.Series;
import zerocopy.report.text.Show;
import zerocopy.stats.Interval;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/**
 * A comparison as a figure: a dot and an interval for every question, and below for the rows that
 * changed most, a series for each verdict.
 */
public final class ComparisonFigure {

  /** Rows that a page can hold legibly. */
  private static final int MOST_ROWS = 40;

  /** Bars that reach beyond this ratio or its inverse are cut, lest two forks squash all others. */
  private static final double WIDEST = 5;

  private ComparisonFigure() {}

  private record Entry(String name, Ratio ratio, Verdict verdict) {}

  /**
   * Draws a comparison.
   *
   * @param comparison what to draw
   * @return the figure, without provenance
   */
  public static Figure of(Comparison comparison) {
    List<Entry> entries = new ArrayList<>();
    comparison
        .questions()
        .forEach(q -> entries.add(new Entry("all of " + q.name(), q.ratio(), q.verdict())));
    comparison.lines().stream()
        .sorted(Comparator.comparingDouble(line -> -Math.abs(Math.log(line.ratio().value()))))
        .limit(MOST_ROWS)
        .sorted(Comparator.comparingInt(comparison.lines()::indexOf))
        .forEach(line -> entries.add(new Entry(line.name(), line.ratio(), line.verdict())));
    List<Series> series =
        Arrays.stream(Verdict.values()).map(verdict -> series(entries, verdict)).toList();
    String caption =
        "Time in the candidate over time in the base; bars are intervals, corrected like the verdicts, cut"
            + " where they reach beyond a fifth or the fivefold."
            + (comparison.lines().size() > MOST_ROWS
                ? " The %d rows of %d that changed most, and the geometric mean of every question."
                    .formatted(MOST_ROWS, comparison.lines().size())
                : "");
    return new Figure(
        "comparison",
        comparison.candidate().id() + " against " + comparison.base().id(),
        Figure.Kind.DOT,
        Axis.of("time, candidate / base", Axis.Scale.LOG),
        Axis.rows(entries.stream().map(Entry::name).toList()),
        List.of(
            new Panel(
                "",
                series.stream().filter(s -> !s.points().isEmpty()).toList(),
                List.of(new Reference(Reference.Kind.VERTICAL, 1, "equal")))),
        caption);
  }

  private static Series series(List<Entry> entries, Verdict verdict) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).verdict() == verdict) {
        points.add(point(entries.get(i), i));
      }
    }
    return Series.dots(Palette.numbered(verdict.ordinal()), verdict.words(), points);
  }

  private static Point point(Entry entry, int row) {
    Ratio ratio = entry.ratio();
    Interval interval = ratio.interval().orElse(new Interval(Double.NaN, Double.NaN));
    String detail =
        "%s: %s [%s, %s], %s"
            .formatted(
                entry.name(),
                Show.ratio(ratio.value()),
                Show.ratio(interval.lower()),
                Show.ratio(interval.upper()),
                entry.verdict().words());
    return new Point(
        ratio.value(),
        row,
        Math.max(interval.lower(), Math.min(ratio.value(), 1 / WIDEST)),
        Math.min(interval.upper(), Math.max(ratio.value(), WIDEST)),
        detail);
  }
}
