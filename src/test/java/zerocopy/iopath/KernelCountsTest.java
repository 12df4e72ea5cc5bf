package zerocopy.iopath;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static zerocopy.iopath.Step.Kind.FAULT;
import static zerocopy.iopath.Step.Who.PROCESS;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import zerocopy.bench.kernel.PageFault;
import zerocopy.catalogue.Catalogue;
import zerocopy.run.fork.Invariants;

/**
 * The kernel is the witness: an operation of a strategy makes the calls and the faults that the
 * ledger says ({@link Strategies}); one that the ledger does not know, those of {@link #OTHERS};
 * and one that stands in neither enters the kernel not at all.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux counts a thread's calls in /proc")
class KernelCountsTest {

  /**
   * A strategy, the parameters for which the line holds, and what an operation does: calls, {@code
   * 16*} of them or any number ({@code *}), and page faults, from … to.
   */
  private static final String OTHERS =
      """
      BufferAlignment.read(Direct|Heap): pread64
      BufferAlignment.writeDirect: pwrite64
      ColdRead.(direct|heap) fileSize=65536: pread64
      ColdRead.(direct|heap) fileSize=1048576: 4*pread64
      ColdRead.oDirect fileSize=65536: pread64(O_DIRECT)
      ColdRead.oDirect fileSize=1048576: 4*pread64(O_DIRECT)
      ColdRead.mapped: fstat mmap munmap 1..32
      ColdRead.transferTo jdk=17: lseek fstat sendfile
      ColdRead.transferTo jdk=21: lseek fstat copy_file_range sendfile
      FileWrite.(heap|direct) destination=existing sync=none: lseek 16*write
      FileWrite.(heap|direct) sync=force: lseek 16*write fdatasync
      FileWrite.(heap|direct) destination=new: statx unlink openat(O_CREAT) 16*write close
      FileWrite.(mapped|agronaMapped) sync=force: msync 1..512
      FileWrite.(mapped|agronaMapped) pages=clean: 1..512
      FileWrite.(mapped|agronaMapped) destination=new: statx unlink openat(O_CREAT) fstat ftruncate mmap close munmap 1..512
      WriteBack.write: pwrite64
      WriteBack.writeForce: pwrite64 fdatasync
      WriteBack.mappedForce: msync 1..512
      WriteBack.oDirect: pwrite64(O_DIRECT)
      SocketFloor.write: 16*write(TO) read(TO)
      SocketFloor.transferTo jdk=17: 16*fstat 16*sendfile(TO) read(TO)
      SocketFloor.transferTo jdk=21: 16*fstat 16*copy_file_range 16*sendfile(TO) read(TO)
      FileToSocket.tls: lseek 16*read 16*write(TO) read(TO)
      ForeignFileToSocket.splice fileSize=1048576: 16*splice 16*splice(pipe) read(TO)
      ForeignFileToSocket.splice fileSize=65536: splice splice(pipe) read(TO)
      ForeignFileToSocket.vmsplice fileSize=1048576: mmap 16*vmsplice(pipe) 16*splice(pipe) munmap read(TO) 1..32
      ForeignFileToSocket.vmsplice fileSize=65536: mmap vmsplice(pipe) splice(pipe) munmap read(TO) 1..32
      ForeignFileToSocket.zeroCopySend: mmap sendto(TO) *recvmsg(TO)=EAGAIN *ppoll *recvmsg(TO) munmap read(TO) 0..32
      ForeignFileToSocket.ioUringSend: 16*io_uring_enter read(TO)
      ForeignFileToSocket.ioUringSendZeroCopy: mmap *io_uring_enter munmap read(TO) 0..32
      ForeignFileToSocket.ioUringSplice fileSize=1048576: 16*io_uring_enter read(TO)
      ForeignFileToSocket.ioUringSplice fileSize=65536: io_uring_enter read(TO)
      SocketToFile.(stream|readWrite.*): lseek write(TO) *read(TO) 16*write
      SocketToFile.transferFrom: lseek write(TO) *read(TO) *pwrite64 *fstat
      SocketToFile.mappedRead: lseek write(TO) fstat mmap *read(TO) munmap 0..512
      ForeignSocketToFile.splice: lseek write(TO) *splice(TO) *splice(pipe)
      ForeignSocketToFile.zeroCopyReceive: lseek write(TO) *getsockopt(TO) *ppoll *recvfrom(TO) *pwrite64
      ForeignFileRead.ioUring.* depth=1: 16*io_uring_enter
      ForeignFileRead.ioUring.* depth=32: io_uring_enter
      ForeignFileScan.faulting: mmap munmap 1..32
      ForeignFileScan.populate(Read)?: mmap munmap 1..32
      ForeignFileCopy.splice destination=existing fileSize=1048576: 16*splice 16*splice(pipe)
      ForeignFileCopy.splice destination=existing fileSize=65536: splice splice(pipe)
      ForeignFileCopy.splice destination=new: statx unlink openat(O_CREAT) 16*splice 16*splice(pipe) close
      ForeignColdRead.ioUringDirect fileSize=65536: io_uring_enter
      ForeignColdRead.ioUringDirect fileSize=1048576 depth=1: 4*io_uring_enter
      ForeignColdRead.ioUringDirect fileSize=1048576 depth=32: io_uring_enter
      ForeignWriteBack.ioUringDirect fileSize=65536: io_uring_enter
      ForeignWriteBack.ioUringDirect fileSize=1048576 depth=1: 4*io_uring_enter
      ForeignWriteBack.ioUringDirect fileSize=1048576 depth=32: io_uring_enter
      BufferAllocation.mappedFile touch=none: fstat mmap munmap
      BufferAllocation.mappedFile touch=pages: fstat mmap munmap 1..32
      CallFloor.read(Direct|Heap): pread64
      CallFloor.writeDirect: pwrite64
      CallFloor.transferTo jdk=17: lseek fstat sendfile
      CallFloor.transferTo jdk=21: lseek fstat copy_file_range
      CallFloor.openReadClose: openat pread64 close
      CallFloor.mapUnmap: fstat mmap munmap 1..2
      ModeSwitch.position: lseek
      ModeSwitch.size: fstat
      ModeSwitch.read: read
      ModeSwitch.write: write
      ForeignModeSwitch.parentId(Critical)?: getppid
      ForeignModeSwitch.read: read
      ForeignModeSwitch.write: write
      PageFault.(firstTouchAnonymous|copyOnWrite): 8192..8200
      PageFault.firstTouchAnonymousHuge: 16..20
      PageFault.firstTouchTmpfs: 16..520
      PageFault.(firstTouchMapped|firstTouchWindows): 16..1024
      PageFault.firstWriteMapped: 16..8192
      PageFault.unmapMapped: munmap
      Exceptions.(nullDereference|divisionByZero): rt_sigreturn
      HandOver.pipe: 128*write(pipe) 128*read(pipe)
      HandOver.unixSocket: 128*write(unix) 128*read(unix)
      HandOver.tcp: 128*write(tcp) 128*read(tcp)
      ForeignHandOver.descriptor: 128*sendmsg(unix)
      (Foreign)?WaitMode.blocking: write(TO) read(TO)
      WaitMode.busyPolling: write(TO) *read(TO)=EAGAIN read(TO)
      WaitMode.selector: write(TO) epoll_wait read(TO)
      """;

  private static final int JDK = Runtime.version().feature();

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> everyStrategyDoesWhatItsNameSays() throws Exception {
    return Witness.ask(folder).entrySet().stream()
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.getKey().toString(), () -> compare(e.getKey(), e.getValue())));
  }

  private static void compare(Witness.Case which, Witness.Seen seen) {
    Optional<IoPath> ledger = ledger(which);
    Expected expected = ledger.map(path -> ofLedger(path, which)).orElseGet(() -> ofList(which));
    long faults = seen.counters()[2];
    assertTrue(
        faults >= expected.leastFaults && faults <= expected.mostFaults,
        which
            + ": "
            + faults
            + " faults instead of "
            + expected.leastFaults
            + " to "
            + expected.mostFaults);
    ledger.ifPresent(
        path -> {
          Counts counts = path.counts();
          // A socket's acknowledgement is read.
          assertEquals(
              counts.kernelReadCalls() + (isSocket(which) ? 1 : 0),
              seen.counters()[0],
              which + ": read calls");
          assertEquals(counts.kernelWriteCalls(), seen.counters()[1], which + ": write calls");
        });
    compareWithPromise(which, seen.counters());
    if (seen.calls() != null) {
      compareCalls(which, expected, seen.calls().operations());
      assertEquals(
          peers(which, expected), seen.calls().peers(), which + ": calls of the other thread");
    }
  }

  /** A run holds the same counts against its forks. */
  private static void compareWithPromise(Witness.Case which, long[] counters) {
    Invariants promised = Invariants.of(Catalogue.ofSuite(), which.strategy(), which.values(), JDK);
    assertTrue(promised.reads().allows(counters[0]), which + ": " + promised);
    assertTrue(promised.writes().allows(counters[1]), which + ": " + promised);
    // Of the score's unit, a page, here are all that an invocation touches.
    double units = which.strategy().startsWith("PageFault.") ? PageFault.PAGES : 1;
    assertTrue(promised.faults().allows(counters[2] / units), which + ": " + promised);
  }

  /** Most operations: in one of them the JVM may load a class, or make code executable. */
  private static void compareCalls(
      Witness.Case which, Expected expected, List<Map<String, Long>> seen) {
    long same = seen.stream().filter(expected::allows).count();
    assertTrue(
        2 * same > seen.size(), () -> which + ": calls " + seen + " instead of " + expected.calls);
  }

  /** How the other thread waits: as this one does, or as the receiver's parameter says. */
  private static Set<String> peers(Witness.Case which, Expected expected) {
    String to = "(" + which.values().get("transport") + ")";
    if (!which.values().containsKey("transport")) {
      return readersCalls(expected);
    }
    return switch (which.values().getOrDefault("receiver", "")) {
      case "discarding" -> Set.of("recvfrom" + to);
      case "polling" -> Set.of("read" + to, "read" + to + "=EAGAIN");
      default ->
          which.strategy().equals("WaitMode.busyPolling")
              ? Set.of("read" + to, "read" + to + "=EAGAIN")
              : Set.of("read" + to);
    };
  }

  /** Of a reader in another process, by the writer's: it gets as many calls as were made. */
  private static Set<String> readersCalls(Expected expected) {
    return expected.calls.keySet().stream()
        .filter(call -> call.matches("(read|sendmsg)\\((pipe|unix|tcp)\\)"))
        .map(call -> call.replace("sendmsg", "recvmsg"))
        .collect(Collectors.toSet());
  }

  /**
   * What an operation does.
   *
   * @param calls by name, their number
   * @param any calls of which there may be any number
   */
  private record Expected(
      Map<String, Long> calls, Set<String> any, long leastFaults, long mostFaults) {

    boolean allows(Map<String, Long> seen) {
      Map<String, Long> certain = new TreeMap<>(seen);
      certain.keySet().removeAll(any);
      return certain.equals(calls);
    }
  }

  private static boolean isSocket(Witness.Case which) {
    return which.values().containsKey("receiver");
  }

  private static Optional<IoPath> ledger(Witness.Case which) {
    String[] names = which.strategy().split("\\.");
    Map<String, String> values = which.values();
    long fileSize = Long.parseLong(values.getOrDefault("fileSize", "1"));
    Workload workload =
        new Workload(
            fileSize,
            Long.parseLong(values.getOrDefault("chunk", fileSize + "")),
            values.getOrDefault("destination", "").equals("new"),
            values.getOrDefault("transport", ""),
            values.getOrDefault("receiver", "").equals("discarding"));
    return Strategies.path(names[0], names[1], workload, Platform.linux(JDK));
  }

  /**
   * A large folio may be mapped at once, so fewer faults than windows are in order, and strace,
   * which looks at what is written, may take those that the kernel would; a mapping that does not
   * begin on a window's boundary has a window more, and the JVM may add a fault. A fault for each
   * page would be 16 times as many.
   */
  private static Expected ofLedger(IoPath path, Witness.Case which) {
    Counts counts = path.counts();
    Map<String, Long> calls = new TreeMap<>();
    counts.calls().forEach((call, n) -> calls.merge(traced(call, which), n, Long::sum));
    if (isSocket(which)) {
      calls.merge("read(" + which.values().get("transport") + ")", 1L, Long::sum);
    }
    long faults = counts.faults();
    boolean own = path.steps().stream().anyMatch(s -> s.kind() == FAULT && s.who() == PROCESS);
    return new Expected(calls, Set.of(), own ? 1 : 0, 2 * faults);
  }

  /** The ledger's notes behind a name, as the trace has them. */
  private static String traced(String call, Witness.Case which) {
    if (call.equals("openat" + Strategies.MAKING)) {
      return "openat(O_CREAT)";
    }
    return isSocket(which) && List.of("write", "sendfile").contains(call)
        ? call + "(" + which.values().get("transport") + ")"
        : call.replaceFirst(" \\(.*", "");
  }

  private static Expected ofList(Witness.Case which) {
    String about = which + " jdk=" + (JDK < 21 ? 17 : 21) + " ";
    Map<String, Long> calls = new TreeMap<>();
    Set<String> any = new HashSet<>();
    long[] faults = {0, 0};
    List<String> lines =
        OTHERS.lines().filter(line -> isAbout(line.split(": ")[0].split(" "), about)).toList();
    assertTrue(lines.size() <= 1, () -> "several lines hold: " + lines);
    for (String line : lines) {
      String to = which.values().getOrDefault("transport", "");
      for (String word : line.split(": ")[1].replace("TO", to).split(" ")) {
        if (word.matches("\\d+\\.\\.\\d+")) {
          faults = Stream.of(word.split("\\.\\.")).mapToLong(Long::parseLong).toArray();
        } else if (word.startsWith("*")) {
          any.add(word.substring(1));
        } else {
          int times = word.indexOf('*');
          calls.merge(
              word.substring(times + 1),
              times < 0 ? 1 : Long.parseLong(word.substring(0, times)),
              Long::sum);
        }
      }
    }
    return new Expected(calls, any, faults[0], faults[1]);
  }

  private static boolean isAbout(String[] words, String about) {
    return about.split(" ")[0].matches(words[0])
        && Stream.of(words).skip(1).allMatch(value -> about.contains(" " + value + " "));
  }
}
