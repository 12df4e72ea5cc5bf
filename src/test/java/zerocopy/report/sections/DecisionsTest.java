package zerocopy.report.sections;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.rows.Comparisons;
import zerocopy.report.rows.Cost;
import zerocopy.report.rows.Layouts;
import zerocopy.report.rows.Measured;
import zerocopy.results.ResultRow;
import zerocopy.stats.Estimate;

/** A decision must not be about a difference that only noise has made. */
class DecisionsTest {
  private static final Measured ALIGNED = offset(0, 100, 101, 99, 100, 100, 101);
  private static final Measured NOISY = offset(32, 60, 240, 100, 180, 70, 150);

  @Test
  void anOffsetThatIsSlowerIsToldThoughANoisyOneLooksWorse() {
    Decisions.Decision row = only(ALIGNED, NOISY, offset(8, 150, 151, 149, 150, 150, 151));
    assertEquals("offset 0", row.use());
    assertTrue(row.gain().matches("1.50 [^ ]+ [^ ]+ times as fast as offset 8 .*"), row.gain());
    assertTrue(row.gain().contains("(read"), "the strategy that was measured: " + row.gain());
  }

  @Test
  void whereNoOffsetIsSlowerNoneIsRecommended() {
    Decisions.Decision row = only(ALIGNED, NOISY, offset(8, 100, 99, 101, 101, 99, 100));
    assertEquals("this run cannot tell", row.use());
    assertEquals("no difference found between 0, 8, 32", row.gain());
  }

  @Test
  void ofWaysThatTieTheBaselineIsNamed() {
    Decisions.Decision row =
        only(
            read("direct", 1 << 20, 100, 101, 99, 100, 102, 98),
            read("stream", 1 << 20, 99, 102, 98, 100, 101, 99),
            read("mappedCopy", 1 << 20, 200, 201, 199, 200, 202, 198));
    assertTrue(row.use().contains("direct"), row.use());
    assertTrue(row.gain().startsWith("2 ways tie (within 1"), row.gain());
    assertTrue(row.gain().contains("take the simplest; 2.0"), row.gain());
    assertEquals("not seen in this run", row.except());
  }

  /** Beside many obvious differences a pair needs less confidence than a choice among 7 ways. */
  @Test
  void aWayThatOnlyThePairCallsSlowerDoesNotTieAndIsLikelySlower() {
    List<Measured> rows = new ArrayList<>();
    rows.add(read("direct", 1 << 20, 106.5, 102, 109, 103.5, 109, 104));
    rows.add(read("mappedCopy", 1 << 20, 97, 101, 100, 103, 99, 100));
    for (String slow : List.of("heap", "stream", "mapCopyUnmap", "asynchronous", "randomAccess")) {
      int place = rows.size();
      rows.add(
          read(
              slow,
              1 << 20,
              IntStream.range(0, 6)
                  .mapToDouble(k -> place * 200 * (1 + 0.01 * (k * place % 6)))
                  .toArray()));
    }
    Decisions.Decision row = only(rows.toArray(Measured[]::new));
    assertTrue(row.use().contains("mappedCopy"), row.use());
    assertTrue(row.gain().matches("likely: small: 1.06 \\[1.0.*as fast as.*"), row.gain());
  }

  @Test
  void theWinnerIsToldAgainstTheBaselineAndWhereItLoses() {
    Decisions.Decision row =
        only(
            read("direct", 1 << 20, 200, 201, 199, 200, 202, 198),
            read("mapCopyUnmap", 1 << 20, 100, 102, 98, 100, 101, 99),
            read("direct", 1 << 12, 10, 10.1, 9.9, 10, 10.1, 10),
            read("mapCopyUnmap", 1 << 12, 30, 30.1, 29.9, 30, 30.1, 30));
    assertTrue(row.use().contains("mapCopyUnmap"), row.use());
    assertTrue(row.gain().startsWith("2.00 [1.9"), row.gain());
    assertTrue(row.except().startsWith("at 4\u00a0KiB: "), row.except());
    assertTrue(row.except().endsWith(" is 3.00 times as fast"), row.except());
  }

