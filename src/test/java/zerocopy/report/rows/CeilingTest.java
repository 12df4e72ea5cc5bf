package zerocopy.report.rows;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zerocopy.catalogue.Catalogue;
import zerocopy.report.rows.Measured.Standing;
import zerocopy.results.Environment;
import zerocopy.results.ResultRow;
import zerocopy.results.Run;

/** A row that is 1.5 times faster than its copies allow is refused, whatever the strategy. */
class CeilingTest {

  private static final long SIZE = 16 << 20;

  /** Of the machine, at every working set: bytes in a nanosecond. */
  private static final double SPEED = 20;

  private static final Catalogue SUITE = Catalogue.ofSuite();

  /** Passes over the bytes of strategies that do not just copy them once: a copy makes two. */
  private static final Map<String, Integer> PASSES =
      Map.ofEntries(
          Map.entry("FileRead.stream", 4),
          Map.entry("FileRead.heap", 4),
          Map.entry("FileScan.stream", 5),
          Map.entry("FileScan.heap", 5),
          Map.entry("FileScan.direct", 3),
          Map.entry("FileScan.agronaDirect", 3),
          Map.entry("FileScan.mappedCopy", 3),
          Map.entry("FileScan.agronaMappedCopy", 3),
          Map.entry("FileScan.mapCopyUnmap", 3),
          Map.entry("FileScan.mapped", 1),
          Map.entry("FileScan.agronaMapped", 1),
          Map.entry("FileScan.mapScanUnmap", 1),
          Map.entry("FileCopy.readWriteHeap", 8),
          Map.entry("FileCopy.readWriteDirect", 4),
          Map.entry("FileToSocket.stream", 8),
          Map.entry("FileToSocket.readWriteHeap", 8),
          Map.entry("FileToSocket.readWriteDirect", 4),
          Map.entry("FileToSocket.transferTo", 1),
          Map.entry("FileToSocket.tls", 6),
          Map.entry("SocketToFile.stream", 8),
          Map.entry("SocketToFile.readWriteHeap", 8),
          Map.entry("SocketToFile.readWriteDirect", 4),
          Map.entry("SocketToFile.transferFrom", 4),
          Map.entry("Relocation.swapped", 4),
          Map.entry("HandOver.ringBufferClaim", 1),
          Map.entry("HandOver.manyToOneClaim", 1),
          Map.entry("SocketFloor.transferTo", 1),
          Map.entry("FileWrite.heap", 4),
          Map.entry("BufferAlignment.readHeap", 4),
          Map.entry("ColdRead.heap", 4),
          Map.entry("ColdRead.oDirect", 1),
          Map.entry("ForeignFileToSocket.sendfile", 1),
          Map.entry("ForeignFileToSocket.ioUringSend", 4),
          Map.entry("ForeignFileToSocket.splice", 1),
          Map.entry("ForeignFileToSocket.vmsplice", 1),
          Map.entry("ForeignFileToSocket.zeroCopySend", 1),
          Map.entry("ForeignFileToSocket.ioUringSendZeroCopy", 1),
          Map.entry("ForeignFileToSocket.ioUringSplice", 1),
          Map.entry("ForeignFileScan.faulting", 1),
          Map.entry("ForeignFileScan.populate", 1),
          Map.entry("ForeignFileScan.populateRead", 1),
          Map.entry("ForeignHandOver.segment", 1),
          Map.entry("ForeignHandOver.descriptor", 1),
          Map.entry("ForeignColdRead.ioUringDirect", 1),
          Map.entry("ForeignWriteBack.ioUringDirect", 1),
          Map.entry("WriteBack.oDirect", 1));

  /** The rows of one run: 1.5 times too fast, and just not too fast. */
  @Test
  void whatIsTooFastForItsCopiesIsRefused() {
    List<ResultRow> rows = new ArrayList<>();
    Map<String, Standing> expected = new TreeMap<>();
    for (Catalogue.Entry asked : SUITE.entries().values()) {
      if (!asked.question().bytes().isEmpty()) {
        for (String strategy : asked.strategies().keySet()) {
          if (!asked.strategy(strategy).moves()) {
            continue;
          }
          String name = asked.qualified(strategy);
          double least = PASSES.getOrDefault(name, 2) * SIZE / SPEED;
          rows.add(row(name, params(asked, "fast"), least / 1.5));
          expected.put(name + "/fast", Standing.ABOVE_CEILING);
          rows.add(row(name, params(asked, "slow"), least * 1.01));
          expected.put(name + "/slow", Standing.VALID);
        }
      }
    }
    Map<String, Standing> seen = new TreeMap<>();
    measured(new Environment(ceiling(4096, SPEED)), rows)
        .forEach(
            m ->
                seen.put(
                    m.question() + "." + m.strategy() + "/" + m.row().params().get("pace"),
                    m.standing()));
    assertEquals(expected, seen);
  }

