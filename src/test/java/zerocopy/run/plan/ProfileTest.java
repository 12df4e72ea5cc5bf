package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Role;

/** The profiles against the benchmarks that exist, and against the clock. */
class ProfileTest {

  private static final Collection<BenchmarkListEntry> BENCHMARKS = Planner.all();

  /** Prices and arms that a run of ten minutes has no time for. */
  private static final Set<Role> NOT_IN_QUICK =
      EnumSet.of(Role.CONSUME_HEAP, Role.LATENCY_DENSE_HUGE, Role.LATENCY_SPARSE_HUGE);

  private static List<PlannedBenchmark> plan(Profile profile) {
    return new Planner(profile, CommandLine.parse(), BENCHMARKS).plan();
  }

  @ParameterizedTest
  @CsvSource({"smoke, 120", "quick, 720", "standard, 3000", "full, 43200"})
  void plannedTimeFits(String name, long allowed) {
    Profile profile = Profile.load(name);
    double planned =
        Schedule.of(plan(profile), 1).forks().stream()
            .mapToDouble(f -> f.planned().seconds())
            .sum();
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

  /** Without the rows of a role the report lacks a price, an arm or a column. */
  @ParameterizedTest
  @ValueSource(strings = {"quick", "standard", "full"})
  void everyRoleIsMeasured(String name) {
    Set<Role> missing = EnumSet.allOf(Role.class);
    missing.removeAll(EnumSet.of(Role.NONE, Role.ARTICLE_READ_SEND, Role.ARTICLE_TRANSFER));
    plan(Profile.load(name)).forEach(planned -> missing.remove(role(planned)));
    if (name.equals("quick")) {
      missing.removeAll(NOT_IN_QUICK);
    }
    assertEquals(Set.of(), missing);
  }

  /** The article's largest file but one, by both of its ways. */
  @Test
  void theFullProfileMeasuresTheTableOf2008() {
    Set<Role> found =
        plan(Profile.load("full")).stream()
            .filter(p -> "734003200".equals(p.params().get("fileSize")))
            .map(ProfileTest::role)
            .collect(Collectors.toSet());
    assertTrue(
        found.containsAll(Set.of(Role.ARTICLE_READ_SEND, Role.ARTICLE_TRANSFER)), found::toString);
  }

  private static Role role(PlannedBenchmark planned) {
    String[] name = planned.benchmark().split("\\.");
    return Catalogue.ofSuite().entry(name[name.length - 2]).strategy(name[name.length - 1]).role();
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
