package zerocopy.mmu.cli;

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

/** Reads page tables from files; the help of the translate command tells the formats. */
final class TableFile {
  private static final int MAX_PAGES = 1 << 24;
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final String ABSENT = "-|null|absent|x";

  private final String name;
  private final Map<Integer, Long> frames = new TreeMap<>();
  private final int pageBits;

  /**
   * The largest page frame whose physical addresses fit 63 bits, and whose number fits an entry.
   */
  private final long maxFrame;

  private int pages;

  private TableFile(String name, int pageBits) {
    this.name = name;
    this.pageBits = pageBits;
    maxFrame = Math.min(PageTableEntry.MAX_FRAME, Long.MAX_VALUE >>> pageBits);
  }

  /**
   * Reads a page table.
   *
   * @param name file
   * @param pageBits bits of the offset within a page
   * @throws InputError if it is not a page table
   */
  static PageTable read(String name, int pageBits) throws IOException {
    TableFile file = new TableFile(name, pageBits);
    String text = new String(InputFile.read(name), StandardCharsets.ISO_8859_1);
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
        add(name + ", entry " + pages, pages, frame.asText());
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
      if (words.length != columns || columns > 2) {
        throw new InputError(where + ": expected either FRAME or PAGE FRAME in every line");
      }
      long page = columns == 1 ? pages : Numbers.address(where + ": a page", words[0]);
      add(where, page, words[columns - 1]);
    }
  }

  private void add(String where, long page, String frame) {
    if (page >= MAX_PAGES) {
      throw new InputError(where + ": there are at most " + MAX_PAGES + " pages, not " + page);
    }
    pages = Math.max(pages, (int) page + 1);
    boolean absent = frame.matches(ABSENT);
    Long number = absent ? null : (Long) Numbers.address(where + ": a page frame", frame);
    if (number != null && number > maxFrame) {
      throw new InputError(
          where
              + ": with "
              + pageBits
              + " page bits a page frame is at most "
              + maxFrame
              + ", not "
              + frame);
    }
    if (frames.containsKey((int) page)) {
      throw new InputError(where + ": page " + page + " is listed twice");
    }
    frames.put((int) page, number);
  }

  private PageTable build() {
    if (pages == 0) {
      throw new InputError(name + " is empty; a page table has a page frame in every line");
    }
    int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(pages - 1));
    PageTable table = new LinearPageTable(pageBits, bits);
    frames.forEach(
        (page, frame) -> {
          if (frame != null) {
            table.map(page, frame, PageTableEntry.WRITABLE);
          }
        });
    return table;
  }
}
