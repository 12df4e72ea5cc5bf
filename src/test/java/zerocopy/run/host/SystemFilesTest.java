package zerocopy.run.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Saved files of /proc and /sys, and all that follows from them. */
class SystemFilesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> FIELDS_OF_THIS_JVM = List.of("cores", "architecture");

  @TempDir Path root;

  private static String resource(String name) throws IOException {
    try (InputStream in = SystemFilesTest.class.getResourceAsStream("/machines/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /** Unpacks {@code == path} and the lines under it. */
  private SystemFiles files(String machine) throws IOException {
    for (String section : resource(machine + ".txt").substring(3).split("\n== ")) {
      int end = section.indexOf('\n');
      write(section.substring(0, end), section.substring(end + 1));
    }
    return new SystemFiles(root.toString());
  }

  private void write(String path, String text) throws IOException {
    Path file = root.resolve(path.substring(1));
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"zen3-guest", "arm-board"})
  void theMachineIsDescribedFromItsFiles(String machine) throws IOException {
    ObjectNode described = new LinuxMachine(files(machine)).describe();
    described.withObject("/cpu").remove(FIELDS_OF_THIS_JVM);
    // A command tells it, of this machine.
    described.withObject("/network").remove("loopbackQueueing");
    JsonNode written = JSON.readTree(described.toString());
    assertEquals(
        JSON.readTree(resource(machine + ".json")).toPrettyString(), written.toPrettyString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"zen3-guest", "arm-board"})
  void theHostCheckWarnsOfWhatDisturbs(String machine) throws IOException {
    String found =
        HostCheck.of(files(machine), root).stream()
            .filter(f -> !List.of("other JVMs", "file system", "free space").contains(f.subject()))
            .map(f -> "%s: %s %s".formatted(f.subject(), f.level(), f.finding()))
            .collect(Collectors.joining("\n", "", "\n"));
    assertEquals(resource(machine + ".check"), found);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // /proc/self/cgroup | file and text, ... | CPU time | memory
        "0::/a/b | cpu.max=max 100000, a/cpu.max=50000 100000, a/b/cpu.max=max 100000 | 50000 100000 | ''",
        "0::/a/b | a/memory.max=536870912, a/b/memory.max=max | '' | 536870912",
        "4:memory:/x;3:cpu,cpuacct:/x | memory/x/memory.limit_in_bytes=268435456, memory/memory.limit_in_bytes=9223372036854771712 | '' | 268435456",
        "3:cpu,cpuacct:/x | cpu/x/cpu.cfs_quota_us=20000, cpu/x/cpu.cfs_period_us=100000 | 20000 100000 | ''",
        "3:cpuacct,cpu:/gone | cpu/cpu.cfs_quota_us=20000, cpu/cpu.cfs_period_us=100000 | 20000 100000 | ''",
        "3:cpu:/ | cpu/cpu.cfs_quota_us=-1, cpu/cpu.cfs_period_us=100000 | max 100000 | ''",
        "- | memory/memory.limit_in_bytes=536870912 | '' | 536870912"
      })
  void limitsOfBothVersionsOfControlGroupsAreRead(
      String group, String limits, String cpu, String memory) throws IOException {
    write("/proc/self/cgroup", group == null ? "" : group.replace(';', '\n'));
    write("/proc/meminfo", "MemTotal: 8388608 kB");
    for (String limit : limits.split(", ")) {
      String[] pair = limit.split("=");
      write("/sys/fs/cgroup/" + pair[0], pair[1]);
    }
    Cgroups groups = new Cgroups(new SystemFiles(root.toString()));
    assertEquals(cpu, groups.cpuMax());
    assertEquals(memory, groups.memoryMax());
    assertEquals(memory.isEmpty() ? 8L << 30 : Long.parseLong(memory), groups.memoryAtHand());
  }

  @Test
  void aQuotaOfAnOlderControlGroupIsAWarning() throws IOException {
    write("/proc/self/cgroup", "3:cpu,cpuacct:/x");
    write("/sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "20000");
    write("/sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000");
    HostCheck.Finding limit =
        HostCheck.of(new SystemFiles(root.toString()), root).stream()
            .filter(finding -> finding.subject().equals("CPU limit"))
            .findFirst()
            .orElseThrow();
    assertEquals(HostCheck.Level.WARNING, limit.level());
    assertEquals("20000 of 100000 µs", limit.finding());
  }

  @Test
  void aCeilingIsMeasuredWithinTheMemoryAtHand() {
    CeilingProbe probe = new CeilingProbe(64L << 20, 128L << 20);
    probe.measure();
    assertEquals(OptionalLong.of(16L << 20), probe.leftOut());
    assertEquals(4L << 20, probe.bytesPerSecond().lastKey());
  }

  @Test
  void aCeilingIsMeasuredUpToTheLargestWorkingSetOfTheRun() {
    CeilingProbe probe = new CeilingProbe(Long.MAX_VALUE, 4096);
    probe.measure();
    assertEquals(OptionalLong.empty(), probe.leftOut());
    assertEquals(16L << 20, probe.bytesPerSecond().lastKey());
  }

  @Test
  void aHypervisorIsNamedByTheFirstFileThatNamesIt() throws IOException {
    LinuxMachine machine = new LinuxMachine(files("zen3-guest"));
    write("/sys/hypervisor/type", "xen");
    assertEquals("xen", machine.virtualisation());
    write("/sys/class/dmi/id/sys_vendor", "Amazon EC2");
    assertEquals("Amazon EC2", machine.virtualisation());
    write("/proc/cmdline", "quiet pvm_guest=1");
    assertEquals("PVM", machine.virtualisation());
    write("/proc/cpuinfo", "flags : fpu");
    assertEquals("none", machine.virtualisation());
  }

  @Test
  void guestTimeIsNotCountedTwiceInTheStolenShare() throws IOException {
    SystemFiles files = files("zen3-guest");
    CpuTicks before = CpuTicks.now(files);
    assertEquals(OptionalDouble.of(0.03), CpuTicks.atBoot().stolenUntil(before));
    write("/proc/stat", "cpu  110 20 35 820 10 5 5 45 499 60\n");
    assertEquals(OptionalDouble.of(15 / 50.0), before.stolenUntil(CpuTicks.now(files)));
    assertEquals(OptionalDouble.of(0), before.stolenUntil(before));
  }

  @Test
  void anAccountWithoutStolenTimeTellsNone() throws IOException {
    CpuTicks old = CpuTicks.now(files("arm-board"));
    assertEquals(OptionalDouble.empty(), CpuTicks.atBoot().stolenUntil(old));
    assertEquals(OptionalDouble.empty(), old.stolenUntil(CpuTicks.atBoot()));
    write("/proc/stat", "cpux 1");
    assertEquals(0, CpuTicks.now(new SystemFiles(root.toString())).ticks().length);
  }

  @Test
  void noiseIsTheLoadTheStolenShareAndTheMeanFrequency() throws IOException {
    Noise noise = new Noise(files("zen3-guest"));
    noise.sample();
    write("/proc/stat", "cpu  110 20 35 820 10 5 5 45 499 60\n");
    write("/proc/loadavg", "1.25 0.50 0.25 2/345 6789");
    write("/proc/cpuinfo", "cpu MHz : 3000.5\n");
    JsonNode tree = noise.toJson();
    assertReading(0.75, 0.03, 2500, tree.get("before"));
    assertReading(1.25, 0.3, 3000.5, tree.get("after"));
    assertEquals(0, tree.get("during").size(), "half a minute has not passed");
    // The next share is that of the time after this one.
    assertEquals(0, noise.toJson().at("/after/stealFraction").asDouble());
  }

  private static void assertReading(double load, double stolen, double mhz, JsonNode reading) {
    assertEquals(load, reading.get("load1").asDouble());
    assertEquals(stolen, reading.get("stealFraction").asDouble());
    assertEquals(mhz, reading.get("mhz").asDouble());
  }

  @Test
  void noiseLeavesOutWhatTheSystemDoesNotTell() throws IOException {
    JsonNode before = new Noise(files("arm-board")).toJson().get("before");
    assertEquals(1, before.size(), before.toString());
    assertFalse(before.get("time").asText().isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "/data/fast/run, 'rw,size=1g'",
    "/data/fasten, 'rw,noatime'",
    "/data, 'rw,noatime'",
    "/home, 'rw,relatime'"
  })
  void theMountNearestToTheFolderCounts(String folder, String options) throws IOException {
    SystemFiles files = files("zen3-guest");
    assertEquals(Optional.of(options), MountOptions.of(files, Path.of(folder)));
    assertEquals(
        Optional.empty(), MountOptions.of(new SystemFiles("/no/such/folder"), Path.of(folder)));
  }
}
