package zerocopy.bench.translation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.translation.TranslatedCopy.FourLevel;
import zerocopy.bench.translation.TranslatedCopy.FourLevelWithTlb;
import zerocopy.bench.translation.TranslatedCopy.Memory;
import zerocopy.bench.translation.TranslatedCopy.References;
import zerocopy.bench.translation.TranslatedCopy.SingleLevel;

class TranslatedCopyTest {

  private static final int SIZE = 1 << 16;

  private final TranslatedCopy strategies = new TranslatedCopy();
  private final References references = new References();

  @TestFactory
  Stream<DynamicNode> everyStrategyCopiesEveryByte() {
    return StrategyTester.of(TranslatedCopy.class)
        .countAlike(
            "rawByWord",
            "rawByPage",
            "identityByWord",
            "identityByPage",
            "baseLimitByWord",
            "baseLimitByPage")
        .countAlike("singleLevelWithTlbByWord", "singleLevelWithTlbByPage")
        .countAlike("fourLevelWithTlbByWord", "fourLevelWithTlbByPage")
        .tests();
  }

  @Test
  void aTableInMemoryDoublesTheReferences() {
    SingleLevel memory = start(new SingleLevel());
    strategies.singleLevelByWord(memory);
    memory.verify();
    assertEquals(2 * SIZE / 8, references.dataReferences);
    assertEquals(references.dataReferences, references.tableReferences);
  }

  @Test
  void fourLevelsMakeFiveReferencesOfOne() {
    FourLevel memory = start(new FourLevel());
    strategies.fourLevelByWord(memory);
    memory.verify();
    assertEquals(4 * references.dataReferences, references.tableReferences);
  }

  @Test
  void aTlbWalksOnceAPageAndOnceMoreForItsFirstStore() {
    FourLevelWithTlb memory = start(new FourLevelWithTlb());
    strategies.fourLevelWithTlbByWord(memory);
    memory.verify();
    int pages = 2 * SIZE / 4096;
    assertEquals(4 * pages, references.tableReferences);
  }

  private <M extends Memory> M start(M memory) {
    memory.size = SIZE;
    memory.build();
    memory.fill(references);
    return memory;
  }
}
