package zerocopy.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Small files of /proc and /sys, which may be absent. */
final class SystemFile {

  private SystemFile() {}

  /** The file's text without outer white space; empty if it is missing or may not be read. */
  static String text(String path) {
    try {
      return new String(Files.readAllBytes(Path.of(path)), StandardCharsets.UTF_8).strip();
    } catch (IOException | SecurityException absent) {
      return "";
    }
  }

  /** Of {@code always [madvise] never}, what stands in brackets. */
  static String chosen(String path) {
    String text = text(path);
    int open = text.indexOf('[');
    int close = text.indexOf(']');
    return open >= 0 && close > open ? text.substring(open + 1, close) : text;
  }
}
