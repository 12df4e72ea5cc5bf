package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zerocopy.results.RunFolder;

/**
 * The packaged jar as a process in folders of its own, its temporary folder included: whatever is
 * left there is ours.
 */
final class PackagedRun {

  static final long PATIENCE_SECONDS = 120;
  private static final Pattern WARNING = Pattern.compile("WARNING|VM warning|(?m)^warning");

  private final Path temporary;
  private final Path out;
  private final Path work;
  private final Path output;
  private List<String> prefix = List.of();
  private Process process;

  /**
   * A run that is not started yet.
   *
   * @param base an existing folder
   */
  PackagedRun(Path base) throws IOException {
    this(base, Files.createDirectories(base.resolve("out")), base.resolve("work"));
  }

  PackagedRun(Path base, Path out, Path work) throws IOException {
    this(base.resolve("tmp"), out, work, base.resolve("output"));
  }

  private PackagedRun(Path temporary, Path out, Path work, Path output) throws IOException {
    this.temporary = Files.createDirectories(temporary);
    this.out = out;
    this.work = Files.createDirectories(work);
    this.output = output;
  }

  Path temporary() {
    return temporary;
  }

  Path work() {
    return work;
  }

  Path out() {
    return out;
  }

  /** The same in a network namespace. */
  PackagedRun in(String namespace) {
    prefix = List.of("ip", "netns", "exec", namespace);
    return this;
  }

  Process process() {
    return process;
  }

  /** Shares the temporary folder, and with it the locks, of another run. */
  PackagedRun sharing(PackagedRun other) throws IOException {
    return new PackagedRun(other.temporary, out, work, output);
  }

  /** Starts a measuring run: reads and sends of a small file, one short iteration a fork. */
  PackagedRun measure(int forks, String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(more));
    arguments.addAll(
        List.of(
            ("-wi 0 -i 1 -r 10ms --seed 4 -p fileSize=65536 -p chunk=4096 -p transport=unix"
                    // One core: how far apart two are may change from run to run, and with it the
                    // rows.
                    + " -p receiver=blocking -p cores=one -p pacing=none -p receive=65536 -f "
                    + forks
                    + " FileRead.direct$ FileToSocket.transferTo$")
                .split(" ")));
    arguments.addAll(List.of("--out", out.toString(), "--work-folder", work.toString()));
    return start(arguments.toArray(String[]::new));
  }

  PackagedRun resume(String... more) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--resume", folder().path().toString()));
    arguments.addAll(List.of(more));
    return start(arguments.toArray(String[]::new));
  }

  PackagedRun start(String... arguments) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    if (canHearInterrupts()) {
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("-Djava.io.tmpdir=" + temporary);
    command.addAll(List.of("-jar", System.getProperty("zerocopy.jar")));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    // Without a session of its own it would share the lock of whoever measures on this machine.
    builder.environment().put("XDG_RUNTIME_DIR", session().toString());
    process = builder.start();
    return this;
  }

  private Path session() throws IOException {
    Path session = Files.createDirectories(temporary.resolve("session"));
    if (session.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(session, PosixFilePermissions.fromString("rwx------"));
    }
    return session;
  }

  /** Background jobs of a script ignore SIGINT, and so would all that they start. */
  private static boolean canHearInterrupts() throws IOException {
    try {
      return new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  int await() throws InterruptedException {
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "still running");
    return process.exitValue();
  }

  String output() throws IOException {
    String text = Files.readString(output);
    assertFalse(text.contains("\tat "), text);
    return text;
  }

  /** Neither a warning nor a stack trace. */
  static void assertNoWarning(String output) {
    assertFalse(WARNING.matcher(output).find(), output);
    assertFalse(output.contains("\tat "), output);
  }

  /** JMH itself says that its lock is ignored, and that runs without forks are for debugging. */
  static String withoutJmhsOwnWarnings(String output) {
    return output.replaceAll("(?m)^.*(WARNING: JMH lock|\\*\\*\\* WARNING).*$", "");
  }

  /** Sends a signal, named as {@code kill} does. */
  static void signal(String name, long pid) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor();
  }

  /** The fork that measures now. */
  ProcessHandle awaitFork() throws Exception {
    awaitThat(() -> process.children().findFirst().isPresent() || !process.isAlive());
    return process.children().findFirst().orElseThrow(() -> new AssertionError("no fork"));
  }

  void awaitForks(int wanted) throws Exception {
    awaitThat(() -> !process.isAlive() || finished().size() >= wanted);
  }

  static void awaitThat(BooleanSupplier condition) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited in vain");
      Thread.sleep(10);
    }
  }

  /** Whole lines of {@code forks.jsonl}. */
  List<String> finished() {
    try (Stream<Path> files = Files.walk(out)) {
      Path forks = files.filter(file -> file.endsWith("forks.jsonl")).findFirst().orElse(null);
      if (forks == null) {
        return List.of();
      }
      String text = Files.readString(forks);
      return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
    } catch (IOException | UncheckedIOException beingMade) {
      return List.of();
    }
  }

  RunFolder folder() throws IOException {
    return RunFolder.reopen(list(out).get(0));
  }

  static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
