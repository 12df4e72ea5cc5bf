package zerocopy.iopath;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Steps, counts and price of every strategy beside a text that was read and agreed on. A path that
 * changes on purpose changes the text: {@code target/strategies.txt} is written anew by each run.
 */
class StrategiesGoldenTest {

  private static final Path GOLDEN = Path.of("src/test/resources/golden/strategies.txt");
  private static final long FILE = 3 * 65_536;
  private static final long CHUNK = 65_536;

  /** No two primitives have the same price, nor has one primitive twice. */
  private static final class Prices implements Primitives {
    @Override
    public double call(String name) {
      return 100 + (name.hashCode() & 0xff);
    }

    @Override
    public double kernelCopy(long bytes, CopyFootprint over) {
      return 1.1 * userCopy(bytes, over) + over.offset();
    }

    @Override
    public double userCopy(long bytes, CopyFootprint over) {
      return bytes * (0.05 + over.source() / 1e8 + over.target() / 1e9);
    }

    @Override
    public double cachedWrite(long bytes, long file) {
      return bytes * (0.02 + file / 1e8);
    }

    @Override
    public double hiddenBuffer() {
      return 13;
    }

    @Override
    public double consume(Place place, long bytes, long span) {
      return bytes * (place == Place.HEAP_ARRAY ? 0.03 : 0.04) + span / 1e3;
    }

    @Override
    public double readFault(long mapped) {
      return 700 + mapped / 1e4;
    }

    @Override
    public double pipePass() {
      return 1300;
    }

    @Override
    public double newFile(long bytes, boolean mapped) {
      return bytes * (mapped ? 1.1 : 0.3);
    }

    @Override
    public Transfer memoryToSocket(String transport, long fileSize, long chunk) {
      return new Transfer(chunk + fileSize * 0.9, fileSize * 0.3, fileSize * 0.7, false);
    }

    @Override
    public Transfer pagesToSocket(String transport, long fileSize, long chunk) {
      return new Transfer(chunk + fileSize * 0.5, fileSize * 0.2, fileSize * 0.4, false);
    }
  }

  @Test
  void everyStrategyIsAsAgreed() throws IOException {
    StringBuilder all = new StringBuilder();
    Strategies.names().forEach(name -> variants(name, all));
    Files.writeString(Path.of("target/strategies.txt"), all);
    assertEquals(Files.readString(GOLDEN, StandardCharsets.UTF_8), all.toString());
  }

  @ParameterizedTest
  @MethodSource("zerocopy.iopath.Strategies#names")
  void aShorterLastChunkIsMovedAsOftenAsTheOthers(String name) {
    Counts even = steps(name, 17, new Workload(FILE, CHUNK, false, "tcp")).counts();
    Counts odd = steps(name, 17, new Workload(FILE + 5, CHUNK, false, "tcp")).counts();
    assertEquals(even.cpuCopies(), odd.cpuCopies());
  }

  /** The variants that differ. */
  private static void variants(String name, StringBuilder out) {
    Map<String, String> variants = new LinkedHashMap<>();
    variants.put("JDK 17", path(name, 17, new Workload(FILE, CHUNK, false, "tcp")));
    variants.put("JDK 25", path(name, 25, new Workload(FILE, CHUNK, false, "tcp")));
    variants.put("JDK 25, one call", path(name, 25, new Workload(FILE, FILE, false, "tcp")));
    variants.put("JDK 17, new target", path(name, 17, new Workload(FILE, CHUNK, true, "tcp")));
    variants.put("JDK 25, new target", path(name, 25, new Workload(FILE, CHUNK, true, "tcp")));
    variants.put("discarded", path(name, 25, new Workload(FILE, CHUNK, false, "tcp", true)));
    Set<String> told = new HashSet<>();
    variants.forEach(
        (variant, text) -> {
          if (told.add(text)) {
            out.append(name).append(", ").append(variant).append('\n').append(text);
          }
        });
  }

  private static IoPath steps(String name, int jdk, Workload workload) {
    String[] parts = name.split("\\.");
    return Strategies.path(parts[0], parts[1], workload, Platform.linux(jdk)).orElseThrow();
  }

  private static String path(String name, int jdk, Workload workload) {
    String[] parts = name.split("\\.");
    IoPath path = Strategies.path(parts[0], parts[1], workload, Platform.linux(jdk)).orElseThrow();
    StringBuilder out = new StringBuilder();
    path.steps().stream()
        .filter(step -> !step.what().equals("return"))
        .forEach(step -> out.append("  ").append(line(step)).append('\n'));
    Counts counts = path.counts();
    PredictedTime time = CostModel.predict(path, new Prices());
    out.append("  crossings ").append(counts.crossings()).append(", pieces ").append(time.pieces());
    time.parts()
        .forEach(
            (part, nanos) -> {
              if (nanos != 0) {
                out.append(String.format(Locale.ROOT, ", %s %.1f", part.label(), nanos));
              }
            });
    return out.append('\n').toString();
  }

  private static String line(Step step) {
    CopyFootprint over = step.footprint();
    String who = step.who().name().toLowerCase(Locale.ROOT);
    String line = "%d %s by %s: %s".formatted(step.times(), step.kind().label(), who, step.what());
    if (step.kind() != Step.Kind.CROSSING) {
      line += ", %s to %s".formatted(step.from().label(), step.to().label());
    }
    if (step.bytes() > 0) {
      line += ", " + step.bytes();
    }
    return over.equals(CopyFootprint.NONE)
        ? line
        : line + ", over %d to %d @%d".formatted(over.source(), over.target(), over.offset());
  }
}
