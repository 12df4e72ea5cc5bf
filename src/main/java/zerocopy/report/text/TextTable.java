package zerocopy.report.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A table of words: for a terminal or as Markdown.
 *
 * @param head the headings; one that begins with {@code #} is a column of numbers, and is shown
 *     without it
 * @param rows as many cells each as there are headings, not escaped
 */
public record TextTable(List<String> head, List<List<String>> rows) {

  private static final String NUMBERS = "#";

  /**
   * An empty table, to which rows can be added.
   *
   * @param head the headings
   */
  public static TextTable of(String... head) {
    return new TextTable(List.of(head), new ArrayList<>());
  }

  /** Adds a row. */
  public void add(Object... cells) {
    rows.add(Arrays.stream(cells).map(String::valueOf).toList());
  }

  private List<String> titles() {
    return head.stream().map(h -> h.startsWith(NUMBERS) ? h.substring(1) : h).toList();
  }

  /**
   * Columns as wide as their widest cell; numbers to the right.
   *
   * @return the lines, the headings first
   */
  public List<String> aligned() {
    List<List<String>> cells = new ArrayList<>();
    cells.add(titles());
    rows.forEach(row -> cells.add(row.stream().map(Escape::terminal).toList()));
    int[] widths = new int[head.size()];
    cells.forEach(row -> Arrays.setAll(widths, i -> Math.max(widths[i], width(row.get(i)))));
    return cells.stream().map(row -> aligned(row, widths)).toList();
  }

  /**
   * Columns that fit a terminal: cells that are too long go on in the next line, and a blank line
   * stands between the rows.
   *
   * @param width characters of a line; a longer word is not broken
   * @return the lines, the headings first
   */
  public List<String> wrapped(int width) {
    TextTable cut = new TextTable(head, new ArrayList<>());
    int[] widths = widths(width);
    for (List<String> row : rows) {
      List<List<String>> cells =
          IntStream.range(0, row.size()).mapToObj(i -> words(row.get(i), widths[i])).toList();
      int most = cells.stream().mapToInt(List::size).max().orElse(0);
      for (int k = 0; k < most; k++) {
        int line = k;
        cut.rows.add(cells.stream().map(c -> line < c.size() ? c.get(line) : "").toList());
      }
      cut.rows.add(Collections.nCopies(head.size(), ""));
    }
    List<String> lines = cut.aligned();
    return lines.subList(0, Math.max(1, lines.size() - 1));
  }

  /** What narrow columns do not need is shared by the others. */
  private int[] widths(int width) {
    int[] widths = new int[head.size()];
    List<Integer> narrowestFirst =
        IntStream.range(0, head.size())
            .boxed()
            .sorted(Comparator.comparingInt(this::widest))
            .toList();
    int left = width - 2 * (head.size() - 1);
    int columns = head.size();
    for (int column : narrowestFirst) {
      widths[column] = Math.min(widest(column), left / columns--);
      left -= widths[column];
    }
    return widths;
  }

  private int widest(int column) {
    return rows.stream().mapToInt(row -> width(row.get(column))).max().orElse(0);
  }

  private static List<String> words(String cell, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : cell.split(" ")) {
      if (!line.isEmpty() && width(line.toString()) + 1 + width(word) > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    lines.add(line.toString());
    return lines;
  }

  private String aligned(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      String padding = " ".repeat(widths[i] - width(row.get(i)));
      boolean number = head.get(i).startsWith(NUMBERS);
      line.append(number ? padding + row.get(i) : row.get(i) + padding).append("  ");
    }
    return line.toString().stripTrailing();
  }

  private static int width(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /**
   * GitHub's Markdown.
   *
   * @return the lines
   */
  public List<String> markdown() {
    List<String> lines = new ArrayList<>();
    lines.add(piped(titles(), UnaryOperator.identity()));
    lines.add(
        head.stream()
            .map(h -> h.startsWith(NUMBERS) ? "---:" : "---")
            .collect(Collectors.joining("|", "|", "|")));
    rows.forEach(row -> lines.add(piped(row, Escape::markdown)));
    return lines;
  }

  private static String piped(List<String> row, UnaryOperator<String> escape) {
    return row.stream().map(escape).collect(Collectors.joining(" | ", "| ", " |"));
  }
}
