package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.PageAligned;

class BufferAllocationTest {

  private static final int SIZE = 65_536;

  private final BufferAllocation strategies = new BufferAllocation();
  private final Allocated allocated = new Allocated();

  @BeforeEach
  void prepare() {
    allocated.size = SIZE;
    allocated.touch = "pages";
    allocated.prepare();
  }

  @TestFactory
  Stream<DynamicNode> everyStrategyGetsItsBuffer() {
    return StrategyTester.of(BufferAllocation.class).tests();
  }

  @Test
  void heapBuffersAreFresh() {
    ByteBuffer first = strategies.heap(allocated);
    ByteBuffer second = strategies.heap(allocated);
    first.put(1, (byte) 42);
    assertEquals(0, second.get(1));
  }

  @Test
  void alignedBuffersStartAPage() {
    strategies.alignedDirect(allocated);
    assertEquals(0, PageAligned.pageOffset(allocated.last));
    strategies.agronaAligned(allocated);
    assertEquals(0, PageAligned.pageOffset(allocated.last));
  }
}
