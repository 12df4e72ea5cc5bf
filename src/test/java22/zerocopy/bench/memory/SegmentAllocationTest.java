package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.support.PageAligned;

class SegmentAllocationTest {

  private final SegmentAllocation strategies = new SegmentAllocation();
  private final Allocated allocated = new Allocated();

  @TestFactory
  Stream<DynamicNode> everyStrategyGetsItsMemory() {
    return StrategyTester.of(SegmentAllocation.class).tests();
  }

  @Test
  void arenasAreOfTheirKindAndClosedByTheCall() {
    allocated.size = PageAligned.PAGE;
    allocated.touch = "pages";
    allocated.prepare();
    strategies.arena(allocated);
    requireClosed(false);
    strategies.sharedArena(allocated);
    requireClosed(true);
  }

  private void requireClosed(boolean shared) {
    assertThrows(IllegalStateException.class, () -> allocated.last.get(0));
    assertEquals(0, PageAligned.pageOffset(allocated.last));
    MemorySegment segment = MemorySegment.ofBuffer(allocated.last);
    assertEquals(shared, segment.isAccessibleBy(new Thread(() -> {})));
  }
}
