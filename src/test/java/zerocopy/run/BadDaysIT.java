package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.results.ForkRecord.Status;

/**
 * Full disks, killed and hanging forks, folders that vanish: for real, with the packaged jar. What
 * needs a small file system mounts a tmpfs, which only root may; elsewhere it is skipped.
 */
@EnabledOnOs(OS.LINUX)
class BadDaysIT {

  @TempDir Path base;
  private Path mounted;

  private Path tmpfs(String name, String size) throws Exception {
    Path folder = Files.createDirectories(base.resolve(name));
    int status =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=" + size, "none", folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(base.resolve("mount").toFile())
            .start()
            .waitFor();
    assumeTrue(status == 0, "only root can mount a small file system here");
    mounted = folder;
    return folder;
  }

  private void remount(String options) throws Exception {
    assertEquals(
        0,
        new ProcessBuilder("mount", "-o", "remount," + options, mounted.toString())
            .start()
            .waitFor());
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      assertEquals(0, new ProcessBuilder("umount", "-l", mounted.toString()).start().waitFor());
    }
  }

  private static void fill(Path folder) throws IOException {
    try (var out = Files.newOutputStream(folder.resolve("filler"), StandardOpenOption.CREATE)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException full) {
      assertTrue(full.getMessage().contains("No space left"), full.getMessage());
    }
  }

  private static int times(String part, String text) {
    return text.split(Pattern.quote(part), -1).length - 1;
  }

  private static JsonNode missing(PackagedRun run) throws IOException {
    return run.folder().readEnvironment().at("/missing");
  }

  private static long succeeded(PackagedRun run) throws IOException {
    return run.folder().readForks().stream().filter(f -> f.status() == Status.OK).count();
  }

  @Test
  void resultsThatFillTheirDiskAreSaidOnceAndResumed() throws Exception {
    Path out = tmpfs("out", "10m");
    PackagedRun run = new PackagedRun(base, out, base.resolve("work")).measure(6);
    run.awaitForks(1);
    long described = Files.size(run.folder().path().resolve("environment.json"));
    remount("size=" + (described / 4096 + 3) * 4 + "k");
    assertEquals(1, run.await(), run.output());
    assertEquals(1, times("cannot append to", run.output()), run.output());
    assertTrue(run.output().contains("No space left"), run.output());
    assertTrue(run.output().contains("12/12"), "the rest goes on: " + run.output());
    List<String> kept = run.finished();
    assertTrue(kept.size() > 0 && kept.size() < 12, "kept " + kept.size());
    assertTrue(
        PackagedRun.list(run.folder().path()).stream()
            .noneMatch(f -> f.toString().endsWith("tmp")));

    remount("size=10m");
    assertEquals(0, run.resume().await(), run.output());
    assertEquals(kept, run.finished().subList(0, kept.size()));
    assertEquals(12, succeeded(run));
    assertEquals("fileSize", run.folder().readEnvironment().text("/catalogue/FileCopy/bytes"));
  }

  @Test
  void resultsWithoutSpaceOrReadOnlyAreNotBegun() throws Exception {
    Path out = tmpfs("out", "20k");
    fill(out);
    PackagedRun run = new PackagedRun(base, out, base.resolve("work")).measure(1);
    assertEquals(2, run.await(), run.output());
    assertTrue(lastLine(run).contains("No space left"), run.output());
    assertEquals(List.of(out.resolve("filler")), PackagedRun.list(out));

    remount("ro");
    assertEquals(2, run.measure(1).await(), run.output());
    assertTrue(lastLine(run).startsWith("--out " + out), run.output());
    assertTrue(lastLine(run).endsWith("cannot be written: give another folder"), run.output());
  }

  @ParameterizedTest
  @CsvSource({
    "/proc/results, cannot make a run folder in /proc/results",
    "/dev/full, --out /dev/full: /dev/full is no folder"
  })
  void aPlaceThatCannotHoldResultsIsRefused(String place, String said) throws Exception {
    PackagedRun run = new PackagedRun(base, Path.of(place), base.resolve("work")).measure(1);
    assertEquals(2, run.await(), run.output());
    assertTrue(lastLine(run).startsWith(said), run.output());
  }

  private static String lastLine(PackagedRun run) throws IOException {
    List<String> lines = run.output().lines().filter(l -> !l.startsWith("host: ")).toList();
    assertEquals(1, lines.size(), run.output());
    return lines.get(0);
  }

  @Test
  void aWorkFolderThatFillsUpCostsOnlyTheForksOfThatTime() throws Exception {
    Path work = tmpfs("work", "80m");
    PackagedRun run =
        new PackagedRun(base, Files.createDirectories(base.resolve("out")), work).measure(6);
    run.awaitForks(1);
    fill(work);
    PackagedRun.awaitThat(
        () ->
            !run.process().isAlive()
                || run.finished().stream().anyMatch(line -> line.contains("no space left")));
    Files.delete(work.resolve("filler"));
    assertEquals(1, run.await(), run.output());
    assertTrue(run.output().contains("no space left in the work folder"), run.output());
    assertTrue(succeeded(run) >= 2, run.output());
    assertEquals(12, run.finished().size());
    assertEquals(12 - succeeded(run), missing(run).size());
  }

  @ParameterizedTest
  @CsvSource({
    "KILL, was killed (signal 9)",
    "SEGV, the fork's JVM crashed",
    "TERM, ended from outside (signal 15)",
    "STOP, took longer than 8 s"
  })
  void aForkThatIsKilledOrHangsIsMissedTheRestGoesOnAndItIsTriedAgain(String signal, String reason)
      throws Exception {
    PackagedRun run = new PackagedRun(base);
    run.measure(2, "--time-limit", "8");
    run.awaitForks(1);
    ProcessHandle fork = run.awaitFork();
    Thread.sleep(100);
    PackagedRun.signal(signal, fork.pid());
    assertEquals(1, run.await(), run.output());
    assertTrue(run.output().contains(reason), run.output());
    assertTrue(run.output().contains("1 fork has no result"), run.output());
    assertEquals(1, missing(run).size(), run.output());
    assertTrue(missing(run).at("/0/reason").asText().contains(reason));
    assertEquals(3, succeeded(run));

    assertEquals(0, run.resume().await(), run.output());
    assertEquals(4, succeeded(run));
    assertEquals(0, missing(run).size(), run.output());
    assertEquals(5, run.finished().size(), "each once, the failed one twice");
  }

  @Test
  void jmhsOwnResultsThatCannotBeWrittenAreShownAndAFailure() throws Exception {
    String what = "-rff /dev/full -f 1 -wi 0 -i 1 -r 10ms -p size=4096 BufferCopy.heapToDirect$";
    PackagedRun run = new PackagedRun(base).start(what.split(" "));
    assertEquals(1, run.await(), run.output());
    assertTrue(
        run.output().contains("/dev/full cannot be written (No space left on device)"),
        run.output());
    assertTrue(run.output().contains("BufferCopy.heapToDirect\",\"avgt\""), run.output());
  }

  @Test
  void twoAtOnceAreRefused() throws Exception {
    PackagedRun first = new PackagedRun(base).measure(2);
    first.awaitForks(1);
    Path elsewhere = Files.createDirectories(base.resolve("second"));
    PackagedRun second = new PackagedRun(elsewhere).sharing(first).measure(1);
    assertEquals(2, second.await(), second.output());
    assertTrue(
        lastLine(second)
            .contains("another run is measuring on this machine (process " + first.process().pid()),
        second.output());
    assertEquals(0, first.await(), first.output());
    assertEquals(4, succeeded(first));
  }

  @Test
  void aRunThatAcceptsOthersKeepsItsTemporaryFiles() throws Exception {
    PackagedRun first = new PackagedRun(base).measure(3, "--concurrent");
    first.awaitForks(1);
    Path elsewhere = Files.createDirectories(base.resolve("second"));
    PackagedRun second = new PackagedRun(elsewhere).sharing(first).measure(1);
    assertEquals(0, second.await(), second.output());
    assertEquals(0, first.await(), first.output());
    assertEquals(6, succeeded(first));
  }

  @Test
  void aWorkFolderThatVanishesIsMadeAgain() throws Exception {
    PackagedRun run = new PackagedRun(base).measure(3);
    run.awaitForks(1);
    deleteTree(run.work());
    run.await();
    assertEquals(6, run.finished().size(), run.output());
    assertEquals(6 - succeeded(run), missing(run).size());
    assertTrue(succeeded(run) >= 4, run.output());
  }

  @Test
  void aRunFolderThatVanishesIsAFailure() throws Exception {
    PackagedRun run = new PackagedRun(base).measure(2);
    run.awaitForks(1);
    deleteTree(run.folder().path());
    assertEquals(1, run.await(), run.output());
    assertTrue(run.output().contains("its folder is gone"), run.output());
    assertTrue(run.output().contains("4/4"), run.output());
  }

  private static void deleteTree(Path folder) throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFileFailed(Path file, IOException gone) {
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path dir, IOException e) throws IOException {
            Files.deleteIfExists(dir);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
