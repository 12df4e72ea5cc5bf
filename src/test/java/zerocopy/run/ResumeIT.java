package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.results.ForkRecord;

/** Run folders that somebody edited, or that two processes go on with at once. */
class ResumeIT {

  private static final int FORKS = 5;

  @TempDir Path base;
  private PackagedRun run;

  @BeforeEach
  void interruptARun() throws Exception {
    run = new PackagedRun(base).measure(FORKS, "--concurrent");
    run.awaitForks(1);
    run.process().destroyForcibly();
    run.process().waitFor();
  }

  private List<Integer> positions() throws Exception {
    return run.folder().readForks().stream().map(ForkRecord::position).sorted().toList();
  }

  @Test
  void oneOfTwoAtOnceGoesOn() throws Exception {
    Path folder = run.folder().path();
    run.resume("--concurrent");
    PackagedRun.awaitThat(() -> Files.exists(folder.resolve(".lock")) || !run.process().isAlive());
    PackagedRun other = new PackagedRun(Files.createDirectories(base.resolve("other")));
    other.start("--concurrent", "--resume", folder.toString());
    assertEquals(2, other.await(), other.output());
    assertTrue(
        other.output().contains("process %d is writing into".formatted(run.process().pid())),
        other.output());
    assertEquals(0, run.await(), run.output());
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), positions());
    assertFalse(Files.exists(folder.resolve(".lock")));
  }

  @Test
  void blankLinesAreNoForks() throws Exception {
    Files.writeString(run.folder().forks(), "\n \n\n", StandardOpenOption.APPEND);
    assertEquals(0, run.resume().await(), run.output());
    assertEquals(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), positions());
  }

  @ParameterizedTest
  @CsvSource({
    "\"avgt\", \"thrpt\"",
    "\"fileSize\":\"65536\", \"fileSize\":\"4096\"",
    "\"fileSize\":\"65536\", \"size\":\"65536\"",
    "\"position\":, \"position\":77"
  })
  void forksOfAnotherPlanAreRefusedInASentence(String part, String instead) throws Exception {
    Path forks = run.folder().forks();
    String text = Files.readString(forks);
    assertTrue(text.contains(part), text);
    Files.writeString(forks, text.replace(part, instead));
    assertEquals(2, run.resume().await(), run.output());
    List<String> said = run.output().lines().filter(l -> !l.startsWith("host: ")).toList();
    assertEquals(1, said.size(), run.output());
    assertTrue(said.get(0).contains("holds forks of another plan (fork "), said.get(0));
  }
}
