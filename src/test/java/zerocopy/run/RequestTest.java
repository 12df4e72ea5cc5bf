package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.run.plan.CommandLine;

class RequestTest {

  @ParameterizedTest
  @CsvSource({
    "BufferCopy, true",
    "-p size=4096, true",
    "-bs 10, false",
    "-wbs 10, false",
    "-opi 1000000000, false",
    "-f 0, false",
    "-f 3, false",
    "-i 1, false",
    "-w 1ms, false",
    "--profile smoke, false"
  })
  void onlyTheProfilesOwnTimesAndOperationsAreCitable(String line, boolean citable) {
    CommandLine command = CommandLine.parse(line.split(" "));
    assertEquals(citable, Request.of(command).isCitable());
  }
}
