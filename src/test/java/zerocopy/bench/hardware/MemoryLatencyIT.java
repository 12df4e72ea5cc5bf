package zerocopy.bench.hardware;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The chase needs JVM flags of its own, so it is tried as it will run: in a fork of the jar. */
class MemoryLatencyIT {

  @Test
  void runsAndVerifiesInItsFork() throws IOException, InterruptedException {
    String out = run("MemoryLatency.(dense|linePerPage)$", "-p", "lines=1,97");
    for (String row : new String[] {"dense +1 ", "dense +97 ", "linePerPage +1 "}) {
      assertTrue(Pattern.compile("MemoryLatency." + row).matcher(out).find(), out);
    }
    assertTrue(out.contains("linePerPage:coreCycles"), out);
  }

  @Test
  void hugePagesAreUsedOrRefusedWithTheReason() throws IOException, InterruptedException {
    String out = run("MemoryLatency.linePerPageHuge$", "-p", "lines=513");
    boolean ran = Pattern.compile("MemoryLatency.linePerPageHuge +513 ").matcher(out).find();
    assertTrue(ran || out.contains("zerocopy.bench.support.Unsupported: "), out);
  }

  private static String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("zerocopy.jar"), "org.openjdk.jmh.Main"));
    command.addAll(List.of("-f", "1", "-wi", "0", "-i", "1", "-r", "10ms"));
    command.addAll(
        List.of("-jvmArgsPrepend", "--add-opens java.base/jdk.internal.misc=ALL-UNNAMED"));
    command.addAll(List.of(options));
    File log = File.createTempFile("zerocopy", ".log");
    try {
      Process jmh =
          new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log).start();
      int exit = jmh.waitFor();
      String out = java.nio.file.Files.readString(log.toPath());
      assertEquals(0, exit, out);
      return out;
    } finally {
      log.delete();
    }
  }
}
