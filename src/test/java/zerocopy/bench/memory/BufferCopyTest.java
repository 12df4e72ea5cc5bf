package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;

class BufferCopyTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyCopiesEverything() {
    return StrategyTester.of(BufferCopy.class).tests();
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
