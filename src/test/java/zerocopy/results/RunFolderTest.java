package zerocopy.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {

  @TempDir Path results;

  @Test
  void aTakenNameIsNeverReused() {
    assertEquals("run", RunFolder.create(results, "run").path().getFileName().toString());
    assertEquals("run-2", RunFolder.create(results, "run").path().getFileName().toString());
    assertEquals("run-3", RunFolder.create(results, "run").path().getFileName().toString());
  }

  @Test
  void forksComeBackAsTheyWent() {
    RunFolder folder = RunFolder.create(results, "run");
    folder.append(fork(0));
    folder.append(fork(1));
    assertEquals(List.of(fork(0), fork(1)), folder.readForks());
  }

  /** Equal values are written once; a series of another length than the scores is not cut. */
  @Test
  void secondaryResultsComeBackWhateverTheirValues() {
    RunFolder folder = RunFolder.create(results, "run");
    Map<String, ForkRecord.Series> secondary =
        Map.of(
            "equal", new ForkRecord.Series("calls/op", List.of(7.0, 7.0, 7.0)),
            "short", new ForkRecord.Series("calls/op", List.of(7.0, 7.0)),
            "single", new ForkRecord.Series("calls/op", List.of(7.0)),
            "none", new ForkRecord.Series("calls/op", List.of()),
            "nan", new ForkRecord.Series("#", List.of(1.0, Double.NaN, 3.0)));
    ForkRecord written = fork(0, List.of(1.0, 2.0, 3.0), secondary);
    folder.append(written);
    assertEquals(List.of(written), folder.readForks());
  }

  @Test
  void sixDigitsAreKeptInMemoryAsInTheFile() {
    ForkRecord fork = fork(0, List.of(1234567.8, 0.00012345678), Map.of());
    assertEquals(List.of(1234570.0, 0.000123457), fork.scores());
  }

  @Test
  void aLineThatAKillCutShortIsLeftOut() throws IOException {
    RunFolder folder = RunFolder.create(results, "run");
    folder.append(fork(0));
    Files.writeString(folder.forks(), "{\"benchmark\":\"z", StandardOpenOption.APPEND);
    assertEquals(List.of(fork(0)), folder.readForks());
  }

  @Test
  void blankLinesAreNoForks() throws IOException {
    RunFolder folder = RunFolder.create(results, "run");
    folder.append(fork(0));
    Files.writeString(folder.forks(), "\n  \n", StandardOpenOption.APPEND);
    assertEquals(List.of(fork(0)), folder.readForks());
    folder.append(fork(1));
    assertEquals(List.of(fork(0), fork(1)), folder.readForks());
  }

  @Test
  void aFolderIsMovedOnlyWhereNothingIs() {
    RunFolder made = RunFolder.create(results.resolve("making"), "run");
    made.writeJson("environment.json", Map.of());
    RunFolder taken = RunFolder.create(results, RunFolder.freeName(results, "run"));
    taken.writeJson("environment.json", Map.of("its", "own"));
    assertEquals(Optional.empty(), made.moveTo(taken.path()));
    String free = RunFolder.freeName(results, "run");
    assertEquals("run-2", free);
    RunFolder moved = made.moveTo(results.resolve(free)).orElseThrow();
    assertTrue(Files.exists(moved.environmentJson()));
    assertEquals("own", taken.readEnvironment().text("/its"));
  }

  @Test
  void aLinkInPlaceOfATemporaryFileIsNotFollowed() throws IOException {
    Path victim = Files.writeString(results.resolve("victim"), "thesis");
    RunFolder folder = RunFolder.create(results, "run");
    for (String name :
        List.of(".x.json.tmp", ".x.json." + ProcessHandle.current().pid() + ".tmp")) {
      Files.createSymbolicLink(folder.path().resolve(name), victim);
    }
    folder.writeJson("x.json", Map.of());
    assertEquals("thesis", Files.readString(victim));
    assertTrue(Files.isRegularFile(folder.path().resolve("x.json"), LinkOption.NOFOLLOW_LINKS));
  }

  @Test
  void aWholeLastLineWithoutItsBreakIsKept() throws IOException {
    RunFolder folder = RunFolder.create(results, "run");
    folder.append(fork(0));
    Files.writeString(folder.forks(), Files.readString(folder.forks()).strip());
    folder.append(fork(1));
    assertEquals(List.of(fork(0), fork(1)), folder.readForks());
  }

  @Test
  void aByteOrderMarkDoesNoHarm() throws IOException {
    RunFolder folder = RunFolder.create(results, "run");
    folder.append(fork(0));
    Files.writeString(folder.forks(), "\uFEFF" + Files.readString(folder.forks()));
    assertEquals(List.of(fork(0)), folder.readForks());
  }

  @Test
  void aTornLastLineMakesRoomForTheNext() throws IOException {
    RunFolder folder = RunFolder.create(results, "run");
    folder.append(fork(0));
    Files.writeString(folder.forks(), "{\"benchmark\":\"z", StandardOpenOption.APPEND);
    folder.append(fork(1));
    assertEquals(List.of(fork(0), fork(1)), folder.readForks());
  }

  @Test
  void aRunIsReopenedBeforeItsFirstForkButHasNoResultsThen() {
    RunFolder folder = RunFolder.create(results, "run");
    folder.writeJson("environment.json", Map.of());
    assertEquals(List.of(), RunFolder.reopen(folder.path()).readForks());
    UserError error = assertThrows(UserError.class, () -> RunFolder.open(folder.path()));
    assertTrue(error.getMessage().contains("no finished fork"), error.getMessage());
  }

  @Test
  void aFileThatCannotBeWrittenLeavesNoTemporaryBehind() throws IOException {
    RunFolder folder = RunFolder.create(results, "run");
    Files.createDirectories(folder.jmhJson().resolve("in-the-way"));
    UncheckedIOException error =
        assertThrows(UncheckedIOException.class, () -> folder.writeJson("jmh.json", List.of()));
    assertTrue(error.getMessage().contains("jmh.json"), error.getMessage());
    try (var files = Files.list(folder.path())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aBrokenLineInTheMiddleIsNamed() throws IOException {
    RunFolder folder = RunFolder.create(results, "run");
    Files.writeString(folder.forks(), "nonsense\n");
    folder.append(fork(1));
    UserError error = assertThrows(UserError.class, folder::readForks);
    assertTrue(error.getMessage().contains("line 1"), error.getMessage());
  }

  @Test
  void aFolderWithoutResultsIsRefused() {
    UserError error = assertThrows(UserError.class, () -> RunFolder.open(results));
    assertTrue(error.getMessage().contains("is not a run folder"), error.getMessage());
  }

  @Test
  void writtenFilesLeaveNoTemporaryBehind() throws IOException {
    RunFolder folder = RunFolder.create(results, "run");
    folder.writeJson("environment.json", Map.of("cpu", Map.of("model", "Test")));
    assertEquals("Test", folder.readEnvironment().text("/cpu/model"));
    assertFalse(folder.readEnvironment().has("/cpu/family"));
    try (var files = Files.list(folder.path())) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void noEnvironmentIsUnknown() {
    assertSame(Environment.UNKNOWN, RunFolder.create(results, "run").readEnvironment());
  }

  @Test
  void anArrayIsWrittenWithAnElementALine() throws IOException {
    RunFolder folder = RunFolder.create(results, "run");
    folder.writeJson("jmh.json", new ObjectMapper().readTree("[{\"a\":1},{\"b\":[2,3]}]"));
    assertEquals("[\n{\"a\":1},\n{\"b\":[2,3]}\n]\n", Files.readString(folder.jmhJson()));
  }

  @Test
  void aReasonIsTheSystemsOwnWordsWhereItHasSome() {
    Map<String, Throwable> reasons =
        Map.of(
            "its folder is gone", new NoSuchFileException("/x", null, "not this"),
            "No space left on device",
                new FileSystemException("/x", null, "No space left on device"),
            "permission denied", new AccessDeniedException("/x"),
            "a file has that name", new FileAlreadyExistsException("/x"),
            "it broke", new IOException("it broke"),
            "/x", new FileSystemException("/x"),
            "null", new IOException());
    reasons.forEach((words, failure) -> assertEquals(words, RunFolder.reason(failure)));
  }

  @Test
  void aForkIsTheSameRowAsAnotherWhereBenchmarkParametersAndModeAgree() {
    assertEquals("zerocopy.bench.file.FileCopy.transferTo{fileSize=65536}avgt", fork(3).key());
  }

  @Test
  void onlyTheKernelsCountersAreTheKernels() {
    assertTrue(KernelMetrics.ALL.stream().allMatch(KernelMetrics::isKernel));
    assertFalse(KernelMetrics.isKernel("sharedBlocks"));
  }

  private static ForkRecord fork(int round) {
    return fork(
        round,
        List.of(1.25, 2.5),
        Map.of("kernel.readCalls", new ForkRecord.Series("calls/op", List.of(1.0, 1.0))));
  }

  private static ForkRecord fork(
      int round, List<Double> scores, Map<String, ForkRecord.Series> secondary) {
    return new ForkRecord(
        "zerocopy.bench.file.FileCopy.transferTo",
        Map.of("fileSize", "65536"),
        round,
        round,
        ForkRecord.Status.OK,
        "",
        "2026-01-01T00:00:00Z",
        1.5,
        "avgt",
        "ns/op",
        scores,
        secondary,
        Map.of());
  }
}
