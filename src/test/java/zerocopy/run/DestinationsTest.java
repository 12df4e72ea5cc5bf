package zerocopy.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.results.UserError;
import zerocopy.run.plan.CommandLine;

class DestinationsTest {

  @TempDir Path temporary;

  private Destinations of(String line) throws IOException {
    Files.writeString(temporary.resolve("file"), "kept");
    return new Destinations(
        CommandLine.parse(line.replace("HERE", temporary.toString()).split(" ")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-rff HERE",
        "-rff HERE/missing/x.json",
        "-rff HERE/file/x.json",
        "-rf csv -rff HERE",
        "--place HERE",
        "--place HERE/missing/x",
        "--out HERE/file",
        "--out HERE/file/below",
        "--label a/b",
        "--label ä"
      })
  void aPlaceThatCannotBeWrittenIsRefusedByItsOption(String line) throws IOException {
    Destinations destinations = of(line);
    UserError error = assertThrows(UserError.class, destinations::check);
    String option = line.contains("-rff") ? "-rff" : line.split(" ")[0];
    assertTrue(error.getMessage().startsWith(option), error.getMessage());
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
  }

  @Test
  void aCheckLeavesNothingBehind() throws IOException {
    Destinations destinations =
        of("-rff HERE/x.json --out HERE/runs/of/today --place HERE/place --label a");
    assertDoesNotThrow(destinations::check);
    assertDoesNotThrow(of("-rff HERE/file")::check);
    assertEquals(List.of(temporary.resolve("file")), PackagedRun.list(temporary));
    assertEquals("kept", Files.readString(temporary.resolve("file")));
  }

  @Test
  void resultsThatFindNoRoomAreShown() throws IOException {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.isWritable(full));
    List<String> said = new ArrayList<>();
    assertFalse(of("-rff " + full).writePlainResults(List.of(), said::add));
    assertEquals(2, said.size(), said.toString());
    assertTrue(said.get(0).startsWith("/dev/full cannot be written"), said.toString());
    assertTrue(said.get(1).startsWith("\"Benchmark\",\"Mode\""), said.toString());
  }
}
