package zerocopy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Programs say the same in every country: Arabic has other digits, Turkish another small I, both
 * another decimal point.
 */
class LocalesTest {

  private static String said(String language, String country, String program)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-Duser.language=" + language, "-Duser.country=" + country));
    command.addAll(
        List.of("-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path")));
    command.addAll(Arrays.asList(program.split(" ")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + "\n" + text;
  }

  @ParameterizedTest
  @CsvSource({
    "ar, EG, zerocopy.simulate.Simulate presets",
    "tr, TR, zerocopy.simulate.Simulate tlb --preset ZEN3 src/test/resources/golden/ls.lackey.gz",
    "ar, EG, zerocopy.simulate.Simulate tlb --preset zen3 src/test/resources/golden/ls.lackey.gz",
    "ar, EG, zerocopy.run.Main -p size=400000000 BufferCopy.heapToHeap",
    "tr, TR, zerocopy.run.Main -p size=1234567 --profile INITIAL BufferCopy.heapToHeap",
    "tr, TR, zerocopy.run.Main -bm SINGLESHOTTIME -tg 1 BufferCopy.heapToHeap",
    "ar, EG, zerocopy.report.Calibrate results/calibration --trials 5",
    "tr, TR, zerocopy.report.Calibrate results/calibration --trials 5"
  })
  void theLanguageOfTheCountryChangesNothing(String language, String country, String program)
      throws IOException, InterruptedException {
    assertEquals(said("en", "US", program), said(language, country, program));
  }
}
