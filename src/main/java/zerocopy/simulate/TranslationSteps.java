package zerocopy.simulate;

import static zerocopy.simulate.console.SteppedCommand.map;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import zerocopy.mmu.Access;
import zerocopy.mmu.BaseLimitRegisters;
import zerocopy.mmu.Fault;
import zerocopy.mmu.PageNotPresentFault;
import zerocopy.mmu.paging.Eviction;
import zerocopy.mmu.paging.PageTable;
import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.tlb.TlbMmu;
import zerocopy.mmu.tlb.Translation;
import zerocopy.simulate.console.Numbers;

/** Writes down what happens to references: as results, as steps, and as text for a class. */
final class TranslationSteps {
  private final int physicalBits;
  private final List<Map<String, Object>> results = new ArrayList<>();
  private final List<Map<String, Object>> maps = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  /**
   * Starts an empty record.
   *
   * @param physicalBits width of a physical address
   */
  TranslationSteps(int physicalBits) {
    this.physicalBits = physicalBits;
  }

  /** Results of the references: address, physical, and a fault if there is one. */
  List<Map<String, Object>> results() {
    return results;
  }

  /** The steps as JSON. */
  List<Map<String, Object>> maps() {
    return maps;
  }

  /** The steps for people. */
  String text() {
    return text.toString();
  }

  /** Whether the last reference ended in a fault. */
  boolean endsInFault() {
    return results.get(results.size() - 1).get("physical") == null;
  }

  /** Makes a reference through base and limit. */
  void relocate(BaseLimitRegisters registers, long address, Access access) {
    Fault trap = null;
    long physical = 0;
    try {
      physical = registers.translate(address, access);
    } catch (Fault fault) {
      trap = fault;
    }
    begin(address, access);
    String compare = Long.toUnsignedString(address) + (trap == null ? " < " : " >= ");
    line("compare", compare + registers.limit() + ", the limit");
    if (trap == null) {
      line("add", registers.base() + " + " + address + " = " + both(physical));
    }
    Object outcome = trap == null ? physical : null;
    maps.add(
        map(
            "address",
            Numbers.json(address),
            "access",
            lower(access),
            "base",
            registers.base(),
            "limit",
            registers.limit(),
            "withinLimit",
            trap == null,
            "physical",
            outcome,
            "fault",
            trap == null ? null : trap.kind()));
    end(address, outcome, Optional.ofNullable(trap));
  }

  /**
   * Makes a reference through TLB and page table.
   *
   * @param victims pages whose frames the kernel gives to absent ones, one at each page fault
   */
  void translate(TlbMmu mmu, PageTable table, long address, Access access, Iterator<Long> victims) {
    Translation first = Translation.of(mmu, table, address, access);
    boolean absent = first.fault().orElse(null) instanceof PageNotPresentFault;
    if (!absent || !victims.hasNext()) {
      record(first, table, null);
      end(address, physical(first), first.fault());
      return;
    }
    long victim = victims.next();
    Eviction eviction = Eviction.exchange(table, victim, first.page());
    mmu.flushPage(victim << table.layout().offsetBits());
    record(first, table, eviction);
    Translation again = Translation.of(mmu, table, address, access);
    record(again, table, null);
    end(address, physical(again), again.fault());
  }

  private static Object physical(Translation translation) {
    return translation.fault().isPresent() ? null : (Object) translation.physical();
  }

  private void record(Translation t, PageTable table, Eviction eviction) {
    int width = table.layout().addressBits();
    String binary = binary(t.address(), width);
    String physicalBinary =
        t.fault().isPresent() ? null : binary(t.physical(), physicalWidth(t.physical()));
    maps.add(
        map(
            "address",
            Numbers.json(t.address()),
            "binary",
            binary,
            "access",
            lower(t.access()),
            "page",
            Numbers.json(t.page()),
            "offset",
            t.offset(),
            "tlb",
            t.tlbHit() ? "hit" : "miss",
            "levels",
            t.walk().stream().map(TranslationSteps::visit).toList(),
            "frame",
            t.fault().isPresent() ? null : t.frame(),
            "physical",
            physical(t),
            "physicalBinary",
            physicalBinary,
            "fault",
            t.fault().map(Fault::kind).orElse(null),
            "kernel",
            eviction == null ? null : kernel(eviction)));
    begin(t.address(), t.access());
    line("binary", cut(binary, t.offsetBits(), table.layout()));
    line("page, offset", Long.toUnsignedString(t.page()) + ", " + t.offset());
    line("TLB", t.tlbHit() ? "hit: no walk" : "miss: walk the page table");
    t.walk().forEach(v -> line("level " + v.level(), "entry " + v.index() + ": " + bits(v)));
    if (physicalBinary != null) {
      line("physical", split(physicalBinary, t.offsetBits()) + " = " + both(t.physical()));
    } else if (eviction != null) {
      tell(eviction);
    }
  }

