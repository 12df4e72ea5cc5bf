package zerocopy.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.mmu.Golden;
import zerocopy.mmu.preset.CpuPreset;

/** The command line: golden counts through it, and one sentence for everything it refuses. */
class SimulateTest {
  @TempDir private Path folder;

  record Run(int status, String out, String err) {}

  static Run run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status = Simulate.run(new PrintStream(out), new PrintStream(err), args);
    return new Run(
        status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Stream<Map<String, String>> goldenCounts() {
    return Golden.rows("tlb-counts.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("goldenCounts")
  void countsOfRealProgramsAgree(Map<String, String> row) throws IOException {
    String page =
        Map.of("12", "4k", "14", "16k", "16", "64k", "21", "2m").get(row.get("page_shift"));
    Run run =
        run(
            "tlb",
            "--l1=" + row.get("l1_entries") + ':' + row.get("l1_ways"),
            "--l2=" + row.get("l2_entries") + ':' + row.get("l2_ways"),
            "--index=" + (row.get("config").contains("8h") ? "zen3" : "modulo"),
            "--page-size=" + page,
            "--policy=" + row.get("policy").toLowerCase(java.util.Locale.ROOT),
            "--straddle=" + (row.get("split").equals("1") ? "both" : "first"),
            "--json",
            Golden.trace(row.get("trace")).toString());
    assertEquals(0, run.status(), run.err());
    JsonNode result = new ObjectMapper().readTree(run.out());
    assertEquals(row.get("refs"), result.get("references").asText());
    assertEquals(row.get("touches"), result.get("touches").asText());
    for (String level : new String[] {"l1", "l2"}) {
      assertEquals(row.get(level + "_hits"), result.get(level).get("hits").asText());
      assertEquals(row.get(level + "_misses"), result.get(level).get("misses").asText());
    }
    assertEquals(result.get("l2").get("misses"), result.get("walks"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " L 1000",
        " L 1000,",
        " L ,8",
        " L -1000,8",
        " L 1000,-8",
        " L 1000,0",
        " L 1000,99999",
        " L 10000000000000000,8",
        " L ffffffffffffffff,8",
        " L 1000,8x",
        " L 1000,65537",
        " L 1000,00000000000000008",
        "\tL 1000,8",
        " l 1000,8",
        " L 0x1000,8",
        " L 1000 ,8",
        " L 1000, 8",
        " L +1000,8",
        " L 00000000000001000,8",
        " L 1000,8 ",
        "I 1000,8",
        " I 1000,8",
        "\0\0\0",
        " X 1000,8",
        "L 1000,8",
        " L 1g00,8"
      })
  void namesFileAndLineOfAMalformedReference(String line) throws IOException {
    Path trace = folder.resolve("broken.lackey");
    Files.writeString(trace, " L 1000,8\n S 1008,8\n" + line + "\n L 1010,8\n");
    Run run = run("tlb", "--preset", "zen3", trace.toString());
    assertRefused(run);
    assertTrue(run.err().contains("broken.lackey, line 3:"), run.err());
  }

  @Test
  void refusesAnEndlessLine() throws IOException {
    Path trace = folder.resolve("endless.lackey");
    for (String start : new String[] {" L ", " L 1000,", "==", ""}) {
      for (String digit : new String[] {"0", "1"}) {
        Files.writeString(trace, start + digit.repeat(3_000_000));
        assertRefused(run("tlb", "--preset", "zen3", trace.toString()));
      }
    }
  }

  @Test
  void refusesATruncatedOrDamagedGzip() throws IOException {
    byte[] whole = Files.readAllBytes(Golden.trace("ls"));
    Path trace = folder.resolve("damaged.gz");
    for (int length : new int[] {2, 5, 11, 1000, whole.length - 4}) {
      Files.write(trace, Arrays.copyOf(whole, length));
      assertRefused(run("tlb", "--preset", "zen3", trace.toString()));
    }
    whole[whole.length / 2] ^= 0x55;
    Files.write(trace, whole);
    assertRefused(run("tlb", "--preset", "zen3", trace.toString()));
  }

  @Test
  void refusesWhatIsNoTrace() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty"));
    Path instructions = Files.writeString(folder.resolve("code"), "I  04000000,3\n");
    assertRefused(run("tlb", "--preset", "zen3", empty.toString()));
    assertRefused(run("tlb", "--preset", "zen3", instructions.toString()));
    assertRefused(run("tlb", "--preset", "zen3", folder.toString()));
    assertRefused(run("tlb", "--preset", "zen3", folder.resolve("absent").toString()));
    Run counted = run("tlb", "--preset", "zen3", "--instructions", instructions.toString());
    assertEquals(0, counted.status(), counted.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tlb --l1 64:7 --l2 2048:8 x",
        "tlb --l1 64:full --l2 96:4 x",
        "tlb --l1 0:full --l2 96:4 x",
        "tlb --l1 64 --l2 2048:8 x",
        "tlb --l1 64:-1 --l2 2048:8 x",
        "tlb --l1 99999999999:full --l2 2048:8 x",
        "tlb --l1 64:full --l2 2048:16 --index zen3 x",
        "tlb --preset pdp11 x",
        "tlb --preset zen3 --l1 128:7 x",
        "translate --example none 5",
        "translate --example mos --physical-bits 14 5",
        "translate --table src/test/resources/golden/steps.txt --page-bits 12 5",
        "translate --levels 6 5",
        "translate --levels 4 --page-bits 13 5",
        "translate --index-bits 5,5 5",
        "translate --example mos --victim 6 --steps 32780",
        "translate --base 32760 --limit 16 --physical-bits 15 5",
        "replace --policy lru --frames 5000 --steps 1 2 3",
        "replace --policy lru --frames 3 --steps --limit 5 1 2 3",
        "path nonsense",
        "path dma --bytes 100",
        "path --bytes 1g --chunk 1",
        "path read-write --bytes 1m --chunk 1k --limit 100 --steps",
        "io --mode magic",
        "io --bytes 100",
        "io --bytes 128m",
        "io --bytes 64k --steps",
        "io --memory-address 3",
        "io --damaged 1",
        "io --word-time 0",
        "io --clock-period 5",
        "relocate --way up",
        "relocate --example none",
        "relocate --load-at 3",
        "relocate --program A",
        "relocate --program A=16k:0_jmp",
        "relocate --program A=32m:0_halt",
        "swap --fit best-of-all",
        "swap A=1m",
        "swap B",
        "swap A=4k A=4k",
        "swap A:out",
        "swap --os 1m",
        "swap --memory 1g",
        "swap --holes 1k --fit first A",
        "cache x1",
        "cache --no-update",
        "cache --pages 0",
        "cache --apart --buffers 0",
        "cache --dirty-share 101",
        "boundary --bits 16",
        "boundary --ring 1",
        "boundary 0x100000000",
        "tlb --preset zen3 --page-size 3k x",
        "tlb --preset zen3 --page-size 16k x",
        "tlb --preset zen3 --policy best x",
        "tlb --preset zen3 --straddle no x",
        "tlb --preset zen3 - -",
        "tlb --preset zen3",
        "tlb --preset zen3 --index zen3 x",
        "tlb --l1 2048:8 --index zen3 x",
        "tlb --l1 64:full --l2 2048:8 --index hash x",
        "tlb --l1 64:FULL x",
        "tlb --l1 64:0 x",
        "tlb --l1 64: x",
        "tlb --l1 :4 x",
        "tlb --l1 1048577:full x",
        "tlb --l2 64:full x",
        "tlb --preset zen3 --host-page-size 4k x",
        "tlb --preset zen3 --host-walk-caches 4:full x",
        "tlb --preset zen3 --nested --host-page-size 16k x",
        "tlb --preset apple-m1 --nested --host-page-size 4k x",
        "tlb --preset zen3 --walk-caches 4:3 x",
        "tlb --preset zen3 --walk-caches 4:full,4:full,4:full,4:full x",
        "tlb --preset zen3 --walk-caches , x",
        "tlb --preset zen3 @x",
        "tlb --preset zen3 one\nname",
        "tlb x",
        "tlb --nonsense",
        "replace --policy lru --frames 0 1",
        "replace --policy lru --frames x 1",
        "replace --policy lru --frames 3 1 2 x",
        "replace --policy lru --frames 3 1 -2",
        "replace --policy lru --frames 3 99999999999999999999",
        "replace --policy lru --frames 3 --tick -1 1",
        "replace --policy aging --frames 3 --aging-bits 64 1",
        "replace --policy best --frames 3 1",
        "replace --policy lru --frames -1 1",
        "replace --policy lru --frames 16777217 1",
        "replace --policy lru --frames 4294967297 1",
        "replace --policy aging --frames 3 --aging-bits 0 1",
        "replace --policy lru --frames 3 1 2W3",
        "replace --policy lru --frames 3 0x1",
        "replace --policy lru --frames 3 1 w",
        "replace --policy lru --frames 3 35184372088832",
        "replace --policy lru --frames 3 ,,",
        "replace --policy lru --frames 3 .",
        "replace --policy lru --frames 3 --start 1:2:3:1 1",
        "replace --policy lru --frames 3 --start 1,1 2",
        "replace --policy lru --frames 3 --start 35184372088832 1",
        "replace --policy lru --frames 2 --start 1,2,3 4",
        "replace --policy lru 1",
        "replace --frames 3 1",
        "translate --base 1 5",
        "translate --base 1 --limit -1 5",
        "translate --base 9223372036854775807 --limit 10 5",
        "translate --base 1 --limit 10 -- -5",
        "translate --base 1 --limit 10 99999999999999999999",
        "translate --base 1 --limit 10 abc",
        "translate --base 0xffffffffffffffff --limit 1 0",
        "translate --base 0 --limit 0x8000000000000000 0",
        "translate --base 1 --limit 10 0x",
        "translate --base 1 --limit 10 5\n6",
        "translate --base 1 --limit 10",
        "translate --base 1 --limit 10 --page-bits 12 5",
        "translate --table . --page-bits 12 5",
        "translate --table absent --page-bits 12 5",
        "translate --table absent --page-bits 31 5",
        "nonsense",
      })
  void refusesInOneSentence(String line) {
    assertRefused(run(line.split(" ")));
  }

  static void assertRefused(Run run) {
    assertEquals(2, run.status(), run.out());
    assertEquals("", run.out());
    assertEquals(1, run.err().strip().lines().count(), run.err());
    assertTrue(!run.err().contains("Exception") && !run.err().contains("bug"), run.err());
  }

  @ParameterizedTest
  @CsvSource({"0 8192", "8192 24576", "8196 24580", "20500 12308"})
  void textbookMmu(String pair) throws IOException {
    Path table = folder.resolve("table");
    Files.writeString(table, "2\n1\n6\n0\n4\n3\n-\n-\n-\n5\n-\n7\n-\n-\n-\n-\n");
    String[] numbers = pair.split(" ");
    Run run = run("translate", "--table", "" + table, "--page-bits", "12", "--json", numbers[0]);
    JsonNode result = new ObjectMapper().readTree(run.out());
    assertEquals(numbers[1], result.get("physical").asText());
    Run fault = run("translate", "--table", "" + table, "--page-bits", "12", "--json", "32780");
    assertTrue(new ObjectMapper().readTree(fault.out()).get("physical").isNull());
  }

  @Test
  void namesTheLineOfABrokenTable() throws IOException {
    Path table = folder.resolve("table");
    for (String line : new String[] {"x7", "-3", "1 2", "99999999999999", "0x10000000000"}) {
      Files.writeString(table, "2\n1\n" + line + "\n");
      Run run = run("translate", "--table", "" + table, "--page-bits", "12", "5");
      assertRefused(run);
      assertTrue(run.err().contains("line 3"), run.err());
    }
  }

  @Test
  void severalTracesAreAnArray() throws IOException {
    String trace = Golden.trace("ls").toString();
    Run run = run("tlb", "--preset", "zen5", "--json", trace, trace);
    JsonNode results = new ObjectMapper().readTree(run.out());
    assertEquals(2, results.size());
    assertEquals(results.get(0), results.get(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "tlb", "replace", "translate"})
  void aCommandWithoutArgumentsSaysWhatToType(String command) {
    Run run = command.isEmpty() ? run() : run(command);
    assertEquals(2, run.status());
    assertEquals(1, run.err().lines().count(), run.err());
    String example = "such as scripts/simulate.sh " + command;
    assertTrue(run.err().contains(example), run.err());
  }

  @Test
  void tablesForPeople() {
    assertTrue(run("presets").out().lines().allMatch(line -> line.length() <= 130));
    String presets = run("presets", "--sources").out();
    for (CpuPreset preset : CpuPreset.all()) {
      for (String part : List.of(preset.title(), preset.confidence(), preset.source())) {
        assertTrue(!part.isBlank() && presets.contains(part), preset.name() + ": " + part);
      }
    }
    assertTrue(run("replace", "--policy", "opt", "--frames", "3", "1 2 3").out().contains("opt"));
  }
}
