package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.results.ForkRecord;

/** Run folders that somebody edited, or that two processes go on with at once. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ResumeIT {

  private static final int FORKS = 5;

  @TempDir static Path base;
  private static PackagedRun run;

  @BeforeAll
  static void interruptARun() throws Exception {
    run = new PackagedRun(base).measure(FORKS, "--concurrent");
    run.awaitForks(1);
    run.process().destroyForcibly();
    run.process().waitFor();
  }

  @Test
  @Order(2)
  void oneOfTwoAtOnceGoesOnAndBlankLinesAreNoForks() throws Exception {
    Files.writeString(run.folder().forks(), "\n \n\n", StandardOpenOption.APPEND);
    Path folder = run.folder().path();
    PackagedRun other = new PackagedRun(Files.createDirectories(base.resolve("other")));
    run.resume("--concurrent");
    other.start("--concurrent", "--resume", folder.toString());
    boolean otherGoesOn = other.await() == 0;
    PackagedRun refused = otherGoesOn ? run : other;
    PackagedRun goesOn = otherGoesOn ? other : run;
    assertEquals(2, refused.await(), refused.output());
    assertTrue(
        refused.output().contains("is writing into " + folder + ": wait until it has ended"),
        refused.output());
    assertEquals(0, goesOn.await(), goesOn.output());
    assertEquals(
        List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9),
        run.folder().readForks().stream().map(ForkRecord::position).toList());
    assertFalse(Files.exists(folder.resolve(".lock")));
  }

  @Order(1)
  @Test
  void aForkThatIsThereTwiceIsRefused() throws Exception {
    Path forks = run.folder().forks();
    String text = Files.readString(forks);
    Files.writeString(forks, text + text.lines().findFirst().orElseThrow() + "\n");
    assertEquals(2, run.resume().await(), run.output());
    assertTrue(run.output().contains("holds fork 0 twice: "), run.output());
    Files.writeString(forks, text);
  }

  @Order(1)
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
    Files.writeString(forks, text);
  }
}
