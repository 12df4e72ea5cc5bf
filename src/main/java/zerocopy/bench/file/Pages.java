package zerocopy.bench.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import zerocopy.bench.support.TimedRegion;

/**
 * The pages that an operation finds where it writes. {@code pages=clean}: before every operation,
 * outside of the measured time, the file is forced to the device. Its pages are then clean and
 * protected from writing: a mapping takes a fault for each page (or folio) that gets dirty again,
 * and a write call marks it. {@code pages=dirty}: they are still dirty from the operation before.
 */
final class Pages {

  private final boolean clean;

  /**
   * Takes a value of the parameter.
   *
   * @param pages {@code clean} or {@code dirty}
   * @throws IllegalArgumentException if it is another
   */
  Pages(String pages) {
    clean = pages.equals("clean");
    if (!clean && !pages.equals("dirty")) {
      throw new IllegalArgumentException("pages=" + pages + " is unknown: give clean or dirty");
    }
  }

  /** Before an operation: writes back what the last one left, where pages have to be clean. */
  void prepare(Path file) throws IOException {
    if (clean) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(false);
      }
      TimedRegion.begin();
    }
  }

  /** After an operation. */
  void done() {
    if (clean) {
      TimedRegion.end();
    }
  }
}
