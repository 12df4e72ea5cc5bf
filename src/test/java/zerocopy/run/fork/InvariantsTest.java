package zerocopy.run.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openjdk.jmh.runner.BenchmarkListEntry;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Promise;
import zerocopy.results.ForkRecord;
import zerocopy.results.ForkRecord.Series;
import zerocopy.results.ForkRecord.Status;
import zerocopy.results.KernelMetrics;
import zerocopy.run.plan.Planner;

/** Which counts of the kernel are held against a fork. */
class InvariantsTest {

  private static final String SOCKET = "transport=tcp receiver=polling cores=two pacing=none ";

  private static Map<String, String> params(String text) {
    Map<String, String> params = new TreeMap<>();
    if (text != null) {
      Arrays.stream(text.split(" "))
          .map(pair -> pair.split("="))
          .forEach(pair -> params.put(pair[0], pair[1]));
    }
    return params;
  }

  private static Invariants invariants(String strategy, String params, int jdk) {
    return Invariants.of(
        Catalogue.ofSuite(), "zerocopy.bench.any." + strategy, params(params), jdk);
  }

  private static ForkRecord fork(Map<String, List<Double>> counts) {
    Map<String, Series> secondary = new TreeMap<>();
    counts.forEach((name, scores) -> secondary.put(name, new Series("n/op", scores)));
    return new ForkRecord(
        "a.B.c",
        Map.of(),
        0,
        0,
        Status.OK,
        "",
        "",
        1,
        "avgt",
        "ns/op",
        List.of(1.0, 1.0),
        secondary,
        Map.of());
  }

  /** A fork of two iterations alike. */
  private static ForkRecord fork(double reads, double writes, double faults, double sleeps) {
    return fork(
        Map.of(
            KernelMetrics.THREAD_READ_CALLS, Collections.nCopies(2, reads),
            KernelMetrics.THREAD_WRITE_CALLS, Collections.nCopies(2, writes),
            KernelMetrics.THREAD_MINOR_FAULTS, Collections.nCopies(2, faults),
            KernelMetrics.THREAD_VOLUNTARY_SWITCHES, Collections.nCopies(2, sleeps)));
  }

  private static ForkRecord reads(Double... counts) {
    return fork(Map.of(KernelMetrics.THREAD_READ_CALLS, List.of(counts)));
  }

  /** Counts right at the boundary, and just beyond it: the last column is what is broken. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "ModeSwitch.read, -, 1, 0, 0, 0, -",
        "ModeSwitch.read, -, 0, 0, 0, 0, read calls",
        "ModeSwitch.read, -, 0.99, 0, 0, 0, -",
        "ModeSwitch.read, -, 0.98, 0, 0, 0, read calls",
        "ModeSwitch.read, -, 1.51, 0, 0, 0, -",
        "ModeSwitch.read, -, 1.52, 0, 0, 0, read calls",
        "ModeSwitch.read, -, 1, 1, 0, 0, write calls",
        "ModeSwitch.plainCall, -, 0, 0, 0, 0, -",
        "ModeSwitch.plainCall, -, 1, 0, 0, 0, read calls",
        "ModeSwitch.plainCall, -, 0.5, 0.5, 0.5, 0, -",
        "ModeSwitch.plainCall, -, 0, 0, 0.51, 0, page faults",
        "BufferCopy.heapToHeap, size=65536, 0, 0, 1.3, 0, -",
        "BufferCopy.heapToHeap, size=65536, 0, 0, 1.31, 0, page faults",
        "BufferAllocation.direct, size=65536 touch=none, 0, 0, 17, 0, -",
        "BufferAllocation.direct, size=65536 touch=none, 1, 0, 17, 0, read calls",
        "BufferAlignment.readHeap, fileSize=65536 offset=0, 1, 0, 16, 0, -",
        "FileRead.direct, fileSize=1048576 chunk=65536, 16, 0, 0, 0, -",
        "FileRead.direct, fileSize=1048576 chunk=65536, 16.66, 0, 0, 0, -",
        "FileRead.direct, fileSize=1048576 chunk=65536, 17, 0, 0, 0, read calls",
        "FileRead.direct, fileSize=1048576 chunk=65536, 1, 0, 0, 0, read calls",
        "FileRead.direct, fileSize=4096 chunk=65536, 1, 0, 0, 0, -",
        "FileRead.mappedCopy, fileSize=1048576, 0, 0, 13.3, 0, -",
        "FileRead.mappedCopy, fileSize=1048576, 0, 0, 16, 0, page faults",
        "FileRead.mappedCopy, fileSize=1048576, 1, 0, 0, 0, read calls",
        "FileRead.mapCopyUnmap, fileSize=1048576, 0, 0, 1, 0, -",
        "FileRead.mapCopyUnmap, fileSize=1048576, 0, 0, 0, 0, page faults",
        "FileWrite.heap, fileSize=1048576 chunk=4096 destination=new, 0, 256, 9, 0, -",
        "FileWrite.heap, fileSize=1048576 chunk=4096 destination=new, 0, 1, 0, 0, write calls",
        "FileCopy.transferTo, fileSize=1048576 destination=existing, 1, 1, 0, 0, -",
        "FileCopy.transferTo, fileSize=1048576 destination=existing, 4, 4, 0, 0, -",
        "FileCopy.transferTo, fileSize=1048576 destination=existing, 16, 16, 0, 0, read calls",
        "FileCopy.transferTo, fileSize=1048576 destination=existing, 0, 0, 0, 0, read calls",
        "FileCopy.mappedToMapped, fileSize=1048576 destination=existing, 0, 0, 256, 0, -",
        "PageFault.firstTouchAnonymous, -, 0, 0, 0.0625, 0, -",
        "PageFault.firstTouchAnonymous, -, 0, 0, 0.002, 0, page faults",
        "PageFault.firstTouchAnonymousHuge, -, 0, 0, 0.002, 0, -",
        "PageFault.firstTouchAnonymousHuge, -, 0, 0, 1, 0, page faults",
        "PageFault.firstTouchMapped, -, 0, 0, 0.0002, 0, -",
        "PageFault.firstTouchMapped, -, 0, 0, 0, 0, page faults",
        "PageFault.secondTouch, -, 0, 0, 1, 0, page faults",
        "WaitMode.blocking, transport=unix cores=one, 1, 1, 0, 0.1, -",
        "WaitMode.blocking, transport=unix cores=one, 1, 1, 0, 0.09, waits",
        "WaitMode.blocking, transport=unix cores=one, 9, 1, 0, 0, read calls",
        "WaitMode.busyPolling, transport=unix cores=one, 900, 1, 0, 0.5, -",
        "WaitMode.busyPolling, transport=unix cores=one, 1, 1, 0, 0.9, waits",
      })
  void boundaries(
      String strategy,
      String params,
      double reads,
      double writes,
      double faults,
      double sleeps,
      String broken) {
    String sentence =
        invariants(strategy, params, 17).broken(fork(reads, writes, faults, sleeps)).orElse(null);
    assertTrue(
        broken == null ? sentence == null : sentence != null && sentence.contains(broken),
        () -> "said: " + sentence);
  }

  @Test
  void anAcknowledgementIsRead() {
    Invariants sends =
        invariants("FileToSocket.readWriteDirect", SOCKET + "fileSize=1048576 chunk=65536", 25);
    assertEquals(Optional.empty(), sends.broken(fork(17, 16, 0, 0)));
    assertTrue(sends.broken(fork(16, 16, 0, 0)).isPresent());
    Invariants handsOver =
        invariants("SocketFloor.transferTo", SOCKET + "size=1048576 chunk=65536", 25);
    assertEquals(new Promise(17, 17), handsOver.reads());
    assertEquals(new Promise(16, 16), handsOver.writes());
  }

  /** JDK 17 maps the source in parts of 8 MiB and writes each. */
  @Test
  void thePathIsThatOfTheJdk() {
    String large = "fileSize=16777216 destination=existing";
    assertEquals(new Promise(0, 0), invariants("FileCopy.transferFrom", large, 17).reads());
    assertEquals(new Promise(2, 2), invariants("FileCopy.transferFrom", large, 17).writes());
    assertEquals(new Promise(1, 4), invariants("FileCopy.transferFrom", large, 25).reads());
  }

