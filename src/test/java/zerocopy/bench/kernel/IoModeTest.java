package zerocopy.bench.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.iopath.device.IoReport;

/** Every mode brings every word from the disk to memory, call after call. */
class IoModeTest {

  enum Arm {
    PROGRAMMED(IoMode::programmed),
    INTERRUPT(IoMode::interrupt),
    DMA(IoMode::dma);

    final BiFunction<IoMode, IoMode.Observed, IoReport> call;

    Arm(BiFunction<IoMode, IoMode.Observed, IoReport> call) {

      this.call = call;
    }
  }

  @ParameterizedTest
  @EnumSource
  void threeCallsMoveEveryWord(Arm arm) {
    for (int size : new int[] {512, 4096, 32768, 262144, 1048576}) {
      IoMode bench = bench(size);
      for (int call = 0; call < 3; call++) {
        bench.poison();
        IoMode.Observed observed = new IoMode.Observed();
        IoReport report = arm.call.apply(bench, observed);
        bench.verify();
        assertEquals(size, report.bytes());
        assertEquals(report.interrupts(), observed.interrupts);
        assertEquals(100 * report.cpuShare(), observed.cpuPercent);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {512, 4096})
  void anOperationThatMovedNothingIsNoticed(int size) {
    IoMode bench = bench(size);
    bench.poison();
    assertThrows(IllegalStateException.class, bench::verify);
  }

  private static IoMode bench(int size) {
    IoMode bench = new IoMode();
    bench.size = size;
    bench.makeDisk();
    return bench;
  }
}
