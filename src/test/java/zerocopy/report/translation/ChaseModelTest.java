package zerocopy.report.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import zerocopy.mmu.pattern.ChasePattern.Layout;
import zerocopy.mmu.preset.CpuPreset;
import zerocopy.mmu.preset.CpuPreset.DataCaches;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbPolicy;

class ChaseModelTest {
  private static final double L1 = 4;
  private static final double L2 = 14;
  private static final double BEYOND = 50;
  private static final double L2_TLB_HIT = 7;

  private static final TlbGeometry L1_LINES = TlbGeometry.of(512, 8);
  private static final TlbGeometry L2_LINES = TlbGeometry.of(16384, 8);

  private static final DataCaches PLAIN = new DataCaches(0, TlbPolicy.PLRU, 0);

  @Test
  void staircaseStandsOnTheLatencies() {
    assertEquals(L1, cycles(PLAIN, Layout.LINE_PER_PAGE, 72));
    assertEquals(L1 + L2_TLB_HIT, cycles(PLAIN, Layout.LINE_PER_PAGE, 400));
    assertEquals(L2 + L2_TLB_HIT, cycles(PLAIN, Layout.LINE_PER_PAGE, 1024));
    assertEquals(L2, cycles(PLAIN, Layout.DENSE, 2048));
  }

  @Test
  void lateHitsCostOnlyLoadsThatMissBothFirstLevels() {
    DataCaches late = new DataCaches(1, TlbPolicy.PLRU, 0);
    assertEquals(L1 + L2_TLB_HIT, cycles(late, Layout.LINE_PER_PAGE, 400));
    assertEquals(L2 + L2_TLB_HIT + 1, cycles(late, Layout.LINE_PER_PAGE, 1024));
    assertEquals(L2, cycles(late, Layout.DENSE, 2048));
  }

  @Test
  void neighboursHelpPackedLinesAndTakeRoomFromLoneOnes() {
    DataCaches neighbours = new DataCaches(0, TlbPolicy.PLRU, 0.5);
    double packed = cycles(neighbours, Layout.DENSE, 32768) / cycles(PLAIN, Layout.DENSE, 32768);
    double lone =
        cycles(neighbours, Layout.LINE_PER_PAGE, 8192) / cycles(PLAIN, Layout.LINE_PER_PAGE, 8192);
    assertTrue(packed < 0.95, "packed lines with and without: " + packed);
    assertTrue(lone > 1.01, "lone lines with and without: " + lone);
  }

  private static double cycles(DataCaches caches, Layout layout, int lines) {
    ModelMachine machine =
        new ModelMachine(
            zen4With(caches), TlbPolicy.PLRU, true, true, L1_LINES, L2_LINES, L1, L2, BEYOND);
    return ChaseModel.cyclesPerLoad(machine, layout, lines, false);
  }

  private static CpuPreset zen4With(DataCaches caches) {
    CpuPreset zen4 = CpuPreset.named("zen4");
    return new CpuPreset(
        zen4.name(),
        zen4.title(),
        zen4.cpus(),
        zen4.pageSizes(),
        zen4.l1(),
        zen4.l2(),
        zen4.l2Policy(),
        zen4.costs(),
        zen4.walkCache(),
        caches,
        zen4.costSource(),
        zen4.confidence(),
        zen4.source(),
        zen4.doubt());
  }
}