  @Test
  void oneGoodIterationIsEnough() {
    Invariants once = invariants("ModeSwitch.read", null, 17);
    assertEquals(Optional.empty(), once.broken(reads(5.0, 1.0, 0.0)));
    assertTrue(once.broken(reads(5.0, 0.0)).isPresent());
  }

  /** On other systems, with several threads, and where the kernel counts not even our own look. */
  @Test
  void withoutCountersNothingIsHeldAgainstAFork() {
    Invariants once = invariants("ModeSwitch.read", null, 17);
    assertEquals(Optional.empty(), once.broken(fork(Map.of())));
    assertEquals(
        Optional.empty(), once.broken(fork(Map.of(KernelMetrics.READ_CALLS, List.of(0.0, 0.0)))));
    assertEquals(Optional.empty(), once.broken(reads(-0.001, -0.001)));
  }

  @Test
  void theSentenceSaysBothNumbers() {
    String sentence =
        invariants("FileCopy.transferTo", "fileSize=1048576", 17)
            .broken(fork(16, 16, 0, 0))
            .orElseThrow();
    assertTrue(
        sentence.startsWith(
            "refused: the kernel counted 16.00 read calls an operation instead of 1 to 4"),
        sentence);
    String waits =
        invariants("WaitMode.selector", "transport=tcp", 17).broken(fork(1, 1, 0, 0)).orElseThrow();
    assertTrue(waits.contains(" 0.000 waits an operation instead of at least 0.1,"), waits);
    String faults = invariants("ModeSwitch.clock", null, 17).broken(fork(0, 0, 2, 0)).orElseThrow();
    assertTrue(faults.contains(" instead of at most 0.5,"), faults);
  }

  /** What a declaration promises can be worked out for all values that the benchmark lists. */
  @Test
  void everyStrategyHasInvariants() {
    List<String> unlimited = new ArrayList<>();
    for (BenchmarkListEntry benchmark : Planner.all()) {
      Map<String, String[]> values = benchmark.getParams().orElse(Map.of());
      int most = values.values().stream().mapToInt(v -> v.length).max().orElse(1);
      for (int i = 0; i < most; i++) {
        Map<String, String> params = new TreeMap<>();
        for (Map.Entry<String, String[]> value : values.entrySet()) {
          params.put(value.getKey(), value.getValue()[i % value.getValue().length]);
        }
        Invariants all = Invariants.of(Catalogue.ofSuite(), benchmark.getUsername(), params, 17);
        DoubleStream.of(all.reads().least(), all.writes().least(), all.faults().least())
            .forEach(least -> assertTrue(least >= 0 && least < 1e9, benchmark.getUsername()));
        // In how many pieces something arrives or leaves, and how often one looks for it, the
        // other side decides, too; and of several threads that read, one is counted.
        boolean open =
            benchmark.getUsername().matches(".*(SocketToFile|HandOver|RandomRead|WaitMode)[.].*");
        if (!open
            && (Double.isInfinite(all.reads().most()) || Double.isInfinite(all.writes().most()))) {
          unlimited.add(benchmark.getUsername());
        }
      }
    }
    assertEquals(List.of(), unlimited.stream().distinct().toList());
  }
}
