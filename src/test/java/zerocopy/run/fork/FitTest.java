package zerocopy.run.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.results.UserError;
import zerocopy.run.host.Jvm;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.Planner;
import zerocopy.run.plan.Profile;

class FitTest {

  private static final long MIB = 1L << 20;

  private final List<String> said = new ArrayList<>();

  private List<PlannedBenchmark> fitted(String profile, String line, long mebibytes) {
    CommandLine command = CommandLine.parse(line.split(" "));
    List<PlannedBenchmark> plan = new Planner(Profile.load(profile), command, Planner.all()).plan();
    ForkOptions options = new ForkOptions(command.jmh(), Jvm.of(null, 17), List.of(), false);
    return new Fit(options, command.params(), mebibytes * MIB).of(plan, said::add);
  }

  @Test
  void theWholeSmokeProfileFitsIntoHalfAGibibyte() {
    List<PlannedBenchmark> plan = fitted("smoke", "-f 1", 512);
    assertEquals(List.of(), said);
    assertTrue(
        plan.stream().allMatch(p -> p.jvmArgs().containsAll(List.of("-Xms64m", "-Xmx128m"))));
  }

  @Test
  void aLargeMachineChangesNothing() {
    List<PlannedBenchmark> plan = fitted("standard", "BufferCopy", 1 << 20);
    assertEquals(
        plan,
        fitted("standard", "BufferCopy", Long.MAX_VALUE / MIB),
        "no limit is a large machine");
    assertTrue(plan.stream().allMatch(p -> p.jvmArgs().contains("-Xmx512m")));
    assertEquals(List.of(), said);
  }

  @Test
  void sizesThatDoNotFitAreLeftOutByName() {
    List<PlannedBenchmark> plan = fitted("standard", "BufferCopy.heapToHeap", 512);
    assertFalse(plan.isEmpty());
    assertEquals(1, said.size(), said.toString());
    assertTrue(
        said.get(0).startsWith("left out: BufferCopy.heapToHeap size=67108864 needs 136 MiB"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-p size=400000000 BufferCopy.heapToHeap",
        "-p size=400000000 BufferCopy.directToDirect",
        "-p size=700000000 BufferAllocation.heap$",
        "-p fileSize=2100000000 FileRead.heap$",
        "-p size=67108864 -jvmArgs -Xmx100m BufferCopy.heapToHeap",
        "-p size=67108864 -jvmArgsAppend -XX:MaxDirectMemorySize=64m BufferCopy.directToDirect"
      })
  void aSizeThatTheUserAskedForIsRefused(String line) {
    UserError error = assertThrows(UserError.class, () -> fitted("standard", line, 1 << 20));
    assertTrue(error.getMessage().contains(" needs "), error.getMessage());
    assertTrue(error.getMessage().contains("-jvmArgsAppend -X"), error.getMessage());
  }

  @Test
  void needsAreNeverLessThanTheMeans() {
    String small = "-p size=4096 -jvmArgsAppend -Xmx8m BufferCopy.heapToHeap";
    UserError error = assertThrows(UserError.class, () -> fitted("standard", small, 1 << 20));
    assertTrue(
        error.getMessage().contains("needs 9 MiB of heap, but a fork has 8 MiB"),
        error.getMessage());
  }

  @Test
  void filesThatAreMovedByChunksMayBeLarger() {
    assertEquals(
        1, fitted("smoke", "-p fileSize=1073741824 FileCopy.readWriteDirect", 1 << 20).size());
  }

  @Test
  void aMachineThatHoldsNoForkIsRefused() {
    UserError error = assertThrows(UserError.class, () -> fitted("smoke", "BufferCopy", 100));
    assertTrue(error.getMessage().startsWith("nothing of this plan fits"), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "-tg 1, -tg",
    "-t 4097, -t 4097",
    "-f 2147483647, forks",
    "-wf 2147483647, forks",
    "-p size=2147483647, out of range"
  })
  void boundsAreCheckedWithThePlan(String option, String named) {
    UserError error =
        assertThrows(UserError.class, () -> fitted("smoke", option + " BufferCopy", 1 << 20));
    assertTrue(error.getMessage().contains(named), error.getMessage());
  }
}
