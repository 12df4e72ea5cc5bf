package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.Placement;
import zerocopy.stats.Estimate;
import zerocopy.stats.TwoWayLayout;

class PoolTest {

  private static final Schedule.Fork FORK =
      Schedule.of(List.of(TestPlans.planned("FileCopy.filesCopy", 1, "fileSize", "1048576")), 1)
          .forks()
          .get(0);

  private final Pool pool = new Pool();

  @Test
  void tellsWhatTheReportTells() {
    pool.add(TestPlans.ok(FORK, 100.0, 900.0, 101.0));
    pool.add(TestPlans.ok(FORK, 110.0, 109.0, 111.0));
    Estimate estimate = Estimate.of(pool, TwoWayLayout.of(List.of(pool)));
    double gib = (1 << 20) / estimate.typical() * 1e9 / (1L << 30);
    assertEquals("%.2f GiB/s".formatted(gib), pool.text(FORK.planned()));
    assertEquals(
        Math.sqrt(
            Math.pow(100, 0.75) * Math.pow(101, 0.25) * Math.pow(109, 0.75) * Math.pow(110, 0.25)),
        estimate.typical(),
        1e-9);
    assertEquals(
        List.of(FORK.planned().benchmark()),
        Pool.of(List.of(TestPlans.ok(FORK, 1.0))).values().stream()
            .map(p -> p.key().replaceFirst("\\{.*", ""))
            .toList());
  }

  @Test
  void scoresThatTheReportRejectsAreNotTold() {
    ForkRecord nothing = TestPlans.ok(FORK, 0.0, 0.0);
    pool.add(nothing);
    assertTrue(pool.isEmpty());
    assertEquals("", pool.text(FORK.planned()));
    assertEquals(nothing.seconds(), pool.secondsPerFork());
  }

  /** 1 MiB in 1 ms is 1000 MiB/s, which is 0.98 GiB/s and 1.05 GB/s. */
  @Test
  void bandwidthIsInBinaryUnits() {
    pool.add(TestPlans.ok(FORK, 1e6));
    assertEquals("0.98 GiB/s", pool.text(FORK.planned()));
  }

  @ParameterizedTest
  @CsvSource({"1e6, ns/op", "1000, us/op", "1, ms/op", "0.001, s/op"})
  void bandwidthIsToldWhateverTheUnitOfTime(double score, String unit) {
    pool.add(inUnit("avgt", unit, score));
    assertEquals("0.98 GiB/s", pool.text(FORK.planned()));
  }

  private static ForkRecord inUnit(String mode, String unit, double score) {
    ForkRecord ok = TestPlans.ok(FORK, score);
    return new ForkRecord(
        ok.benchmark(),
        ok.params(),
        0,
        0,
        ok.status(),
        "",
        ok.started(),
        1,
        mode,
        unit,
        ok.scores(),
        Map.of(),
        Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "1234.6, '1,235 ns/op'",
    "1001, '1,001 ns/op'",
    "999.9, 999.9 ns/op",
    "101, 101.0 ns/op",
    "99.9, 99.90 ns/op",
    "10.1, 10.10 ns/op",
    "9.99, 9.990 ns/op",
    "0.5, 0.500 ns/op",
    "0.0456, 0.0456 ns/op",
    "0.00456, 0.00456 ns/op",
    "0.000456, 4.56e-04 ns/op"
  })
  void whereNoBytesMoveTheScoreIsShownWithItsUnit(double score, String text) {
    pool.add(TestPlans.ok(FORK, score));
    assertEquals(text, pool.text(TestPlans.planned("FileCopy.filesCopy", 1)));
  }

  @Test
  void ratesAreNotTakenForTimes() {
    pool.add(inUnit("thrpt", "ops/s", 2e6));
    assertEquals("2,000,000 ops/s", pool.text(FORK.planned()));
  }

  @Test
  void ofForksNearAndApartTheMoreFrequentAreTold() {
    Map<String, String> near = Map.of(Placement.BEFORE, "90", Placement.AFTER, "90");
    Map<String, String> apart = Map.of(Placement.BEFORE, "400", Placement.AFTER, "400");
    pool.add(TestPlans.ok(FORK, 1e6).with(Status.OK, "", apart));
    pool.add(TestPlans.ok(FORK, 5e5).with(Status.OK, "", near));
    pool.add(TestPlans.ok(FORK, 5e5).with(Status.OK, "", near));
    assertEquals(2, pool.forks().size());
    assertEquals("1.95 GiB/s", pool.text(FORK.planned()));
  }
}
