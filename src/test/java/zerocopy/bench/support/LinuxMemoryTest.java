package zerocopy.bench.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.UnsafeApi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinuxMemoryTest {

  private static final int PAGES = 64;
  private static final int SIZE = PAGES * PageAligned.PAGE;

  @BeforeEach
  void onlyOnLinux() {
    assumeTrue(LinuxMemory.available());
  }

  @Test
  void evictionLeavesNoPageAndReadingBringsThemBackFromTheDevice() throws IOException {
    try (WorkFolder work = WorkFolder.open()) {
      Path file = new Payload(1).writeFile(work.file("cached"), SIZE);
      assumeTrue(!Files.getFileStore(file).type().equals("tmpfs"));
      assertEquals(PAGES, LinuxMemory.residentPages(file));
      LinuxMemory.evict(file);
      assertEquals(0, LinuxMemory.residentPages(file));
      long before = LinuxMemory.deviceReadBytes();
      new Payload(1).verifyFile(file, SIZE);
      assertTrue(LinuxMemory.deviceReadBytes() - before >= SIZE);
      assertEquals(PAGES, LinuxMemory.residentPages(file));
    }
  }

  @Test
  void writtenPagesAreDirtyUntilForced() throws IOException {
    try (WorkFolder work = WorkFolder.open()) {
      Path file = Payload.poisonFile(work.file("dirty"), SIZE);
      assertEquals(0, LinuxMemory.unwrittenPages(file));
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        FullIo.write(channel, ByteBuffer.allocate(SIZE));
        assertEquals(PAGES, LinuxMemory.unwrittenPages(file));
        channel.force(false);
        assertEquals(0, LinuxMemory.unwrittenPages(file));
      }
    }
  }

  @Test
  void anonymousMemoryIsAlignedZeroAndWritable() {
    long size = 2L * LinuxMemory.HUGE_PAGE;
    long address = LinuxMemory.map(size, false);
    assertEquals(0, address % LinuxMemory.HUGE_PAGE);
    assertEquals(0, UnsafeApi.getByte(address + size - 1));
    UnsafeApi.putByte(address + size - 1, (byte) 1);
    LinuxMemory.unmap(address, size);
  }

  @Test
  void renewedMemoryIsZeroAndSplitMemoryKeepsAllButTheFirstPageOfEachHugeOne() {
    long size = 2L * LinuxMemory.HUGE_PAGE;
    long address = LinuxMemory.map(size, false);
    long second = address + LinuxMemory.HUGE_PAGE;
    UnsafeApi.putLong(second + PageAligned.PAGE, 42);
    LinuxMemory.renewAsHugePages(address, size);
    assertEquals(0, UnsafeApi.getLong(second + PageAligned.PAGE));
    UnsafeApi.putLong(second, 43);
    UnsafeApi.putLong(second + PageAligned.PAGE, 44);
    LinuxMemory.splitHugePages(address, size);
    assertEquals(0, UnsafeApi.getLong(second));
    assertEquals(44, UnsafeApi.getLong(second + PageAligned.PAGE));
    LinuxMemory.unmap(address, size);
  }

  @Test
  void missingFileIsAnError() {
    assertThrows(IOException.class, () -> LinuxMemory.evict(Path.of("/no/such/file")));
  }
}
