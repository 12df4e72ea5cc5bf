package zerocopy.simulate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.mmu.Access;
import zerocopy.mmu.BaseLimitRegisters;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbHierarchy;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbMmu;
import zerocopy.mmu.tlb.TlbPolicy;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.Numbers;
import zerocopy.simulate.console.SteppedCommand;

/** Translates addresses. */
@Command(
    name = "translate",
    description = "Translate addresses, by base and limit or by a page table.",
    footer = {
      "",
      "Examples: translate --example mos --steps 8196 32780",
      "          translate --example mos --steps --victim 1 32780",
      "          translate --levels 4 --steps 0x400123 0x600010w",
      "          translate --base 16384 --limit 16384 --steps 28 16384",
      "",
      "A table file has one line per virtual page, from page 0 on: the number of its page frame, or"
          + " - if it is absent. Lines 'PAGE FRAME' list single pages instead, 'PAGE FRAME RIGHTS'"
          + " with letters of r, w, x, and s for pages of the kernel. A JSON array of"
          + " numbers and nulls, or an object with such an array as page_table, works, too.",
      "",
      "JSON: address, physical (null after a fault), fault if there is one; with --steps the array"
          + " steps, one element for each reference: address, binary, access, page, offset, tlb (hit"
          + " or miss), levels (level, index, frame, present, referenced, modified, writable,"
          + " executable, user; the root first), frame, physical, physicalBinary, fault, kernel"
          + " (null, or victim, frame, writtenBack; the next step is then the reference again). By"
          + " base and limit: address, access, base, limit, withinLimit, physical, fault.",
      "",
      "Exit status: 0; with --steps 1 if the last reference ends in a fault, unless"
          + " --expect-fault asks for it or the addresses are the example's own.",
    })
final class TranslateCommand extends SteppedCommand {
  private static final int PLAIN_BITS = 63;

  @Option(names = "--base", description = "Base register: physical address of the first byte.")
  private String base;

  @Option(names = "--limit", description = "Limit register: number of bytes.")
  private String limit;

  @Option(names = "--table", description = "File with a page table.")
  private String table;

  @Option(names = "--page-bits", description = "Bits of the offset within a page, 0 to 30.")
  private String pageBits;

  @Option(
      names = "--example",
      paramLabel = "NAME",
      description =
          "A table that needs no file: mos, the textbook's MMU (16 pages of 4 KiB, 8 frames), or"
              + " x86, a small program on x86-64.")
  private String example;

  @Option(
      names = "--levels",
      paramLabel = "N",
      description =
          "Levels of the page table: 1; 2 (10+10+12 bits); 3 (RISC-V Sv39); 4 or 5 (x86-64). Without"
              + " a table 4 and 5 walk the example x86.")
  private Integer levels;

  @Option(
      names = "--index-bits",
      paramLabel = "BITS",
      split = ",",
      description = "Bits of each index of an own layout, the root's first, such as 5,5.")
  private List<Integer> indexBits;

  @Option(
      names = "--physical-bits",
      paramLabel = "N",
      description = "Width of a physical address; frames beyond it are refused.")
  private String physicalBits;

  @Option(
      names = "--tlb",
      paramLabel = "ENTRIES:WAYS",
      defaultValue = "16:full",
      description = "Shape of the TLB that --steps shows; ${DEFAULT-VALUE} if not given.")
  private String tlb;

  @Option(
      names = "--victim",
      paramLabel = "PAGE",
      split = ",",
      description =
          "On a page fault the kernel gives the frame of this page to the absent one; several, such"
              + " as 1,4, for as many faults.")
  private List<String> victims = List.of();

  @Option(names = "--expect-fault", description = "A fault at the end is what is to be shown.")
  private boolean faultExpected;

  @Parameters(
      paramLabel = "ADDRESS",
      arity = "0..*",
      description = "Virtual addresses, decimal or 0x and hexadecimal; a w behind one is a store.")
  private List<String> addresses = List.of();

  private record Reference(long address, Access access) {}

  @Override
  public Integer call() throws IOException {
    List<Reference> references = references();
    TranslationSteps steps = new TranslationSteps(physicalWidth());
    if (isRelocated()) {
      BaseLimitRegisters registers = registers();
      references.forEach(r -> steps.relocate(registers, r.address(), r.access()));
    } else {
      PageTable pages = table();
      TlbLevel only = TlbLevel.of(TlbGeometry.parse(tlb, SetIndex.MODULO), TlbPolicy.LRU);
      TlbMmu mmu = new TlbMmu(pages, TlbHierarchy.single(only));
      Iterator<Long> leaving = victims.stream().map(v -> Numbers.address("--victim", v)).iterator();
      references.forEach(r -> steps.translate(mmu, pages, r.address(), r.access(), leaving));
    }
    List<Map<String, Object>> results = steps.results();
    print(results, steps.maps(), steps.text(), rows(results));
    boolean asked = faultExpected || addresses.isEmpty() || !withSteps();
    return steps.endsInFault() && !asked ? 1 : 0;
  }

