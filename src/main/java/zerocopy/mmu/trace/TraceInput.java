package zerocopy.mmu.trace;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The bytes of a trace: a file or the standard input, unpacked if they begin with gzip's magic
 * number. It knows how far it is, for a progress bar.
 */
public final class TraceInput extends FilterInputStream {
  /** The name that stands for the standard input. */
  public static final String STANDARD_INPUT = "-";

  private static final int BUFFER = 1 << 16;
  private static final int GZIP_MAGIC = 0x1f8b;

  private final Counting raw;
  private final long size;

  private TraceInput(InputStream unpacked, Counting raw, long size) {
    super(unpacked);
    this.raw = raw;
    this.size = size;
  }

  /**
   * Opens a trace.
   *
   * @param name a file, or {@code -} for the standard input
   * @return its bytes, unpacked
   * @throws IOException if it cannot be read; a {@link TraceException} says why in one sentence
   */
  public static TraceInput open(String name) throws IOException {
    if (name.equals(STANDARD_INPUT)) {
      return unpack(name, System.in, -1);
    }
    if (name.isEmpty()) {
      throw new TraceException("an empty name names no trace; give a file, or -");
    }
    try {
      Path file = Path.of(name);
      if (Files.isDirectory(file)) {
        throw new TraceException(name + " is a directory; name the trace files in it");
      }
      return unpack(name, Files.newInputStream(file), Files.size(file));
    } catch (NoSuchFileException e) {
      throw new TraceException("there is no file " + name);
    } catch (AccessDeniedException e) {
      throw new TraceException(name + " may not be read by this user");
    } catch (InvalidPathException e) {
      throw new TraceException("'" + name + "' is not a file name");
    }
  }

  private static TraceInput unpack(String name, InputStream in, long size) throws IOException {
    Counting raw = new Counting(in);
    BufferedInputStream buffered = new BufferedInputStream(raw, BUFFER);
    buffered.mark(2);
    int magic = buffered.read() << 8 | buffered.read();
    buffered.reset();
    if (magic != GZIP_MAGIC) {
      return new TraceInput(buffered, raw, size);
    }
    try {
      return new TraceInput(new GZIPInputStream(buffered, BUFFER), raw, size);
    } catch (ZipException | java.io.EOFException e) {
      in.close();
      throw new TraceException(name + " begins like a gzip file but is none");
    }
  }

  /** Returns the share of the file that has been read, or -1 if its size is unknown. */
  public double progress() {
    return size <= 0 ? -1 : Math.min(1, (double) raw.count / size);
  }

  /** Counts the bytes that come from the file. */
  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      count += b < 0 ? 0 : 1;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      count += Math.max(0, n);
      return n;
    }
  }
}
