package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
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
  void eachBufferIsOfItsKind() throws Exception {
    strategies.heap(allocated);
    assertTrue(allocated.last.hasArray());
    strategies.direct(allocated);
    assertTrue(allocated.last.isDirect());
    strategies.alignedDirect(allocated);
    assertTrue(allocated.last.isDirect());
    assertEquals(0, PageAligned.pageOffset(allocated.last));
    strategies.agronaAligned(allocated);
    assertTrue(allocated.last.isDirect());
    assertEquals(0, PageAligned.pageOffset(allocated.last));
  }

  @Test
  void directMemoryIsReleasedAtOnce() {
    Map<String, Long> before = pools();
    for (int i = 0; i < 100; i++) {
      strategies.direct(allocated);
      strategies.alignedDirect(allocated);
      strategies.agronaAligned(allocated);
    }
    assertEquals(before, pools());
  }

  @Test
  void mappingsAreReleasedAtOnce() throws Exception {
    BufferAllocation.Cached cached = new BufferAllocation.Cached();
    cached.size = allocated.size;
    cached.touch = allocated.touch;
    cached.prepare();
    cached.write();
    Map<String, Long> before = pools();
    for (int i = 0; i < 100; i++) {
      strategies.mappedFile(cached);
    }
    assertEquals(before, pools());
    cached.delete();
  }

  private static Map<String, Long> pools() {
    Map<String, Long> used = new TreeMap<>();
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      used.put(pool.getName(), pool.getMemoryUsed());
    }
    return used;
  }
}
