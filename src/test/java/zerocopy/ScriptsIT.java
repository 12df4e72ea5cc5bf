package zerocopy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts as a newcomer calls them: from anywhere, through links, without Java. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scripts are for a POSIX shell")
class ScriptsIT {

  private static final Path SCRIPTS = Path.of("scripts").toAbsolutePath();

  @TempDir Path elsewhere;

  private record Ended(int status, String output) {}

  private Ended run(Path script, Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(elsewhere.toFile())
            .redirectErrorStream(true)
            .redirectOutput(elsewhere.resolve("output").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "still running");
    return new Ended(process.exitValue(), Files.readString(elsewhere.resolve("output")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"run", "plot", "compare", "calibrate", "simulate", "check-host"})
  void withoutJavaSayWhatToDo(String name) throws Exception {
    Ended ended = run(SCRIPTS.resolve(name + ".sh"), Map.of("JAVA_HOME", "/no/such/jdk"));
    assertEquals(2, ended.status(), ended.output());
    assertEquals(1, ended.output().lines().count(), ended.output());
    assertTrue(ended.output().contains("install JDK 17"), ended.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plot", "compare", "calibrate", "simulate", "check-host"})
  void sayThatTheJarIsForANewerJava(String name) throws Exception {
    assumeTrue(Runtime.version().feature() >= 22, "this build's jar is for Java 17");
    Path java = Files.createDirectories(elsewhere.resolve("old/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'openjdk version \"17.0.1\"' >&2\n");
    assertTrue(java.toFile().setExecutable(true));
    Ended ended =
        run(
            SCRIPTS.resolve(name + ".sh"),
            Map.of("JAVA_HOME", elsewhere.resolve("old").toString()));
    assertEquals(2, ended.status(), ended.output());
    assertEquals(1, ended.output().lines().count(), ended.output());
    assertTrue(ended.output().contains("is for Java 22 and newer"), ended.output());
  }

  @Test
  void workThroughALinkInAFolderWithASpace() throws Exception {
    Path folder = Files.createDirectories(elsewhere.resolve("a b"));
    Path link =
        Files.createSymbolicLink(folder.resolve("linked.sh"), SCRIPTS.resolve("check-host.sh"));
    Ended ended = run(link, Map.of(), folder.toString());
    assertEquals(0, ended.status(), ended.output());
    for (String subject :
        List.of(
            "governor",
            "turbo",
            "hyper-threads",
            "transparent huge pages",
            "stolen time",
            "load",
            "other JVMs",
            "CPU limit",
            "memory limit",
            "swap",
            "file system",
            "free space",
            "free memory",
            "clock source")) {
      assertTrue(ended.output().contains(subject + ": "), subject + " in " + ended.output());
    }
    assertTrue(ended.output().contains("a b"), ended.output());
  }

  @ParameterizedTest
  @CsvSource({"check-host, 1", "simulate presets, 2", "simulate --help, 2"})
  void outputThatIsLostIsAFailure(String line, int status) throws Exception {
    assumeTrue(Files.isWritable(Path.of("/dev/full")));
    String command = SCRIPTS.resolve(line.replaceFirst("^[a-z-]+", "$0.sh")) + " >/dev/full";
    Ended ended = run(Path.of("/bin/sh"), Map.of(), "-c", command);
    assertEquals(status, ended.status(), ended.output());
    assertTrue(ended.output().contains("is the device full"), ended.output());
    assertEquals(1, ended.output().lines().count(), ended.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"HUP", "TERM", "KILL"})
  void aKilledRunLeavesNoJavaBehind(String signal) throws Exception {
    Path session = Files.createDirectory(elsewhere.resolve("session"));
    Files.setPosixFilePermissions(session, PosixFilePermissions.fromString("rwx------"));
    String options = "-f 50 -wi 0 -i 1 -r 100ms -p size=4096 BufferCopy.heapToDirect$ --out ";
    List<String> command = new ArrayList<>(List.of(SCRIPTS.resolve("run.sh").toString(), "smoke"));
    command.addAll(List.of((options + elsewhere).split(" ")));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(elsewhere.resolve("output").toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("XDG_RUNTIME_DIR", session.toString());
    Process script = builder.start();
    await(() -> hasMeasured(elsewhere.resolve("output")));
    List<ProcessHandle> started = script.descendants().toList();
    new ProcessBuilder("kill", "-" + signal, String.valueOf(script.pid())).start().waitFor();
    await(() -> started.stream().noneMatch(ProcessHandle::isAlive));
    assertTrue(
        Files.readString(elsewhere.resolve("output")).contains("interrupted; go on with --resume"));
  }

  /** A JVM that cannot start ends with 1, which other commands use for what they found out. */
  @ParameterizedTest
  @ValueSource(strings = {"plot.sh x", "compare.sh x y"})
  void aJvmThatCannotStartIsAFailureOfItsOwn(String line) throws Exception {
    String command = SCRIPTS.resolve(line).toString();
    Ended ended = run(Path.of("/bin/sh"), Map.of("JAVA_TOOL_OPTIONS", "-Xmx1"), "-c", command);
    assertEquals(5, ended.status(), ended.output());
  }

  @Test
  void aToolThatIsMissingIsSaid() throws Exception {
    Path script = Path.of("src/test/c/compare-fio.sh").toAbsolutePath();
    Ended ended = run(Path.of("/bin/bash"), Map.of("PATH", "/no/such"), script.toString());
    assertEquals(2, ended.status(), ended.output());
    assertEquals("fio is missing: install it (apt-get install fio)", ended.output().strip());
  }

  private static boolean hasMeasured(Path output) {
    try {
      return Files.readString(output).contains("2/50  round");
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited in vain");
      Thread.sleep(20);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "run standart, 'no benchmark matches standart, which is no profile'",
    "plot, 'such as scripts/plot.sh results/'",
    "plot /no/such, not there",
    "plot ., not a run folder",
    "compare . ., not a run folder",
    "calibrate ., not a run folder",
    "check-host /no/such, does not exist",
    "run '', is empty",
    "check-host /dev/null, is no folder",
    "check-host -x, usage:",
    "simulate nonsense, nonsense",
  })
  void wrongInputIsSaidWithStatus2(String line, String part) throws Exception {
    String[] words = line.replace("''", "").split(" ", -1);
    Ended ended =
        run(
            SCRIPTS.resolve(words[0] + ".sh"),
            Map.of(),
            List.of(words).subList(1, words.length).toArray(String[]::new));
    assertEquals(2, ended.status(), ended.output());
    assertTrue(ended.output().contains(part), ended.output());
    assertFalse(ended.output().contains("\tat "), ended.output());
  }
}
