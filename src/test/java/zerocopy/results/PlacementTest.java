package zerocopy.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.results.ForkRecord.Status;

class PlacementTest {

  @TempDir Path temporary;

  private static ForkRecord fork(int position, double score, Map<String, String> facts) {
    return new ForkRecord(
        "zerocopy.bench.socket.FileToSocket.transferTo",
        Map.of("cores", "two"),
        position,
        position,
        Status.OK,
        "",
        "2026-01-01T00:00:00Z",
        1,
        "avgt",
        "ns/op",
        List.of(score, score),
        Map.of(),
        facts);
  }

  private static Map<String, String> trips(String before, String after) {
    return Map.of(Placement.BEFORE, before, Placement.AFTER, after);
  }

  @Test
  void theRoundTripTellsTheState() {
    assertEquals(Optional.of(Placement.NEAR), Placement.of(fork(0, 1, trips("86.2", "133.0"))));
    assertEquals(Optional.of(Placement.APART), Placement.of(fork(0, 1, trips("360.0", "425.1"))));
  }

  @Test
  void nearEndsBelowTwoHundredNanoseconds() {
    assertEquals(Placement.NEAR, Placement.of(199.9));
    assertEquals(Placement.APART, Placement.of(200));
    assertEquals("near apart", Placement.NEAR.words() + " " + Placement.APART.words());
    assertEquals(60, Placement.roundTrip(trips("40", "90.0")).orElseThrow(), 1e-12);
  }

  @Test
  void withoutTwoGoodProbesNothingIsSaid() {
    assertEquals(Optional.empty(), Placement.of(fork(0, 1, Map.of())));
    assertEquals(Optional.empty(), Placement.of(fork(0, 1, trips("NaN", "90"))));
    assertEquals(Optional.empty(), Placement.of(fork(0, 1, trips("0.0", "90"))));
    assertEquals(Optional.empty(), Placement.of(fork(0, 1, Map.of(Placement.AFTER, "90.0"))));
  }

  @Test
  void forksNearAndApartAreTwoRowsAndThoseSetAsideNone() {
    RunFolder folder = RunFolder.create(temporary, "run");
    folder.append(fork(0, 100, trips("90.0", "91.0")));
    folder.append(fork(1, 200, trips("370.0", "371.0")));
    folder.append(
        fork(2, 900, trips("90.0", "371.0"))
            .with(Status.SET_ASIDE, "the host moved the cores", trips("90.0", "371.0")));
    folder.append(fork(2, 210, trips("370.0", "371.0")));
    Run run = RunReader.read(folder.path());
    assertEquals(2, run.rows().size());
    for (ResultRow row : run.rows()) {
      boolean near = row.params().get(Placement.PARAMETER).equals("near");
      assertEquals(near ? 1 : 2, row.forks().size());
      assertEquals(near ? 100 : 200, row.forks().get(0)[0]);
    }
    assertTrue(run.missing().isEmpty(), "the fork that was set aside was made good");
    assertEquals("90.0", folder.readForks().get(0).facts().get(Placement.BEFORE));
  }
}
