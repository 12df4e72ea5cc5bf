package zerocopy.report.why;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import zerocopy.iopath.CostModel.Part;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Platform;
import zerocopy.iopath.PredictedTime;
import zerocopy.iopath.Strategies;
import zerocopy.iopath.Workload;
import zerocopy.results.ResultRow;
import zerocopy.stats.LogMean;
import zerocopy.stats.Ratio;
import zerocopy.stats.Verdict;

/** The score counts composed rows, ratios and clusters, and nothing that flatters. */
class ScoreTest {

  private static final int SMALL = 1 << 16;
  private static final int LARGE = 1 << 20;

  private static Explained row(String strategy, int size, double predicted, double measured) {
    return row(strategy, size, predicted, measured, 2);
  }

  private static Explained row(
      String strategy, int size, double predicted, double measured, long pieces) {
    IoPath path =
        Strategies.path(
                "FileRead", strategy, new Workload(size, size / 8, false, ""), Platform.linux(17))
            .orElseThrow();
    ResultRow row =
        new ResultRow(
            "zerocopy.bench.file.FileRead." + strategy,
            new TreeMap<>(Map.of("fileSize", "" + size)),
            "avgt",
            "ns/op",
            List.of(new double[] {measured}),
            new int[0],
            Map.of());
    PredictedTime time = new PredictedTime(Map.of(Part.COPIES, predicted), Set.of(), pieces);
    return new Explained(row, path, time, measured);
  }

  /** Heap, with a copy and no call less, beside direct: the rules say that heap is slower. */
  private static Gap gap(int size, double predicted, double measured) {
    Ratio ratio = new Ratio(LogMean.unknown(Math.log(measured)));
    return new Gap(
        row("heap", size, predicted, measured),
        row("direct", size, 1, 1),
        ratio,
        measured < 1 ? Verdict.FASTER : Verdict.SLOWER);
  }

  @Test
  void errorsAreFactorsOfTheRatio() {
    Score score = Score.of(List.of(gap(SMALL, 3, 2), gap(SMALL, 1.9, 2), gap(SMALL, 1, 2)));
    assertEquals(0.5, score.medianError().value(), 1e-9, "1.05, 1.5 and 2 times");
    assertEquals(1 / 3.0, score.within().value(), 1e-9);
    Score even = Score.of(List.of(gap(SMALL, 4, 2), gap(SMALL, 1, 8)));
    assertEquals(3, even.medianError().value(), 1e-9, "2 and 8 times");
    assertTrue(Score.of(List.of(gap(SMALL, 2.18, 2))).within().value() == 1, "9 % too long");
    assertTrue(Score.of(List.of(gap(SMALL, 2, 2.18))).within().value() == 1, "9 % too short");
    assertTrue(Score.of(List.of(gap(SMALL, 2, 2.22))).within().value() == 0, "11 % too short");
  }

  @Test
  void signsOfSmallGapsAreCountedApart() {
    Score score =
        Score.of(
            List.of(
                gap(SMALL, 2, 3),
                gap(SMALL, 0.5, 1.05),
                gap(SMALL, 0.95, 0.92),
                gap(LARGE, 1, 1.08),
                gap(LARGE, 2, 1.15)));
    assertEquals(3 / 5.0, score.signs().value(), 1e-9, "equal times predict no sign");
    assertEquals(3, score.small().gaps().size());
    assertEquals(1 / 3.0, score.small().signs().value(), 1e-9);
  }

  @Test
  void theRulesOfTheTextbooksAreTheBaseOfTheSkill() {
    Score score =
        Score.of(
            List.of(gap(SMALL, 2, 3), gap(SMALL, 2, 0.5), gap(SMALL, 0.5, 0.5), gap(LARGE, 2, 2)));
    assertEquals(0.5, score.rules().value(), 1e-9, "heap copies more, and is slower in two");
    assertEquals(0.5, score.skill().value(), 1e-9, "one of two wrong signs is put right");
    Explained mapping = row("mapCopyUnmap", SMALL, 2, 2);
    Explained standing = row("mappedCopy", SMALL, 1, 1);
    Ratio ratio = new Ratio(LogMean.unknown(Math.log(2)));
    Gap faults = new Gap(mapping, standing, ratio, Verdict.SLOWER);
    assertEquals(1, Score.of(List.of(faults)).rules().value(), "as many copies, more crossings");
    assertEquals(1, Score.of(List.of(faults.turned())).rules().value());
    assertEquals(Verdict.FASTER, faults.turned().verdict());
    assertEquals(faults, faults.turned().turned());
    Gap calls =
        new Gap(row("direct", SMALL, 2, 2), row("mappedCopy", SMALL, 1, 1), ratio, Verdict.SLOWER);
    assertEquals(1, Score.of(List.of(calls)).rules().value(), "as many copies, calls against none");
    Gap windows =
        new Gap(
            row("mapCopyUnmap", LARGE, 2, 2), row("direct", LARGE, 1, 1), ratio, Verdict.SLOWER);
    assertEquals(1, Score.of(List.of(windows)).rules().value(), "3 calls, 16 faults: 9 calls");
    Gap same =
        new Gap(
            row("direct", SMALL, 2, 2), row("agronaDirect", SMALL, 1, 1), ratio, Verdict.SLOWER);
    assertEquals(0, Score.of(List.of(same)).rules().value(), "no rule tells equal paths apart");
  }

