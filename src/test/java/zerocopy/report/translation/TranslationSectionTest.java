package zerocopy.report.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Role;
import zerocopy.mmu.pattern.ChasePattern.Layout;
import zerocopy.mmu.preset.CpuPreset;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbPolicy;
import zerocopy.report.figure.Figure;
import zerocopy.report.page.Section;
import zerocopy.results.Environment;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;
import zerocopy.results.UserError;

/** The measurements are made up by the model itself, so the report must find the model again. */
class TranslationSectionTest {

  private static final Catalogue SUITE = Catalogue.ofSuite();

  private static final int[] PAGES = {
    8, 16, 32, 64, 95, 96, 97, 104, 128, 256, 512, 768, 1024, 2048, 3072, 4096, 4224, 4352, 4608,
    5120, 6144, 8192, 12288, 16384
  };
  private static final int[] LINES = {8, 64, 512, 768, 1024, 3584, 4096, 8192, 16384, 24576, 65536};
  private static final double NANOS_PER_CYCLE = 0.25;

  private static Run run;

  @BeforeAll
  static void measure() throws JsonProcessingException {
    ModelMachine machine =
        new ModelMachine(
            CpuPreset.named("zen5"),
            TlbPolicy.NRU,
            true,
            true,
            TlbGeometry.of(768, 12),
            TlbGeometry.of(16384, 16),
            5,
            15,
            50);
    List<ResultRow> rows = new ArrayList<>();
    for (boolean huge : new boolean[] {false, true}) {
      String suffix = huge ? "Huge" : "";
      for (int lines : LINES) {
        rows.add(row("dense" + suffix, lines, cycles(machine, Layout.DENSE, lines, huge)));
      }
      for (int lines : PAGES) {
        rows.add(
            row("linePerPage" + suffix, lines, cycles(machine, Layout.LINE_PER_PAGE, lines, huge)));
      }
    }
    run = new Run("made-up", Path.of("made-up"), environment(), rows, List.of(), List.of());
  }

  @Test
  void findsTheKneesAndSplinteredEntries() {
    String html = TranslationSection.of(run, SUITE, Optional.empty()).orElseThrow().html();
    assertTrue(html.contains("reaches exactly 96 entries; a miss there costs 7.0 cycles"), html);
    assertTrue(
        html.contains("its entries are splintered") || html.contains("are splintered"), html);
    assertTrue(html.contains("replacement nru"), html);
  }

  @Test
  void theSecondLevelIsFoundWithinItsRange() {
    Map<Role, LatencyCurve> curves = LatencyCurve.of(run, SUITE);
    Rise.Second second =
        Knees.of(
                curves.get(Role.LATENCY_SPARSE).over(curves.get(Role.LATENCY_DENSE)),
                curves.get(Role.LATENCY_SPARSE).typicallyOver(curves.get(Role.LATENCY_DENSE)),
                8192)
            .flatMap(Knees::second)
            .orElseThrow();
    assertTrue(second.low() <= 4096 && 4096 <= second.high(), second.toString());
  }

  @Test
  void thePredictionAgreesWithTheMachineThatItDescribes() {
    Section section = TranslationSection.of(run, SUITE, Optional.empty()).orElseThrow();
    assertEquals(
        List.of("memory-stairs", "memory-latency", "translation-prediction"),
        section.figures().stream().map(Figure::id).toList());
    assertTrue(section.html().contains("translation cost is 0 % off"), section.html());
  }

