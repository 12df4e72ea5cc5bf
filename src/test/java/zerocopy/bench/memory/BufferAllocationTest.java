package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.PageAligned;

class BufferAllocationTest {

  private static final int SIZE = 65_536;
  private static final Path STAT = Path.of("/proc/thread-self/stat");

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

  /** A page of a mapping that is not touched is not there: no fault has made it so. */
  @Test
  void anUntouchedMappingTakesNoFault() throws Exception {
    assumeTrue(Files.exists(STAT), "the kernel's counters are Linux's");
    BufferAllocation.Cached cached = new BufferAllocation.Cached();
    cached.size = allocated.size;
    cached.touch = "none";
    cached.prepare();
    cached.write();
    strategies.mappedFile(cached);
    long before = faults();
    for (int i = 0; i < 1000; i++) {
      strategies.mappedFile(cached);
    }
    long faults = faults() - before;
    cached.delete();
    assertTrue(faults < 500, faults + " faults in 1000 mappings");
  }

  private static long faults() throws IOException {
    String stat = Files.readString(STAT);
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[7]);
  }
}
