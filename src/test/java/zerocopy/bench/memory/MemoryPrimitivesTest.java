package zerocopy.bench.memory;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three calls of each primitive move what they should; a call that is left out is noticed. */
class MemoryPrimitivesTest {

  @ParameterizedTest
  @ValueSource(ints = {65536, 262144, 1048576})
  void chunksArrive(int size) {
    ChunkedCopy bench = new ChunkedCopy();
    ChunkedCopy.Gathering gathering = new ChunkedCopy.Gathering();
    gathering.size = size;
    gathering.allocate();
    ChunkedCopy.Scattering scattering = new ChunkedCopy.Scattering();
    scattering.size = size;
    scattering.allocate();
    for (int i = 0; i < 3; i++) {
      gathering.poison();
      assertThrows(IllegalStateException.class, gathering::verify);
      bench.gather(gathering);
      gathering.verify();
      scattering.poison();
      assertThrows(IllegalStateException.class, scattering::verify);
      bench.scatter(scattering);
      scattering.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4096, 65536, 1048576})
  void sumsAreRight(int size) {
    MemoryScan bench = new MemoryScan();
    for (MemoryScan.Memory memory :
        new MemoryScan.Memory[] {new MemoryScan.Heap(), new MemoryScan.Direct()}) {
      memory.size = size;
      memory.fill();
      for (int i = 0; i < 3; i++) {
        memory.forget();
        assertThrows(IllegalStateException.class, memory::verify);
        if (memory instanceof MemoryScan.Heap heap) {
          bench.heap(heap);
        } else {
          bench.direct((MemoryScan.Direct) memory);
          memory.verify();
          memory.forget();
          bench.agronaDirect((MemoryScan.Direct) memory);
        }
        memory.verify();
      }
    }
  }
}
