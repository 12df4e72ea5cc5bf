package zerocopy.mmu.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.BaseLimitRegisters;
import zerocopy.mmu.Fault;
import zerocopy.mmu.paging.PagedMmu;

/** Translates addresses. */
@Command(
    name = "translate",
    description = "Translate addresses, by base and limit or by a page table.",
    footer = {
      "",
      "A table file has one line per virtual page, from page 0 on: the number of its page frame, or"
          + " - if it is absent. Lines 'PAGE FRAME' list single pages instead. A JSON array of"
          + " numbers and nulls, or an object with such an array as page_table, works, too.",
      "Example: scripts/simulate.sh translate --base 16384 --limit 65536 100 65535 65536"
    })
final class TranslateCommand extends ConsoleCommand {
  @Option(names = "--base", description = "Base register: physical address of the first byte.")
  private String base;

  @Option(names = "--limit", description = "Limit register: number of bytes.")
  private String limit;

  @Option(names = "--table", description = "File with a page table.")
  private String table;

  @Option(names = "--page-bits", description = "Bits of the offset within a page, 0 to 30.")
  private String pageBits;

  @Option(names = "--json", description = "Print JSON: an object, or an array for several.")
  private boolean json;

  @Parameters(
      paramLabel = "ADDRESS",
      arity = "1..*",
      description = "Virtual addresses, decimal or 0x and hexadecimal.")
  private List<String> addresses;

  @Override
  public Integer call() throws IOException {
    List<Long> virtual = addresses.stream().map(a -> Numbers.address("an address", a)).toList();
    AddressSpace space = space();
    List<Map<String, Object>> results = new ArrayList<>();
    for (long address : virtual) {
      results.add(translate(space, address));
    }
    if (json) {
      Output.json(out(), results);
    } else {
      Output.table(out(), rows(results));
    }
    return 0;
  }

  private AddressSpace space() throws IOException {
    boolean registers = base != null && limit != null && table == null && pageBits == null;
    boolean paged = base == null && limit == null && table != null && pageBits != null;
    if (registers) {
      return new BaseLimitRegisters(
          Numbers.address("the base", base), Numbers.address("the limit", limit));
    }
    if (!paged) {
      throw new InputError("give either --base B --limit L, or --table FILE --page-bits N");
    }
    long bits = Numbers.address("the number of page bits", pageBits);
    if (bits > 30) {
      throw new InputError("--page-bits is between 0 and 30, not " + pageBits);
    }
    return new PagedMmu(TableFile.read(table, (int) bits));
  }

  private static Map<String, Object> translate(AddressSpace space, long address) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("address", address);
    try {
      result.put("physical", space.translate(address));
    } catch (Fault fault) {
      result.put("physical", null);
      result.put("fault", fault.kind());
    }
    return result;
  }

  private static List<List<String>> rows(List<Map<String, Object>> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("address", "physical"));
    for (Map<String, Object> result : results) {
      Object physical = result.get("physical");
      String answer = physical == null ? (String) result.get("fault") : "" + physical;
      rows.add(List.of("" + result.get("address"), answer));
    }
    return rows;
  }
}
