package zerocopy.bench.support;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/**
 * Loops around calls that may do less than asked: a read, write or transfer counts as done when
 * every byte has moved. A call that makes no progress is an error, never a hang.
 *
 * <p>All channels must be in blocking mode.
 */
public final class FullIo {

  private FullIo() {}

  /**
   * Reads until the buffer is full.
   *
   * @param channel blocking source
   * @param target filled from position to limit
   * @throws EOFException if the source ends first
   * @throws IOException if a read fails or makes no progress
   */
  public static void read(ReadableByteChannel channel, ByteBuffer target) throws IOException {
    while (target.hasRemaining()) {
      progress(channel.read(target), "read", target.remaining());
    }
  }

  /**
   * Reads from a file position until the buffer is full.
   *
   * @param channel source file; its own position stays
   * @param target filled from position to limit
   * @param position where in the file to start, in bytes
   * @throws EOFException if the file ends first
   * @throws IOException if a read fails or makes no progress
   */
  public static void read(FileChannel channel, ByteBuffer target, long position)
      throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      at += progress(channel.read(target, at), "read", target.remaining());
    }
  }

  /**
   * Writes the whole buffer.
   *
   * @param channel blocking destination
   * @param source written from position to limit
   * @throws IOException if a write fails or makes no progress
   */
  public static void write(WritableByteChannel channel, ByteBuffer source) throws IOException {
    while (source.hasRemaining()) {
      progress(channel.write(source), "write", source.remaining());
    }
  }

  /**
   * Writes the whole buffer at a file position.
   *
   * @param channel destination file; its own position stays
   * @param source written from position to limit
   * @param position where in the file to start, in bytes
   * @throws IOException if a write fails or makes no progress
   */
  public static void write(FileChannel channel, ByteBuffer source, long position)
      throws IOException {
    long at = position;
    while (source.hasRemaining()) {
      at += progress(channel.write(source, at), "write", source.remaining());
    }
  }

  /**
   * {@link FileChannel#transferTo} until every byte has left.
   *
   * @param position first byte
   * @param count bytes
   * @param target blocking destination
   * @throws IOException if a transfer fails or makes no progress
   */
  public static void transferTo(
      FileChannel source, long position, long count, WritableByteChannel target)
      throws IOException {
    long done = 0;
    while (done < count) {
      done +=
          progress(
              source.transferTo(position + done, count - done, target), "transferTo", count - done);
    }
  }

  /**
   * {@link FileChannel#transferFrom} until every byte has arrived.
   *
   * @param source blocking source, at its own position
   * @param position first byte in the target
   * @param count bytes
   * @throws IOException if a transfer fails or makes no progress
   */
  public static void transferFrom(
      FileChannel target, ReadableByteChannel source, long position, long count)
      throws IOException {
    long done = 0;
    while (done < count) {
      done +=
          progress(
              target.transferFrom(source, position + done, count - done),
              "transferFrom",
              count - done);
    }
  }

  /**
   * Passes on what one call has moved, for loops that are written out.
   *
   * @param moved bytes that the call reports
   * @param call its name, for the message
   * @param remaining bytes still to go
   * @return {@code moved}, 1 or more
   * @throws EOFException if {@code moved} is negative
   * @throws IOException if it is 0
   */
  public static long progress(long moved, String call, long remaining) throws IOException {
    if (moved < 0) {
      throw new EOFException(call + " met the end with " + remaining + " bytes to go");
    }
    if (moved == 0) {
      throw new IOException(call + " made no progress with " + remaining + " bytes to go");
    }
    return moved;
  }
}
