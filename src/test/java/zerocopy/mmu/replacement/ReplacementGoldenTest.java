package zerocopy.mmu.replacement;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.BitSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import zerocopy.mmu.Golden;

/** Faults, write-backs and every single victim agree with the golden data. */
class ReplacementGoldenTest {

  static Stream<Arguments> cases() {
    JsonNode cases = Golden.json("page-replacement.json").get("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(c -> Arguments.of(c.get("name").asText(), c));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void agrees(String name, JsonNode golden) {
    Replacement replacement =
        new Replacement(
            Policy.parse(golden.get("policy").asText()),
            golden.get("frames").asInt(),
            golden.get("tick_every").asInt(),
            golden.get("aging_bits").asInt());
    long[] victims =
        StreamSupport.stream(golden.get("victims").spliterator(), false)
            .mapToLong(victim -> victim.asLong(Pager.NO_VICTIM))
            .toArray();
    ReplacementResult expected =
        new ReplacementResult(
            golden.get("faults").asLong(),
            golden.get("hits").asLong(),
            golden.get("dirty_writebacks").asLong(),
            victims);
    assertEquals(expected, replacement.run(string(golden)));
  }

  private static ReferenceString string(JsonNode golden) {
    JsonNode refs = golden.get("refs");
    long[] pages = new long[refs.size()];
    BitSet writes = new BitSet();
    for (int i = 0; i < pages.length; i++) {
      pages[i] = refs.get(i).asLong();
      writes.set(i, golden.get("writes").get(i).asInt() == 1);
    }
    return new ReferenceString(pages, writes);
  }

  @Test
  void beladysAnomaly() {
    ReferenceString belady = ReferenceString.parse("1 2 3 4 1 2 5 1 2 3 4 5");
    assertEquals(9, new Replacement(Policy.FIFO, 3).run(belady).faults());
    assertEquals(10, new Replacement(Policy.FIFO, 4).run(belady).faults());
  }
}
