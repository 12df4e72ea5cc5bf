package zerocopy.report.sections;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Layouts;
import zerocopy.report.rows.Measured;
import zerocopy.results.ResultRow;
import zerocopy.stats.Estimate;

/** Sentences must not be about a difference that only noise has made. */
class AnswerTest {
  private static final Measured ALIGNED = offset(0, 100, 101, 99, 100, 100, 101);
  private static final Measured NOISY = offset(32, 60, 240, 100, 180, 70, 150);

  @Test
  void anOffsetThatIsSlowerIsToldThoughANoisyOneLooksWorse() {
    String answer = answer(ALIGNED, NOISY, offset(8, 110, 111, 109, 110, 110, 111));
    assertTrue(answer.contains("at offset 8, readDirect takes 1.10 "), answer);
  }

  @Test
  void whereNoneIsSlowerTheWorstIsToldWithWhatItsIntervalIsWorth() {
    String answer = answer(ALIGNED, NOISY, offset(8, 100, 99, 101, 101, 99, 100));
    assertTrue(answer.contains("none makes a difference"), answer);
    assertTrue(answer.contains("worst: readDirect at offset 32"), answer);
    assertTrue(answer.contains("not corrected for 2 comparisons"), answer);
  }

  @Test
  void waysThatCannotBeToldApartAreTied() {
    String answer =
        answer(
            read("direct", 100, 101, 99, 100, 102, 98),
            read("stream", 99, 102, 98, 100, 101, 99),
            read("mapped", 200, 201, 199, 200, 202, 198));
    assertTrue(answer.contains("no single winner: stream and direct; stream reaches"), answer);
    assertFalse(answer.contains("times as fast"), answer);
  }

  @Test
  void theFastestOfAllIsToldAgainstTheBaseline() {
    String answer =
        answer(
            read("direct", 200, 201, 199, 200, 202, 198),
            read("stream", 100, 102, 98, 100, 101, 99));
    assertTrue(answer.contains("stream is the fastest of 2 ways: "), answer);
    assertTrue(answer.contains("GiB/s, 2.00 "), answer);
    assertTrue(answer.contains(" times as fast as direct"), answer);
  }

  private static String answer(Measured... rows) {
    Comparisons comparisons = new Comparisons(List.of(rows));
    return String.join(" ", Answer.of(List.of(rows), comparisons, List.of()));
  }

  private static Measured read(String strategy, double... nanos) {
    return measured("FileRead." + strategy, Map.of("fileSize", "1048576"), nanos);
  }

  private static Measured offset(int offset, double... nanos) {
    Map<String, String> params = Map.of("offset", Integer.toString(offset), "fileSize", "1048576");
    return measured("BufferAlignment.readDirect", params, nanos);
  }

  private static Measured measured(String name, Map<String, String> params, double... nanos) {
    ResultRow row =
        new ResultRow(
            "zerocopy.bench.file." + name,
            new TreeMap<>(params),
            "avgt",
            "ns/op",
            Arrays.stream(nanos).mapToObj(ns -> new double[] {ns, ns}).toList(),
            IntStream.range(0, nanos.length).toArray(),
            Map.of());
    Layouts layouts = new Layouts(List.of(row));
    return new Measured(
        0,
        Catalogue.ofSuite().entry(row.question()),
        row,
        layouts,
        Estimate.of(row, layouts.of(Cost.TIME)),
        OptionalLong.of(1 << 20),
        Measured.Standing.VALID);
  }
}
