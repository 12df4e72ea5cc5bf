package zerocopy.run.host;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Small files of /proc and /sys, which may be absent. */
public final class SystemFile {

  private SystemFile() {}

  /** The file's text without outer white space; empty if it is missing or may not be read. */
  public static String text(String path) {
    // Some files of /proc answer only the first read call, so that one has to be large.
    try (FileInputStream in = new FileInputStream(path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
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
