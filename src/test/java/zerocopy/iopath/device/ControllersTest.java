package zerocopy.iopath.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ControllersTest {

  @Test
  void theHighestPriorityIsServedFirst() {
    InterruptController interrupts = new InterruptController();
    interrupts.raise(5);
    interrupts.raise(2);
    assertEquals(2, interrupts.acknowledge());
    assertEquals(-1, interrupts.acknowledge(), "line 5 waits for the handler of line 2");
    interrupts.endOfInterrupt(2);
    assertEquals(5, interrupts.acknowledge());
  }

  @Test
  void aHigherPriorityInterruptsALowerHandler() {
    InterruptController interrupts = new InterruptController();
    interrupts.raise(4);
    assertEquals(4, interrupts.acknowledge());
    interrupts.raise(1);
    assertEquals(1, interrupts.acknowledge());
    assertEquals(0, interrupts.retries());
    interrupts.endOfInterrupt(1);
    interrupts.endOfInterrupt(4);
    assertEquals(-1, interrupts.acknowledge());
  }

  @Test
  void whatIsRaisedDuringAHandlerIsRetried() {
    InterruptController interrupts = new InterruptController();
    interrupts.raise(0);
    interrupts.acknowledge();
    interrupts.raise(0);
    interrupts.raise(3);
    assertEquals(2, interrupts.retries());
    interrupts.endOfInterrupt(0);
    assertEquals(0, interrupts.acknowledge());
    assertThrows(IllegalStateException.class, () -> interrupts.endOfInterrupt(3));
    assertThrows(IllegalArgumentException.class, () -> interrupts.raise(8));
  }

  @Test
  void theWordCountGoesDownToZero() {
    int[] content = new Random(2).ints(256).toArray();
    DiskController disk = new DiskController(content);
    int[] memory = new int[300];
    DmaController dma = new DmaController(memory);
    dma.program(7, 1, 100);
    disk.load(dma.deviceAddress());
    for (int left = 100; left > 0; left--) {
      assertEquals(left, dma.wordCount());
      assertThrows(IllegalStateException.class, () -> dma.program(0, 0, 1));
      dma.moveWord(disk);
      assertEquals(content[128 + 100 - left], memory[7 + 100 - left]);
    }
    assertEquals(0, dma.wordCount());
    assertThrows(IllegalStateException.class, () -> dma.moveWord(disk));
    assertThrows(
        IllegalArgumentException.class, () -> dma.program(0, 0, DmaController.MAX_WORDS + 1));
  }

  @Test
  void theDataRegisterIsEmptyBeforeAndAfterASector() {
    DiskController disk = new DiskController(new int[128]);
    assertThrows(IllegalStateException.class, disk::takeWord);
    disk.load(0);
    for (int i = 0; i < 128; i++) {
      assertTrue(disk.isReady());
      disk.takeWord();
    }
    assertFalse(disk.isReady());
    assertThrows(IllegalStateException.class, disk::takeWord);
    assertThrows(IllegalArgumentException.class, () -> disk.load(1));
    assertThrows(IllegalArgumentException.class, () -> new DiskController(new int[100]));
  }
}
