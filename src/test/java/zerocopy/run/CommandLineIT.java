package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.catalogue.Catalogue;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.RunFolder;

/** The packaged jar's command line, as a user starts it. */
class CommandLineIT {

  private static final List<String> SHORT = List.of("--concurrent", "-wi", "0", "-i", "1");
  private static final List<String> COPY =
      List.of("BufferCopy.(agronaDirectToDirect|heapToDirect)$", "-p", "size=4096");
  private static final long PATIENCE_SECONDS = 90;

  @TempDir Path temporary;

  private record Ended(int status, String output) {}

  private Process start(List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-jar", System.getProperty("zerocopy.jar")));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(temporary.resolve("output").toFile())
        .start();
  }

  private Ended run(List<String> arguments) throws IOException, InterruptedException {
    Process process = start(arguments);
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
    return new Ended(process.exitValue(), output());
  }

  private String output() throws IOException {
    return Files.readString(temporary.resolve("output"));
  }

  private List<String> shortRun(List<String> what, String... more) throws IOException {
    Path work = Files.createDirectories(temporary.resolve("work"));
    List<String> arguments = new ArrayList<>(SHORT);
    arguments.addAll(
        List.of("--out", temporary.resolve("out").toString(), "--work-folder", work.toString()));
    arguments.addAll(what);
    arguments.addAll(List.of(more));
    if (!arguments.contains("-r")) {
      arguments.addAll(List.of("-r", "10ms"));
    }
    return arguments;
  }

  private RunFolder onlyRun() throws IOException {
    try (Stream<Path> runs = Files.list(temporary.resolve("out"))) {
      return RunFolder.open(runs.findFirst().orElseThrow());
    }
  }

  @Test
  void runsWithoutForksAndWithoutAWarning() throws Exception {
    Ended ended = run(shortRun(COPY, "-f", "0", "-v", "NORMAL"));
    assertEquals(0, ended.status(), ended.output());
    PackagedRun.assertNoWarning(PackagedRun.withoutJmhsOwnWarnings(ended.output()));
    JsonNode merged = new ObjectMapper().readTree(onlyRun().jmhJson().toFile());
    assertEquals(2, merged.size());
  }

  @Test
  void usersJvmArgumentsDoNotTakeAwayWhatForksNeed() throws Exception {
    Ended ended = run(shortRun(COPY, "-f", "1", "-jvmArgs", "-Xmx300m"));
    assertEquals(0, ended.status(), ended.output());
    assertEquals(2, onlyRun().readForks().stream().filter(f -> f.status() == Status.OK).count());
  }

  @Test
  void theTextOfAProfilerIsShownAndStored() throws Exception {
    Ended ended =
        run(
            shortRun(
                List.of("BufferCopy.heapToDirect$", "--p=size=4096", "-prof=stack:lines=2"),
                "-f",
                "1",
                "-r",
                "100ms"));
    assertEquals(0, ended.status(), ended.output());
    assertTrue(ended.output().contains("Stack profiler"), ended.output());
    ForkRecord fork = onlyRun().readForks().get(0);
    assertEquals("4096", fork.params().get("size"));
    assertTrue(fork.facts().get("profiler stack").contains("RUNNABLE"), fork.facts().toString());
  }

  @Test
  void plainResultsMakeNoRunFolder() throws Exception {
    Path csv = temporary.resolve("x.csv");
    List<String> arguments = shortRun(COPY, "-f", "2", "-rf", "csv", "-rff", csv.toString());
    arguments.remove("--out");
    arguments.remove(temporary.resolve("out").toString());
    Ended ended = run(arguments);
    assertEquals(0, ended.status(), ended.output());
    assertEquals(2, Files.readAllLines(csv).stream().filter(l -> l.matches("[^:]+avgt.*")).count());
    assertFalse(Files.exists(temporary.resolve("out")));
  }

  @Test
  void aForkThatCannotStartIsSaidInASentenceAndTheRestGoesOn() throws Exception {
    Ended ended = run(shortRun(COPY, "-f", "1", "-jvmArgsAppend", "-XX:NonsenseOption=1"));
    assertEquals(1, ended.status(), ended.output());
    assertEquals(2, ended.output().split("failed BufferCopy", -1).length - 1, ended.output());
    assertTrue(ended.output().contains("Unrecognized VM option"), ended.output());
    JsonNode missing = onlyRun().readEnvironment().at("/missing");
    assertEquals(2, missing.size());
  }

  @Test
  void tooLittleHeapIsSaidBeforeAnythingIsMeasured() throws Exception {
    Ended ended =
        run(
            shortRun(
                List.of("BufferCopy.arrayToArray", "-p", "size=67108864"),
                "-f",
                "1",
                "-jvmArgsAppend",
                "-Xmx32m"));
    assertEquals(2, ended.status(), ended.output());
    assertTrue(ended.output().contains("needs 136 MiB of heap"), ended.output());
  }

  @Test
  void aForkThatTakesTooLongIsStopped() throws Exception {
    Ended ended =
        run(
            shortRun(
                List.of("BufferCopy.arrayToArray", "-p", "size=4096"),
                "-f",
                "1",
                "-r",
                "100s",
                "--time-limit",
                "3"));
    assertEquals(1, ended.status(), ended.output());
    assertTrue(ended.output().contains("took longer than 3 s"), ended.output());
  }

