package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import zerocopy.results.ForkRecord;
import zerocopy.stats.Estimate;

class PoolTest {

  private static final Schedule.Fork FORK =
      Schedule.of(List.of(TestPlans.planned("FileCopy.filesCopy", 1, "fileSize", "1048576")), 1)
          .forks()
          .get(0);

  private final Pool pool = new Pool();

  @Test
  void tellsWhatTheReportTells() {
    pool.add(TestPlans.ok(FORK, 100.0, 900.0, 101.0));
    assertTrue(Double.isNaN(pool.relativeHalfWidth()), "one fork has no interval");
    pool.add(TestPlans.ok(FORK, 110.0, 109.0, 111.0));
    Estimate estimate =
        Estimate.of(List.of(new double[] {100, 900, 101}, new double[] {110, 109, 111}));
    assertEquals(estimate.halfWidth().orElseThrow(), pool.relativeHalfWidth(), 1e-12);
    double gib = (1 << 20) / estimate.typical() * 1e9 / (1L << 30);
    assertEquals("%.2f GiB/s".formatted(gib), pool.text(FORK.planned()));
  }

  @Test
  void scoresThatTheReportRejectsAreNotTold() {
    ForkRecord nothing = TestPlans.ok(FORK, 0.0, 0.0);
    pool.add(nothing);
    assertEquals(0, pool.forks());
    assertEquals("", pool.text(FORK.planned()));
    assertEquals(nothing.seconds(), pool.secondsPerFork());
  }
}
