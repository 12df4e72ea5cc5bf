package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PlannedBenchmarkTest {

  private static final PlannedBenchmark COPY =
      TestPlans.planned("FileCopy.transferTo", 5, "fileSize", "65536", "destination", "new");

  @Test
  void theTitleIsClassMethodAndParametersByName() {
    assertEquals("FileCopy.transferTo destination=new fileSize=65536", COPY.title());
    assertEquals("FileCopy.transferTo", TestPlans.planned("FileCopy.transferTo", 5).title());
  }

  @Test
  void theKeyTellsParametersAndModesApart() {
    assertEquals(
        "zerocopy.bench.file.FileCopy.transferTo{destination=new, fileSize=65536}avgt", COPY.key());
  }

  @Test
  void aForkTakesItsIterationsAndTheTimeBesideThem() {
    assertEquals(0.7 + 0.1 + 2 * 0.1, COPY.seconds(), 1e-12);
  }

  @Test
  void theShortestForkHasTheSameKeyAndTwoMilliseconds() {
    PlannedBenchmark shortest = COPY.shortest();
    assertEquals(COPY.key(), shortest.key());
    assertEquals(1, shortest.forks());
    assertEquals(0.7 + 0.002, shortest.seconds(), 1e-12);
  }

  @Test
  void twoCoresMatterOnlyWhereTheParameterSaysSo() {
    assertTrue(TestPlans.planned("Ping.pong", 1, "cores", "two").crossesCores());
    assertFalse(TestPlans.planned("Ping.pong", 1, "cores", "one").crossesCores());
    assertFalse(COPY.crossesCores());
  }

  @Test
  void bytesAreThoseOfTheParameterThatTheQuestionNames() {
    assertEquals(OptionalLong.of(65536), COPY.bytes());
    assertEquals(OptionalLong.empty(), TestPlans.planned("FileCopy.transferTo", 1).bytes());
  }

  @Test
  void jmhReportsInTheBenchmarksOwnUnit() {
    assertEquals(TimeUnit.NANOSECONDS, COPY.timeUnit());
  }
}