  @ParameterizedTest
  @CsvSource({
    "--profile nonsense, there is no profile",
    "-zz, recognized",
    "noSuchBenchmark, no benchmark matches",
    "-p size=0 BufferCopy.heapToHeap, out of range",
    "--work-folder /no/such/folder BufferCopy.heapToHeap, does not exist",
    "--resume /no/such/run, not a run folder",
    "-jvm /no/such/java BufferCopy.heapToHeap, cannot be run",
    "-pnope=1 BufferCopy.heapToHeap, no selected benchmark has a parameter",
    "-prof nonsense BufferCopy.heapToHeap, there is no such profiler",
    "-rff /no/such/folder/x BufferCopy.heapToHeap, cannot be written",
    "-jvm /bin/true BufferCopy.heapToHeap, does not answer like a JVM",
    "-p fileSize=2199023255552 FileCopy.transferTo, out of range",
    "-e . FileCopy.transferTo, -e . leaves out all",
  })
  void badInputIsOneSentence(String line, String part) throws Exception {
    // Whether something else is being measured here is another matter.
    Ended ended = run(List.of(("--concurrent " + line).split(" ")));
    assertEquals(2, ended.status(), ended.output());
    assertTrue(ended.output().contains(part), ended.output());
    assertEquals(1, ended.output().lines().count(), ended.output());
  }

  private Ended shell(String script) throws Exception {
    Path jar = Path.of(System.getProperty("zerocopy.jar")).toAbsolutePath();
    String java = ProcessHandle.current().info().command().orElseThrow();
    Process process =
        new ProcessBuilder("sh", "-c", script.replace("SUITE", java + " -jar " + jar))
            .directory(temporary.toFile())
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("output").toFile())
            .start();
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
    return new Ended(process.exitValue(), output());
  }

  /** Of which some is that of a run, which has its results all the same. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SUITE -l >/dev/full",
        "SUITE -h >/dev/full",
        "SUITE --concurrent -f 1 -wi 0 -i 1 -r 10ms -p size=64 BufferCopy.heapToHeap$ >/dev/full",
        "SUITE --concurrent -o /dev/full -f 1 -wi 0 -i 1 -r 10ms -p size=64 BufferCopy.heapToHeap$"
      })
  void outputThatIsLostIsAFailure(String script) throws Exception {
    assumeTrue(Files.isWritable(Path.of("/dev/full")));
    Ended ended = shell(script);
    assertEquals(1, ended.status(), ended.output());
    assertTrue(ended.output().matches("(?s).*(cannot|could not all) be written.*"), ended.output());
    PackagedRun.assertNoWarning(ended.output());
  }

  @Test
  void tooFewOpenFilesAreRefused() throws Exception {
    Ended ended = shell("ulimit -n 40; SUITE --concurrent -f 1 BufferCopy.heapToHeap$");
    assertEquals(2, ended.status(), ended.output());
    assertTrue(ended.output().startsWith("only 40 files may be open"), ended.output());
    assertEquals(1, ended.output().lines().count(), ended.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "output"})
  void aTemporaryFolderThatIsNoneIsRefusedAndNotMade(String name) throws Exception {
    Ended ended =
        shell(
            "SUITE --concurrent -f 1 BufferCopy.heapToHeap$"
                .replace("SUITE", "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + name + " SUITE"));
    assertEquals(2, ended.status(), ended.output());
    assertTrue(ended.output().contains(name + " cannot be used: make it, or"), ended.output());
    assertFalse(Files.exists(temporary.resolve("missing")));
  }

  @Test
  void aForkThatOnlyTellsItsVersionIsExplained() throws Exception {
    Ended ended = run(shortRun(COPY, "-f", "1", "-jvmArgsAppend", "-version"));
    assertEquals(1, ended.status(), ended.output());
    assertTrue(ended.output().contains("ended without measuring anything"), ended.output());
  }

  /** Whether it hangs itself, or what it has started does. */
  @ParameterizedTest
  @ValueSource(strings = {"exec sleep 80", "sleep 80; true"})
  void aJvmThatNeverAnswersIsNotWaitedFor(String hangs) throws Exception {
    Path java = temporary.resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + hangs + "\n");
    assertTrue(java.toFile().setExecutable(true));
    long begin = System.nanoTime();
    Ended ended = run(List.of("--concurrent", "-jvm", java.toString(), "BufferCopy.heapToHeap$"));
    assertEquals(2, ended.status(), ended.output());
    assertTrue(ended.output().contains("does not answer like a JVM"), ended.output());
    assertTrue(System.nanoTime() - begin < TimeUnit.SECONDS.toNanos(60));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-h", "--help-jmh", "-l", "-lp", "-lprof", "-lrf"})
  void tellsWithoutMeasuring(String option) throws Exception {
    Ended ended = run(List.of(option));
    assertEquals(0, ended.status(), ended.output());
    assertTrue(ended.output().lines().count() >= 1);
    PackagedRun.assertNoWarning(ended.output());
    if (option.equals("-h")) {
      assertTrue(ended.output().lines().count() <= 36, "one screen");
      assertTrue(ended.output().contains("--help-jmh"), ended.output());
    }
    assertEquals(option.equals("--help-jmh"), ended.output().contains("-wmb <"));
    boolean asks = ended.output().contains("\nFileCopy: " + asks("FileCopy") + "\n");
    assertEquals(option.equals("-lp"), asks, ended.output());
    boolean lacks = option.matches("-lp?") && Runtime.version().feature() < 22;
    assertEquals(lacks, ended.output().contains("not in this jar"), ended.output());
  }

  private static String asks(String question) {
    return Catalogue.ofSuite().entry(question).question().asks();
  }
}
