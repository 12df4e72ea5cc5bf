package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import zerocopy.bench.support.OwnFile;

/**
 * Two users share the folder for temporary files, and one of them means harm. Only root can be two
 * users; elsewhere it is skipped.
 */
@EnabledOnOs(OS.LINUX)
class HostileFoldersIT {

  private static final List<String> AS_OTHER =
      List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups");

  private Path base;
  private Path shared;
  private Path jar;

  @BeforeEach
  void shareAFolder() throws Exception {
    assumeTrue(OwnFile.user() == 0, "only root can become another user");
    base = Files.createTempDirectory("hostile");
    open(base, "rwxr-xr-x");
    shared = Files.createDirectory(base.resolve("tmp"));
    assertEquals(0, sh(List.of(), "chmod 1777 ."));
    jar = Files.copy(Path.of(System.getProperty("zerocopy.jar")), base.resolve("benchmarks.jar"));
    open(jar, "rw-r--r--");
    assumeTrue(sh(AS_OTHER, "test -r ../benchmarks.jar") == 0, "setpriv does not work here");
  }

  @AfterEach
  void clear() throws IOException {
    if (base != null) {
      try (Stream<Path> tree = Files.walk(base)) {
        for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }

  private static void open(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private int sh(List<String> as, String script) throws Exception {
    List<String> command = new ArrayList<>(as);
    command.addAll(List.of("sh", "-c", script));
    return new ProcessBuilder(command).directory(shared.toFile()).inheritIO().start().waitFor();
  }

  private record Run(Process process, Path output) {
    String await() throws Exception {
      assertTrue(process.waitFor(PackagedRun.PATIENCE_SECONDS, TimeUnit.SECONDS), "it hangs");
      String text = Files.readString(output);
      assertEquals(0, process.exitValue(), text);
      assertFalse(text.contains("\tat "), text);
      return text;
    }
  }

  /** In a folder of the user's own, with the shared one for temporary files and as work folder. */
  private Run start(List<String> as, String name) throws Exception {
    Path own = Files.createDirectory(base.resolve(name));
    open(own, "rwxrwxrwx");
    List<String> command = new ArrayList<>(as);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Djava.io.tmpdir=" + shared, "-Duser.home=" + own));
    command.addAll(List.of("-jar", jar.toString(), "--work-folder", shared.toString()));
    String what = "-f 4 -wi 0 -i 1 -r 200ms -p size=4096 BufferCopy.heapToDirect$ --out results";
    command.addAll(List.of(what.split(" ")));
    Path output = base.resolve(name + ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(own.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().remove("XDG_RUNTIME_DIR");
    return new Run(builder.start(), output);
  }

  @Test
  void whatAnotherUserPutsInTheWayIsNeitherFollowedNorWaitedFor() throws Exception {
    Path victim = Files.writeString(base.resolve("victim"), "thesis");
    Path precious = Files.createDirectory(base.resolve("precious"));
    Files.writeString(precious.resolve("file"), "thesis");
    String script =
        """
        ln -s ../victim jmh.lock
        ln -s ../precious zerocopy-0
        ln -s ../victim zerocopy-run.lock
        mkdir zerocopy-work-1-1 zerocopy-work-1-2
        mkfifo zerocopy-work-1-1/.lock
        echo 'work folder of the zero-copy benchmarks' >zerocopy-work-1-2/.lock
        ln -s ../precious zerocopy-work-1-3
        chmod 700 zerocopy-work-1-1
        """;
    assertEquals(0, sh(AS_OTHER, "set -e\n" + script));
    List<Path> before = PackagedRun.list(shared);
    start(List.of(), "root").await();
    assertEquals("thesis", Files.readString(victim));
    assertEquals(List.of(precious.resolve("file")), PackagedRun.list(precious));
    assertEquals(
        before,
        PackagedRun.list(shared).stream().filter(f -> !f.endsWith("hsperfdata_root")).toList());
  }

  @Test
  void twoUsersMeasureWithoutKeepingEachOtherOutAndTheSecondIsTold() throws Exception {
    Run first = start(List.of(), "root");
    PackagedRun.awaitThat(() -> first.process().children().findAny().isPresent());
    Run second = start(AS_OTHER, "other");
    String told = second.await();
    assertTrue(told.contains("root is measuring on this machine as well (process "), told);
    first.await();
  }
}