  private static Map<String, String> params(Catalogue.Entry asked, String pace) {
    return Map.of(
        asked.question().bytes(),
        "" + SIZE,
        "chunk",
        "65536",
        "receiver",
        "discarding",
        "pace",
        pace);
  }

  /** The sender hands over pages, and the receiver copies them on another processor. */
  @Test
  void theReceiversCopyCountsForItself() {
    Map<String, String> params = Map.of("fileSize", "" + SIZE, "receiver", "blocking");
    double copy = 2 * SIZE / SPEED;
    assertEquals(Standing.ABOVE_CEILING, standing("FileToSocket.transferTo", params, copy / 1.5));
    assertEquals(Standing.VALID, standing("FileToSocket.readWriteDirect", params, 2 * copy * 1.01));
  }

  /** A chunk in the cache is faster than the file, which must still be read from memory. */
  @Test
  void eachSideOfACopyIsHeldAgainstItsOwnMemory() {
    Map<String, String> params = Map.of("fileSize", "" + SIZE, "chunk", "65536");
    ObjectNode slowMemory = ceiling(65536, SPEED);
    slowMemory.withArray("ceiling").add(point(2 << 20, SPEED / 8));
    double read = SIZE / (SPEED / 8);
    double scanned = SIZE / SPEED;
    String scan = "FileScan.direct";
    assertEquals(
        Standing.ABOVE_CEILING, standing(slowMemory, scan, params, 0.99 * (read + scanned)));
    assertEquals(Standing.VALID, standing(slowMemory, scan, params, 1.01 * (read + scanned)));
  }

  @Test
  void betweenTwoWorkingSetsTheFasterCounts() throws Exception {
    Ceiling ceiling =
        Ceiling.of(
            new Environment(
                new ObjectMapper()
                    .readTree(
                        "{\"ceiling\":[{\"workingSetBytes\":65536,\"bytesPerSecond\":5e10},"
                            + "{\"workingSetBytes\":67108864,\"bytesPerSecond\":1e10},"
                            + "{\"workingSetBytes\":\"x\",\"bytesPerSecond\":null}]}")));
    assertEquals(5e10, ceiling.at(100));
    assertEquals(5e10, ceiling.at(1 << 20));
    assertEquals(1e10, ceiling.at(1 << 28));
    assertEquals(1e6, ceiling.leastTime(10_000_000, 1 << 28));
  }

  @Test
  void withoutACeilingNothingIsRefused() {
    Map<String, String> params = Map.of("size", "" + SIZE);
    ObjectNode unknown = JsonNodeFactory.instance.objectNode();
    assertEquals(Standing.VALID, standing(unknown, "BufferCopy.heapToHeap", params, 1));
  }

  /** One slow fork of several may be noise, one fast fork as well: the whole interval counts. */
  @Test
  void noiseAloneDoesNotRefuse() {
    double least = 2 * SIZE / SPEED;
    Map<String, String> params = Map.of("size", "" + SIZE);
    Environment known = new Environment(ceiling(4096, SPEED));
    double[] times = {0.5 * least, 0.8 * least, 1.2 * least};
    assertEquals(Standing.VALID, standing(known, "BufferCopy.heapToHeap", params, times));
  }

  private static Standing standing(String strategy, Map<String, String> params, double time) {
    return standing(ceiling(4096, SPEED), strategy, params, time);
  }

  private static Standing standing(
      ObjectNode environment, String strategy, Map<String, String> params, double time) {
    return standing(new Environment(environment), strategy, params, time, time * 1.0001);
  }

  private static Standing standing(
      Environment environment, String strategy, Map<String, String> params, double... times) {
    return measured(environment, List.of(row(strategy, params, times))).get(0).standing();
  }

  private static ResultRow row(String strategy, Map<String, String> params, double... times) {
    return new ResultRow(
        "zerocopy.bench." + strategy,
        new TreeMap<>(params),
        "avgt",
        "ns/op",
        Arrays.stream(times).mapToObj(time -> new double[] {time}).toList(),
        IntStream.range(0, times.length).toArray(),
        Map.of());
  }

  private static List<Measured> measured(Environment environment, List<ResultRow> rows) {
    Run run = new Run("run", Path.of("run"), environment, rows, List.of(), List.of());
    return ReportData.of(List.of(run)).rows();
  }

  private static ObjectNode ceiling(long workingSet, double speed) {
    ObjectNode environment = JsonNodeFactory.instance.objectNode();
    environment.putArray("ceiling").add(point(workingSet, speed));
    return environment;
  }

  private static ObjectNode point(long workingSet, double speed) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("workingSetBytes", workingSet)
        .put("bytesPerSecond", speed * 1e9);
  }
}
