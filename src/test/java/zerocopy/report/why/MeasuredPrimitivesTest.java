package zerocopy.report.why;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import zerocopy.catalogue.Catalogue;
import zerocopy.iopath.CopyFootprint;
import zerocopy.iopath.Place;
import zerocopy.iopath.Primitives;
import zerocopy.iopath.Primitives.Transfer;
import zerocopy.report.rows.Layouts;
import zerocopy.results.KernelMetrics;
import zerocopy.results.ResultRow;

/** Every primitive comes from the rows that it should come from, in the right unit and size. */
class MeasuredPrimitivesTest {

  private static final long KIB64 = 64 << 10;
  private static final long MIB = 1 << 20;
  private static final String TCP = "tcp/blocking/two/reno/64/near";

  private final List<ResultRow> rows = new ArrayList<>();

  /** A row whose forks all have that time, and one in another unit and one in another mode. */
  private void row(String benchmark, double time, String... params) {
    rows.add(measured(benchmark, "avgt", "ns/op", forks(time), Map.of(), params));
    rows.add(measured(benchmark, "avgt", "us/op", forks(7 * time), Map.of(), params));
    rows.add(measured(benchmark, "ss", "ns/op", forks(5 * time), Map.of(), params));
  }

  private static List<double[]> forks(double... times) {
    return Stream.of(times)
        .flatMapToDouble(Arrays::stream)
        .mapToObj(t -> new double[] {t, t, t})
        .toList();
  }

  private static ResultRow measured(
      String benchmark,
      String mode,
      String unit,
      List<double[]> forks,
      Map<String, ResultRow.Secondary> secondary,
      String... params) {
    TreeMap<String, String> map = new TreeMap<>();
    for (int i = 0; i < params.length; i += 2) {
      map.put(params[i], params[i + 1]);
    }
    return new ResultRow(
        "zerocopy.bench." + benchmark, map, mode, unit, forks, new int[0], secondary);
  }

  private void rows() {
    calls();
    memory();
    files();
    sockets();
  }

  private void calls() {
    row("kernel.CallFloor.readDirect", 400);
    row("kernel.CallFloor.readHeap", 413);
    row("kernel.CallFloor.writeDirect", 600);
    row("kernel.CallFloor.transferTo", 2000);
    row("kernel.CallFloor.openReadClose", 3000);
    row("kernel.CallFloor.mapUnmap", 8000);
    row("kernel.ModeSwitch.position", 110);
    row("kernel.ModeSwitch.size", 150);
    row("kernel.ModeSwitch.read", 270);
    row("kernel.ModeSwitch.write", 260);
    row("kernel.ModeSwitch.clock", 22);
    row("kernel.PageFault.secondTouch", 10);
    row("kernel.PageFault.firstTouchMapped", 40);
    row("kernel.PageFault.unmapMapped", 12);
    row("kernel.PageFault.firstTouchTmpfs", 333);
    // A fork in which large folios spared the faults, and three in which they did not.
    ResultRow.Secondary faults =
        new ResultRow.Secondary("faults/op", forks(0.004, 0.03, 0.028, 0.029));
    rows.add(
        measured(
            "kernel.PageFault.firstTouchWindows",
            "avgt",
            "ns/op",
            forks(30, 84.5, 91, 98),
            Map.of(KernelMetrics.MINOR_FAULTS, faults)));
  }

  private void memory() {
    row("memory.BufferCopy.directToDirect", 1000, "size", "" + KIB64);
    row("memory.BufferCopy.directToDirect", 32_000, "size", "" + MIB);
    row("memory.BufferCopy.heapToHeap", 9000, "size", "" + KIB64);
    row("memory.ChunkedCopy.gather", 1100, "size", "" + KIB64);
    row("memory.ChunkedCopy.gather", 20_000, "size", "" + MIB);
    row("memory.ChunkedCopy.scatter", 1200, "size", "" + KIB64);
    row("memory.ChunkedCopy.scatter", 24_000, "size", "" + MIB);
    row("memory.MemoryScan.heap", 33_000, "size", "" + MIB);
    row("memory.MemoryScan.direct", 34_000, "size", "" + MIB);
    row("memory.MemoryScan.direct", 2100, "size", "" + KIB64);
    row("memory.MemoryScan.agronaDirect", 99_000, "size", "" + MIB);
  }

