package zerocopy.run.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.results.UserError;
import zerocopy.run.CheckHost;
import zerocopy.run.WorkSpace;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;
import zerocopy.run.plan.TestPlans;

/** What a run finds around itself: folders, locks, machine. */
class SurroundingsTest {

  @TempDir Path temporary;

  private static List<PlannedBenchmark> plan(long fileSize) {
    return List.of(TestPlans.planned("FileCopy.a", 1, "fileSize", String.valueOf(fileSize)));
  }

  private UserError refused(String folder, long fileSize) {
    CommandLine command = CommandLine.parse("--work-folder", folder);
    return assertThrows(
        UserError.class, () -> WorkSpace.prepare(command, plan(fileSize), sentence -> {}));
  }

  @Test
  void missingWorkFolder() {
    assertTrue(refused(temporary + "/absent", 4096).getMessage().contains("does not exist"));
  }

  @Test
  void aWorkFolderThatIsAFile() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertTrue(refused(file.toString(), 4096).getMessage().contains("is no folder"));
  }

  @Test
  void unwritableWorkFolder() {
    // /proc refuses even root.
    assumeTrue(Files.isDirectory(Path.of("/proc/self")), "needs a folder that cannot be written");
    assertTrue(refused("/proc/self", 4096).getMessage().contains("cannot be written"));
  }

  @Test
  void workFolderTooSmall() {
    UserError error = refused(temporary.toString(), 1L << 50);
    assertTrue(error.getMessage().contains("MiB free"), error.getMessage());
  }

  @Test
  void fitWorkFolderIsLeftEmpty() throws IOException {
    CommandLine command = CommandLine.parse("--work-folder", temporary.toString());
    assertEquals(temporary, WorkSpace.prepare(command, plan(4096), sentence -> {}));
    try (var files = Files.list(temporary)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void foreignJvmMustRunAndBeNewEnough() {
    assertTrue(
        assertThrows(UserError.class, () -> Jvm.of("/no/such/java", 17))
            .getMessage()
            .contains("cannot be run"));
    assertTrue(
        assertThrows(UserError.class, () -> Jvm.of(temporary.toString(), 17))
            .getMessage()
            .contains("is a folder"));
    String own = ProcessHandle.current().info().command().orElseThrow();
    assertEquals(Runtime.version().feature(), Jvm.of(own, 17).feature());
    assertTrue(
        assertThrows(UserError.class, () -> Jvm.of(own, 99))
            .getMessage()
            .contains("built for Java 99"));
  }

  @Test
  void environmentIsCompleteOnLinux() {
    assumeTrue(EnvironmentJson.isLinux(), "complete on Linux only");
    ObjectNode tree =
        EnvironmentJson.capture(Jvm.of(null, 17), List.of("-XX:+UseParallelGC"), temporary);
    for (String pointer :
        List.of(
            "/cpu/model",
            "/cpu/vendor",
            "/cpu/cores",
            "/memory/totalBytes",
            "/memory/pageBytes",
            "/hugePages",
            "/virtualisation",
            "/kernel/release",
            "/kernel/clockSource",
            "/os/name",
            "/jdk/version",
            "/jdk/vm",
            "/jdk/flags/0",
            "/workFolder/fileSystem",
            "/workFolder/device",
            "/git/commit")) {
      JsonNode node = tree.at(pointer);
      assertFalse(node.isMissingNode() || node.isNull(), pointer);
    }
    assertEquals("ParallelGC", tree.at("/jdk/collector").asText());
    assertTrue(tree.at("/memory/totalBytes").asLong() > 1L << 20);
  }

  @Test
  void kernelOptionsLeaveOutWhatDoesNotBearOnSpeed() {
    assertEquals(
        "mitigations=off isolcpus=1",
        LinuxMachine.options("root=/dev/sda1 mitigations=off secret=5 isolcpus=1 quiet"));
  }

  @Test
  void sizesOfCaches() {
    assertEquals(32768, LinuxMachine.bytes("32K"));
    assertEquals(8L << 20, LinuxMachine.bytes("8M"));
    assertEquals(0, LinuxMachine.bytes("?"));
  }

  @Test
  void cpuNamesMakeFolderNames() {
    assertEquals("amd-epyc-7b13", EnvironmentJson.cpuSlug("AMD EPYC 7B13"));
    assertEquals(
        "intel-core-i7-8700k", EnvironmentJson.cpuSlug("Intel(R) Core(TM) i7-8700K CPU @ 3.70GHz"));
    assertEquals("cpu", EnvironmentJson.cpuSlug("???"));
  }

  @Test
  void ceilingNeverRisesWithTheWorkingSetAndIsAboveWhatWasMeasured() {
    CeilingProbe ceiling = new CeilingProbe(Long.MAX_VALUE, 128L << 20);
    ceiling.measure();
    TreeMap<Long, Double> rates = ceiling.bytesPerSecond();
    assertEquals(8, rates.size());
    double last = Double.MAX_VALUE;
    for (Map.Entry<Long, Double> rate : rates.entrySet()) {
      assertTrue(rate.getValue() <= last && rate.getValue() > 1e8, rates.toString());
      last = rate.getValue();
    }
  }

  @Test
  void everyFindingOfTheHostCheckSaysWhatItDoes() {
    List<HostCheck.Finding> findings = HostCheck.of(SystemFiles.OWN, temporary);
    assertTrue(findings.size() >= 12, findings.toString());
    for (HostCheck.Finding finding : findings) {
      assertFalse(finding.finding().isBlank(), finding.toString());
      assertFalse(finding.effect().isBlank(), finding.toString());
      assertTrue(
          finding.level() != HostCheck.Level.WARNING || !finding.command().isBlank(),
          finding.toString());
      assertTrue(CheckHost.text(finding).contains(finding.subject()));
      boolean warns = finding.level() == HostCheck.Level.WARNING;
      assertEquals(warns ? 1 : 0, CheckHost.strictly(List.of(finding)));
    }
  }

  @Test
  void noiseHasReadingsBeforeAndAfter() {
    Noise noise = new Noise(SystemFiles.OWN);
    noise.sample();
    JsonNode tree = noise.toJson();
    assertTrue(tree.at("/before/time").isTextual());
    assertTrue(tree.at("/after/time").isTextual());
    assertTrue(tree.get("during").isArray());
  }
}
