package zerocopy.iopath;

import static zerocopy.iopath.Place.DIRTY_LIST;
import static zerocopy.iopath.Place.HEAP_ARRAY;
import static zerocopy.iopath.Place.KERNEL;
import static zerocopy.iopath.Place.PAGE_CACHE;
import static zerocopy.iopath.Place.PIPE;
import static zerocopy.iopath.Place.PROCESS;
import static zerocopy.iopath.Place.RECEIVER_MEMORY;
import static zerocopy.iopath.Place.SOCKET_BUFFER;
import static zerocopy.iopath.Place.TARGET_CACHE;
import static zerocopy.iopath.Place.TEMPORARY_BUFFER;
import static zerocopy.iopath.Place.USER_MEMORY;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The paths of the benchmarks' strategies on this machine: the file is cached, the network is the
 * loopback. System calls have the names of a trace on x86-64.
 *
 * <p>What the JDK does was read from its sources and from system call traces of JDK 17 and 25.
 */
public final class Strategies {

  /** Note behind the name of a call that the kernel refuses without doing anything. */
  static final String REFUSED = " (refused)";

  /** A pipe's capacity: what sendfile and copy_file_range pass through it at once (16 pages). */
  private static final long PIPE_BYTES = 64 * 1024;

  private interface Recipe {
    Path path(Path.Builder b, Workload w, Platform p);
  }

  private static final Map<String, Recipe> RECIPES = recipes();

  private Strategies() {}

  /** The strategies that have a path, {@code FileRead.direct} and so on. */
  public static Set<String> names() {
    return RECIPES.keySet();
  }

  /**
   * The path of a strategy.
   *
   * @param question simple name of the benchmark class
   * @param strategy name of its method
   * @param workload what one operation moves
   * @param platform where it runs
   * @return the path; empty for a strategy that the ledger does not know
   */
  public static Optional<Path> path(
      String question, String strategy, Workload workload, Platform platform) {
    String name = question + "." + strategy;
    return Optional.ofNullable(RECIPES.get(name))
        .map(recipe -> recipe.path(Path.named(name, workload.fileSize()), workload, platform));
  }

  private static Map<String, Recipe> recipes() {
    Map<String, Recipe> all = new LinkedHashMap<>();
    readRecipes(all, "FileRead");
    readRecipes(all, "FileScan");
    all.put("FileScan.mapped", (b, w, p) -> b.build());
    all.put(
        "FileCopy.readWriteHeap",
        (b, w, p) ->
            b.chunks(w.chunk(), (c, n) -> writeHeap(readHeap(c, w, p, n), w, p, n)).build());
    all.put(
        "FileCopy.readWriteDirect",
        (b, w, p) -> b.chunks(w.chunk(), (c, n) -> writeDirect(readDirect(c, w, n), w, n)).build());
    all.put("FileCopy.mappedToChannel", (b, w, p) -> writeMapped(b, w).build());
    all.put("FileCopy.transferTo", Strategies::transferToFile);
    all.put("FileCopy.transferFrom", Strategies::transferFromFile);
    all.put("FileToSocket.stream", Strategies::sendStream);
    all.put("FileToSocket.readWriteHeap", Strategies::sendHeap);
    all.put("FileToSocket.readWriteDirect", Strategies::sendDirect);
    all.put("FileToSocket.mappedWrite", Strategies::sendMapped);
    all.put("FileToSocket.transferTo", Strategies::sendFile);
    return Collections.unmodifiableMap(all);
  }

  private static void readRecipes(Map<String, Recipe> all, String question) {
    all.put(
        question + ".stream",
        (b, w, p) -> b.call("lseek").chunks(w.chunk(), (c, n) -> readStream(c, w, p, n)).build());
    all.put(
        question + ".heap",
        (b, w, p) -> b.chunks(w.chunk(), (c, n) -> readHeap(c, w, p, n)).build());
    Recipe direct = (b, w, p) -> b.chunks(w.chunk(), (c, n) -> readDirect(c, w, n)).build();
    all.put(question + ".direct", direct);
    all.put(question + ".agronaDirect", direct);
    Recipe standing =
        (b, w, p) ->
            b.chunks(
                    w.chunk(),
                    (c, n) ->
                        c.processCopies(
                            PAGE_CACHE, USER_MEMORY, n, new Footprint(w.fileSize(), w.chunk(), 0)))
                .build();
    all.put(question + ".mappedCopy", standing);
    all.put(question + ".agronaMappedCopy", standing);
    all.put(question + ".mapCopyUnmap", Strategies::mapCopyUnmap);
  }