  private void files() {
    for (String[] read : new String[][] {{"0", "1"}, {"16", "1.5"}, {"8", "9"}}) {
      double factor = Double.parseDouble(read[1]);
      row("file.BufferAlignment.readDirect", 400 + 1200 * factor, at(KIB64, read[0]));
      row("file.BufferAlignment.readDirect", 400 + 36_000 * factor, at(MIB, read[0]));
    }
    row("file.BufferAlignment.readHeap", 77_000, at(MIB, "0"));
    row("file.BufferAlignment.writeDirect", 600 + 1500, at(KIB64, "0"));
    row("file.BufferAlignment.writeDirect", 600 + 40_000, at(MIB, "0"));
    row("file.BufferAlignment.writeDirect", 88_000, at(MIB, "16"));
    written("direct", "existing", "none", 110 + 16 * 600 + 36_000 + 20_000, "chunk", "" + KIB64);
    written("direct", "existing", "force", 999_000, "chunk", "" + KIB64);
    written("direct", "new", "none", 266_000, "chunk", "" + KIB64);
    written("direct", "new", "force", 2_500_000, "chunk", "" + KIB64);
    written("heap", "new", "none", 555_000, "chunk", "" + KIB64);
    written("mapped", "existing", "none", 30_000);
    written("mapped", "new", "none", 1_030_000);
    written("mapped", "existing", "force", 888_000);
  }

  private static String[] at(long size, String offset) {
    return new String[] {"fileSize", "" + size, "offset", offset};
  }

  private void written(String how, String destination, String sync, double time, String... chunk) {
    List<String> params = new ArrayList<>(List.of(chunk));
    params.addAll(List.of("destination", destination, "sync", sync, "fileSize", "" + MIB));
    row("file.FileWrite." + how, time, params.toArray(String[]::new));
  }

  private void sockets() {
    socket("write", "65536", "blocking", 300_000, 250_000, 120_000);
    socket("write", "4096", "blocking", 990_000, 700_000, 600_000);
    socket("write", "65536", "polling", 280_000, 240_000, 270_000);
    socket("transferTo", "65536", "blocking", 200_000, 90_000, 130_000);
  }

  private void socket(
      String how, String chunk, String receiver, double wall, double own, double peer) {
    rows.add(
        measured(
            "socket.SocketFloor." + how,
            "avgt",
            "ns/op",
            forks(wall, wall),
            Map.of(
                KernelMetrics.OWN_TIME, new ResultRow.Secondary("ns/op", forks(own, own)),
                KernelMetrics.PEER_TIME, new ResultRow.Secondary("ns/op", forks(peer, peer))),
            "size",
            "" + MIB,
            "chunk",
            chunk,
            "transport",
            "tcp",
            "receiver",
            receiver,
            "cores",
            "two",
            "pacing",
            "reno",
            "receive",
            "64",
            "placement",
            "near"));
  }

  private Primitives primitives() {
    return new MeasuredPrimitives(rows, Catalogue.ofSuite(), new Layouts(rows));
  }

  private static CopyFootprint over(long source, long target) {
    return new CopyFootprint(source, target, 0);
  }

  @TestFactory
  List<DynamicTest> pricesOfCalls() {
    rows();
    Map<String, Double> prices = new TreeMap<>();
    prices.put("read", 400.0);
    prices.put("write (file)", 600.0);
    prices.put("pwrite64", 600.0);
    prices.put("write", 260.0);
    prices.put("lseek", 110.0);
    for (String asked :
        List.of(
            "fstat",
            "sendfile",
            "copy_file_range",
            "copy_file_range (refused)",
            "sendfile (at the end)",
            "copy_file_range (at the end)",
            "fadvise64 (refused)",
            "statx",
            "access")) {
      prices.put(asked, 150.0);
    }
    prices.put("openat", 2600.0);
    prices.put("mmap", 8000 - 16 * (91.0 - 10 + 12) - 150);
    prices.put("munmap", 0.0);
    prices.put("close", 0.0);
    prices.put("unknown", Double.NaN);
    return prices.entrySet().stream()
        .map(e -> price(e.getKey(), e.getValue(), primitives().call(e.getKey())))
        .toList();
  }

  private static DynamicTest price(String name, double expected, double actual) {
    return DynamicTest.dynamicTest(name, () -> assertEquals(expected, actual, 1e-6));
  }

