package zerocopy.mmu.paging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import zerocopy.mmu.Access;
import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.BaseLimitRegisters;
import zerocopy.mmu.Golden;
import zerocopy.mmu.LimitViolation;
import zerocopy.mmu.PageNotPresentFault;
import zerocopy.mmu.ProtectionFault;

/** The textbooks' machines and published exercises, address by address. */
class PagingGoldenTest {

  @Test
  void theTextbooksMmu() {
    JsonNode golden = Golden.json("mmu-16-to-15-bit.json");
    PageTable table = new LinearPageTable(12, 4);
    int page = 0;
    for (JsonNode frame : golden.get("page_table")) {
      if (!frame.isNull()) {
        table.map(page, frame.asLong(), PageTableEntry.WRITABLE);
      }
      page++;
    }
    PagedMmu mmu = new PagedMmu(table);
    for (String cases : new String[] {"cases", "all_page_bases", "text_cases"}) {
      golden.get(cases).forEach(pair -> assertAnswer(mmu, pair.get(0), pair.get(1)));
    }
    table.unmap(1);
    table.map(8, 1, PageTableEntry.WRITABLE);
    assertEquals(4108, mmu.translate(32780));
    assertThrows(PageNotPresentFault.class, () -> mmu.translate(4096));
  }

  @Test
  void baseAndLimit() {
    for (JsonNode c : Golden.json("relocation.json").get("cases")) {
      AddressSpace space = new BaseLimitRegisters(c.get("base").asLong(), c.get("limit").asLong());
      for (JsonNode pair : c.get("va_pa")) {
        if (pair.get(1).isNull()) {
          assertThrows(LimitViolation.class, () -> space.translate(pair.get(0).asLong()));
        } else {
          assertEquals(pair.get(1).asLong(), space.translate(pair.get(0).asLong()));
        }
      }
    }
  }

  @Test
  void singleLevel() {
    for (JsonNode c : Golden.json("linear-translate.json").get("cases")) {
      JsonNode entries = c.get("page_table");
      int offsetBits = Long.numberOfTrailingZeros(c.get("pagesize").asLong());
      int pageBits = Long.numberOfTrailingZeros(c.get("asize").asLong()) - offsetBits;
      PageTable table = new LinearPageTable(offsetBits, pageBits);
      for (int page = 0; page < entries.size(); page++) {
        long entry = entries.get(page).asLong();
        if (entry >>> 31 == 1) {
          table.map(page, entry & 0x7fffffff, 0);
        }
      }
      PagedMmu mmu = new PagedMmu(table);
      c.get("va_pa_vpn").forEach(triple -> assertAnswer(mmu, triple.get(0), triple.get(1)));
    }
  }

  private static void assertAnswer(PagedMmu mmu, JsonNode virtual, JsonNode physical) {
    if (physical.isNull()) {
      assertThrows(PageNotPresentFault.class, () -> mmu.translate(virtual.asLong()));
    } else {
      assertEquals(physical.asLong(), mmu.translate(virtual.asLong()));
    }
  }

  @Test
  void twoLevels() {
    for (JsonNode c : Golden.json("multilevel-translate.json").get("cases")) {
      byte[] memory = HexFormat.of().parseHex(c.get("memory_hex").asText());
      PagedMmu mmu = new PagedMmu(tableIn(memory, c.get("pdbr").asInt()));
      for (JsonNode row : c.get("va_pa_value_result")) {
        long virtual = row.get(0).asLong();
        String result = row.get(3).asText();
        if (result.equals("ok")) {
          long physical = mmu.translate(virtual);
          assertEquals(row.get(1).asLong(), physical);
          assertEquals(row.get(2).asInt(), memory[(int) physical]);
        } else {
          PageNotPresentFault fault =
              assertThrows(PageNotPresentFault.class, () -> mmu.translate(virtual));
          assertEquals(result.equals("pde") ? 1 : 0, fault.level());
        }
      }
    }
  }

  /** Reads the exercise's tables: one byte an entry, bit 7 valid, the rest a frame of 32 bytes. */
  private static PageTable tableIn(byte[] memory, int directoryFrame) {
    PageTableLayout layout = new PageTableLayout("OSTEP", 5, new int[] {5, 5}, 0, false);
    PageTable table = new RadixPageTable(layout);
    for (int i = 0; i < 32; i++) {
      int directoryEntry = memory[directoryFrame * 32 + i];
      for (int j = 0; j < 32 && directoryEntry < 0; j++) {
        int entry = memory[(directoryEntry & 0x7f) * 32 + j];
        table.map(i * 32 + j, entry & 0x7f, 0);
        if (entry >= 0) {
          table.unmap(i * 32 + j);
        }
      }
    }
    return table;
  }

  @Test
  void largePagesAndProtection() {
    for (PageTableLayout layout :
        new PageTableLayout[] {PageTableLayout.X86_64_4_LEVEL, PageTableLayout.X86_64_5_LEVEL}) {
      PageTable table = new RadixPageTable(layout);
      table.map(0, 7, PageTableEntry.NO_EXECUTE);
      table.map(512, 1024, PageTableEntry.WRITABLE, 1);
      table.map(1 << 18, 1 << 19, PageTableEntry.WRITABLE, 2);
      PagedMmu mmu = new PagedMmu(table);
      assertEquals(7 * 4096 + 5, mmu.translate(5));
      assertEquals(0x40_0000 + 0x12345, mmu.translate(0x20_0000 + 0x12345, Access.WRITE));
      assertEquals(0x8000_0000L + 0x1234567, mmu.translate(0x4000_0000L + 0x1234567));
      assertThrows(ProtectionFault.class, () -> mmu.translate(5, Access.WRITE));
      assertThrows(ProtectionFault.class, () -> mmu.translate(5, Access.EXECUTE));
      assertTrue(PageTableEntry.isModified(table.entry(table.find(512))));
      assertThrows(IllegalArgumentException.class, () -> table.map(513, 1, 0));
      assertThrows(IllegalArgumentException.class, () -> table.map(0, 512, 0, 1));
    }
  }
}
