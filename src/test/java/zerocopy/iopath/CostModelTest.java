package zerocopy.iopath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zerocopy.iopath.CostModel.Part;

/** Predictions are steps times primitives, and nothing else. */
class CostModelTest {

  private static final Platform JDK17 = Platform.linux(17);
  private static final Workload MIB = new Workload(1 << 20, 1 << 16, false, "tcp");

  /**
   * A call 100 ns; a byte copied by the kernel 1 ns (at page offset 16: 3 ns), by others 2 ns; into
   * cached pages three quarters of a ns more.
   */
  private static final class Prices implements Primitives {
    private Primitives.Transfer pages;

    @Override
    public Transfer pagesToSocket(String transport, long fileSize, long chunk) {
      return pages == null ? socket : pages;
    }

    private Primitives.Transfer socket = new Primitives.Transfer(5e6, 4e6, 1e6, false);

    @Override
    public double call(String name) {
      return name.equals("lseek") ? 10 : 100;
    }

    @Override
    public double kernelCopy(long bytes, CopyFootprint over) {
      return bytes * (over.offset() == 16 ? 3.0 : 1.0);
    }

    @Override
    public double cachedWrite(long bytes, long file) {
      return bytes * 0.75;
    }

    @Override
    public double hiddenBuffer() {
      return 20;
    }

    @Override
    public double userCopy(long bytes, CopyFootprint over) {
      return bytes * 2.0;
    }

    @Override
    public double consume(Place place, long bytes, long span) {
      return bytes * 0.5;
    }

    @Override
    public double readFault(long mapped) {
      return 1000;
    }

    @Override
    public double pipePass() {
      return 50;
    }

    @Override
    public double newFile(long bytes, boolean mapped) {
      return bytes * (mapped ? 8 : 4);
    }

    @Override
    public Transfer memoryToSocket(String transport, long fileSize, long chunk) {
      return socket;
    }
  }

  private final Prices prices = new Prices();

  private PredictedTime predict(String question, String strategy, Workload workload) {
    return CostModel.predict(
        Strategies.path(question, strategy, workload, JDK17).orElseThrow(), prices);
  }

  @Test
  void aReadIsItsCallsAndItsCopy() {
    PredictedTime direct = predict("FileRead", "direct", MIB);
    assertEquals(10 + 16 * 100, direct.parts().get(Part.CROSSINGS));
    assertEquals(1.0 * (1 << 20), direct.parts().get(Part.COPIES));
    assertEquals(1610 + 1.0 * (1 << 20), direct.total());
    assertTrue(direct.isComplete());
  }

  @Test
  void heapAddsTheTemporaryBuffersCopyAndItsOffset() {
    PredictedTime small = predict("FileRead", "heap", MIB);
    assertEquals(3.0 * (1 << 20), small.parts().get(Part.COPIES));
    PredictedTime large = predict("FileRead", "heap", new Workload(1 << 20, 1 << 20, false, ""));
    assertEquals(5.0 * (1 << 20), large.parts().get(Part.COPIES), "malloc's offset 16");
  }

  @Test
  void aMappingCostsAFaultAWindow() {
    PredictedTime mapped = predict("FileRead", "mapCopyUnmap", MIB);
    assertEquals(16 * 1000, mapped.parts().get(Part.FAULTS));
    assertEquals(300, mapped.parts().get(Part.CROSSINGS));
    assertEquals(2.0 * (1 << 20), mapped.parts().get(Part.COPIES), "the program copies");
  }

  @Test
  void onlyTheKernelPaysForDirtyPages() {
    double copies = predict("FileCopy", "readWriteDirect", MIB).parts().get(Part.COPIES);
    assertEquals((1.0 + 1.75) * (1 << 20), copies, "out of the source and into the target");
    copies = predict("FileCopy", "mappedToChannel", MIB).parts().get(Part.COPIES);
    assertEquals(1.75 * (1 << 20), copies, "the source is mapped");
    copies = predict("FileCopy", "mappedToMapped", MIB).parts().get(Part.COPIES);
    assertEquals(2.0 * (1 << 20), copies, "both are mapped");
    copies = predict("FileToSocket", "mappedWrite", MIB).parts().get(Part.COPIES);
    assertEquals(1.0 * (1 << 20), copies, "the source is mapped, the target a socket");
  }

