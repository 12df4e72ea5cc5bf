package zerocopy.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static zerocopy.simulate.SimulateTest.assertRefused;
import static zerocopy.simulate.SimulateTest.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Unusual input that is right is taken as it is; what is not right is refused. */
class HostileInputTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path folder;

  private JsonNode tlb(String trace, String... options) throws IOException {
    return tlb(
        Files.writeString(folder.resolve("trace"), trace, StandardCharsets.ISO_8859_1), options);
  }

  private static JsonNode tlb(Path trace, String... options) throws IOException {
    String[] args = new String[options.length + 5];
    System.arraycopy(options, 0, args, 5, options.length);
    args[0] = "tlb";
    args[1] = "--l1=64:full";
    args[2] = "--l2=2048:8";
    args[3] = "--json";
    args[4] = trace.toString();
    SimulateTest.Run run = run(args);
    assertEquals(0, run.status(), run.err());
    assertEquals("", run.err());
    return JSON.readTree(run.out());
  }

  @Test
  void upperCaseCarriageReturnsBannersAndAMissingLastNewline() throws IOException {
    String banners = "==7== Lackey\r\n--7-- WARNING: unhandled\n**7** said the program\n";
    JsonNode result = tlb(banners + " L ABCDEF000,8\r\n S abcdef008,4\r\n M 1,1");
    assertEquals(3, result.get("references").asInt());
    assertEquals(2, result.get("walks").asInt());
  }

  @ParameterizedTest
  @CsvSource({
    "' L 10,1\nhello from stderr\n S 20,4\n', 2, 1",
    "' L 10,1\nI am 5, she is 6\nSale 10,1\n\u00e4\n S 20,4', 2, 3",
    "'==1== Lackey\nSB 04001090\nI  04001090,3\n S 1fff000c70,8\n', 1, 0",
    "' L 10,1\n S 20,4\n\n', 2, 0",
    "' L 10,1\n \t\r\n S 20,4\n   ', 2, 0",
    "'\u00ef\u00bb\u00bf L 10,1\n', 1, 0"
  })
  void linesOfOthersBetweenTheReferencesAreSkippedAndCounted(
      String trace, int references, int foreign) throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("trace"), trace.translateEscapes(), StandardCharsets.ISO_8859_1);
    SimulateTest.Run run = run("tlb", "--preset=zen3", "--json", "" + file);
    assertEquals(0, run.status(), run.err());
    assertEquals(references, JSON.readTree(run.out()).get("references").asInt());
    assertEquals(foreign > 0, run.err().contains("--log-file"), run.err());
    assertEquals(foreign > 0, run.err().contains(": " + foreign + " line"), run.err());
  }

  @Test
  void aByteOrderMarkIsSkippedInTablesAndStrings() throws IOException {
    Path table = Files.writeString(folder.resolve("table"), "\ufeff0 2\n");
    SimulateTest.Run run = run("translate", "--table", "" + table, "--page-bits", "12", "0");
    assertEquals(0, run.status(), run.err());
    Path string = Files.writeString(folder.resolve("string"), "\ufeff1 2 3");
    run = run("replace", "--policy", "fifo", "--frames", "3", "" + string);
    assertEquals(0, run.status(), run.err());
  }

  @Test
  void aBannerMayBeLongWhereverItStands() throws IOException {
    String lines = " L 1000,8\n".repeat((1 << 20) / 10 - 1);
    for (int more = 0; more < 12; more += 3) {
      JsonNode result = tlb(lines + "==7==" + "x".repeat(2000 + more) + "\n L 2000,8\n");
      assertEquals((1 << 20) / 10, result.get("references").asInt());
    }
  }

  @Test
  void theLastByteOfTheAddressSpaceExists() throws IOException {
    JsonNode result = tlb(" L ffffffffffffffff,1\n S fffffffffffff000,4096\n L 0,1\n");
    assertEquals(3, result.get("touches").asInt());
    assertEquals(2, result.get("walks").asInt());
  }

  @ParameterizedTest
  @CsvSource({
    "fff,1,1,1",
    "fff,2,2,1",
    "1000,4096,1,1",
    "1001,4096,2,1",
    "fff,4098,3,1",
    "0,65536,16,1",
    "fff,65536,17,1",
    "1fffff,2,2,2",
  })
  void aReferenceTouchesAllItsPages(String address, int size, int small, int large)
      throws IOException {
    String trace = " M " + address + "," + size + "\n";
    assertEquals(small, tlb(trace).get("touches").asInt());
    assertEquals(small, tlb(trace).get("walks").asInt());
    assertEquals(large, tlb(trace, "--page-size=2m").get("touches").asInt());
    assertEquals(1, tlb(trace, "--straddle=first").get("touches").asInt());
  }

  @Test
  void instructionsCountWhenAsked() throws IOException {
    String trace = "I  04000000,3\n L 1000,8\nI  04000ffe,3\n";
    assertEquals(1, tlb(trace).get("references").asInt());
    JsonNode all = tlb(trace, "--instructions");
    assertEquals(3, all.get("references").asInt());
    assertEquals(4, all.get("touches").asInt());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void readsStandardInput(boolean packed) throws IOException {
    byte[] trace = " L 1000,8\n L 2000,8\n".getBytes(StandardCharsets.ISO_8859_1);
    JsonNode result =
        withInput(packed ? gzip(trace) : trace, "tlb", "--preset=zen2", "--json", "-");
    assertEquals(2, result.get("walks").asInt());
    assertEquals("-", result.get("trace").asText());
  }

  @Test
  void readsAStringFromAFileAndFromStandardInput() throws IOException {
    String text = "1 2 3\r\n4 1w\n\n2, 5\t1 2 3 4 5\n";
    Path file = Files.writeString(folder.resolve("string"), text);
    JsonNode fromFile =
        JSON.readTree(run("replace", "--policy=fifo", "--frames=3", "--json", "" + file).out());
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertEquals(9, fromFile.get("faults").asInt());
    assertEquals(
        fromFile, withInput(bytes, "replace", "--policy=fifo", "--frames=3", "--json", "-"));
  }

  @Test
  void readsATableFromStandardInput() throws IOException {
    byte[] table = "# page -> frame\r\n3 -> 0x7\r\n 1: -\r\n".getBytes(StandardCharsets.US_ASCII);
    JsonNode result =
        withInput(table, "translate", "--table=-", "--page-bits=12", "--json", "0x3005");
    assertEquals(0x7005, result.get("physical").asInt());
  }

  private static JsonNode withInput(byte[] input, String... args) throws IOException {
    InputStream usual = System.in;
    System.setIn(new ByteArrayInputStream(input));
    try {
      SimulateTest.Run run = run(args);
      assertEquals(0, run.status(), run.err());
      return JSON.readTree(run.out());
    } finally {
      System.setIn(usual);
    }
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  @Test
  void refusesABrokenStringByItsLine() throws IOException {
    Path file = Files.writeString(folder.resolve("string"), "1 2\n3 x\n");
    SimulateTest.Run run = run("replace", "--policy=lru", "--frames=2", "" + file);
    assertRefused(run);
    assertTrue(run.err().contains("string, line 2:"), run.err());
  }

  @Test
  void oneBadTraceOfSeveralLeavesNothingOnStandardOutput() throws IOException {
    Path good = Files.writeString(folder.resolve("good"), " L 1000,8\n");
    Path bad = Files.writeString(folder.resolve("bad"), " L 1000,8\n L bad\n");
    assertRefused(run("tlb", "--preset=zen3", "--json", "" + good, "" + bad));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[1,2] x", "[1.5]", "[[1]]", "[true]", "{}", "[", "[]", "[-1]", "1 1\n1 2"})
  void refusesWhatIsNoTable(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("table"), text);
    assertRefused(run("translate", "--table", "" + file, "--page-bits=12", "5"));
  }

  @Test
  void noPhysicalAddressOverflows() throws IOException {
    Path file = Files.writeString(folder.resolve("table"), "8589934591\n");
    String[] args = {"translate", "--table", "" + file, "--page-bits=30", "--json", "1073741823"};
    assertEquals(Long.MAX_VALUE, JSON.readTree(run(args).out()).get("physical").asLong());
    Files.writeString(file, "8589934592\n");
    assertRefused(run(args));
    String[] registers = {"translate", "--base=9223372036854775797", "--limit=10", "--json", "9"};
    assertEquals(Long.MAX_VALUE - 1, JSON.readTree(run(registers).out()).get("physical").asLong());
  }

  @Test
  void randomBytesNeverFindABug() throws IOException {
    SplittableRandom random = new SplittableRandom(11);
    String alphabet = " LSMI=-0123456789abcdefF,\n\r\t\0\u001f\u008b";
    Path file = folder.resolve("noise");
    for (int i = 0; i < 300; i++) {
      byte[] noise = new byte[random.nextInt(60)];
      for (int j = 0; j < noise.length; j++) {
        noise[j] = (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      Files.write(file, noise);
      for (String[] args :
          new String[][] {
            {"tlb", "--preset=zen3", "" + file},
            {"replace", "--policy=opt", "--frames=2", "" + file},
            {"translate", "--table", "" + file, "--page-bits=12", "5"},
          }) {
        SimulateTest.Run run = run(args);
        if (run.status() != 0) {
          assertRefused(run);
        }
      }
    }
  }

  @Test
  void progressIsForTerminalsAndNeverOnStandardOutput() throws IOException {
    Path trace = Files.writeString(folder.resolve("long"), " L 1000,8\n".repeat(30_000_000 / 10));
    String[] args = {"tlb", "--l1=512:512", "--policy=plru", "--json", "" + trace};
    String quiet = run(args).out();
    System.setProperty("zerocopy.terminal", "true");
    try {
      SimulateTest.Run shown = run(args);
      assertEquals(quiet, shown.out());
      assertFalse(shown.err().contains("\n"), "the bar stays on its line");
    } finally {
      System.clearProperty("zerocopy.terminal");
    }
  }
}
