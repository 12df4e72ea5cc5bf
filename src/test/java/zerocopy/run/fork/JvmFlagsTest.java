package zerocopy.run.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.options.Options;
import zerocopy.results.UserError;
import zerocopy.run.host.Jvm;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.TestPlans;

class JvmFlagsTest {

  @ParameterizedTest
  @ValueSource(ints = {17, 18, 19, 20, 21, 22, 23, 24, 25})
  void flagsFollowTheRelease(int feature) {
    List<String> flags = JvmFlags.needed(feature);
    assertTrue(flags.contains("--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED"));
    assertEquals(feature >= 22, flags.contains("--enable-native-access=ALL-UNNAMED"));
    assertEquals(feature >= 23, flags.contains("--sun-misc-unsafe-memory-access=allow"));
  }

  /** The build opens them to the tests, and by the jar's manifest to the suite. */
  @Test
  void forksHaveTheSamePackagesOpenAsTheBuildGives() {
    Module base = Object.class.getModule();
    Module ours = JvmFlagsTest.class.getModule();
    Set<String> open =
        base.getPackages().stream()
            .filter(name -> base.isOpen(name, ours))
            .map(name -> "--add-opens=java.base/" + name + "=ALL-UNNAMED")
            .collect(Collectors.toSet());
    Set<String> given =
        JvmFlags.needed(17).stream()
            .filter(flag -> flag.startsWith("--add-opens"))
            .collect(Collectors.toSet());
    assertEquals(open, given);
  }

  @Test
  void usersHeapReplacesOurs() {
    List<String> ours = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC");
    assertEquals(
        List.of("-XX:+AlwaysPreTouch", "-XX:+UseSerialGC"),
        JvmFlags.withoutContradictions(ours, List.of("-Xmx2g")));
    assertEquals(
        List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch"),
        JvmFlags.withoutContradictions(ours, List.of("-XX:+UseZGC")));
  }

  @Test
  void usersArgumentsNeverReplaceWhatIsNeeded() {
    for (String option : List.of("-jvmArgs", "-jvmArgsPrepend", "-jvmArgsAppend")) {
      CommandLine command = CommandLine.parse(option, "-Xmx300m -Dusers=1");
      ForkOptions options =
          new ForkOptions(command.jmh(), Jvm.of(null, 17), List.of("-Drun=1"), false);
      PlannedBenchmark planned = TestPlans.planned("A.m", 1);
      List<String> all = options.jvmArgs(planned);
      assertTrue(all.containsAll(JvmFlags.needed(Runtime.version().feature())), option + all);
      assertTrue(all.containsAll(List.of("-Xmx300m", "-Dusers=1", "-Drun=1")), option + all);
      assertTrue(all.contains("-Dneeded=true"), "the benchmark's own: " + all);
      assertFalse(all.contains("-Xmx512m"), option + all);
    }
  }

  @Test
  void jmhIsGivenTheSameArguments() {
    CommandLine command = CommandLine.parse("-jvmArgs", "-Xmx300m", "-jvmArgsAppend", "-Dusers=1");
    ForkOptions options =
        new ForkOptions(command.jmh(), Jvm.of(null, 17), List.of("-Drun=1"), false);
    PlannedBenchmark planned = TestPlans.planned("A.m", 1);
    Options jmh = options.of(planned, true);
    List<String> assembled = TestPlans.list();
    assembled.addAll(jmh.getJvmArgsPrepend().get());
    assembled.addAll(jmh.getJvmArgs().get());
    assembled.addAll(jmh.getJvmArgsAppend().get());
    assertEquals(options.jvmArgs(planned), assembled);
    assertEquals(1, jmh.getForkCount().get());
  }

  @Test
  void whatStopsJmhIsRefusedUnlessItIsTakenBack() {
    String unsafe = "--sun-misc-unsafe-memory-access=";
    JvmFlags.requireUnsafe(List.of(unsafe + "deny", unsafe + "debug"));
    ForkOptions options =
        new ForkOptions(
            CommandLine.parse("-jvmArgsAppend", unsafe + "deny").jmh(),
            Jvm.of(null, 25),
            List.of(),
            false);
    UserError refused =
        assertThrows(UserError.class, () -> options.jvmArgs(TestPlans.planned("A.m", 1)));
    assertTrue(refused.getMessage().contains("JMH"), refused.getMessage());
  }

  /** JMH lets forks inherit them, so they are recorded, and ours must not contradict them. */
  @Test
  void argumentsOfThisJvmReachTheForksAndAreRecorded() {
    ForkOptions options =
        new ForkOptions(CommandLine.parse().jmh(), Jvm.of(null, 17), List.of(), false);
    List<String> ours = ManagementFactory.getRuntimeMXBean().getInputArguments();
    assertFalse(ours.isEmpty());
    assertTrue(options.jvmArgs(TestPlans.planned("A.m", 1)).containsAll(ours));
    List<String> launched = List.of("-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");
    assertEquals(
        List.of("-XX:+AlwaysPreTouch"),
        JvmFlags.withoutContradictions(launched, List.of("-Xmx400m")));
  }
}
