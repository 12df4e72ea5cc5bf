package zerocopy.run.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.util.ListStatistics;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.run.host.Jvm;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Schedule;
import zerocopy.run.plan.TestPlans;

class JmhJsonTest {

  private static final List<PlannedBenchmark> PLAN =
      List.of(
          TestPlans.planned("FileCopy.a", 3, "fileSize", "4096"),
          TestPlans.planned("FileCopy.b", 3, "fileSize", "4096"));
  private static final Schedule SCHEDULE = Schedule.of(PLAN, 5);

  private static JsonNode merge(List<ForkRecord> records) {
    ForkOptions options =
        new ForkOptions(CommandLine.parse().jmh(), Jvm.of(null, 17), List.of(), false);
    return new JmhJson(options, Jvm.of(null, 17)).merge(PLAN, records);
  }

  private static List<ForkRecord> records() {
    List<ForkRecord> records = new ArrayList<>();
    for (Schedule.Fork fork : SCHEDULE.forks()) {
      records.add(TestPlans.ok(fork, 10.0 + fork.round(), 20.0));
    }
    return records;
  }

  @Test
  void aRowPerForkAndTheTrueNumberOfForks() {
    JsonNode first = merge(records()).get(0);
    assertEquals("zerocopy.bench.file.FileCopy.a", first.get("benchmark").asText());
    assertEquals(3, first.get("forks").asInt());
    assertEquals("4096", first.at("/params/fileSize").asText());
    assertEquals("100 ms", first.get("warmupTime").asText());
    JsonNode raw = first.at("/primaryMetric/rawData");
    assertEquals("[[10.0,20.0],[11.0,20.0],[12.0,20.0]]", raw.toString());
    assertEquals(raw, first.at("/secondaryMetrics/calls/rawData"));
  }

  @Test
  void statisticsAreJmhs() {
    JsonNode primary = merge(records()).get(0).get("primaryMetric");
    ListStatistics jmh = new ListStatistics(new double[] {10, 20, 11, 20, 12, 20});
    assertEquals(jmh.getMean(), primary.get("score").asDouble());
    assertEquals(jmh.getMeanErrorAt(0.999), primary.get("scoreError").asDouble());
    assertEquals(jmh.getPercentile(50), primary.at("/scorePercentiles/50.0").asDouble());
  }

  @Test
  void whatIsNotANumberIsWrittenAsJmhDoes() {
    JsonNode primary =
        merge(List.of(TestPlans.ok(SCHEDULE.forks().get(0), 1.0))).get(0).get("primaryMetric");
    assertEquals("NaN", primary.get("scoreError").asText());
    assertTrue(primary.get("scoreError").isTextual());
  }

  @Test
  void failedForksLeaveNoRow() {
    List<ForkRecord> records = records();
    records.replaceAll(
        r ->
            r.round() == 1
                ? TestPlans.record(
                    SCHEDULE.forks().get(r.position()), Status.FAILED, "killed", List.of())
                : r);
    JsonNode merged = merge(records);
    assertEquals(2, merged.size());
    assertEquals(2, merged.get(1).get("forks").asInt());
    assertEquals(2, merged.get(1).at("/primaryMetric/rawData").size());
  }
}