  private List<Reference> references() {
    List<String> given = addresses;
    if (given.isEmpty()) {
      if (exampleName() == null) {
        throw new InputError(
            "name at least one address, such as scripts/simulate.sh translate --example mos 8196");
      }
      given = exampleTable().addresses();
    }
    return given.stream().map(TranslateCommand::reference).toList();
  }

  private static Reference reference(String text) {
    boolean store = text.endsWith("w");
    String address = store ? text.substring(0, text.length() - 1) : text;
    return new Reference(
        Numbers.unsigned("an address", address), store ? Access.WRITE : Access.READ);
  }

  private boolean isRelocated() {
    boolean paged = base == null && limit == null;
    boolean own = table != null && example == null && (pageBits != null || hasLayout());
    boolean shown = table == null && exampleName() != null && pageBits == null;
    boolean bare = base != null && limit != null && table == null && example == null;
    if (bare && pageBits == null && !hasLayout()) {
      return true;
    }
    if (!paged || !own && !shown) {
      throw new InputError(
          "give either --base B --limit L, or --table FILE --page-bits N, or --example mos");
    }
    return false;
  }

  private boolean hasLayout() {
    return levels != null || indexBits != null;
  }

  private String exampleName() {
    boolean walksTree = table == null && levels != null && levels >= 4;
    return example == null && walksTree ? "x86" : example;
  }

  private ExampleTable exampleTable() {
    return ExampleTable.named(exampleName());
  }

  private BaseLimitRegisters registers() {
    long first = Numbers.address("the base", base);
    long length = Numbers.address("the limit", limit);
    int width = physicalWidth();
    if (width < PLAIN_BITS && (first >>> width != 0 || first + length > 1L << width)) {
      throw new InputError("--base and --limit leave the " + width + " bits of --physical-bits");
    }
    return new BaseLimitRegisters(first, length);
  }

  private PageTable table() throws IOException {
    if (table == null) {
      ExampleTable shown = exampleTable();
      boolean other = levels != null && shown.layout(levels) == null;
      if (other || indexBits != null) {
        throw new InputError("--example " + shown.name() + " has its own levels");
      }
      PageTableLayout layout = shown.layout(levels == null ? shown.levels() : levels);
      return TableFile.parse(
          "--example " + shown.name(),
          shown.text(),
          new TableFile.Shape(shown.levels() == 1 ? null : layout, 12, physicalWidth()));
    }
    PageTableLayout layout = layout();
    long bits =
        layout == null || indexBits != null ? ownPageBits() : checkedPageBits(layout.offsetBits());
    return TableFile.read(table, new TableFile.Shape(layout, (int) bits, physicalWidth()));
  }

  /** The layout of a tree, or null for a single level. */
  private PageTableLayout layout() {
    if (indexBits != null) {
      if (levels != null && levels != indexBits.size()) {
        throw new InputError("--levels and --index-bits tell different numbers of levels");
      }
      int[] lastFirst =
          IntStream.range(0, indexBits.size())
              .map(i -> indexBits.get(indexBits.size() - 1 - i))
              .toArray();
      return new PageTableLayout("own", (int) ownPageBits(), lastFirst, 0, false);
    }
    return levels == null || levels == 1 ? null : ExampleTable.layoutOf(levels);
  }

  private long ownPageBits() {
    if (pageBits == null) {
      throw new InputError("--page-bits tells how many bits the offset has; give it, too");
    }
    long bits = Numbers.address("the number of page bits", pageBits);
    if (bits > 30) {
      throw new InputError("--page-bits is between 0 and 30, not " + pageBits);
    }
    return bits;
  }

  private long checkedPageBits(int offsetBits) {
    if (pageBits != null && ownPageBits() != offsetBits) {
      throw new InputError("--levels " + levels + " has pages of " + offsetBits + " bits");
    }
    return offsetBits;
  }

  private int physicalWidth() {
    boolean mos = "mos".equals(example) && physicalBits == null;
    return mos
        ? ExampleTable.MOS_PHYSICAL_BITS
        : physicalBits == null
            ? PLAIN_BITS
            : (int)
                Numbers.between(
                    "--physical-bits", Numbers.address("--physical-bits", physicalBits), 1, 63);
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
