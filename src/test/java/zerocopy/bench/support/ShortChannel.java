package zerocopy.bench.support;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A file channel whose every call moves at most a few bytes, as POSIX allows any call to do. */
public final class ShortChannel extends FileChannel {

  private final FileChannel whole;
  private final int most;

  /**
   * A channel that moves little.
   *
   * @param whole does the work
   * @param most bytes that one call may move; 0 makes no progress at all
   * @return {@code whole} itself, if it is such a channel already
   */
  public static FileChannel over(FileChannel whole, int most) {
    return whole instanceof ShortChannel ? whole : new ShortChannel(whole, most);
  }

  private ShortChannel(FileChannel whole, int most) {
    this.whole = whole;
    this.most = most;
  }

  private interface Call {
    int on(ByteBuffer part) throws IOException;
  }

  private int some(ByteBuffer buffer, Call call) throws IOException {
    int limit = buffer.limit();
    buffer.limit(buffer.position() + Math.min(most, buffer.remaining()));
    try {
      return call.on(buffer);
    } finally {
      buffer.limit(limit);
    }
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    return some(target, whole::read);
  }

  @Override
  public int read(ByteBuffer target, long position) throws IOException {
    return some(target, part -> whole.read(part, position));
  }

  @Override
  public int write(ByteBuffer source) throws IOException {
    return some(source, whole::write);
  }

  @Override
  public int write(ByteBuffer source, long position) throws IOException {
    return some(source, part -> whole.write(part, position));
  }

  @Override
  public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
    return whole.transferTo(position, Math.min(most, count), target);
  }

  @Override
  public long transferFrom(ReadableByteChannel source, long position, long count)
      throws IOException {
    return whole.transferFrom(source, position, Math.min(most, count));
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) {
    throw new UnsupportedOperationException("no strategy scatters");
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) {
    throw new UnsupportedOperationException("no strategy gathers");
  }

  @Override
  public long position() throws IOException {
    return whole.position();
  }

  @Override
  public FileChannel position(long position) throws IOException {
    whole.position(position);
    return this;
  }

  @Override
  public long size() throws IOException {
    return whole.size();
  }

  @Override
  public FileChannel truncate(long size) throws IOException {
    whole.truncate(size);
    return this;
  }

  @Override
  public void force(boolean metaData) throws IOException {
    whole.force(metaData);
  }

  @Override
  public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
    return whole.map(mode, position, size);
  }

  @Override
  public FileLock lock(long position, long size, boolean shared) throws IOException {
    return whole.lock(position, size, shared);
  }

  @Override
  public FileLock tryLock(long position, long size, boolean shared) throws IOException {
    return whole.tryLock(position, size, shared);
  }

  @Override
  protected void implCloseChannel() throws IOException {
    whole.close();
  }
}
