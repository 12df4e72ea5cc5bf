package zerocopy.run.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.runner.BenchmarkException;
import org.openjdk.jmh.runner.RunnerException;
import zerocopy.bench.support.Unsupported;
import zerocopy.results.ForkRecord.Status;

class FailureReasonTest {

  private static Throwable asJmhThrows(Throwable cause) {
    return new RunnerException("Benchmark caught the exception", new BenchmarkException(cause));
  }

  @Test
  void lackOfMeansIsSkipped() {
    FailureReason reason = FailureReason.of(asJmhThrows(new Unsupported("needs root")), List.of());
    assertEquals(new FailureReason(Status.SKIPPED, "needs root"), reason);
  }

  static Stream<Arguments> failures() {
    return Stream.of(
        Arguments.of(
            new IllegalStateException("byte 7 is 0x5a, but the source has 0x11 there"),
            List.of(),
            "byte 7 is 0x5a"),
        Arguments.of(new OutOfMemoryError("Java heap space"), List.of(), "-Xmx4g"),
        Arguments.of(
            new OutOfMemoryError("Cannot reserve 64 bytes of direct buffer memory"),
            List.of(),
            "MaxDirectMemorySize"),
        Arguments.of(new IOException("No space left on device"), List.of(), "--work-folder"),
        Arguments.of(new IOException("error=24, Too many open files"), List.of(), "ulimit -n"),
        Arguments.of(new IOException("File too large"), List.of(), "ulimit -f"),
        Arguments.of(exit(137), List.of(), "killed"),
        Arguments.of(exit(134), List.of("# A fatal error"), "crashed"),
        Arguments.of(exit(139), List.of(), "crashed"),
        Arguments.of(exit(143), List.of(), "ended from outside (signal 15)"),
        Arguments.of(
            PREMATURE,
            List.of("<forked VM failed with exit code 143>"),
            "ended from outside (signal 15)"),
        Arguments.of(PREMATURE, List.of(), "VM prematurely exited"),
        Arguments.of(
            exit(1),
            List.of(
                "Error: A JNI error has occurred, please check your installation and try again",
                "Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space"),
            "too little heap (Java heap space)"),
        Arguments.of(exit(3), List.of(), "exit status 3"),
        Arguments.of(
            exit(1),
            List.of("Error occurred during initialization of VM", "Too small maximum heap"),
            "Too small maximum heap"),
        Arguments.of(
            exit(1), List.of("Unrecognized VM option 'Nonsense'"), "Unrecognized VM option"),
        Arguments.of(
            exit(1), List.of("java.lang.OutOfMemoryError: Java heap space"), "too little heap"),
        Arguments.of(new ArithmeticException("x"), List.of(), "ArithmeticException: x"));
  }

  /** Whether a signal leaves this or an exit code depends on what JMH's fork was just doing. */
  private static final Throwable PREMATURE =
      new IllegalStateException(
          "<failure: VM prematurely exited before JMH had finished with it, "
              + "explicit System.exit was called?>");

  private static Throwable exit(int code) {
    return new IllegalStateException("Forked VM failed with exit code " + code);
  }

  @Test
  void aSignalToTheForkMayMeanTheRun() {
    List<String> output = List.of("<forked VM failed with exit code 130>");
    assertTrue(FailureReason.mayEndTheRun(asJmhThrows(PREMATURE), output));
    assertTrue(FailureReason.mayEndTheRun(asJmhThrows(exit(143)), List.of()));
    assertFalse(FailureReason.mayEndTheRun(asJmhThrows(exit(1)), output));
    assertFalse(FailureReason.mayEndTheRun(asJmhThrows(PREMATURE), List.of()));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void sayWhatToDoInOneSentence(Throwable thrown, List<String> output, String part) {
    FailureReason reason = FailureReason.of(asJmhThrows(thrown), output);
    assertEquals(Status.FAILED, reason.status());
    assertTrue(reason.sentence().contains(part), reason.sentence());
    assertFalse(reason.sentence().contains("\n"));
  }
}
