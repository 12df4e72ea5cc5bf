package zerocopy.run.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.results.UserError;

class CommandLineTest {

  @Test
  void takesOursOutAndLeavesJmhTheRest() {
    CommandLine command =
        CommandLine.parse(
            "--profile",
            "quick",
            "-f",
            "2",
            "--seed=5",
            "FileCopy",
            "-p",
            "size=1,2",
            "-foe",
            "true");
    assertEquals("quick", command.value(CommandLine.PROFILE, ""));
    assertEquals(5, command.number(CommandLine.SEED, 0, 0));
    assertEquals(2, command.jmh().getForkCount().get());
    assertEquals(List.of("FileCopy"), command.jmh().getIncludes());
    assertEquals(List.of("1", "2"), command.params().get("size"));
  }

  @Test
  void aTokenIsNotRecorded() {
    List<String> kept = List.of("--peer", "a:1", "-f", "2");
    for (String token : List.of("--token secret", "--token=secret")) {
      CommandLine command = CommandLine.parse(("--peer a:1 " + token + " -f 2").split(" "));
      assertEquals("secret", command.value(CommandLine.TOKEN, ""));
      assertEquals(kept, command.arguments());
    }
  }

  @Test
  void workFolderIsAlsoAParameter() {
    CommandLine command = CommandLine.parse("-p", "workFolder=/x/y");
    assertEquals(Path.of("/x/y"), command.path(CommandLine.WORK_FOLDER, null));
    assertTrue(command.params().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-p size=4096,8192",
        "-psize=4096,8192",
        "-p=size=4096,8192",
        "--p size=4096,8192",
        "--p=size=4096,8192",
        "-p size=4096 --p=size=8192"
      })
  void jmhDecidesHowAParameterIsWritten(String line) {
    assertEquals(
        Map.of("size", List.of("4096", "8192")), CommandLine.parse(line.split(" ")).params());
  }

  @Test
  void valuesMayHoldEqualsSigns() {
    assertEquals(Map.of("a", List.of("b=c")), CommandLine.parse("-p", "a=b=c").params());
    assertTrue(CommandLine.parse("-jvmArgs", "-Dsize=4096", "-e", "size=1").params().isEmpty());
  }

  @Test
  void aMisspeltParameterIsKept() {
    assertEquals(Set.of(":size"), CommandLine.parse("-p:size=1").params().keySet());
  }

  @Test
  void patternsFollowTheEndOfOptions() {
    CommandLine command = CommandLine.parse("--seed", "1", "--", "--seed");
    assertEquals(List.of("--seed"), command.jmh().getIncludes());
    assertEquals("1", command.value(CommandLine.SEED, ""));
  }

  @Test
  void ownResultFilesMeanNoRunFolder() {
    assertTrue(CommandLine.parse("-rff", "x.json").wantsPlainResults());
    assertTrue(CommandLine.parse("-rf", "csv").wantsPlainResults());
    assertFalse(CommandLine.parse().wantsPlainResults());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--nonsense",
        "-zz",
        "--profile",
        "-f x",
        "-p",
        "-prof",
        "-rf nonsense",
        "-p size",
        "-p =",
        "-p =5",
        "-p size=",
        "-psize=,",
        "-p size=1,,2",
        "--seed 1 --seed 2",
        "--concurrent --concurrent",
        "--out --seed 1",
        "--out=",
        "--work-folder x -p workFolder=y",
        "-tu parsec",
        "-gc maybe",
        "--gc=1",
        "-si yes",
        "-foe=",
        "-foe 0",
        "-bm nonsense"
      })
  void refusesInOneSentence(String line) {
    UserError error = assertThrows(UserError.class, () -> CommandLine.parse(line.split(" ")));
    assertFalse(error.getMessage().isBlank());
    assertFalse(error.getMessage().contains("\n"), error.getMessage());
  }

  @Test
  void switchesAreSpeltAsJmhSpellsThem() {
    CommandLine command = CommandLine.parse("-gc", "TRUE", "--si=false", "--", "-foe", "maybe");
    assertTrue(command.jmh().shouldDoGC().get());
    assertFalse(command.jmh().shouldSyncIterations().get());
    assertEquals(List.of("-foe", "maybe"), command.jmh().getIncludes());
  }

  @Test
  void anUnknownFormatIsNamedWithoutAClass() {
    UserError error = assertThrows(UserError.class, () -> CommandLine.parse("-rf", "xml"));
    assertEquals("there is no result format type XML: see -h", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "0", "-5", "1.5"})
  void numbersAreChecked(String value) {
    CommandLine command = CommandLine.parse("--time-limit", value);
    assertThrows(UserError.class, () -> command.number(CommandLine.TIME_LIMIT, 1, 0));
  }

  @Test
  void theLeastNumberIsAllowedAndAnAbsentOneIsTheUsual() {
    assertEquals(1, CommandLine.parse("--time-limit", "1").number(CommandLine.TIME_LIMIT, 1, 60));
    assertEquals(60, CommandLine.parse().number(CommandLine.TIME_LIMIT, 1, 60));
  }

  @Test
  void aSwitchIsThereOnlyWhereItWasGiven() {
    assertTrue(CommandLine.parse("--concurrent").has(CommandLine.CONCURRENT));
    assertFalse(CommandLine.parse().has(CommandLine.CONCURRENT));
    assertEquals(Path.of("x"), CommandLine.parse().path(CommandLine.OUT, Path.of("x")));
  }

  @Test
  void helpIsAlsoALongOption() {
    assertTrue(CommandLine.parse("--help").jmh().shouldHelp());
    assertFalse(CommandLine.parse().jmh().shouldHelp());
  }

  @Test
  void unknownProfileNamesTheKnownOnes() {
    UserError error = assertThrows(UserError.class, () -> Profile.load("nonsense"));
    assertTrue(error.getMessage().contains("smoke, quick, standard, full"));
  }
}
