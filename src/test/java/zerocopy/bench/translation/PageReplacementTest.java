package zerocopy.bench.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.translation.PageReplacement.Counted;
import zerocopy.bench.translation.PageReplacement.Memory;
import zerocopy.bench.translation.PageReplacement.Workload;

class PageReplacementTest {

  private final PageReplacement strategies = new PageReplacement();

  @TestFactory
  Stream<DynamicNode> everyPolicyPagesBothStrings() {
    return StrategyTester.of(PageReplacement.class)
        .where(values -> values.get("frames").matches("1|4|16"))
        .countAlike("clock", "secondChance")
        .repeating(2)
        .tests();
  }

  @ParameterizedTest
  @CsvSource({"3, 9, 10, 7", "4, 10, 8, 6"})
  void beladysStringFaultsAsPublished(int frames, int fifo, int lru, int opt) {
    assertEquals(fifo, faultsOfAPass(frames, PageReplacement::fifo));
    assertEquals(lru, faultsOfAPass(frames, PageReplacement::lru));
    assertEquals(opt, faultsOfAPass(frames, PageReplacement::opt));
  }

  @Test
  void localityIsWorthItsFrames() {
    double few = faultRate(16);
    double working = faultRate(96);
    double all = faultRate(1024);
    assertTrue(few > 2 * working && working > all, few + ", " + working + ", " + all);
  }

  private double faultsOfAPass(int frames, BiFunction<PageReplacement, Memory, Long> strategy) {
    Counted counted = count(Workload.BELADY, frames, strategy);
    return 12.0 * counted.faults / counted.references;
  }

  private double faultRate(int frames) {
    Counted counted = count(Workload.DRIFTING_LOCALITY, frames, PageReplacement::lru);
    assertEquals(PageReplacement.REFERENCES, counted.references);
    return (double) counted.faults / counted.references;
  }

  private Counted count(
      Workload string, int frames, BiFunction<PageReplacement, Memory, Long> strategy) {
    Counted counted = new Counted();
    Memory memory = new Memory();
    memory.string = string;
    memory.frames = frames;
    memory.build();
    memory.start(counted);
    strategy.apply(strategies, memory);
    memory.verify();
    return counted;
  }
}
