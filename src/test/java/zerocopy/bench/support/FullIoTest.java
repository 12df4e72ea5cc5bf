package zerocopy.bench.support;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FullIoTest {

  private final byte[] content = new Payload(3).bytes(1000);

  @Test
  void shortReadsAreLooped() throws IOException {
    ByteBuffer target = ByteBuffer.allocate(1000);
    FullIo.read(atMost(7, Channels.newChannel(new ByteArrayInputStream(content))), target);
    assertArrayEquals(content, target.array());
  }

  @Test
  void shortWritesAreLooped() throws IOException {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    FullIo.write(sevenBytes(sink), ByteBuffer.wrap(content));
    assertArrayEquals(content, sink.toByteArray());
  }

  @Test
  void shortTransfersAreLooped(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("source"), content);
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    try (FileChannel source = FileChannel.open(file)) {
      FullIo.transferTo(source, 0, 1000, sevenBytes(sink));
    }
    assertArrayEquals(content, sink.toByteArray());

    Path copy = folder.resolve("copy");
    try (FileChannel target =
        FileChannel.open(copy, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      FullIo.transferFrom(
          target, atMost(7, Channels.newChannel(new ByteArrayInputStream(content))), 0, 1000);
    }
    assertArrayEquals(content, Files.readAllBytes(copy));
  }

  @Test
  void anEarlyEndIsAnError(@TempDir Path folder) throws IOException {
    Path file = Files.write(folder.resolve("source"), content);
    try (FileChannel source = FileChannel.open(file)) {
      assertThrows(EOFException.class, () -> FullIo.read(source, ByteBuffer.allocate(1001), 0));
      assertThrows(
          IOException.class,
          () -> FullIo.transferTo(source, 0, 1001, sevenBytes(new ByteArrayOutputStream())));
    }
  }

  @Test
  void noProgressIsAnErrorNotAHang() {
    assertThrows(
        IOException.class,
        () ->
            FullIo.read(
                atMost(0, Channels.newChannel(new ByteArrayInputStream(content))),
                ByteBuffer.allocate(8)));
  }

  private static ReadableByteChannel atMost(int bytes, ReadableByteChannel whole) {
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer target) throws IOException {
        ByteBuffer part = target.slice(target.position(), Math.min(bytes, target.remaining()));
        int count = bytes == 0 ? 0 : whole.read(part);
        target.position(target.position() + Math.max(count, 0));
        return count;
      }

      @Override
      public boolean isOpen() {
        return whole.isOpen();
      }

      @Override
      public void close() throws IOException {
        whole.close();
      }
    };
  }

  private static WritableByteChannel sevenBytes(ByteArrayOutputStream sink) {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer source) {
        int count = Math.min(7, source.remaining());
        for (int i = 0; i < count; i++) {
          sink.write(source.get());
        }
        return count;
      }

      @Override
      public boolean isOpen() {
        return true;
      }

      @Override
      public void close() {}
    };
  }
}
