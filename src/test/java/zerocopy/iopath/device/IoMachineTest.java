package zerocopy.iopath.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import zerocopy.iopath.Counts;
import zerocopy.iopath.TextbookPaths;

class IoMachineTest {

  private static final int MIB = 1 << 20;
  private final int[] content = new Random(1).ints(MIB / 4).toArray();
  private final DiskController disk = new DiskController(content);
  private final int[] memory = new int[MIB / 4];
  private final IoMachine machine = new IoMachine(disk, memory, IoTiming.ATA);

  @ParameterizedTest
  @EnumSource
  void everyWordArrives(TransferMode mode) {
    machine.read(mode, MIB);
    assertArrayEquals(content, memory);
  }

  @ParameterizedTest
  @ValueSource(longs = {512, 4096, 65536})
  void countsAreThoseOfTheLedger(long bytes) {
    IoReport programmed = machine.read(TransferMode.PROGRAMMED, bytes);
    IoReport interrupt = machine.read(TransferMode.INTERRUPT, bytes);
    IoReport dma = machine.read(TransferMode.DMA, bytes);

    Counts ledger = TextbookPaths.programmedIo(bytes).counts();
    assertEquals(ledger.cpuCopies() * bytes, programmed.cpuCopiedBytes());
    assertEquals(ledger.interrupts(), programmed.interrupts());
    assertTrue(programmed.polls() >= ledger.polls(), "at least one poll a sector");

    ledger = TextbookPaths.interruptDriven(bytes).counts();
    assertEquals(ledger.cpuCopies() * bytes, interrupt.cpuCopiedBytes());
    assertEquals(ledger.interrupts(), interrupt.interrupts());
    assertEquals(ledger.polls(), interrupt.polls());

    ledger = TextbookPaths.dma(bytes).counts();
    assertEquals(ledger.cpuCopies() * bytes, dma.cpuCopiedBytes());
    assertEquals(ledger.dmaCopies() * bytes, dma.dmaCopiedBytes());
    assertEquals(ledger.interrupts(), dma.interrupts());
  }

  @Test
  void oneSectorTakesTheTimeOfItsParts() {
    IoTiming t = IoTiming.ATA;
    IoReport interrupt = machine.read(TransferMode.INTERRUPT, 512);
    assertEquals(2 * t.register() + t.interrupt() + 128 * t.word(), interrupt.cpuBusy());
    assertEquals(interrupt.cpuBusy() + t.sector(), interrupt.elapsed());

    IoReport dma = machine.read(TransferMode.DMA, 512);
    assertEquals(5 * t.register() + t.interrupt(), dma.cpuBusy());
    assertEquals(128 * t.busCycle(), dma.stolenBus());
    assertEquals(dma.cpuBusy() + t.sector() + dma.stolenBus(), dma.elapsed());

    IoReport programmed = machine.read(TransferMode.PROGRAMMED, 512);
    assertEquals(programmed.elapsed(), programmed.cpuBusy());
    assertEquals((t.sector() + t.register() - 1) / t.register(), programmed.polls());
  }

  @Test
  void theProcessorIsBusyAllTheTimeOrForCopyingOrHardlyAtAll() {
    IoReport programmed = machine.read(TransferMode.PROGRAMMED, MIB);
    assertEquals(programmed.elapsed(), programmed.cpuBusy() + programmed.clockTime());
    assertTrue(machine.read(TransferMode.INTERRUPT, MIB).cpuShare() < programmed.cpuShare());
    double small = machine.read(TransferMode.DMA, 512).cpuShare();
    double large = machine.read(TransferMode.DMA, MIB).cpuShare();
    assertTrue(large < 0.01 && small > 10 * large, small + " " + large);
  }

  @Test
  void aTransferLongerThanTheCountRegisterTakesSeveralCommands() {
    int sectorsPerCommand = DmaController.MAX_WORDS / 128;
    long largest = sectorsPerCommand * 512L;
    assertEquals(1, machine.read(TransferMode.DMA, largest).interrupts());
    assertEquals(2, machine.read(TransferMode.DMA, largest + 512).interrupts());
  }

  @Test
  void aDiskInterruptWaitsForTheClocksHandlerAndIsRetried() {
    IoTiming busyClock = new IoTiming(1000, 10, 1, 1, 10, 600, 550);
    IoReport report = new IoMachine(disk, memory, busyClock).read(TransferMode.INTERRUPT, 64 * 512);
    assertTrue(report.retries() > 0, "the clock runs for 560 of every 600 ns");
    assertEquals(64, report.interrupts());
    assertTrue(report.clockTime() > report.elapsed() / 2);
    assertEquals(64 * (20 + 10 + 128), report.cpuBusy(), "the clock is not the transfer's time");
  }

  @ParameterizedTest
  @EnumSource
  void aWrongChecksumIsNotDelivered(TransferMode mode) {
    disk.damage(128 * 3 + 7, 0x10);
    DiskError error = assertThrows(DiskError.class, () -> machine.read(mode, 4096));
    assertTrue(error.getMessage().contains("sector 3"));
    machine.read(mode, 3 * 512);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -512, 100, 513, 2L * MIB})
  void refusesWhatIsNotWholeSectorsOfTheDisk(long bytes) {
    assertThrows(
        IllegalArgumentException.class, () -> machine.read(TransferMode.PROGRAMMED, bytes));
  }

  @Test
  void refusesImpossibleTimings() {
    assertThrows(IllegalArgumentException.class, () -> new IoTiming(1, 1, 1, 1, 100, 150, 100));
    assertThrows(IllegalArgumentException.class, () -> new IoTiming(0, 1, 1, 1, 1, 150, 100));
  }
}