  /** Twenty gaps, half of them right: in two clusters they say less than in ten. */
  @Test
  void theIntervalCountsClustersAndNotGaps() {
    List<Gap> two = new ArrayList<>();
    List<Gap> ten = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      double predicted = i % 2 == 0 ? 2 : 0.5;
      two.add(gap(i % 2 == 0 ? SMALL : LARGE, predicted, 2));
      ten.add(gap(SMALL + 4096 * (i % 10), predicted, 2));
    }
    Score.Value few = Score.of(two).signs();
    assertEquals(new Score.Value(0.5, 0, 1), few);
    assertEquals("50 % [0, 100]", few.percent());
    Score.Value more = Score.of(ten).signs();
    assertEquals(0.5, more.value());
    assertTrue(more.lower() > 0.1 && more.lower() < 0.3, "" + more);
    assertTrue(more.upper() > 0.7 && more.upper() < 0.9, "" + more);
    assertEquals("100 %", Score.of(List.of(two.get(0))).signs().percent(), "one cluster");
    assertEquals("undefined", Score.of(List.of(two.get(0))).skill().percent());
  }

  @Test
  void onlyRealGapsBetweenComposedRowsAreScored() {
    Gap real = gap(SMALL, 2, 2);
    Explained primitive = row("mappedCopy", SMALL, 1, 1, 1);
    List<Gap> gaps =
        List.of(
            real,
            new Gap(real.first(), primitive, real.measured(), Verdict.SLOWER),
            new Gap(primitive, real.other(), real.measured(), Verdict.SLOWER),
            new Gap(real.first(), real.other(), real.measured(), Verdict.CANNOT_TELL));
    Explanation explanation = new Explanation(List.of(real.first(), primitive), gaps, Map.of());
    assertEquals(Score.of(List.of(real)), explanation.score());
    assertEquals(Set.of("FileRead.mappedCopy"), explanation.primitives());
    assertEquals(List.of(real.first()), explanation.composed());
  }

  @Test
  void theMedianErrorIsThatOfTheMiddleComposedRow() {
    List<Explained> rows =
        List.of(
            row("heap", SMALL, 90, 100),
            row("direct", SMALL, 140, 100),
            row("stream", SMALL, 102, 100),
            row("mappedCopy", SMALL, 700, 100, 1));
    Explanation three = new Explanation(rows, List.of(), Map.of());
    assertEquals(0.1, three.medianError(), 1e-9);
    Explanation two = new Explanation(rows.subList(0, 2), List.of(), Map.of());
    assertEquals(0.25, two.medianError(), 1e-9);
    assertEquals(-0.1, rows.get(0).error(), 1e-9);
    assertEquals(10, rows.get(0).unexplained(), 1e-9);
    assertEquals(List.of(rows.get(1), rows.get(0)), three.worst(2));
  }

  @Test
  void theVerdictIsHeldAgainstItsAims() {
    List<Gap> gaps = List.of(gap(SMALL, 2, 2), gap(LARGE, 1.05, 1.04), gap(LARGE, 0.9, 0.95));
    List<Explained> rows = List.of(gaps.get(0).first());
    String reached = WhySection.verdict(new Explanation(rows, gaps, Map.of()));
    assertTrue(reached.startsWith("Scored: 3 "), reached);
    assertTrue(
        reached.contains("within a tenth for 100 % [100, 100] (aim: 70 %, reached)"), reached);
    assertTrue(
        reached.contains("Below 1.1 (gaps: 2): sign right for 100 % (aim: 85 %, reached)"),
        reached);
    gaps = List.of(gap(SMALL, 3, 2), gap(LARGE, 0.9, 1.05));
    String missed = WhySection.verdict(new Explanation(rows, gaps, Map.of()));
    assertTrue(
        missed.contains("(aim: 70 %, missed)") && missed.contains("(aim: 85 %, missed)"), missed);
  }
}