  @Test
  void theStairsGoFromRegisterToDevice() {
    List<ResultRow> rows = new ArrayList<>(run.rows());
    rows.add(timed("memory.MemoryScan.direct", Map.of("size", "65536"), 1 << 10));
    rows.add(timed("kernel.CallFloor.readDirect", Map.of(), 250));
    rows.add(timed("file.ColdRead.direct", Map.of("fileSize", "65536", "cache", "warm"), 5));
    rows.add(timed("file.ColdRead.direct", Map.of("fileSize", "65536", "cache", "cold"), 3e4));
    Run whole = new Run("w", Path.of("w"), run.environment(), rows, List.of(), List.of());
    Figure stairs =
        MemoryStairs.of(whole, SUITE, LatencyCurve.of(whole, SUITE).get(Role.LATENCY_DENSE))
            .orElseThrow();
    assertEquals(
        List.of(
            "register",
            "L1, 48 KiB",
            "L2, 1 MiB: 59.6 GiB/s",
            "memory",
            "page cache, by read",
            "device, past the guest's page cache: 2.03 GiB/s"),
        stairs.y().categories().stream().map(name -> name.replaceAll("\\h", " ")).toList());
    List<Double> waits =
        stairs.panels().get(0).series().get(0).points().stream().map(p -> p.x()).toList();
    assertEquals(waits.stream().sorted().toList(), waits);
    assertEquals(
        List.of(NANOS_PER_CYCLE, 250.0, 3e4), List.of(waits.get(0), waits.get(4), waits.get(5)));
  }

  private static ResultRow timed(String method, Map<String, String> params, double nanos) {
    return new ResultRow(
        "zerocopy.bench." + method,
        new TreeMap<>(params),
        "avgt",
        "ns/op",
        List.of(new double[] {nanos, nanos}),
        new int[] {0},
        Map.of());
  }

  @Test
  void withoutPresetOrCachesThereIsNoPredictionButTheKnees() {
    Run unknown = new Run("x", Path.of("x"), Environment.UNKNOWN, run.rows(), List.of(), List.of());
    String html = TranslationSection.of(unknown, SUITE, Optional.empty()).orElseThrow().html();
    assertTrue(html.contains("exactly 96 entries") && html.contains("no preset fits"), html);
    assertTrue(
        TranslationSection.of(unknown, SUITE, Optional.of("zen3"))
            .orElseThrow()
            .html()
            .contains("caches"));
    assertThrows(UserError.class, () -> TranslationSection.of(run, SUITE, Optional.of("zen99")));
  }

  @Test
  void aSecondLevelThatThePresetDoesNotHaveIsSaid() {
    String other = TranslationSection.of(run, SUITE, Optional.of("zen3")).orElseThrow().html();
    assertTrue(other.contains("second level of 2048 entries (documents"), other);
  }

  @Test
  void aRunWithoutTheseBenchmarksHasNoSection() {
    Run other = new Run("x", Path.of("x"), run.environment(), List.of(), List.of(), List.of());
    assertFalse(TranslationSection.of(other, SUITE, Optional.empty()).isPresent());
  }

  private static double cycles(ModelMachine machine, Layout layout, int lines, boolean huge) {
    return ChaseModel.cyclesPerLoad(machine, layout, lines, huge);
  }

  private static ResultRow row(String arm, int lines, double cycles) {
    ResultRow.Secondary core =
        new ResultRow.Secondary("#", List.of(new double[] {cycles * 1000, cycles * 1000}));
    ResultRow.Secondary loads = new ResultRow.Secondary("#", List.of(new double[] {1000, 1000}));
    return new ResultRow(
        "zerocopy.bench.hardware.MemoryLatency." + arm,
        new TreeMap<>(Map.of("lines", Integer.toString(lines))),
        "avgt",
        "ns/op",
        List.of(new double[] {cycles * NANOS_PER_CYCLE, cycles * NANOS_PER_CYCLE}),
        new int[] {0},
        Map.of("coreCycles", core, "loads", loads));
  }

  private static Environment environment() throws JsonProcessingException {
    return new Environment(
        new ObjectMapper()
            .readTree(
                """
                {"virtualisation": "kvm",
                 "cpu": {"vendor": "AuthenticAMD", "family": 26, "modelNumber": 2, "caches": [
                   {"level": 1, "type": "Data", "bytes": 49152, "ways": 12},
                   {"level": 2, "type": "Unified", "bytes": 1048576, "ways": 16}]}}
                """));
  }
}
