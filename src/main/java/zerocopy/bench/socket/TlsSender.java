package zerocopy.bench.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;

/**
 * A sender that encrypts: TLS 1.3, in records of at most 16 KiB, for which buffers have 32 KiB. The
 * receiver takes the records as they come, as any bytes, and decrypts them only for the comparison
 * after an iteration, which therefore begins with a session of its own.
 */
@State(Scope.Thread)
public class TlsSender extends Sender.Chunked {

  private static final int LARGEST_RECORD = 32 << 10;

  private final ByteBuffer arrived = ByteBuffer.allocate(LARGEST_RECORD);
  private final ByteBuffer decrypted = ByteBuffer.allocate(LARGEST_RECORD);
  private ByteBuffer records;
  private volatile TlsSession session;
  private SSLEngine decrypting;
  private long next;
  private long compared;

  @Override
  void opened() throws IOException {
    super.opened();
    session = TlsSession.open();
    records =
        PageAligned.allocate(direct.capacity() + overhead(direct.capacity()) + LARGEST_RECORD);
  }

  private static int overhead(long content) {
    long records = (content + TlsSession.content() - 1) / TlsSession.content();
    return (int) records * TlsSession.overhead();
  }

  @Override
  long messageSize() {
    long whole = Math.max(1, Math.min(chunk, fileSize));
    return fileSize + fileSize / whole * overhead(whole) + overhead(fileSize % whole);
  }

  /**
   * Encrypts a chunk.
   *
   * @param content taken from position to limit
   * @return its records
   * @throws SSLException if they are not as long as expected: the session has changed its key
   */
  ByteBuffer encrypt(ByteBuffer content) throws SSLException {
    int expected = content.remaining() + overhead(content.remaining());
    records.clear();
    while (content.hasRemaining()) {
      session.sender().wrap(content, records);
    }
    if (records.position() != expected) {
      throw new SSLException(
          "%d bytes were encrypted to %d instead of %d"
              .formatted(content.limit(), records.position(), expected));
    }
    return records.flip();
  }

  @Override
  OptionalLong seed() {
    return OptionalLong.empty();
  }

  @Override
  void again() throws Exception {
    session = TlsSession.open();
    super.again();
  }

  /** On the receiver's thread; a message whose begin was discarded is left alone. */
  @Override
  void verify(ByteBuffer part, long at) {
    if (at == 0) {
      decrypting = session.receiver();
      arrived.clear();
      next = 0;
      compared = 0;
    }
    if (at != next) {
      next = -1;
      return;
    }
    next += part.remaining();
    try {
      while (part.hasRemaining()) {
        int count = Math.min(part.remaining(), arrived.remaining());
        arrived.put(part.slice(part.position(), count));
        part.position(part.position() + count);
        decrypt();
      }
    } catch (SSLException e) {
      throw new IllegalStateException("what arrived cannot be decrypted", e);
    }
    if (next == messageSize() && compared != fileSize) {
      throw new IllegalStateException("%d of %d bytes arrived".formatted(compared, fileSize));
    }
  }

  /** Compares what whole records hold. */
  private void decrypt() throws SSLException {
    arrived.flip();
    SSLEngineResult result;
    do {
      result = decrypting.unwrap(arrived, decrypted.clear());
      payload.verifyPart(decrypted.flip().slice(), compared);
      compared += result.bytesProduced();
    } while (result.bytesConsumed() > 0 && arrived.hasRemaining());
    arrived.compact();
  }
}
