package zerocopy.report.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.report.KnownRows;
import zerocopy.report.rows.Measured.Standing;
import zerocopy.results.KernelMetrics;
import zerocopy.results.ResultRow;
import zerocopy.stats.Interval;

/** All that follows from a row, worked out by hand. */
class MeasuredTest {

  private static final String NO_CEILING = "[]";
  private static final Map<String, String> MIB = Map.of("fileSize", "1048576", "chunk", "65536");

  private static Measured copy(double nanos, Map<String, Double> counters) {
    return KnownRows.measured(NO_CEILING, KnownRows.row("file.FileCopy.a", MIB, nanos, counters));
  }

  private static double typical(Optional<Value> value) {
    return value.orElseThrow().typical();
  }

  /** 1 MiB in 1 ms is 1000 MiB/s. */
  @Test
  void bandwidthIsBytesOverTime() {
    Measured row = copy(1e6, Map.of());
    assertEquals(OptionalLong.of(1 << 20), row.bytes());
    assertEquals(OptionalLong.of(1 << 20), row.size());
    assertEquals(1e6, row.time().typical(), 1e-3);
    assertEquals(1000 / 1024.0, typical(row.bandwidth()), 1e-9);
    assertTrue(row.isValid() && row.isTime() && row.hasThroughput());
  }

  @Test
  void aRateIsTurnedIntoATime() {
    Measured rate =
        KnownRows.measured(
            NO_CEILING, KnownRows.row("file.FileCopy.a", MIB, "ops/s", 1000, Map.of()));
    assertEquals(1e6, rate.time().typical(), 1e-3);
    assertEquals(1000 / 1024.0, typical(rate.bandwidth()), 1e-9);
  }

  @Test
  void cpuTimeIsUserPlusSystemAndForAGibThe1024thPartOfAMebibytes() {
    Measured row =
        copy(
            1e6,
            Map.of(
                KernelMetrics.USER_TIME, 3e5,
                KernelMetrics.SYSTEM_TIME, 6e5,
                KernelMetrics.OWN_TIME, 1e5,
                KernelMetrics.PEER_TIME, 2e5));
    assertEquals(9e5, typical(row.cpuTime()), 1e-3);
    assertEquals(0.9216, typical(row.cpuSecondsPerGiB()), 1e-9);
    assertEquals(1e5, typical(row.senderCpu()), 1e-3);
    assertEquals(2e5, typical(row.receiverCpu()), 1e-3);
    assertEquals(0.1024, typical(row.senderCpuSecondsPerGiB()), 1e-9);
    assertEquals(0.2048, typical(row.receiverCpuSecondsPerGiB()), 1e-9);
  }

  /**
   * The clock of the threads may stand still in an iteration; that one is left out, not taken for
   * 0.
   */
  @Test
  void cpuTimeIsThatOfTheIterationsInWhichItsClockMoved() {
    ResultRow.Secondary user = secondary(new double[] {0, 200}, new double[] {});
    ResultRow.Secondary system = secondary(new double[] {0, 300}, new double[] {});
    Measured row = with(Map.of(KernelMetrics.USER_TIME, user, KernelMetrics.SYSTEM_TIME, system));
    assertEquals(500, typical(row.cpuTime()), 1e-6);
    Measured two =
        with(
            Map.of(
                KernelMetrics.USER_TIME,
                secondary(new double[] {100, 100}, new double[] {400, 400}),
                KernelMetrics.SYSTEM_TIME,
                secondary(new double[] {100, 100}, new double[] {400, 400})));
    assertTrue(typical(two.cpuTime()) > 210 && typical(two.cpuTime()) < 790, "of both forks");
    ResultRow.Secondary still = secondary(new double[] {0, 0}, new double[] {});
    Measured none = with(Map.of(KernelMetrics.USER_TIME, still, KernelMetrics.SYSTEM_TIME, still));
    assertEquals(Optional.empty(), none.cpuTime());
    assertEquals(Optional.empty(), with(Map.of(KernelMetrics.USER_TIME, user)).cpuTime());
    assertEquals(Optional.empty(), with(Map.of(KernelMetrics.SYSTEM_TIME, user)).cpuTime());
  }

  @Test
  void costsAreComparedWhereBothRowsKnowThem() {
    Measured one = with(Map.of(KernelMetrics.OWN_TIME, both(6, 6)));
    Measured other = with(Map.of(KernelMetrics.OWN_TIME, both(4, 4)));
    assertEquals(1.5, one.over(other, Cost.SENDER_CPU).orElseThrow().value(), 1e-9);
    assertTrue(one.over(other, Cost.RECEIVER_CPU).isEmpty());
    assertTrue(one.over(with(Map.of()), Cost.SENDER_CPU).isEmpty());
    ResultRow.Secondary lacking = secondary(new double[] {0, 9}, new double[] {});
    Measured partly = with(Map.of(KernelMetrics.OWN_TIME, lacking));
    assertEquals(9, typical(partly.senderCpu()), 1e-9);
  }

  @Test
  void aCounterIsTheMeanOverForksThatHaveIt() {
    ResultRow.Secondary calls = secondary(new double[] {1, 3}, new double[] {5, 7});
    assertEquals(4, with(Map.of("calls", calls)).metric("calls"));
    ResultRow.Secondary one = secondary(new double[] {}, new double[] {5, 7});
    assertEquals(6, with(Map.of("calls", one)).metric("calls"));
    assertTrue(Double.isNaN(with(Map.of()).metric("calls")));
    assertEquals(Optional.empty(), with(Map.of("calls", both(0, 0))).counter("calls"));
    assertEquals(8, typical(with(Map.of("calls", both(8, 8))).counter("calls")), 1e-9);
  }

