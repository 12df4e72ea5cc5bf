package zerocopy.mmu.tlb;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerocopy.mmu.Golden;
import zerocopy.mmu.paging.PageTableLayout;
import zerocopy.mmu.trace.LackeyReader;
import zerocopy.mmu.trace.TraceInput;
import zerocopy.mmu.trace.TraceOptions;

/** Hits of fully associative LRU TLBs of 1 to 4096 entries over real programs. */
class LruStackDistanceTest {

  static Stream<Map<String, String>> rows() {
    return Golden.rows("lru-stack-distance.csv").stream();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void agrees(Map<String, String> row) throws IOException {
    int pageBits = Integer.parseInt(row.get("page_shift"));
    PageTableLayout layout = new PageTableLayout("pages", pageBits, new int[] {20}, 0, false);
    TlbMmu[] mmus = new TlbMmu[13];
    for (int i = 0; i < mmus.length; i++) {
      TlbLevel level = TlbLevel.of(TlbGeometry.full(1 << i), TlbPolicy.LRU);
      AssumedWalker walker = new AssumedWalker(layout, 0, 0, new NativeWalk(layout));
      mmus[i] = new TlbMmu(walker, TlbHierarchy.single(level));
    }
    long[] touches = new long[1 << 13];
    String trace = Golden.trace(row.get("trace")).toString();
    try (LackeyReader reader =
        new LackeyReader(TraceInput.open(trace), trace, new TraceOptions(false, true, pageBits))) {
      int count;
      while ((count = reader.read(touches)) > 0) {
        for (TlbMmu mmu : mmus) {
          mmu.translateAll(touches, 0, count);
        }
      }
    }
    for (int i = 0; i < mmus.length; i++) {
      TlbCounters counters = mmus[i].counters();
      assertEquals(row.get("touches"), "" + counters.references());
      assertEquals(row.get("hits" + (1 << i)), "" + counters.l1Hits(), (1 << i) + " entries");
    }
  }
}
