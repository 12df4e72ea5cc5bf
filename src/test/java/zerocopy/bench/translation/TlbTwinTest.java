package zerocopy.bench.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.bench.translation.TranslationCost.AddressStream;
import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.tlb.TlbCounters;

/** The C program that the speed is compared with is the same model: it counts the same. */
class TlbTwinTest {
  private static final int PAGE_BITS = TranslationCost.PAGE_BITS;

  @TempDir private static Path folder;

  @TestFactory
  Stream<DynamicTest> countsAsInC() throws IOException, InterruptedException {
    Path byLevel = compile("tlb-levels");
    Path joint = compile("tlb-joint");
    return Stream.of(AddressStream.values())
        .map(stream -> DynamicTest.dynamicTest(stream.name(), () -> check(stream, byLevel, joint)));
  }

  private static void check(AddressStream stream, Path... programs)
      throws IOException, InterruptedException {
    String expected = counts(stream);
    for (Path program : programs) {
      assertEquals(expected, run(program, pages(stream), "counts"));
    }
  }

  private static Path compile(String algorithm) throws IOException, InterruptedException {
    Path source = Path.of("src/test/c/tlb.c");
    Path program = folder.resolve(algorithm);
    String tlb = "-DTLB=\"" + algorithm + ".h\"";
    try {
      run("cc", "-O2", "-Wall", "-Werror", tlb, "-o", program, source);
      return program;
    } catch (IOException e) {
      return Assumptions.abort("no C compiler: " + e.getMessage());
    }
  }

  private static String run(Object... command) throws IOException, InterruptedException {
    String[] words = Stream.of(command).map(Object::toString).toArray(String[]::new);
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), output);
    return output.strip();
  }

  private static int pages(AddressStream stream) {
    String[] words = stream.name().split("_");
    return words.length == 1 ? 0 : Integer.parseInt(words[1]);
  }

  private static String counts(AddressStream stream) {
    AddressSpace space = Mmus.FOUR_LEVEL_WITH_TLB.build(PAGE_BITS);
    long[] addresses = stream.addresses();
    space.translateAll(addresses, 0, addresses.length);
    TlbCounters counters = Mmus.FOUR_LEVEL_WITH_TLB.counters(space, addresses.length);
    return "%d %d %d %d %d"
        .formatted(
            counters.references(),
            counters.l1Hits(),
            counters.l2Hits(),
            counters.walks(),
            counters.walkReferences());
  }
}
