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
    Path program = folder.resolve("tlb");
    compile(program);
    return Stream.of(AddressStream.values())
        .map(
            stream ->
                DynamicTest.dynamicTest(
                    stream.name(),
                    () -> assertEquals(run(program, pages(stream), "counts"), counts(stream))));
  }

  private static void compile(Path program) throws IOException, InterruptedException {
    Path source = Path.of("src/test/c/tlb.c");
    try {
      run("cc", "-O2", "-Wall", "-Werror", "-o", program, source);
    } catch (IOException e) {
      Assumptions.abort("no C compiler: " + e.getMessage());
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