  private static Path.Builder readDirect(Path.Builder b, Workload w, long bytes) {
    Footprint over = new Footprint(w.fileSize(), w.chunk(), 0);
    return b.call("pread64", k -> k.kernelCopies(PAGE_CACHE, USER_MEMORY, bytes, over));
  }

  private static Path.Builder readHeap(Path.Builder b, Workload w, Platform p, long bytes) {
    Footprint over = new Footprint(w.fileSize(), w.chunk(), p.temporaryOffset(w.chunk()));
    return b.call("pread64", k -> k.kernelCopies(PAGE_CACHE, TEMPORARY_BUFFER, bytes, over))
        .processCopies(TEMPORARY_BUFFER, HEAP_ARRAY, bytes, inChunk(w));
  }

  private static Path.Builder readStream(Path.Builder b, Workload w, Platform p, long bytes) {
    Footprint over = new Footprint(w.fileSize(), w.chunk(), p.temporaryOffset(w.chunk()));
    return b.call("read", k -> k.kernelCopies(PAGE_CACHE, TEMPORARY_BUFFER, bytes, over))
        .processCopies(TEMPORARY_BUFFER, HEAP_ARRAY, bytes, inChunk(w));
  }

  private static Path mapCopyUnmap(Path.Builder b, Workload w, Platform p) {
    b.call("fstat").call("mmap", k -> k.maps(PAGE_CACHE, USER_MEMORY, "reserve addresses"));
    b.times(
        p.faultsToRead(w.fileSize()),
        f -> f.faultOfProcess(USER_MEMORY, PAGE_CACHE, "maps the 64 KiB around it"));
    b.chunks(
        w.chunk(),
        (c, n) ->
            c.processCopies(PAGE_CACHE, USER_MEMORY, n, new Footprint(w.fileSize(), w.chunk(), 0)));
    return b.call("munmap", k -> k.maps(USER_MEMORY, PAGE_CACHE, "drop the entries")).build();
  }

  private static Path.Builder writeDirect(Path.Builder b, Workload w, long bytes) {
    Footprint over = new Footprint(w.chunk(), w.fileSize(), 0);
    return b.call(
        "pwrite64", k -> dirty(k.kernelCopies(USER_MEMORY, TARGET_CACHE, bytes, over), bytes));
  }

  private static Path.Builder writeHeap(Path.Builder b, Workload w, Platform p, long bytes) {
    int offset = p.temporaryOffset(w.chunk());
    Footprint over = new Footprint(w.chunk(), w.fileSize(), offset);
    return b.processCopies(HEAP_ARRAY, TEMPORARY_BUFFER, bytes, inChunk(w))
        .call(
            "pwrite64",
            k -> dirty(k.kernelCopies(TEMPORARY_BUFFER, TARGET_CACHE, bytes, over), bytes));
  }

  private static Path.Builder writeMapped(Path.Builder b, Workload w) {
    return b.call(
        "pwrite64",
        k -> dirty(k.kernelCopies(PAGE_CACHE, TARGET_CACHE, w.fileSize(), whole(w)), w.fileSize()));
  }

  private static Path transferToFile(Path.Builder b, Workload w, Platform p) {
    String call = p.copiesFileRange() ? "copy_file_range" : "sendfile";
    return b.call("lseek")
        .call("fstat")
        .call(call, k -> k.chunks(PIPE_BYTES, (c, n) -> throughPipe(c, w, n)))
        .build();
  }

