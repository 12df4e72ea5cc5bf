package zerocopy.bench.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkFolderTest {

  @TempDir Path parent;
  private String before;

  @BeforeEach
  void pointToParent() {
    before = System.getProperty(WorkFolder.PROPERTY);
    System.setProperty(WorkFolder.PROPERTY, parent.toString());
  }

  @AfterEach
  void restore() {
    if (before == null) {
      System.clearProperty(WorkFolder.PROPERTY);
    } else {
      System.setProperty(WorkFolder.PROPERTY, before);
    }
  }

  @Test
  void closingDeletesAllThatItHolds() throws IOException {
    try (WorkFolder work = WorkFolder.open()) {
      Files.createDirectories(work.file("deep/er"));
      Files.writeString(work.file("deep/er/file"), "x");
    }
    assertEquals(List.of(), children());
  }

  @Test
  void sweepLeavesTheLivingAlone() {
    try (WorkFolder own = WorkFolder.open()) {
      assertEquals(List.of(), WorkFolder.sweep(parent));
      assertEquals(List.of(), WorkFolder.sweep(parent));
      assertTrue(Files.exists(own.file(".")));
    }
  }

  @Test
  void sweepDeletesWhatAKillLeft() throws Exception {
    Process other = startHolder();
    Path held = awaitChild(other);
    assertEquals(List.of(), WorkFolder.sweep(parent), "its JVM still lives");

    other.destroyForcibly().waitFor();
    assertTrue(Files.exists(held), "a kill leaves the folder");
    assertEquals(List.of(held), WorkFolder.sweep(parent));
    assertFalse(Files.exists(held));
  }

  /** Names that are nearly ours, folders without our mark, links: a user's, and nothing is said. */
  @ParameterizedTest
  @ValueSource(
      strings = {"backup", "1-2-3", "1-x", "x-1", "-1", "1-", "1234-5678", "1234-5678/", "0-0link"})
  void whatIsNotOursIsLeftAlone(String name) throws IOException {
    Path folder = Files.createDirectories(parent.resolve("zerocopy-work-" + name));
    Files.writeString(folder.resolve("thesis"), "x");
    if (name.endsWith("/")) {
      Files.writeString(folder.resolve(".lock"), "of another program");
    }
    assertEquals(List.of(), WorkFolder.sweep(parent));
    assertTrue(Files.exists(folder.resolve("thesis")));
  }

  @Test
  void aLinkToAFolderThatAKillLeftIsLeftAlone() throws Exception {
    Path dead = killed();
    Path elsewhere = Files.move(dead, parent.resolve("moved"));
    Path link = Files.createSymbolicLink(parent.resolve(dead.getFileName()), elsewhere);
    assertEquals(List.of(), WorkFolder.sweep(parent));
    assertTrue(Files.exists(elsewhere.resolve("payload")));
    assertTrue(Files.isSymbolicLink(link));
  }

  /** A link, a FIFO, a second name as lock: neither followed nor waited for. */
  @ParameterizedTest
  @ValueSource(strings = {"ln -s ../victim", "ln ../victim", "mkfifo"})
  @DisabledOnOs(OS.WINDOWS)
  @Timeout(20)
  void aLockThatIsNoPlainFileIsLeftAlone(String command) throws Exception {
    Path dead = killed();
    Path victim = Files.copy(dead.resolve(".lock"), parent.resolve("victim"));
    Files.delete(dead.resolve(".lock"));
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.add(".lock");
    Process make = new ProcessBuilder(words).directory(dead.toFile()).start();
    assertEquals(0, make.waitFor());
    assertEquals(List.of(), WorkFolder.sweep(parent));
    assertTrue(Files.exists(dead.resolve("payload")));
    assertTrue(Files.exists(victim));
  }

  @Test
  void filesElsewhereGoWithAFolderThatAKillLeft() throws Exception {
    Path dead = killed();
    Path listed = Files.createFile(parent.resolve("jmh1stdout"));
    Path other = Files.createFile(parent.resolve("jmh2stdout"));
    Path linked = Files.createSymbolicLink(parent.resolve("jmh3stdout"), other);
    Files.write(dead.resolve(WorkFolder.ELSEWHERE), List.of(listed.toString(), linked.toString()));
    assertEquals(List.of(dead), WorkFolder.sweep(parent));
    assertFalse(Files.exists(listed));
    assertTrue(Files.exists(other));
    assertTrue(Files.isSymbolicLink(linked));
  }

  private Path killed() throws Exception {
    Process other = startHolder();
    Path held = awaitChild(other);
    other.destroyForcibly().waitFor();
    return held;
  }

  @Test
  void whatIsWrittenWhileAFolderIsDeletedGoesToo() throws Exception {
    WorkFolder work = WorkFolder.open();
    Thread writer = new Thread(() -> writeUntilDeleted(work));
    writer.start();
    while (Files.notExists(work.file("0"))) {
      Thread.onSpinWait();
    }
    work.close();
    writer.join();
    assertEquals(List.of(), children());
  }

  private static void writeUntilDeleted(WorkFolder work) {
    try {
      for (int i = 0; i < 500; i++) {
        Files.createFile(work.file(String.valueOf(i)));
      }
    } catch (IOException deleted) {
      return;
    }
  }

  @Test
  void aTerminatedJvmDeletesItsOwn() throws Exception {
    Process other = startHolder();
    awaitChild(other);
    other.destroy();
    assertTrue(other.waitFor(20, TimeUnit.SECONDS));
    assertEquals(List.of(), children());
  }

  /** A JVM that opens a work folder, says so and waits. */
  static final class Holder {
    public static void main(String[] args) throws Exception {
      WorkFolder work = WorkFolder.open();
      Files.writeString(work.file("payload"), "x");
      System.out.println("ready");
      Thread.sleep(60_000);
    }
  }

  private Process startHolder() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-D" + WorkFolder.PROPERTY + "=" + parent,
            "-cp",
            System.getProperty("java.class.path"),
            Holder.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private Path awaitChild(Process other) throws IOException {
    assertEquals("ready", other.inputReader().readLine());
    return children().get(0);
  }

  private List<Path> children() throws IOException {
    try (var stream = Files.list(parent)) {
      return stream.toList();
    }
  }
}
