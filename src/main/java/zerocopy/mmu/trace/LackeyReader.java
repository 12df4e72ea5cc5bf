package zerocopy.mmu.trace;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.ZipException;

/**
 * Reads what {@code valgrind --tool=lackey --trace-mem=yes} writes: {@code " L addr,size"}, {@code
 * " S addr,size"} and {@code " M addr,size"} for loads, stores and modifications, {@code "I
 * addr,size"} for instruction fetches; addresses hexadecimal, sizes decimal. Valgrind's own lines,
 * which begin with {@code ==}, {@code --} or {@code **}, superblocks ({@code SB addr}) and empty
 * lines are skipped. So are lines of the traced program, which shares its standard error with
 * Valgrind unless {@code --log-file} is given, and those are counted. A line that begins like a
 * reference and is none is refused, with file and line: it is damage, which nobody may overlook.
 *
 * <p>It parses the bytes in place, because a {@code String} per line would take longer than the
 * simulation.
 */
public final class LackeyReader implements Closeable {
  /**
   * The largest size of a reference in bytes. Lackey itself stops at 512; the largest operand of an
   * instruction, the state that XSAVE stores, has about 11 KiB.
   */
  public static final int MAX_SIZE = 1 << 16;

  private static final int BUFFER = 1 << 20;

  /** No reference's line is longer; two numbers of 16 digits make 37. */
  private static final int MAX_LINE = 256;

  private static final int MAX_DIGITS = 16;

  private static final byte[] HEX = new byte[256];

