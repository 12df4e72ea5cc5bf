package zerocopy.bench.file;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.Unsupported;

/** What all ends of a file benchmark share: how many bytes move, and which. */
@State(Scope.Thread)
public abstract class Sized {

  /** Bytes that one operation moves, 1 or more; scans need a multiple of 8. */
  @Param({"4096", "65536", "1048576", "16777216", "67108864"})
  long fileSize;

  /** The content: at the source before, at the destination after an operation. */
  final Payload payload = new Payload(20080902);

  /**
   * Refuses a size that no file can have here, before anybody writes one.
   *
   * @throws IllegalArgumentException with what to give instead
   */
  void checkSize() {
    positive();
  }

  private long positive() {
    if (fileSize < 1) {
      throw new IllegalArgumentException(
          "fileSize=" + fileSize + " is no size: give the bytes of a file, 1 or more");
    }
    return fileSize;
  }

  /**
   * The size as that of one buffer.
   *
   * @throws Unsupported if no buffer is that large
   */
  final int sizeOfBuffer() {
    return PageAligned.sizeOfBuffer(positive());
  }
}
