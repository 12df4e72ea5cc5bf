package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.results.RunFolder;
import zerocopy.results.UserError;

/**
 * Locks in folders that others may have prepared: see {@code HostileFoldersIT} for a second user.
 */
@Timeout(20)
class RunLockTest {

  @TempDir Path temporary;

  private RunLock take() {
    return RunLock.take(
        List.of(temporary.resolve("first"), temporary.resolve("second")), temporary);
  }

  @Test
  void aLockIsGivenBack() throws IOException {
    try (RunLock held = take()) {
      UserError error = assertThrows(UserError.class, this::take);
      assertTrue(error.getMessage().contains("another run is measuring"), held + " " + error);
      assertTrue(
          error.getMessage().contains("process " + ProcessHandle.current().pid()),
          error.getMessage());
    }
    take().close();
    assertFalse(Files.exists(temporary.resolve("second")));
  }

  /**
   * What lies where the lock should: neither followed nor written nor waited for; nor in the way.
   */
  @ParameterizedTest
  @ValueSource(strings = {"ln -s ../victim", "ln ../victim", "mkfifo", "mkdir", "cp ../victim"})
  @DisabledOnOs(OS.WINDOWS)
  void whatIsNotOurLockIsLeftAlone(String command) throws Exception {
    Path victim = Files.writeString(temporary.resolve("victim"), "thesis");
    Path first = Files.createDirectory(temporary.resolve("first"));
    String absolute = command.replace("../victim", victim.toString());
    make(first, absolute + " run.lock");
    make(temporary, absolute + " jmh.lock");
    try (RunLock held = take()) {
      assertTrue(Files.exists(temporary.resolve("second/run.lock")));
      assertThrows(UserError.class, this::take, held::toString);
    }
    assertEquals("thesis", Files.readString(victim));
  }

  private static void make(Path folder, String command) throws Exception {
    Process process = new ProcessBuilder(command.split(" ")).directory(folder.toFile()).start();
    assertEquals(0, process.waitFor(), command);
  }

  @Test
  @DisabledOnOs(OS.WINDOWS)
  void aFolderThatOthersWriteIntoHoldsNoLock() throws IOException {
    Path first = Files.createDirectory(temporary.resolve("first"));
    Files.setPosixFilePermissions(first, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (RunLock held = take()) {
      assertTrue(Files.exists(temporary.resolve("second/run.lock")), held::toString);
      assertFalse(Files.exists(first.resolve("run.lock")));
    }
  }

  @Test
  void nothingOfALockIsLeftButOthersThings() throws IOException {
    take().close();
    assertFalse(Files.exists(temporary.resolve("first")));
    try (RunLock held = take()) {
      Files.createFile(temporary.resolve("first/link"));
      assertTrue(Files.exists(temporary.resolve("first/run.lock")), held::toString);
    }
    assertTrue(Files.exists(temporary.resolve("first/link")));
    assertFalse(Files.exists(temporary.resolve("first/run.lock")));
  }

  @Test
  void withoutAFitFolderItSaysWhatIsWrongWithEach() throws IOException {
    Files.createFile(temporary.resolve("first"));
    Files.createFile(temporary.resolve("second"));
    String message = assertThrows(UserError.class, this::take).getMessage();
    assertTrue(message.contains("first (it is not a folder)"), message);
    assertTrue(message.contains("second (it is not a folder)"), message);
    assertTrue(message.contains("--concurrent"), message);
  }

  @Test
  void oneProcessWritesIntoARunFolder() {
    RunFolder folder = RunFolder.create(temporary, "100%s");
    try (RunLock one = RunLock.none();
        RunLock other = RunLock.none()) {
      one.add(folder);
      String message = assertThrows(UserError.class, () -> other.add(folder)).getMessage();
      assertTrue(message.contains("is writing into " + folder.path()), message);
    }
    assertFalse(Files.exists(folder.path().resolve(".lock")));
    try (RunLock later = RunLock.none()) {
      later.add(folder);
    }
  }
}