  @Test
  void aNewTargetIsMadeOnce() {
    Workload made = new Workload(1 << 20, 1 << 16, true, "");
    double existing = predict("FileCopy", "readWriteDirect", MIB).total();
    assertEquals(
        existing - 10 + 4.0 * (1 << 20), predict("FileCopy", "readWriteDirect", made).total());
    assertEquals(0, predict("FileCopy", "mappedToMapped", made).parts().get(Part.FAULTS));
    assertEquals(
        256,
        Strategies.path("FileCopy", "mappedToMapped", made, JDK17).orElseThrow().counts().faults());
  }

  @Test
  void whatTheSocketAddsIsTakenFromTheTransferOfMemory() {
    double known = 16 * 100 + (1 << 20);
    PredictedTime direct = predict("FileToSocket", "readWriteDirect", MIB);
    assertEquals(4e6 - known, direct.parts().get(Part.PROTOCOL), 1e-6);
    assertEquals(1e6, direct.parts().get(Part.WAITING), 1e-6, "neither of them worked");
    assertEquals(0, direct.parts().get(Part.RECEIVER), 1e-6, "the sender takes longer");
    assertEquals(5e6 + 10 + 16 * 100 + 1.0 * (1 << 20), direct.total(), 1e-6);
    assertTrue(predict("FileToSocket", "transferTo", MIB).total() < direct.total());
  }

  @Test
  void theReceiverDecidesWhereItIsSlower() {
    prices.socket = new Primitives.Transfer(5e6, 2e6, 4e6, false);
    assertEquals(5e6, predict("FileToSocket", "transferTo", MIB).total(), 1e-6);
    prices.socket = new Primitives.Transfer(5e6, Double.NaN, Double.NaN, false);
    assertEquals(
        5e6,
        predict("FileToSocket", "transferTo", MIB).total(),
        1e-6,
        "without clocks of both threads, their calls and copies stand for them");
  }

  @Test
  void pagesThatAreHandedOverArePricedBySuchATransfer() {
    prices.pages = new Primitives.Transfer(3e6, 2.5e6, 1e6, false);
    PredictedTime sent = predict("FileToSocket", "transferTo", MIB);
    assertEquals(3e6, sent.total(), 1e-6, "one call there as here");
    assertEquals(5e6, predict("FileToSocket", "mappedWrite", MIB).total(), 1e6, "not this one");
  }

  @Test
  void onOneCoreBothTakeTurns() {
    prices.socket = new Primitives.Transfer(5e6, 3e6, 2e6, true);
    PredictedTime direct = predict("FileToSocket", "readWriteDirect", MIB);
    assertEquals(2e6, direct.parts().get(Part.RECEIVER), 1e-6);
    assertEquals(0, direct.parts().get(Part.WAITING), 1e-6);
  }

  @Test
  void clocksThatDisagreeTakeOffNoMoreThanTheSendersTime() {
    prices.socket = new Primitives.Transfer(3e6, 4e6, 1e6, false);
    PredictedTime direct = predict("FileToSocket", "readWriteDirect", MIB);
    assertEquals(-1e6, direct.parts().get(Part.WAITING), 1e-6);
    prices.socket = new Primitives.Transfer(1, 9e6, 9e7, false);
    assertTrue(predict("FileToSocket", "readWriteDirect", MIB).total() > 0);
  }

  @Test
  void aReceiverThatDiscardsCopiesNothing() {
    Workload discarded = new Workload(1 << 20, 1 << 16, false, "tcp", true);
    prices.socket = new Primitives.Transfer(5e6, 2e6, Double.NaN, false);
    PredictedTime sent = predict("FileToSocket", "transferTo", discarded);
    assertEquals(0, sent.parts().get(Part.RECEIVER), 1e-6);
  }

  @Test
  void whatIsNotMeasuredIsNamedAndNotGuessed() {
    prices.socket = Primitives.Transfer.UNKNOWN;
    PredictedTime sent = predict("FileToSocket", "transferTo", MIB);
    assertFalse(sent.isComplete());
    assertEquals(java.util.Set.of("transfer from memory to a socket"), sent.missing());
  }

  @ParameterizedTest
  @MethodSource("zerocopy.iopath.Strategies#names")
  void everyStrategyHasAPriceAndADiagram(String name) {
    String[] parts = name.split("\\.");
    for (boolean made : new boolean[] {false, true}) {
      for (int jdk : new int[] {17, 25}) {
        IoPath path =
            Strategies.path(
                    parts[0],
                    parts[1],
                    new Workload(100_000, 4096, made, "unix"),
                    Platform.linux(jdk))
                .orElseThrow();
        assertTrue(CostModel.predict(path, prices).total() > 0);
        assertTrue(PathDiagram.svg(path).endsWith("</svg>"));
      }
    }
  }
}
