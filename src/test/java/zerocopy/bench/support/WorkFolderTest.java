package zerocopy.bench.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void sweepKnowsByTheNameWhoseFolderHasNoLockYet() throws Exception {
    Process other = startHolder();
    Path held = awaitChild(other);
    Files.delete(held.resolve(".lock"));
    assertEquals(List.of(), WorkFolder.sweep(parent), "its JVM still lives");

    other.destroyForcibly().waitFor();
    assertEquals(List.of(held), WorkFolder.sweep(parent));
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