  @Test
  void ofReadsByThreadsItIsToldFromHowManyOnAWayIsBestAndUnderWhichConditionsAnotherIs() {
    Decisions.Decision row =
        only(
            random("channelDirect", 1, "any", 100),
            random("mapped", 1, "any", 150),
            random("channelDirect", 2, "any", 300),
            random("mapped", 2, "any", 150),
            random("channelPerThread", 2, "any", 200),
            random("randomAccessFile", 2, "any", 400),
            random("channelDirect", 8, "any", 2000),
            random("mapped", 8, "any", 600),
            random("channelDirect", 2, "2", 50_000),
            random("mapped", 2, "2", 150_000));
    assertTrue(
        row.task().matches("For random reads \\(a file of 64.MiB, threads 2\\)"), row.task());
    assertEquals("mapped, from threads 2 on (measured up to 8)", row.use());
    assertTrue(row.gain().startsWith("2.00 ["), row.gain());
    assertEquals(
        "memory 2 at threads 2: channel, direct is 3.00 times as fast;"
            + " at threads 1: channel, direct is 1.50 times as fast",
        row.except());
  }

  /** As a run has it that was interrupted. */
  @Test
  void aWayOfOneForkHasNoCertainGain() {
    Map<String, String> params = Map.of("threads", "2", "memory", "any", "fileSize", "67108864");
    Decisions.Decision row =
        only(
            measured("RandomRead.mapped", params, OptionalLong.empty(), 100, 101, 99),
            measured("RandomRead.channelHeap", params, OptionalLong.empty(), 300));
    assertTrue(row.use().contains("mapped"), row.use());
  }

  @Test
  void theEffectOfTheChunkIsToldAndASmallGainIsCalledSmall() {
    Decisions decisions =
        of(chunk(65536, 100, 101, 99, 100, 102, 98), chunk(4096, 625, 624, 626, 625, 627, 623));
    Decisions.Decision row = decisions.rows().get(0);
    assertEquals("chunk 64\u00a0KiB", row.use());
    assertTrue(row.gain().startsWith("6.25 [6."), row.gain());
    Decisions.Decision small =
        of(chunk(65536, 100, 101, 99, 100, 101, 99), chunk(4096, 105, 106, 104, 105, 106, 104))
            .rows()
            .get(0);
    assertTrue(small.gain().startsWith("small: 1.05 ["), small.gain());
    assertEquals(1, decisions.table().rows().size());
  }

  private static Decisions of(Measured... rows) {
    return Decisions.of(List.of(rows), new Comparisons(List.of(rows)));
  }

  private static Decisions.Decision only(Measured... rows) {
    List<Decisions.Decision> decided = of(rows).rows();
    assertEquals(1, decided.size(), decided.toString());
    return decided.get(0);
  }

  private static Measured read(String strategy, int size, double... nanos) {
    return measured("FileRead." + strategy, Map.of("fileSize", Integer.toString(size)), nanos);
  }

  private static Measured random(String strategy, int threads, String memory, double nanos) {
    Map<String, String> params =
        Map.of("threads", "" + threads, "memory", memory, "fileSize", "67108864");
    double[] forks = DoubleStream.of(1, 1.01, 0.99, 1, 1.01, 0.99).map(x -> x * nanos).toArray();
    return measured("RandomRead." + strategy, params, OptionalLong.empty(), forks);
  }

  private static Measured chunk(int chunk, double... nanos) {
    Map<String, String> params = Map.of("chunk", Integer.toString(chunk), "fileSize", "1048576");
    return measured("FileRead.direct", params, nanos);
  }

  private static Measured offset(int offset, double... nanos) {
    Map<String, String> params = Map.of("offset", Integer.toString(offset), "fileSize", "1048576");
    return measured("BufferAlignment.readDirect", params, nanos);
  }

  private static Measured measured(String name, Map<String, String> params, double... nanos) {
    return measured(name, params, OptionalLong.of(1 << 20), nanos);
  }

  private static Measured measured(
      String name, Map<String, String> params, OptionalLong bytes, double... nanos) {
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
        bytes,
        Measured.Standing.VALID);
  }
}
