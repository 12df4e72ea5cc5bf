package zerocopy.run.fork;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.runner.options.ProfilerConfig;
import zerocopy.results.UserError;
import zerocopy.run.plan.CommandLine;

class ProfilersTest {

  private static List<ProfilerConfig> asked(String line) {
    return CommandLine.parse(line.split(" ")).jmh().getProfilers();
  }

  /** On Windows and macOS some are known that Linux lacks, so that one of them always is. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense",
        "java.lang.String",
        "java/lang/String",
        ",",
        "kernel:x=1",
        "stack:nonsense=1",
        "async:libPath=/no/such/library.so",
        "xperfasm"
      })
  void aProfilerThatCannotBeHadIsRefusedInOneSentence(String profiler) {
    UserError error =
        assertThrows(UserError.class, () -> Profilers.check(asked("-prof " + profiler)));
    assertTrue(error.getMessage().startsWith("-prof "), error.getMessage());
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
    assertTrue(error.getMessage().length() < 400, error.getMessage());
  }

  @Test
  void othersAreAccepted() {
    assertDoesNotThrow(() -> Profilers.check(asked("-prof gc -prof stack:lines=3")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-prof kernel", "-prof=kernel", "--prof kernel"})
  void oursIsNotAddedTwice(String line) {
    List<ProfilerConfig> others = Profilers.foreign(asked(line + " -prof gc"));
    assertEquals(List.of("gc"), others.stream().map(ProfilerConfig::getKlass).toList());
  }
}