  @TestFactory
  List<DynamicTest> pricesOfTheRest() {
    rows();
    Primitives p = primitives();
    double between = Math.sqrt(1000.0 / KIB64 * 32_000 / MIB);
    // At 64 KiB the kernel's copy takes 200 ns more than the program's, at 1 MiB 4000 ns.
    return List.of(
        price("pass through the pipe", 2000 - 110 - 150 - 150, p.pipePass()),
        price("hidden buffer", 13, p.hiddenBuffer()),
        price("fault of a window", 16 * (91.0 - 10 + 12), p.readFault(MIB)),
        price("fault of a page", 91 - 10 + 12, p.readFault(100)),
        price("fault of two pages", 2 * (91 - 10 + 12), p.readFault(4097)),
        price("fault of a large mapping", 16 * (40 - 10 + 12), p.readFault(2 << 20)),
        price("program's copy", 32_000, p.userCopy(MIB, over(MIB, MIB))),
        price("half of it", 16_000, p.userCopy(MIB / 2, over(MIB, MIB))),
        price("between two sizes", between * 100, p.userCopy(100, over(1 << 18, 1 << 18))),
        price("below the smallest", 500, p.userCopy(KIB64 / 2, over(100, 100))),
        price("above the largest", 64_000, p.userCopy(2 * MIB, over(9 * MIB, 9 * MIB))),
        price("into a chunk", 20_000, p.userCopy(MIB, over(MIB, KIB64))),
        price("out of a chunk", 24_000, p.userCopy(MIB, over(KIB64, MIB))),
        price("two small sides", 1000, p.userCopy(KIB64, over(KIB64, 4096))),
        price("kernel's copy", 36_000, p.kernelCopy(MIB, over(MIB, MIB))),
        price("kernel, in chunks", 20_000 + 16 * 200, p.kernelCopy(MIB, over(MIB, KIB64))),
        price(
            "kernel, to offset 16",
            1.5 * 20_000 + 16 * 200,
            p.kernelCopy(MIB, new CopyFootprint(MIB, KIB64, 16))),
        price(
            "kernel, to an offset without a row",
            20_000 + 16 * 200,
            p.kernelCopy(MIB, new CopyFootprint(MIB, KIB64, 24))),
        price("one large write", 4000, p.cachedWrite(MIB, MIB)),
        price("one small write", 300, p.cachedWrite(KIB64, KIB64)),
        price("writes in chunks", 20_000, 16 * p.cachedWrite(KIB64, MIB)),
        price("writes in other chunks", Double.NaN, p.cachedWrite(4096, MIB)),
        price("heap array", 33_000, p.consume(Place.HEAP_ARRAY, MIB, MIB)),
        price("direct buffer", 34_000, p.consume(Place.USER_MEMORY, MIB, MIB)),
        price("a part of it", 2125, p.consume(Place.USER_MEMORY, KIB64, MIB)),
        price("mapped file", 17_000, p.consume(Place.PAGE_CACHE, MIB / 2, MIB)),
        price("new file", 266_000 - 65_710, p.newFile(MIB, false)),
        price("new file, smaller than measured", Double.NaN, p.newFile(MIB - 1, false)),
        price("new file, larger than measured", Double.NaN, p.newFile(MIB + 1, true)),
        price("new mapped file", 1_000_000 - p.call("mmap") - 150, p.newFile(MIB, true)));
  }

  @Test
  void aTransferHasTheTimesOfBothSides() {
    rows();
    Primitives p = primitives();
    assertTransfer(new Transfer(300_000, 250_000, 120_000, false), p, TCP, KIB64);
    assertTransfer(new Transfer(990_000, 700_000, 600_000, false), p, TCP, 4096);
    assertTransfer(
        new Transfer(280_000, 240_000, Double.NaN, false),
        p,
        TCP.replace("blocking", "polling"),
        KIB64);
    assertEquals(Transfer.UNKNOWN, p.memoryToSocket("unix", MIB, KIB64));
    assertEquals(200_000, p.pagesToSocket(TCP, MIB, KIB64).wall(), 1e-3);
    assertEquals(Transfer.UNKNOWN, p.pagesToSocket(TCP, MIB, 4096));
  }

  private static void assertTransfer(
      Transfer expected, Primitives p, String transport, long chunk) {
    Transfer seen = p.memoryToSocket(transport, MIB, chunk);
    assertEquals(expected.wall(), seen.wall(), 1e-3);
    assertEquals(expected.sender(), seen.sender(), 1e-3);
    assertEquals(expected.receiver(), seen.receiver(), 1e-3);
    assertEquals(expected.oneCore(), seen.oneCore());
  }

  @Test
  void withoutThePreferredRowTheCrossingStandsForIt() {
    row("kernel.ModeSwitch.read", 270);
    row("kernel.ModeSwitch.write", 260);
    assertEquals(270, primitives().call("read"), 1e-9);
    assertEquals(260, primitives().call("write (file)"), 1e-9);
    assertEquals(0, primitives().hiddenBuffer());
    assertEquals(Double.NaN, primitives().readFault(MIB));
  }
}
