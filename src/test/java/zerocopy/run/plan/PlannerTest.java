package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.results.UserError;

class PlannerTest {

  private static final Profile PROFILE =
      new Profile(
          "test",
          "",
          true,
          100,
          1,
          3,
          Timing.ofMillis(2, 100),
          Timing.ofMillis(4, 100),
          0.7,
          List.of("-Xmx1g"),
          null,
          List.of(
              entry("transferTo", Map.of("fileSize", List.of("4096")), null),
              entry("transferTo", Map.of(), 2),
              entry("absent", Map.of(), null)));

  private static Profile.Entry entry(
      String include, Map<String, List<String>> params, Integer rounds) {
    return new Profile.Entry(Pattern.compile(include), params, rounds, null, null, List.of());
  }

  private static Planner planner(String... arguments) {
    return new Planner(PROFILE, CommandLine.parse(arguments), TestPlans.benchmarks());
  }

  @Test
  void profileDecidesWithoutPatterns() {
    List<PlannedBenchmark> plan = planner().plan();
    assertEquals(4, plan.size());
    assertTrue(plan.stream().allMatch(p -> p.benchmark().endsWith("transferTo")));
  }

  @Test
  void firstEntryThatNamesAParameterSetDecidesOnIt() {
    for (PlannedBenchmark planned : planner().plan()) {
      assertEquals(planned.params().get("fileSize").equals("4096") ? 3 : 2, planned.forks());
    }
  }

  @Test
  void patternsSelectAlsoWhatTheProfileLeavesOut() {
    List<PlannedBenchmark> plan = planner("filesCopy").plan();
    assertEquals(3, plan.size(), "with the sizes of the profile standard");
    assertEquals(3, plan.get(0).forks());
  }

  @Test
  void excludesApply() {
    assertTrue(
        planner("-e", "transferTo", "FileCopy").plan().stream()
            .noneMatch(p -> p.benchmark().endsWith("transferTo")));
  }

  @Test
  void jmhOptionsOverrideTheProfile() {
    PlannedBenchmark planned =
        planner("-f", "9", "-wi", "0", "-i", "7", "-r", "1s", "transferTo").plan().get(0);
    assertEquals(9, planned.forks());
    assertEquals(0, planned.warmup().iterations());
    assertEquals(7.0, planned.measurement().seconds());
    assertEquals(7.7, planned.seconds(), 1e-9);
  }

  @Test
  void aBenchmarkThatAsksForALongerWarmUpGetsIt() {
    assertEquals(1.2, planner("filesCopy").plan().get(0).warmup().seconds(), 1e-9);
    assertEquals(0.2, planner("transferTo").plan().get(0).warmup().seconds(), 1e-9);
    assertEquals(3, planner("-wi", "3", "filesCopy").plan().get(0).warmup().iterations());
  }

  @ParameterizedTest
  @CsvSource({"smoke, 0.02", "quick, 1.2", "standard, 1.2", "full, 1.2"})
  void onlyACitableRunWaitsUntilBenchmarksHaveSettled(String name, double seconds) {
    Planner planner =
        new Planner(Profile.load(name), CommandLine.parse("FileRead.mapCopyUnmap"), Planner.all());
    assertTrue(
        planner.plan().stream().allMatch(p -> Math.abs(p.warmup().seconds() - seconds) < 1e-9));
  }

  @Test
  void parametersOfTheCommandLineReplaceTheProfiles() {
    List<PlannedBenchmark> plan = planner("-p", "fileSize=123,456").plan();
    assertEquals(4, plan.size());
    assertTrue(
        plan.stream().allMatch(p -> List.of("123", "456").contains(p.params().get("fileSize"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"fileSize=1", "fileSize=1099511627776", "offset=0", "offset=4095"})
  void theEndsOfARangeAreInIt(String parameter) {
    String[] given = parameter.split("=");
    assertTrue(
        planner("-p", parameter, "").plan().stream()
            .filter(planned -> planned.params().containsKey(given[0]))
            .allMatch(planned -> planned.params().get(given[0]).equals(given[1])));
  }

  @Test
  void theArgumentsOfProfileAndEntryReachTheFork() {
    Profile profile =
        new Profile(
            "test",
            "",
            false,
            100,
            1,
            3,
            Timing.ofMillis(2, 100),
            Timing.ofMillis(4, 100),
            0.7,
            List.of("-Xmx1g"),
            new Precision(0.1, 9),
            List.of(
                new Profile.Entry(
                    Pattern.compile("filesCopy"),
                    null,
                    null,
                    Timing.ofMillis(5, 200),
                    1.5,
                    List.of("-Xint"))));
    PlannedBenchmark planned =
        new Planner(profile, CommandLine.parse(), TestPlans.benchmarks()).plan().get(0);
    assertEquals(List.of("-Xmx1g", "-Xint"), planned.jvmArgs());
    assertEquals(1.5 + 2 * 0.1 + 5 * 0.2, planned.seconds(), 1e-9);
    assertEquals(new Precision(0.1, 9), profile.precision());
    assertEquals(Precision.NONE, PROFILE.precision());
  }

  @ParameterizedTest
  @CsvSource({
    "nothingLikeThis, no benchmark matches nothingLikeThis",
    "'(', is not a regular expression",
  })
  void refusesPatterns(String pattern, String sentence) {
    refuses(sentence, pattern);
  }

  @ParameterizedTest
  @CsvSource({
    "wrong=1, no selected benchmark has a parameter",
    "destination=old, 'is none of existing, new'",
    "fileSize=-1, out of range",
    "fileSize=0, out of range",
    "fileSize=4k, out of range",
    "fileSize=1099511627777, out of range: a whole number from 1 to 1099511627776",
    "fileSize=99999999999999999999, out of range",
    "offset=4096, out of range",
  })
  void refusesParameters(String parameter, String sentence) {
    refuses(sentence, "-p", parameter);
  }

  @Test
  void saysThatTheExcludesLeaveNothing() {
    refuses(
        "-e File -e x leaves out all that is selected (1)", "filesCopy", "-e", "File", "-e", "x");
  }

  @Test
  void refusesAPatternThatSelectsNothingBesideOthers() {
    refuses("no benchmark matches filesCoby, which is no profile", "filesCopy", "filesCoby");
    refuses("smoke is a profile, and not a benchmark: give --profile smoke", "smoke", "filesCopy");
  }

  private static void refuses(String sentence, String... arguments) {
    Planner planner = planner(arguments);
    UserError error = assertThrows(UserError.class, planner::plan);
    assertTrue(error.getMessage().contains(sentence), error.getMessage());
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
  }
}