  private int physicalWidth(long physical) {
    return physicalBits < Long.SIZE - 1
        ? physicalBits
        : Math.max(1, Long.SIZE - Long.numberOfLeadingZeros(physical));
  }

  private static Map<String, Object> kernel(Eviction e) {
    return map("victim", e.victim(), "frame", e.frame(), "writtenBack", e.writtenBack());
  }

  private void tell(Eviction e) {
    line("page fault", "trap to the kernel, which looks where page " + e.page() + " is on disk");
    line("kernel", "evicts page " + e.victim() + " from frame " + e.frame() + written(e));
    line(
        "kernel", "loads page " + e.page() + " into frame " + e.frame() + ", changes both entries");
    line("kernel", "returns; the instruction is done again:");
  }

  private static String written(Eviction e) {
    return e.writtenBack() ? "; it is dirty: written back" : "; it is clean: overwritten";
  }

  private void begin(long address, Access access) {
    text.append("address ").append(both(address)).append(", a ");
    text.append(access == Access.WRITE ? "store" : "load").append(System.lineSeparator());
  }

  private void end(long address, Object physical, Optional<Fault> fault) {
    Map<String, Object> result = map("address", Numbers.json(address), "physical", physical);
    fault.ifPresent(
        trap -> {
          result.put("fault", trap.kind());
          line(trap.kind(), "the processor traps; the kernel " + consequence(trap));
        });
    results.add(result);
    text.append(System.lineSeparator());
  }

  private static String consequence(Fault fault) {
    return fault instanceof PageNotPresentFault
        ? "has to load the page, or ends the process if it has no such page"
        : "ends the process";
  }

  private void line(String what, String told) {
    text.append(String.format(Locale.ROOT, "  %-16s %s%n", what, told));
  }

  private static Map<String, Object> visit(Translation.Visit visit) {
    long entry = visit.entry();
    boolean present = PageTableEntry.isPresent(entry);
    return map(
        "level",
        visit.level(),
        "index",
        visit.index(),
        "frame",
        present ? PageTableEntry.frame(entry) : null,
        "present",
        present,
        "referenced",
        PageTableEntry.isReferenced(entry),
        "modified",
        PageTableEntry.isModified(entry),
        "writable",
        has(entry, PageTableEntry.WRITABLE),
        "executable",
        present && !has(entry, PageTableEntry.NO_EXECUTE),
        "user",
        has(entry, PageTableEntry.USER));
  }

  private static boolean has(long entry, long bit) {
    return (entry & bit) != 0;
  }

  private static String bits(Translation.Visit visit) {
    long entry = visit.entry();
    if (!PageTableEntry.isPresent(entry)) {
      return "absent";
    }
    if (visit.level() > 0 && !has(entry, PageTableEntry.LARGE)) {
      return "present, the next table begins at slot " + PageTableEntry.frame(entry);
    }
    StringJoiner bits = new StringJoiner(", ");
    bits.add("frame " + PageTableEntry.frame(entry)).add("present");
    bits.add(PageTableEntry.isReferenced(entry) ? "referenced" : "not referenced");
    bits.add(PageTableEntry.isModified(entry) ? "modified" : "not modified");
    bits.add(has(entry, PageTableEntry.WRITABLE) ? "writable" : "read-only");
    bits.add(has(entry, PageTableEntry.USER) ? "user" : "kernel only");
    return bits.toString();
  }

  private static String binary(long number, int width) {
    String digits = Long.toBinaryString(number);
    String padded = "0".repeat(Math.max(0, width - digits.length())) + digits;
    return number >= 0 ? padded : digits.substring(digits.length() - width);
  }

  /** Cuts an address into the indexes of all levels, the root's first, and the offset. */
  private static String cut(String binary, int offsetBits, PageTableLayout layout) {
    StringBuilder cut = new StringBuilder(split(binary, offsetBits));
    for (int level = 1; level < layout.levels(); level++) {
      int bits = layout.offsetBits() + layout.levelShift(level);
      if (bits > offsetBits) {
        cut.insert(binary.length() - bits, ' ');
      }
    }
    return cut.toString();
  }

  private static String split(String binary, int offsetBits) {
    int cut = Math.max(0, binary.length() - offsetBits);
    return binary.substring(0, cut) + " " + binary.substring(cut);
  }

  private static String both(long number) {
    return Long.toUnsignedString(number) + " = 0x" + Long.toHexString(number);
  }

  private static String lower(Access access) {
    return access.name().toLowerCase(Locale.ROOT);
  }
}
