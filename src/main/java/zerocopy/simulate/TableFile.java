package zerocopy.simulate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import zerocopy.mmu.paging.LinearPageTable;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.paging.RadixPageTable;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.InputFile;
import zerocopy.simulate.console.Numbers;

/** Reads page tables from files; the help of the translate command tells the formats. */
final class TableFile {
  private static final int MAX_PAGES = 1 << 24;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String ABSENT = "-|null|absent|x";
  private static final long ALL_RIGHTS = PageTableEntry.WRITABLE | PageTableEntry.USER;

  /**
   * What a table has to fit.
   *
   * @param layout levels of the tree; null for a single level that is as long as the file
   * @param pageBits bits of the offset within a page
   * @param physicalBits width of a physical address
   */
  record Shape(PageTableLayout layout, int pageBits, int physicalBits) {}

  private record Mapping(long frame, long rights) {}

  private final String name;
  private final Map<Long, Mapping> mappings = new TreeMap<>();
  private final Shape shape;

  /** The largest page frame whose physical addresses fit, and whose number fits an entry. */
  private final long maxFrame;

  private final long maxPages;
  private long pages;

  private TableFile(String name, Shape shape) {
    this.name = name;
    this.shape = shape;
    maxFrame =
        Math.min(
            PageTableEntry.MAX_FRAME,
            shape.physicalBits() < shape.pageBits()
                ? -1
                : (1L << shape.physicalBits() - shape.pageBits()) - 1);
    maxPages = shape.layout() == null ? MAX_PAGES : 1L << shape.layout().pageNumberBits();
  }

  /**
   * Reads a page table.
   *
   * @throws InputError if it is not a page table of that shape
   */
  static PageTable read(String name, Shape shape) throws IOException {
    return parse(name, new String(InputFile.read(name), StandardCharsets.ISO_8859_1), shape);
  }

  /**
   * Reads a page table from text.
   *
   * @param name what it is called in messages
   * @throws InputError if it is not a page table of that shape
   */
  static PageTable parse(String name, String text, Shape shape) throws IOException {
    TableFile file = new TableFile(name, shape);
    if (text.stripLeading().startsWith("[") || text.stripLeading().startsWith("{")) {
      file.parseJson(text);
    } else {
      file.parseLines(text);
    }
    return file.build();
  }

  private void parseJson(String text) throws IOException {
    try {
      JsonNode root = JSON.readTree(text);
      JsonNode table = root.isObject() ? root.path("page_table") : root;
      if (!table.isArray()) {
        throw new InputError(name + ": expected an array of page frames, or one as page_table");
      }
      for (JsonNode frame : table) {
        if (!frame.isNull() && !frame.isIntegralNumber()) {
          throw new InputError(name + ": " + frame + " is neither a page frame nor null");
        }
        add(name + ", entry " + pages, pages, frame.asText(), ALL_RIGHTS);
      }
    } catch (JsonProcessingException e) {
      long line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new InputError(name + ", line " + line + ": this is not JSON");
    }
  }

  private void parseLines(String text) {
    int number = 0;
    int columns = 0;
    for (String line : text.split("\n")) {
      number++;
      String[] words = line.replaceAll("#.*", "").replaceAll("->|[:,]", " ").strip().split("\\s+");
      if (words[0].isEmpty()) {
        continue;
      }
      String where = name + ", line " + number;
      columns = columns == 0 ? words.length : columns;
      if (words.length != columns || columns > 3) {
        throw new InputError(
            where + ": expected FRAME, or PAGE FRAME, or PAGE FRAME RIGHTS in every line");
      }
      long page = columns == 1 ? pages : Numbers.address(where + ": a page", words[0]);
      long rights = columns == 3 ? rights(where, words[2]) : ALL_RIGHTS;
      add(where, page, words[Math.min(columns - 1, 1)], rights);
    }
  }

  private static long rights(String where, String letters) {
    if (!letters.matches("[rwxsu]+")) {
      throw new InputError(
          where + ": rights are letters of r, w, x, and s for the kernel alone, not " + letters);
    }
    return (letters.contains("w") ? PageTableEntry.WRITABLE : 0)
        | (letters.contains("x") ? 0 : PageTableEntry.NO_EXECUTE)
        | (letters.contains("s") ? 0 : PageTableEntry.USER);
  }

  private void add(String where, long page, String frame, long rights) {
    if (page >= maxPages) {
      throw new InputError(where + ": there are at most " + maxPages + " pages, not " + page);
    }
    pages = Math.max(pages, page + 1);
    boolean absent = frame.matches(ABSENT);
    long number = absent ? 0 : Numbers.address(where + ": a page frame", frame);
    if (number > maxFrame) {
      throw new InputError(
          "%s: with %d page bits and %d physical bits a page frame is at most %d, not %s"
              .formatted(where, shape.pageBits(), shape.physicalBits(), maxFrame, frame));
    }
    if (mappings.containsKey(page)) {
      throw new InputError(where + ": page " + page + " is listed twice");
    }
    mappings.put(page, absent ? null : new Mapping(number, rights));
  }

  private PageTable build() {
    if (pages == 0) {
      throw new InputError(name + " is empty; a page table has a page frame in every line");
    }
    int bits = Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(pages - 1));
    PageTable table =
        shape.layout() == null
            ? new LinearPageTable(shape.pageBits(), bits)
            : new RadixPageTable(shape.layout());
    mappings.forEach(
        (page, mapping) -> {
          if (mapping != null) {
            table.map(page, mapping.frame(), mapping.rights());
          }
        });
    return table;
  }
}
