package zerocopy.bench.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.bench.StrategyTester;
import zerocopy.bench.file.ColdRead;
import zerocopy.bench.file.FileCopy;
import zerocopy.bench.file.FileRead;
import zerocopy.bench.file.FileScan;
import zerocopy.bench.file.FileWrite;
import zerocopy.bench.socket.FileToSocket;
import zerocopy.bench.socket.SocketToFile;

/** Files that are mapped by several parts, and files beyond the size of any buffer. */
class MappedPartsTest {

  /** Makes three parts and a half of 1 MiB, whose ends are no chunk's. */
  private static final long SHORT = 73 * 4096;

  @AfterEach
  void usual() {
    MappedParts.most = MappedParts.PART;
  }

  @TestFactory
  Stream<DynamicNode> everyMappingStrategyMovesEveryPart() {
    MappedParts.most = SHORT;
    return Stream.of(
            FileRead.class,
            FileScan.class,
            FileCopy.class,
            FileWrite.class,
            FileToSocket.class,
            SocketToFile.class,
            ColdRead.class)
        .flatMap(MappedPartsTest::tests);
  }

  private static Stream<DynamicNode> tests(Class<?> question) {
    return StrategyTester.of(question)
        .only(strategy -> strategy.getName().matches("(?i).*map.*"))
        .where(values -> values.get("fileSize").equals("1048576"))
        .where(values -> values.getOrDefault("chunk", "65536").equals("65536"))
        .where(values -> values.getOrDefault("transport", "unix").equals("unix"))
        .where(values -> values.getOrDefault("receiver", "blocking").equals("blocking"))
        .where(values -> values.getOrDefault("cores", "any").equals("any"))
        .where(values -> values.getOrDefault("pacing", "none").equals("none"))
        .where(values -> values.getOrDefault("receive", "65536").equals("65536"))
        .repeating(1)
        .tests();
  }

  /** Only the ends of the parts have blocks on the disk. */
  @Test
  void aSparseFileOfThreeGibibytesIsMappedToItsEnd(@TempDir Path folder) throws IOException {
    long size = (3L << 30) + 5;
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("sparse"),
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.SPARSE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      file.write(ByteBuffer.wrap(new byte[] {7}), size - 1);
      MappedByteBuffer[] parts = MappedParts.map(file, MapMode.READ_ONLY, size);
      assertEquals(4, parts.length);
      assertEquals(size, Arrays.stream(parts).mapToLong(MappedByteBuffer::capacity).sum());
      assertEquals(7, parts[3].get(4));
      MappedParts.unmap(parts);
      if (LinuxMemory.available()) {
        assertTrue(LinuxMemory.residentPages(folder.resolve("sparse")) < 1 << 10);
      }
    }
  }

  @Test
  void noBufferIsLargerThanAnArray() {
    assertEquals(2_147_467_263, PageAligned.sizeOfBuffer(PageAligned.LARGEST));
    Unsupported refused =
        assertThrows(Unsupported.class, () -> PageAligned.sizeOfBuffer(PageAligned.LARGEST + 1L));
    assertTrue(refused.getMessage().contains("at most 2147467263"), refused.getMessage());
  }
}
