package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.RunFolder;

/**
 * A run of the packaged jar in which some strategies deliver the right bytes by another mechanism
 * than their names say: their classes are compiled anew from changed sources, and stand before the
 * jar.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux counts a thread's calls in /proc")
class LyingStrategiesIT {

  private static final Path SOURCES = Path.of("src/main/java/zerocopy/bench");

  /** By source file: texts that stand there once, and their replacements, in turns. */
  private static final Map<String, List<String>> CHANGES =
      Map.of(
          "kernel/ModeSwitch.java",
          List.of(
              "zero.last = zero.channel.read(zero.one.clear());",
              "zero.one.clear().put((byte) 0);\n    zero.last = 1;"),
          "kernel/WaitMode.java",
          List.of(
              "super(WaitMode::block, true);", "super(WaitMode::poll, false);",
              "block(pair.near);", "poll(pair.near);"),
          "kernel/PageFault.java",
          List.of(
              "mapped = channel.map(mode(), 0, SIZE)",
                  "mapped = mapped != null ? mapped : channel.map(mode(), 0, SIZE)",
              "IoUtil.unmap(mapped);\n      }\n      verified", "\n      }\n      verified"),
          "file/FileCopy.java",
          List.of(
              "FullIo.transferTo(source.channel, 0, source.fileSize, file);",
              """
              java.nio.ByteBuffer chunk = java.nio.ByteBuffer.allocateDirect(65536);
              for (int at = 0; at < source.fileSize; at += 65536) {
                FullIo.read(source.channel, chunk.clear(), at);
                FullIo.write(file, chunk.flip());
              }
              """),
          "file/FileRead.java",
          List.of(
              "mappedCopy(SourceFile.Mapped file, UserMemory.Direct target) {\n"
                  + "    int at = 0;\n"
                  + "    for (MappedByteBuffer part : file.parts) {\n"
                  + "      target.buffer.put(at, part, 0, part.capacity());",
              "mappedCopy(SourceFile.Mapped file, UserMemory.Direct target)"
                  + " throws IOException {\n"
                  + "    int at = 0;\n"
                  + "    for (MappedByteBuffer part : file.parts) {\n"
                  + "      zerocopy.bench.support.FullIo.read("
                  + "file.channel, target.buffer.clear(), 0);\n"
                  + "      target.buffer.clear();"));

  /** By strategy: begin of the reason, or nothing for one that was left alone. */
  private static final Map<String, String> REFUSED =
      Map.of(
          "ModeSwitch.read", "refused: the kernel counted 0.000 read calls",
          "ModeSwitch.write", "",
          "WaitMode.blocking", "refused: the kernel counted",
          "WaitMode.selector", "",
          "PageFault.firstTouchMapped", "refused: the kernel counted",
          "FileCopy.transferTo", "refused: the kernel counted 16.00 read calls",
          "FileRead.mappedCopy", "refused: the kernel counted 1.000 read calls",
          "FileRead.direct", "");

  @TempDir Path temporary;

  private void compileChanged() throws IOException {
    for (Map.Entry<String, List<String>> change : CHANGES.entrySet()) {
      String text = Files.readString(SOURCES.resolve(change.getKey()));
      List<String> texts = change.getValue();
      for (int i = 0; i < texts.size(); i += 2) {
        int at = text.indexOf(texts.get(i));
        assertTrue(at >= 0 && text.indexOf(texts.get(i), at + 1) < 0, texts.get(i));
        text = text.replace(texts.get(i), texts.get(i + 1));
      }
      Path source = temporary.resolve("changed").resolve(change.getKey());
      Files.createDirectories(source.getParent());
      Files.writeString(source, text);
      String jar = System.getProperty("zerocopy.jar");
      String classes = temporary.resolve("classes").toString();
      assertEquals(
          0,
          ToolProvider.getSystemJavaCompiler()
              .run(
                  null,
                  null,
                  null,
                  "-nowarn",
                  "-proc:none",
                  "-cp",
                  jar,
                  "-d",
                  classes,
                  source.toString()));
    }
  }

  private int run() throws IOException, InterruptedException {
    Files.createDirectories(temporary.resolve("work"));
    String classes = temporary.resolve("classes") + ":" + System.getProperty("zerocopy.jar");
    List<String> command =
        List.of(
            (ProcessHandle.current().info().command().orElseThrow()
                    + " -cp "
                    + classes
                    + " zerocopy.run.Main --concurrent -f 1 -wi 1 -w 10ms -i 2 -r 10ms"
                    + " -p fileSize=1048576 -p chunk=65536 -p destination=existing"
                    + " -p transport=unix -p cores=two -p pacing=none --out "
                    + temporary.resolve("out")
                    + " --work-folder "
                    + temporary.resolve("work")
                    + " [.](ModeSwitch.(read|write)|WaitMode.(blocking|selector)"
                    + "|PageFault.firstTouchMapped|FileCopy.transferTo"
                    + "|FileRead.(mappedCopy|direct))$")
                .split(" "));
    Path output = temporary.resolve("output");
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(output.toFile())
        .start()
        .waitFor();
  }

  @Test
  void areRefusedAndSaid() throws Exception {
    compileChanged();
    int status = run();
    String output = Files.readString(temporary.resolve("output"));
    assertEquals(1, status, output);

    Path folder = PackagedRun.list(temporary.resolve("out")).get(0);
    Map<String, ForkRecord> forks = new TreeMap<>();
    RunFolder.open(folder)
        .readForks()
        .forEach(
            fork -> forks.put(fork.benchmark().replaceFirst(".*\\.(\\w+\\.\\w+)$", "$1"), fork));
    assertEquals(new TreeMap<>(REFUSED).keySet(), forks.keySet());
    String merged = Files.readString(folder.resolve("jmh.json"));
    String page = Files.readString(folder.resolve("environment.json"));
    forks.forEach(
        (strategy, fork) -> {
          String reason = REFUSED.get(strategy);
          assertTrue(fork.reason().startsWith(reason), strategy + ": " + output);
          boolean refused = !reason.isEmpty();
          assertEquals(refused ? Status.FAILED : Status.OK, fork.status(), strategy);
          assertEquals(!refused, merged.contains("." + strategy + "\""), strategy);
          assertEquals(refused, page.contains(fork.reason().isEmpty() ? "\0" : fork.reason()));
          assertEquals(2, fork.scores().size(), strategy);
          assertTrue(!refused || output.contains("failed " + strategy), output);
        });
    assertFalse(output.contains("\tat "), output);
  }
}
