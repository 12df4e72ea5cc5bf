package zerocopy.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Walks of virtual machines, and with page-walk caches, through the command line. */
class NestedWalkCommandTest {
  @TempDir private Path folder;

  private JsonNode run(String trace, String options) throws IOException {
    Path file = Files.writeString(folder.resolve("trace"), trace);
    List<String> args = new ArrayList<>(List.of("tlb", "--preset=zen3", "--json", "" + file));
    args.addAll(List.of(options.strip().split(" +")));
    SimulateTest.Run run = SimulateTest.run(args.toArray(String[]::new));
    assertEquals(0, run.status(), run.err());
    return new ObjectMapper().readTree(run.out());
  }

  @ParameterizedTest
  @CsvSource({
    "--page-size=4k, 4",
    "--page-size=2m, 3",
    "--page-size=1g, 2",
    "--page-size=4k --nested, 24",
    "--page-size=2m --nested, 19",
    "--page-size=1g --nested, 14",
    "--page-size=4k --nested --host-page-size=2m, 19",
    "--page-size=2m --nested --host-page-size=2m, 15",
    "--page-size=4k --nested --host-page-size=1g, 14",
  })
  void referencesOfOneWalk(String options, int references) throws IOException {
    assertEquals(references, run(" L 40201008,8\n", options).get("walkReferences").asInt());
  }

  /** Three 4 KiB pages of one 2 MiB page. */
  @ParameterizedTest
  @CsvSource({
    "--page-size=2m, 3, 1, 3",
    "--page-size=2m --nested --host-page-size=2m, 3, 1, 15",
    "--page-size=2m --nested --host-page-size=4k, 4, 3, 57",
    "--page-size=4k --nested --host-page-size=2m, 4, 3, 57",
  })
  void theTlbHoldsTheSmallerOfBothPages(String options, int touches, int walks, int references)
      throws IOException {
    JsonNode result = run(" L 200000,8\n L 200ffc,8\n S 202000,8\n", options);
    assertEquals(touches, result.get("touches").asInt());
    assertEquals(walks, result.get("walks").asInt());
    assertEquals(references, result.get("walkReferences").asInt());
  }

  /**
   * Two pages of one last-level table, then one of the next, then one of another gigabyte. In the
   * host a walk needs the translations of five pages that lie far apart: four tables and the data.
   */
  @ParameterizedTest
  @CsvSource({
    "--walk-caches=4:full, 4 1 4 4",
    "'--walk-caches=4:full,4:full', 4 1 2 4",
    "'--walk-caches=4:full,4:full,4:full', 4 1 2 3",
    "--nested --walk-caches=4:full, 24 9 24 24",
    "--nested --host-walk-caches=4:full, 24 24 24 24",
    "--nested --host-walk-caches=8:full, 24 9 12 15",
    "'--nested --walk-caches=4:full,4:full,4:full --host-walk-caches=64:full,64:full,64:full', 24 3 6 10",
  })
  void walkCachesSpareReferences(String options, String references) throws IOException {
    String trace = "";
    int before = 0;
    List<String> each = new ArrayList<>();
    for (String address : List.of("0", "1000", "200000", "40000000")) {
      trace += " L " + address + ",8\n";
      int after = run(trace, options).get("walkReferences").asInt();
      each.add("" + (after - before));
      before = after;
    }
    assertEquals(references, String.join(" ", each));
  }

  @Test
  void aHostOfTheSameGranuleNestsOnArm() throws IOException {
    Path file = Files.writeString(folder.resolve("arm"), " L 40201008,8\n");
    SimulateTest.Run run =
        SimulateTest.run("tlb", "--preset=apple-m1", "--nested", "--json", "" + file);
    assertEquals(24, new ObjectMapper().readTree(run.out()).get("walkReferences").asInt());
  }
}
