package zerocopy.run.host;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Small files of /proc and /sys, which may be absent.
 *
 * @param root what stands before the paths: empty for this machine, else a folder that holds copies
 *     of another machine's files
 */
public record SystemFiles(String root) {

  /** The files of this machine. */
  public static final SystemFiles OWN = new SystemFiles("");

  /** The file's text without outer white space; empty if it is missing or may not be read. */
  public String text(String path) {
    // Some files of /proc answer only the first read call, so that one has to be large.
    try (FileInputStream in = new FileInputStream(root + path)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException | SecurityException absent) {
      return "";
    }
  }

  /** The text of the first file that has one; empty if none has. */
  String firstText(String... paths) {
    return Arrays.stream(paths)
        .map(this::text)
        .filter(text -> !text.isEmpty())
        .findFirst()
        .orElse("");
  }

  /** Of {@code always [madvise] never}, the word in brackets. */
  String chosen(String path) {
    String text = text(path);
    int open = text.indexOf('[');
    int close = text.indexOf(']');
    return open >= 0 && close > open ? text.substring(open + 1, close) : text;
  }

  /**
   * Paths of the files in a folder whose names begin so, in their order; empty if it is missing.
   */
  List<String> list(String folder, String prefix) {
    String[] names = new File(root + folder).list((dir, name) -> name.startsWith(prefix));
    return names == null
        ? List.of()
        : Arrays.stream(names).sorted().map(name -> folder + "/" + name).toList();
  }

  boolean exists(String path) {
    return new File(root + path).exists();
  }
}
