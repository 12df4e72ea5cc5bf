package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openjdk.jmh.infra.BenchmarkParams;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.Unsupported;

class BufferCopyTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyCopiesEverything() {
    return StrategyTester.of(BufferCopy.class).where(SmallCopyTest::isLarge).tests();
  }

  @Test
  void smallCopiesAreLeftToTheirClass() {
    Source.Direct direct = new Source.Direct();
    direct.size = 64;
    BenchmarkParams single = StrategyTester.running(BufferCopy.class, "directToDirect");
    assertThrows(Unsupported.class, () -> direct.fill(single));
    direct.size = 4096;
    BenchmarkParams many = StrategyTester.running(SmallCopy.class, "directToDirect");
    assertThrows(Unsupported.class, () -> direct.fill(many));
  }

  @Test
  void heapBuffersHaveTheSameBytesAsTheArray() {
    HeapBlock block = HeapBlock.allocate(64);
    ByteBuffer buffer = block.buffer();
    block.array()[block.start()] = 42;
    assertEquals(42, buffer.get(0));
    assertEquals(64, buffer.capacity());
    assertEquals(block.start(), buffer.arrayOffset());
  }
}