  static {
    Arrays.fill(HEX, (byte) -1);
    for (int digit = 0; digit < 16; digit++) {
      HEX[Character.toLowerCase(Character.forDigit(digit, 16))] = (byte) digit;
      HEX[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
    }
  }

  private final InputStream in;
  private final String name;
  private final TraceOptions options;
  private final int maxTouches;
  private final byte[] bytes = new byte[BUFFER + MAX_LINE];
  private int next;
  private int end;
  private boolean ended;
  private long line;
  private long references;
  private long foreign;

  /**
   * Creates a reader.
   *
   * @param in the trace, unpacked
   * @param name what to call it in messages
   * @param options what counts as a reference
   */
  public LackeyReader(InputStream in, String name, TraceOptions options) {
    this.in = in;
    this.name = name;
    this.options = options;
    maxTouches = (MAX_SIZE >>> options.offsetBits()) + 2;
  }

  /**
   * Reads on.
   *
   * @param touches where to store the address of each touched page; a reference that straddles
   *     pages stores its first address and the beginning of each further page. A thousand elements
   *     are room enough for pages of 64 bytes and more
   * @return how many were stored; 0 at the end of the trace
   * @throws IOException if the trace cannot be read; a {@link TraceException} for a malformed line
   */
  public int read(long[] touches) throws IOException {
    int count = 0;
    while (count <= touches.length - maxTouches) {
      if (end - next < MAX_LINE && !ended) {
        refill();
      }
      if (next == end) {
        break;
      }
      count = parseLine(touches, count);
    }
    return count;
  }

  private void refill() throws IOException {
    System.arraycopy(bytes, next, bytes, 0, end - next);
    end -= next;
    next = 0;
    while (end < BUFFER && !ended) {
      int n = readSome();
      ended = n < 0;
      end += Math.max(0, n);
    }
    if (ended && end > 0 && bytes[end - 1] != '\n') {
      bytes[end++] = '\n';
    }
  }

  private int readSome() throws IOException {
    try {
      return in.read(bytes, end, BUFFER - end);
    } catch (EOFException e) {
      throw new TraceException(name + " is a truncated gzip file: it ends within its data");
    } catch (ZipException e) {
      throw new TraceException(name + " is a damaged gzip file: " + e.getMessage());
    }
  }

  /** Parses one line; returns how many touches there are then. */
  private int parseLine(long[] touches, int count) throws IOException {
    line++;
    int start = next;
    if (!isReference(start)) {
      skipLine(start);
      return count;
    }
    int at = start + 3;
    long address = 0;
    int digit;
    while ((digit = HEX[bytes[at] & 0xff]) >= 0 && at <= start + 3 + MAX_DIGITS) {
      address = address << 4 | digit;
      at++;
    }
    int digits = at - start - 3;
    if (bytes[at] != ',' || digits == 0 || digits > MAX_DIGITS) {
      throw malformed(start, digits > MAX_DIGITS ? "an address has at most 16 digits" : null);
    }
    int size = 0;
    int sizeStart = ++at;
    int sizeEnd = at + MAX_DIGITS;
    while ((digit = bytes[at] - '0') >= 0 && digit <= 9 && size <= MAX_SIZE && at < sizeEnd) {
      size = size * 10 + digit;
      at++;
    }
    if (bytes[at] == '\r') {
      at++;
    }
    if (bytes[at] != '\n' || at == sizeStart || size < 1 || size > MAX_SIZE) {
      boolean badSize = size > MAX_SIZE || size == 0 && at > sizeStart && bytes[at] == '\n';
      throw malformed(start, badSize ? "a size is between 1 and " + MAX_SIZE : null);
    }
    next = at + 1;
    if (bytes[start] == 'I' && !options.instructions()) {
      return count;
    }
    return touch(start, address, size, touches, count);
  }

  private boolean isReference(int at) {
    int kind = bytes[at + 1];
    boolean data = bytes[at] == ' ' && (kind == 'L' || kind == 'S' || kind == 'M');
    return (data || bytes[at] == 'I' && kind == ' ') && bytes[at + 2] == ' ';
  }

  private int touch(int start, long address, int size, long[] touches, int count)
      throws TraceException {
    long last = address + size - 1;
    if (Long.compareUnsigned(last, address) < 0) {
      throw malformed(start, "the reference passes the end of the address space");
    }
    references++;
    touches[count] = address;
    int stored = count + 1;
    if (options.straddleBoth()) {
      int offsetBits = options.offsetBits();
      long lastPage = last >>> offsetBits;
      for (long page = address >>> offsetBits; page != lastPage; ) {
        touches[stored++] = ++page << offsetBits;
      }
    }
    return stored;
  }

  private void skipLine(int start) throws IOException {
    if (line == 1 && skipByteOrderMark(start)) {
      return;
    }
    if (isDamagedReference(start)) {
      throw malformed(start, null);
    }
    foreign += isValgrinds(start) ? 0 : 1;
    while (bytes[next] != '\n') {
      next++;
      if (next == end && !ended) {
        refill();
      }
      if (next == end) {
        return;
      }
    }
    next++;
  }

  /** The line behind the mark is read as the first. */
  private boolean skipByteOrderMark(int at) {
    boolean marked =
        end - at >= 3
            && (bytes[at] & 0xff) == 0xef
            && (bytes[at + 1] & 0xff) == 0xbb
            && (bytes[at + 2] & 0xff) == 0xbf;
    if (marked) {
      next = at + 3;
      line = 0;
    }
    return marked;
  }

  /** Whether a line of Valgrind, an empty one included. */
  private boolean isValgrinds(int at) {
    byte first = bytes[at];
    boolean banner = (first == '=' || first == '-' || first == '*') && first == bytes[at + 1];
    boolean superblock = first == 'S' && bytes[at + 1] == 'B' && bytes[at + 2] == ' ';
    return banner || superblock || isBlank(at);
  }

  private boolean isBlank(int at) {
    int i = at;
    while (i < end && (bytes[i] == ' ' || bytes[i] == '\t' || bytes[i] == '\r')) {
      i++;
    }
    return i < end && bytes[i] == '\n';
  }

  /** Whether it has a letter, blanks, digits and comma, but not as a reference has them. */
  private boolean isDamagedReference(int at) {
    boolean indented = bytes[at] == ' ' || bytes[at] == '\t';
    int blanks = at + (indented ? 2 : 1);
    int digits = blanks;
    while (digits < end && bytes[digits] == ' ') {
      digits++;
    }
    int comma = digits;
    while (comma < end && HEX[bytes[comma] & 0xff] >= 0) {
      comma++;
    }
    boolean damaged = digits > blanks && comma < end && bytes[comma] == ',';
    return damaged || bytes[at] == 0;
  }

  private TraceException malformed(int start, String reason) {
    int stop = start;
    while (stop < end && bytes[stop] != '\n' && stop - start < 60) {
      stop++;
    }
    String text = new String(bytes, start, stop - start, StandardCharsets.ISO_8859_1);
    String printable = text.replaceAll("[^ -~]", "?");
    String why = reason == null ? "expected a reference such as ' L 1fff000c70,8'" : reason;
    return new TraceException(name + ", line " + line + ": " + why + ", not '" + printable + "'");
  }

  /** Returns how many references have been read. */
  public long references() {
    return references;
  }

  /** Returns how many lines were skipped that are neither references nor Valgrind's. */
  public long foreignLines() {
    return foreign;
  }

  /** Returns how many lines have been read. */
  public long lines() {
    return line;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
