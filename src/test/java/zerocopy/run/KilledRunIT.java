package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.results.ForkRecord;

/**
 * A run that is killed at random moments loses no finished fork, is completed by {@code --resume},
 * and then holds what an uninterrupted one holds. {@code -Dzerocopy.killSeed=N} repeats the moments
 * of an earlier test; a moment is a share of the time that an uninterrupted run takes.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "there are no signals to send")
class KilledRunIT {

  /** One of each signal; the next build kills at other moments. */
  private static final int MOMENTS = 3;

  private static final int FORKS = 2;
  private static final List<String> SIGNALS = List.of("INT", "TERM", "KILL");
  private static final Map<String, Integer> STATUS = Map.of("INT", 130, "TERM", 143, "KILL", 137);

  @TempDir Path base;

  @TestFactory
  Stream<DynamicTest> losesNothing() throws Exception {
    long seed = Long.getLong("zerocopy.killSeed", System.nanoTime());
    System.out.println("moments of the kills: -Dzerocopy.killSeed=" + seed);
    Random random = new Random(seed);
    long begin = System.nanoTime();
    PackagedRun whole = new PackagedRun(Files.createDirectories(base.resolve("whole")));
    assertEquals(0, whole.measure(FORKS).await(), whole.output());
    long millis = (System.nanoTime() - begin) / 1_000_000;
    Map<String, Object> expected = shape(whole);
    return IntStream.range(0, MOMENTS)
        .mapToObj(
            i -> {
              String signal = SIGNALS.get(i % SIGNALS.size());
              double share = 0.02 + 0.93 * (i + random.nextDouble()) / MOMENTS;
              return dynamicTest(
                  "SIG%s at %.0f %%".formatted(signal, 100 * share),
                  () -> killAndResume(i, signal, (long) (share * millis), expected));
            });
  }

  private void killAndResume(int i, String signal, long millis, Map<String, Object> expected)
      throws Exception {
    PackagedRun run = new PackagedRun(Files.createDirectories(base.resolve("killed-" + i)));
    run.measure(FORKS);
    Thread.sleep(millis);
    List<ProcessHandle> forks = run.process().descendants().toList();
    PackagedRun.signal(signal, run.process().pid());
    boolean endedBefore = run.await() != STATUS.get(signal);
    assertTrue(!endedBefore || run.process().exitValue() == 0, run.output());
    PackagedRun.awaitThat(() -> forks.stream().noneMatch(ProcessHandle::isAlive));

    List<String> kept = run.finished();
    boolean resumes = hasBegun(run);
    run = resumes ? run.resume() : run.measure(FORKS);
    assertEquals(0, run.await(), run.output());
    if (resumes) {
      List<String> all = run.finished();
      assertEquals(kept, all.subList(0, kept.size()), "finished forks stay as they were");
      assertEquals(expected, shape(run));
    }
    assertNothingLeft(run);
  }

  /** Killed before the run folder was there, there is nothing to lose; it comes whole. */
  private static boolean hasBegun(PackagedRun run) throws IOException {
    List<Path> folders =
        PackagedRun.list(run.work().resolveSibling("out")).stream()
            .filter(folder -> !folder.getFileName().toString().startsWith("zerocopy-work-"))
            .toList();
    for (Path folder : folders) {
      assertTrue(Files.exists(folder.resolve("environment.json")), "it cannot be resumed");
    }
    return !folders.isEmpty();
  }

  /** Rows with their counts of forks, iterations and secondary results, and which positions ran. */
  private static Map<String, Object> shape(PackagedRun run) throws IOException {
    Map<String, Object> shape = new TreeMap<>();
    for (JsonNode row : new ObjectMapper().readTree(run.folder().jmhJson().toFile())) {
      Set<String> secondary = new HashSet<>();
      row.path("secondaryMetrics").fieldNames().forEachRemaining(secondary::add);
      StringBuilder counts = new StringBuilder("forks " + row.path("forks") + ", iterations");
      row.at("/primaryMetric/rawData").forEach(fork -> counts.append(' ').append(fork.size()));
      assertFalse(
          shape.containsKey(row.path("benchmark").asText() + row.path("params")), "a row twice");
      shape.put(
          row.path("benchmark").asText() + row.path("params"), counts + " " + secondary.size());
    }
    List<ForkRecord> forks = run.folder().readForks();
    shape.put("positions", forks.stream().map(ForkRecord::position).toList());
    shape.put("secondary", forks.stream().map(fork -> fork.secondary().keySet()).toList());
    shape.put("complete", run.folder().readEnvironment().tree().at("/run/complete").asBoolean());
    return shape;
  }

  private static void assertNothingLeft(PackagedRun run) throws IOException {
    assertEquals(List.of(), PackagedRun.list(run.work()), "work folder");
    List<String> locks = List.of("jmh.lock", "session");
    assertEquals(
        List.of(),
        PackagedRun.list(run.temporary()).stream()
            .map(file -> file.getFileName().toString())
            .filter(name -> !locks.contains(name) && !name.startsWith("hsperfdata"))
            .toList(),
        "temporary folder");
    assertEquals(List.of(), abandoned(Path.of("/dev/shm")), "shared memory");
    String command = run.temporary().toString();
    assertEquals(
        List.of(),
        ProcessHandle.allProcesses()
            .filter(process -> process.info().commandLine().orElse("").contains(command))
            .map(ProcessHandle::pid)
            .toList(),
        "processes");
  }

  /** Work folders whose process has ended; another test's run may be using its own. */
  private static List<Path> abandoned(Path shared) throws IOException {
    if (!Files.isDirectory(shared)) {
      return List.of();
    }
    Pattern name = Pattern.compile("zerocopy-work-(\\d+)-.*");
    List<Path> abandoned = new ArrayList<>();
    for (Path folder : PackagedRun.list(shared)) {
      Matcher matcher = name.matcher(folder.getFileName().toString());
      if (matcher.matches()
          && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()
          && Files.exists(folder)) {
        abandoned.add(folder);
      }
    }
    return abandoned;
  }
}