  /** JDK 17 maps the source and writes from the mapping; newer ones use copy_file_range. */
  private static Path transferFromFile(Path.Builder b, Workload w, Platform p) {
    if (p.copiesFileRange()) {
      return transferToFile(b, w, p);
    }
    b.times(3, l -> l.call("lseek")).times(3, l -> l.call("fstat"));
    b.call("mmap", k -> k.maps(PAGE_CACHE, USER_MEMORY, "reserve addresses"));
    b.call(
        "pwrite64",
        k -> {
          k.times(
              p.faultsToRead(w.fileSize()),
              f -> f.faultInKernel(USER_MEMORY, PAGE_CACHE, "maps the 64 KiB around it"));
          dirty(k.kernelCopies(PAGE_CACHE, TARGET_CACHE, w.fileSize(), whole(w)), w.fileSize());
        });
    return b.call("munmap", k -> k.maps(USER_MEMORY, PAGE_CACHE, "drop the entries")).build();
  }

  private static void throughPipe(Path.Builder b, Workload w, long bytes) {
    b.references(PAGE_CACHE, PIPE, bytes, "page references")
        .kernelCopies(PAGE_CACHE, TARGET_CACHE, bytes, whole(w));
    dirty(b, bytes);
  }

  private static Path.Builder dirty(Path.Builder b, long bytes) {
    return b.references(TARGET_CACHE, DIRTY_LIST, bytes, "mark dirty");
  }

  private static Path sendStream(Path.Builder b, Workload w, Platform p) {
    return loopback(
        b.call("lseek").chunks(w.chunk(), (c, n) -> sendFromHeap(readStream(c, w, p, n), w, p, n)),
        w,
        false);
  }

  private static Path sendHeap(Path.Builder b, Workload w, Platform p) {
    return loopback(
        b.chunks(w.chunk(), (c, n) -> sendFromHeap(readHeap(c, w, p, n), w, p, n)), w, false);
  }

  private static void sendFromHeap(Path.Builder b, Workload w, Platform p, long bytes) {
    Footprint over = new Footprint(w.chunk(), PIPE_BYTES, p.temporaryOffset(w.chunk()));
    b.processCopies(HEAP_ARRAY, TEMPORARY_BUFFER, bytes, inChunk(w))
        .call("write", k -> k.kernelCopies(TEMPORARY_BUFFER, SOCKET_BUFFER, bytes, over));
  }

  private static Path sendDirect(Path.Builder b, Workload w, Platform p) {
    Footprint over = new Footprint(w.chunk(), PIPE_BYTES, 0);
    b.chunks(
        w.chunk(),
        (c, n) ->
            readDirect(c, w, n)
                .call("write", k -> k.kernelCopies(USER_MEMORY, SOCKET_BUFFER, n, over)));
    return loopback(b, w, false);
  }

  private static Path sendMapped(Path.Builder b, Workload w, Platform p) {
    Footprint over = new Footprint(w.fileSize(), PIPE_BYTES, 0);
    b.call("write", k -> k.kernelCopies(PAGE_CACHE, SOCKET_BUFFER, w.fileSize(), over));
    return loopback(b, w, false);
  }

  /** Newer JDKs ask copy_file_range first, which refuses a socket. */
  private static Path sendFile(Path.Builder b, Workload w, Platform p) {
    b.call("fstat");
    if (p.copiesFileRange()) {
      b.call("copy_file_range" + REFUSED);
    }
    b.call(
        "sendfile",
        k ->
            k.chunks(
                PIPE_BYTES,
                (c, n) ->
                    c.references(PAGE_CACHE, PIPE, n, "page references")
                        .references(PIPE, SOCKET_BUFFER, n, "page references")));
    return loopback(b, w, true);
  }

  /** On the loopback the receiver's copy takes the place of the network interface's DMA. */
  private static Path loopback(Path.Builder b, Workload w, boolean gathered) {
    Place from = gathered ? PAGE_CACHE : SOCKET_BUFFER;
    long far = gathered ? w.fileSize() : PIPE_BYTES;
    b.chunks(
        PIPE_BYTES,
        (c, n) ->
            c.peerCall(
                "read",
                k -> k.peerCopies(from, RECEIVER_MEMORY, n, new Footprint(far, PIPE_BYTES, 0))));
    return b.wakes(KERNEL, PROCESS, "the receiver has the last byte").build();
  }

  private static Footprint whole(Workload w) {
    return new Footprint(w.fileSize(), w.fileSize(), 0);
  }

  private static Footprint inChunk(Workload w) {
    return new Footprint(w.chunk(), w.chunk(), 0);
  }
}
