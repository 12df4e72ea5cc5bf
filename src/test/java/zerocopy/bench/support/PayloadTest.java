package zerocopy.bench.support;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

  private final Payload payload = new Payload(7);

  /** First outputs of SplitMix64 from seed 1234567, as published with the generator. */
  @Test
  void wordsAreSplitMix64() {
    Payload published = new Payload(1234567);
    assertEquals(6457827717110365317L, published.word(0));
    assertEquals(3203168211198807973L, published.word(1));
    assertEquals(Long.parseUnsignedLong("9817491932198370423"), published.word(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 8, 9, 64, 4095, 4096})
  void fillsAndVerifiesEverySize(int size) {
    ByteBuffer buffer = PageAligned.allocate(size);
    payload.fill(buffer, 0);
    assertDoesNotThrow(() -> payload.verify(buffer, 0));
    assertEquals(size, buffer.remaining());
    for (int i = 0; i < size; i++) {
      assertEquals(payload.at(i), buffer.get(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 8, 500, 992, 996, 998})
  void noticesASingleWrongByte(int index) {
    byte[] bytes = payload.bytes(999);
    bytes[index] ^= 1;
    IllegalStateException wrong =
        assertThrows(IllegalStateException.class, () -> payload.verify(bytes));
    assertTrue(wrong.getMessage().startsWith("byte " + index + " is"), wrong.getMessage());
  }

  @Test
  void noticesShiftsHalvesAndOtherPayloads() {
    byte[] shifted = Arrays.copyOfRange(payload.bytes(4104), 8, 4104);
    byte[] half = new byte[4096];
    Payload.poison(half);
    System.arraycopy(payload.bytes(2048), 0, half, 0, 2048);

    assertThrows(IllegalStateException.class, () -> payload.verify(shifted));
    assertThrows(IllegalStateException.class, () -> payload.verify(half));
    assertThrows(IllegalStateException.class, () -> payload.verify(new Payload(8).bytes(4096)));
  }

  @Test
  void aLaterWindowContinuesTheContent() {
    byte[] whole = payload.bytes(4096);
    ByteBuffer window = ByteBuffer.allocate(1000);
    payload.fill(window, 2048);
    assertEquals(ByteBuffer.wrap(whole, 2048, 1000), window);
    assertDoesNotThrow(() -> payload.verify(window, 2048));
  }

  @Test
  void sumAddsEveryLittleEndianLong() {
    ByteBuffer longs = ByteBuffer.wrap(payload.bytes(800)).order(ByteOrder.LITTLE_ENDIAN);
    long sum = 0;
    while (longs.hasRemaining()) {
      sum += longs.getLong();
    }
    assertEquals(sum, payload.sum(800));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 5, 4096, (1 << 20) + 13, 3 << 20})
  void filesHoldTheContentWithoutHoles(long size, @TempDir Path folder) throws IOException {
    Path file = payload.writeFile(folder.resolve("file"), size);

    assertEquals(size, Files.size(file));
    assertDoesNotThrow(() -> payload.verifyFile(file, size));
    assertThrows(IllegalStateException.class, () -> payload.verifyFile(file, size + 1));
    if (size > 0) {
      Payload.poisonFile(file, size);
      assertThrows(IllegalStateException.class, () -> payload.verifyFile(file, size));
    }
  }
}
