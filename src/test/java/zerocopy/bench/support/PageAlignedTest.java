package zerocopy.bench.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PageAlignedTest {

  @ParameterizedTest
  @CsvSource({"0,0", "1,0", "64,16", "4096,0", "4097,8", "65536,31", "1048576,2048", "100,4095"})
  void startsAtTheOffsetWithExactlyTheCapacity(int size, int offset) {
    ByteBuffer buffer = PageAligned.allocate(size, offset);

    assertEquals(offset, PageAligned.pageOffset(buffer));
    assertEquals(size, buffer.capacity());
    assertEquals(size, buffer.remaining());
    assertEquals(ByteOrder.nativeOrder(), buffer.order());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 4096, Integer.MIN_VALUE})
  void refusesOffsetsOutsideThePage(int offset) {
    assertThrows(IllegalArgumentException.class, () -> PageAligned.allocate(64, offset));
  }

  @Test
  void buffersDoNotOverlap() {
    ByteBuffer first = PageAligned.allocate(4096);
    ByteBuffer second = PageAligned.allocate(4096);
    Payload.poison(first);
    assertEquals(0, second.get(0));
  }
}
