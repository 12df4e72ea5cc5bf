package zerocopy.bench.support;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;

/** A file stream whose every read moves at most a few bytes. */
public final class ShortStream extends FileInputStream {

  private final int most;

  /**
   * Opens a file.
   *
   * @param file which
   * @param most bytes that one read may move
   * @throws IOException if it cannot be opened
   */
  public ShortStream(File file, int most) throws IOException {
    super(file);
    this.most = most;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    return super.read(target, offset, Math.min(most, length));
  }
}