  private static ResultRow.Secondary both(double first, double second) {
    return secondary(new double[] {first, second}, new double[] {first, second});
  }

  private static ResultRow.Secondary secondary(double[] first, double[] second) {
    return new ResultRow.Secondary("1/op", List.of(first, second));
  }

  private static Measured with(Map<String, ResultRow.Secondary> secondary) {
    ResultRow row =
        new ResultRow(
            "zerocopy.bench.file.FileCopy.a",
            new TreeMap<>(MIB),
            "avgt",
            "ns/op",
            List.of(new double[] {10, 10}, new double[] {10, 10}),
            new int[] {0, 1},
            secondary);
    return KnownRows.measured(NO_CEILING, row);
  }

  @Test
  void aReflinkIsNoBandwidth() {
    Measured row =
        copy(
            1e6,
            Map.of(
                "sharedBlocks", 1.0, KernelMetrics.USER_TIME, 1.0, KernelMetrics.SYSTEM_TIME, 1.0));
    assertEquals(Standing.MOVES_NOTHING, row.standing());
    assertFalse(row.isValid() || row.hasThroughput());
    assertEquals(Optional.empty(), row.bandwidth());
    assertEquals(Optional.empty(), row.cpuSecondsPerGiB());
    assertTrue(row.cpuTime().isPresent());
    assertTrue(copy(1e6, Map.of("sharedBlocks", 0.0)).isValid());
  }

  /** 1 MiB in 1 ms is 1048576000 bytes/s; a copy in memory reads and writes each of its bytes. */
  @ParameterizedTest
  @CsvSource({
    "file.FileCopy.a, fileSize, 1048576001, VALID",
    "file.FileCopy.a, fileSize, 1048575999, ABOVE_CEILING",
    "memory.BufferCopy.a, size, 2097152001, VALID",
    "memory.BufferCopy.a, size, 2097151999, ABOVE_CEILING"
  })
  void whatTheMachineCannotDoIsRejected(
      String benchmark, String size, double bytesPerSecond, Standing standing) {
    String ceiling = "[{\"workingSetBytes\":4096,\"bytesPerSecond\":%s}]".formatted(bytesPerSecond);
    Measured row =
        KnownRows.measured(
            ceiling, KnownRows.row(benchmark, Map.of(size, "1048576"), 1e6, Map.of()));
    assertEquals(standing, row.standing());
    assertEquals(standing == Standing.VALID, row.bandwidth().isPresent());
    assertEquals(standing == Standing.VALID, row.standing().words().isEmpty());
  }

  @Test
  void theCeilingBetweenTwoWorkingSetsIsThatOfTheFaster() {
    Ceiling ceiling =
        Ceiling.of(
            KnownRows.run(
                    "run",
                    """
                    {"ceiling":[{"workingSetBytes":1000,"bytesPerSecond":9},
                                {"workingSetBytes":2000,"bytesPerSecond":5},
                                {"workingSetBytes":2000,"bytesPerSecond":4},
                                {"workingSetBytes":3000,"bytesPerSecond":7},
                                {"workingSetBytes":0,"bytesPerSecond":99},
                                {"workingSetBytes":2500,"bytesPerSecond":-1},
                                {"workingSetBytes":2600,"bytesPerSecond":1e999}]}
                    """)
                .environment());
    Map<Long, Double> speeds =
        Map.of(1L, 9.0, 1000L, 9.0, 1500L, 9.0, 2000L, 5.0, 2550L, 7.0, 3000L, 7.0, 9999L, 7.0);
    speeds.forEach((size, speed) -> assertEquals(speed, ceiling.at(size), size + " bytes"));
    Ceiling none = Ceiling.of(KnownRows.run("run", "{}").environment());
    assertEquals(Double.POSITIVE_INFINITY, none.at(1000));
  }

  @Test
  void valuesAreDividedAndMultipliedEndByEnd() {
    Value time = new Value(4, Optional.of(new Interval(2, 8)));
    assertEquals(new Value(2, Optional.of(new Interval(1, 4))), time.dividing(8));
    assertEquals(new Value(12, Optional.of(new Interval(6, 24))), time.times(3));
    assertEquals(OptionalDouble.of(0.75), time.halfWidth());
    assertEquals("2.0 8.0", time.low() + " " + time.high());
    assertEquals("4.00 [2.00, 8.00]", time.words());
    Value single = new Value(4, Optional.empty());
    assertEquals("4.00 (too few forks for an interval)", single.words());
    assertEquals(OptionalDouble.empty(), single.halfWidth());
    assertTrue(Double.isNaN(single.low()) && Double.isNaN(single.high()));
    assertEquals(new Interval(2, 4), new Interval(2, 4).dividing(8));
  }

  @Test
  void parametersThatCountBytesAreShownInBinaryUnits() {
    String space = "\u00a0";
    assertEquals("64" + space + "KiB", Measured.shown("chunk", "65536", true));
    assertEquals("1" + space + "MiB", Measured.shown("fileSize", "1048576", true));
    assertEquals("4" + space + "KiB", Measured.shown("receive", "4096", true));
    assertEquals("2" + space + "KiB", Measured.shown("ringBytes", "2048", true));
    assertEquals("65536", Measured.shown("offset", "65536", true));
    assertEquals("65536", Measured.shown("chunk", "65536", false));
    assertEquals("all", Measured.shown("chunk", "all", true));
    assertEquals("chunk 64" + space + "KiB", copy(1, Map.of()).conditions(Set.of("fileSize")));
    assertEquals(OptionalLong.of(65536), copy(1, Map.of()).number("chunk"));
    assertEquals(OptionalLong.empty(), copy(1, Map.of()).number("absent"));
  }
}
