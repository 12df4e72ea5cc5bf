package zerocopy.mmu.preset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zerocopy.mmu.tlb.SetIndex;

/** The presets are the published table, and each says where it is from. */
class CpuPresetTest {

  @ParameterizedTest
  @CsvSource({
    "zen2, 64:full, 64:full, 2048:8, high",
    "zen3, 64:full, 64:full, 2048:8, measured",
    "zen4, 72:full, 72:full, 3072:12, inferred",
    "zen5, 96:full, 96:full, 4096:8, measured",
    "skylake, 64:4, 32:4, 1536:12, high",
    "ice-lake, 64:4, 32:4, 2048:16, high",
    "golden-cove, 96:6, 32:4, 2048:16, high",
    "neoverse-n1, 48:full, 48:full, 1280:5, medium",
    "neoverse-n2, 44:full, 44:full, 1280:5, secondary",
    "neoverse-v2, 48:full, 48:full, 2048:8, high",
    "apple-m1, 160:5, 160:5, 3072:12, high",
  })
  void sizesAndConfidence(String name, String first, String large, String second, String trust) {
    CpuPreset preset = CpuPreset.named(name);
    assertEquals(first, preset.l1().get(0).toString());
    assertEquals(large, preset.l1().get(1).toString());
    assertEquals(second, preset.l2().get(0).toString());
    assertTrue(preset.confidence().contains(trust), preset.confidence());
  }

  @Test
  void eachSaysWhereItIsFrom() {
    assertEquals(11, CpuPreset.all().size());
    assertEquals(SetIndex.ZEN3, CpuPreset.named("zen3").l2().get(0).index());
    for (CpuPreset preset : CpuPreset.all()) {
      assertFalse(preset.source().isBlank(), preset.name());
      assertFalse(preset.costSource().isBlank(), preset.name());
      assertFalse(preset.doubt().isBlank(), preset.name() + " simplifies something");
    }
  }
}
