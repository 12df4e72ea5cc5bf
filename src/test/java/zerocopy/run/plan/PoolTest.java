package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import zerocopy.results.ForkRecord;
import zerocopy.stats.Estimate;
import zerocopy.stats.Layout;

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
    Estimate estimate = Estimate.of(pool, Layout.of(List.of(pool)));
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
}
