package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.BenchmarkListEntry;

/** The profiles against the benchmarks that exist, and against the clock. */
class ProfileTest {

  private static final Collection<BenchmarkListEntry> BENCHMARKS = Planner.all();

  private static List<PlannedBenchmark> plan(Profile profile) {
    return new Planner(profile, CommandLine.parse(), BENCHMARKS).plan();
  }

  @ParameterizedTest
  @CsvSource({"smoke, 120", "quick, 720", "standard, 2700", "full, 43200"})
  void plannedTimeFits(String name, long allowed) {
    Profile profile = Profile.load(name);
    double planned = Schedule.of(plan(profile), 1).secondsFrom(0);
    assertTrue(profile.limitSeconds() <= allowed, "limit of " + profile.limitSeconds() + " s");
    assertTrue(
        planned <= profile.limitSeconds(),
        "%.0f s planned, %d s allowed".formatted(planned, profile.limitSeconds()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"smoke", "quick", "standard", "full"})
  void parametersExist(String name) {
    for (Profile.Entry entry : Profile.load(name).entries()) {
      List<BenchmarkListEntry> named =
          BENCHMARKS.stream().filter(b -> entry.names(b.getUsername())).toList();
      for (String parameter : entry.params().keySet()) {
        assertTrue(
            named.isEmpty()
                || named.stream()
                    .anyMatch(b -> b.getParams().orElse(Map.of()).containsKey(parameter)),
            "%s: nothing that %s names has a parameter %s"
                .formatted(name, entry.include(), parameter));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"smoke", "standard", "full"})
  void everyClassIsMeasured(String name) {
    List<PlannedBenchmark> plan = plan(Profile.load(name));
    for (BenchmarkListEntry benchmark : BENCHMARKS) {
      assertTrue(
          plan.stream()
              .anyMatch(p -> p.entry().getUserClassQName().equals(benchmark.getUserClassQName())),
          name + " leaves out " + benchmark.getUserClassQName());
    }
  }

  @Test
  void onlySmokeIsNotCitable() {
    for (String name : Profile.NAMES) {
      Profile profile = Profile.load(name);
      assertEquals(name, profile.name());
      assertEquals(!name.equals("smoke"), profile.citable());
      assertFalse(profile.note().isBlank());
    }
  }

  @Test
  void largerProfilesMeasureMore() {
    int before = 0;
    for (String name : Profile.NAMES) {
      int size = Schedule.of(plan(Profile.load(name)), 1).forks().size();
      assertTrue(size > before, name + " has " + size + " forks");
      before = size;
    }
  }
}
