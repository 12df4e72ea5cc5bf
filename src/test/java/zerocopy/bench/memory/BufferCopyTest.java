package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.PageAligned;

class BufferCopyTest {

  @TestFactory
  Stream<DynamicNode> everyStrategyCopiesEverything() {
    return StrategyTester.of(BufferCopy.class).tests();
  }

  @Test
  void directAndMappedEndsStartAPage() throws Exception {
    Source.Direct direct = new Source.Direct();
    Source.Mapped mapped = new Source.Mapped();
    direct.size = 64;
    mapped.size = 64;
    direct.fill();
    mapped.map();
    assertEquals(0, PageAligned.pageOffset(direct.buffer));
    assertEquals(0, PageAligned.pageOffset(mapped.buffer));
    mapped.unmap();
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
