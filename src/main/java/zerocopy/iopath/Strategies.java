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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The paths of the benchmarks' strategies on this machine: the file is cached, the network is the
 * loopback. System calls have the names of a trace on x86-64.
 *
 * <p>What the JDK does was read from its sources and from system call traces of JDK 17 and 25.
 */
public final class Strategies {

  /** Note behind the name of a call that the kernel refuses without doing anything. */
  static final String REFUSED = " (refused)";

  /** Note behind the name of a call that is a part of making a new file, and priced with it. */
  static final String MAKING = " (of the new file)";

  /** Note behind the name of a call that finds the file at its end. */
  static final String AT_END = " (at the end)";

  /** A pipe's capacity: what sendfile and copy_file_range pass through it at once (16 pages). */
  static final long PIPE_BYTES = 64 * 1024;

  /** Larger calls than this hand over pages no cheaper: the socket's buffer is full long before. */
  static final long LARGE_CALL = 1 << 20;

  /** How much of a file JDK 17 maps at a time ({@code FileChannelImpl.MAPPED_TRANSFER_SIZE}). */
  static final long MAPPED_TRANSFER = 8 << 20;

  /** A write to a file; {@code write} alone stands for a socket's. */
  static final String FILE_WRITE = "write (file)";

  /** How a new file gets its blocks: by write calls, or by faults on a mapping. */
  static final String WRITTEN = "unlink, make anew, allocate by write";

  static final String MAPPED = "unlink, make anew, allocate by fault";

  /** What a pass through the pipe to a file is for. */
  static final String FILE_PASS = "page references to the file";

  /** What the JDK does before and after a call with a heap buffer. */
  static final String HIDDEN = "borrow and return the hidden buffer";

  private interface Recipe {
    IoPath path(IoPath.Builder b, Workload w, Platform p);
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
  public static Optional<IoPath> path(
      String question, String strategy, Workload workload, Platform platform) {
    String name = question + "." + strategy;
    return Optional.ofNullable(RECIPES.get(name))
        .map(recipe -> recipe.path(IoPath.named(name, workload.fileSize()), workload, platform));
  }

  private static Map<String, Recipe> recipes() {
    Map<String, Recipe> all = new LinkedHashMap<>();
    readRecipes(all);
    scanRecipes(all);
    copyRecipes(all);
    all.put("FileToSocket.stream", Strategies::sendStream);
    all.put("FileToSocket.readWriteHeap", Strategies::sendHeap);
    all.put("FileToSocket.readWriteDirect", Strategies::sendDirect);
    all.put("FileToSocket.mappedWrite", Strategies::sendMapped);
    all.put("FileToSocket.transferTo", Strategies::sendFile);
    foreignRecipes(all);
    return Collections.unmodifiableMap(all);
  }

  /** The call itself, without what the JDK asks before it. */
  private static void foreignRecipes(Map<String, Recipe> all) {
    all.put("ForeignFileToSocket.sendfile", (b, w, p) -> handOver(b, w));
    for (String call : List.of("pread64", "preadv2")) {
      Recipe read =
          (b, w, p) ->
              b.chunks(w.chunk(), (c, n) -> readCalled(c, call, USER_MEMORY, whole(w), n)).build();
      all.put("ForeignFileRead." + (call.equals("pread64") ? "pread" : call), read);
    }
    all.put("ForeignFileRead.preadv2DontCache", all.get("ForeignFileRead.preadv2"));
    all.put(
        "ForeignFileCopy.copyFileRange",
        (b, w, p) ->
            copied(w.newTarget() ? replaced(b).creates(WRITTEN) : b, w, "copy_file_range"));
  }

  /** Reading fills a user buffer as large as the file, a chunk a call. */
  private static void readRecipes(Map<String, Recipe> all) {
    all.put("FileRead.stream", (b, w, p) -> rewound(b, w, (c, n) -> readHeap(c, w, p, n)).build());
    all.put(
        "FileRead.heap",
        (b, w, p) -> rewound(b, w, (c, n) -> readHeap(c.borrows(), w, p, n)).build());
    Recipe direct =
        (b, w, p) ->
            rewound(b, w, (c, n) -> readCalled(c, "read", USER_MEMORY, whole(w), n)).build();
    all.put("FileRead.direct", direct);
    all.put("FileRead.agronaDirect", direct);
    Recipe standing =
        (b, w, p) -> b.processCopies(PAGE_CACHE, USER_MEMORY, w.fileSize(), whole(w)).build();
    all.put("FileRead.mappedCopy", standing);
    all.put("FileRead.agronaMappedCopy", standing);
    all.put(
        "FileRead.mapCopyUnmap",
        (b, w, p) ->
            mapped(b, w, p, c -> c.processCopies(PAGE_CACHE, USER_MEMORY, w.fileSize(), whole(w)))
                .build());
  }

  /** Scanning reuses one chunk-sized buffer, and reads every byte of it. */
  private static void scanRecipes(Map<String, Recipe> all) {
    Recipe stream = (b, w, p) -> rewound(b, w, (c, n) -> scanChunkHeap(c, w, p, n)).build();
    Recipe heap = (b, w, p) -> rewound(b, w, (c, n) -> scanChunkHeap(c.borrows(), w, p, n)).build();
    Recipe direct =
        (b, w, p) ->
            rewound(
                    b,
                    w,
                    (c, n) ->
                        readCalled(c, "read", USER_MEMORY, near(w, 0), n)
                            .consumes(USER_MEMORY, n, w.chunk()))
                .build();
    Recipe standing =
        (b, w, p) ->
            b.chunks(
                    w.chunk(),
                    (c, n) ->
                        c.processCopies(PAGE_CACHE, USER_MEMORY, n, near(w, 0))
                            .consumes(USER_MEMORY, n, w.chunk()))
                .build();
    all.put("FileScan.stream", stream);
    all.put("FileScan.heap", heap);
    all.put("FileScan.direct", direct);
    all.put("FileScan.agronaDirect", direct);
    all.put("FileScan.mappedCopy", standing);
    all.put("FileScan.agronaMappedCopy", standing);
    all.put(
        "FileScan.mapCopyUnmap",
        (b, w, p) ->
            mapped(
                    b,
                    w,
                    p,
                    m ->
                        m.chunks(
                            w.chunk(),
                            (c, n) ->
                                c.processCopies(PAGE_CACHE, USER_MEMORY, n, near(w, 0))
                                    .consumes(USER_MEMORY, n, w.chunk())))
                .build());
    Recipe inPlace = (b, w, p) -> b.consumes(PAGE_CACHE, w.fileSize(), w.fileSize()).build();
    all.put("FileScan.mapped", inPlace);
    all.put("FileScan.agronaMapped", inPlace);
    all.put(
        "FileScan.mapScanUnmap",
        (b, w, p) ->
            mapped(b, w, p, m -> m.consumes(PAGE_CACHE, w.fileSize(), w.fileSize())).build());
  }

  private static IoPath.Builder rewound(
      IoPath.Builder b, Workload w, BiConsumer<IoPath.Builder, Long> chunk) {
    return b.call("lseek").chunks(w.chunk(), chunk);
  }

  private static IoPath.Builder readCalled(
      IoPath.Builder b, String call, Place to, CopyFootprint over, long bytes) {
    return b.call(call, k -> k.kernelCopies(PAGE_CACHE, to, bytes, over));
  }

  /** By way of the temporary buffer into a heap array as large as the file. */
  private static IoPath.Builder readHeap(IoPath.Builder b, Workload w, Platform p, long bytes) {
    CopyFootprint over = new CopyFootprint(twoFiles(w), w.chunk(), p.temporaryOffset(w.chunk()));
    return readCalled(b, "read", TEMPORARY_BUFFER, over, bytes)
        .processCopies(
            TEMPORARY_BUFFER, HEAP_ARRAY, bytes, new CopyFootprint(w.chunk(), twoFiles(w), 0));
  }

  private static IoPath.Builder mapped(
      IoPath.Builder b, Workload w, Platform p, Consumer<IoPath.Builder> use) {
    b.call("fstat").call("mmap", k -> k.maps(PAGE_CACHE, USER_MEMORY, "reserve addresses"));
    b.times(
        p.faultsToRead(w.fileSize()),
        f -> f.faultOfProcess(USER_MEMORY, PAGE_CACHE, "maps the 64 KiB around it"));
    use.accept(b);
    return b.call("munmap", k -> k.maps(USER_MEMORY, PAGE_CACHE, "drop the entries"));
  }

  /** The target is written from its start; a new one is made first. */
  private static void copyRecipes(Map<String, Recipe> all) {
    all.put(
        "FileCopy.readWriteHeap",
        (b, w, p) ->
            closed(
                rewound(
                    target(b, w),
                    w,
                    (c, n) -> writeHeap(readChunkHeap(c.borrows(), w, p, n, twoFiles(w)), w, p, n)),
                w));
    all.put(
        "FileCopy.readWriteDirect",
        (b, w, p) ->
            closed(
                rewound(
                    target(b, w),
                    w,
                    (c, n) ->
                        writeDirect(
                            readCalled(
                                c,
                                "read",
                                USER_MEMORY,
                                new CopyFootprint(twoFiles(w), w.chunk(), 0),
                                n),
                            w,
                            n)),
                w));
    all.put("FileCopy.mappedToChannel", (b, w, p) -> closed(writeMapped(target(b, w), w), w));
    all.put("FileCopy.transferTo", (b, w, p) -> transfer(target(b, w), w, p));
    all.put("FileCopy.transferFrom", Strategies::transferFromFile);
    all.put("FileCopy.filesCopy", Strategies::filesCopy);
    all.put("FileCopy.mappedToMapped", Strategies::copyMapped);
    all.put("FileCopy.agronaMappedToMapped", Strategies::copyMapped);
  }

  /** An existing target stays mapped; a new one is mapped, and faults for every page written. */
  private static IoPath copyMapped(IoPath.Builder b, Workload w, Platform p) {
    if (!w.newTarget()) {
      return b.processCopies(PAGE_CACHE, TARGET_CACHE, w.fileSize(), whole(w)).build();
    }
    replaced(b).creates(MAPPED).call("fstat").call("ftruncate" + MAKING);
    b.call("mmap", k -> k.maps(TARGET_CACHE, USER_MEMORY, "reserve addresses"));
    b.call("close" + MAKING);
    b.times(
        (w.fileSize() + p.pageSize() - 1) / p.pageSize(),
        f -> f.faultOfProcess(USER_MEMORY, TARGET_CACHE, "the page gets dirty"));
    b.processCopies(PAGE_CACHE, TARGET_CACHE, w.fileSize(), whole(w));
    return b.call("munmap", k -> k.maps(USER_MEMORY, TARGET_CACHE, "drop the entries")).build();
  }

  private static IoPath.Builder target(IoPath.Builder b, Workload w) {
    return w.newTarget() ? replaced(b).creates(WRITTEN) : b.call("lseek");
  }

  /** What the last operation left is unlinked, and a file of that name is made. */
  private static IoPath.Builder replaced(IoPath.Builder b) {
    return b.call("statx" + MAKING).call("unlink" + MAKING).call("openat" + MAKING);
  }

  /** A target that stands stays open. */
  private static IoPath closed(IoPath.Builder b, Workload w) {
    return (w.newTarget() ? b.call("close" + MAKING) : b).build();
  }

  private static IoPath.Builder readChunkHeap(
      IoPath.Builder b, Workload w, Platform p, long bytes, long far) {
    CopyFootprint over = new CopyFootprint(far, w.chunk(), p.temporaryOffset(w.chunk()));
    return readCalled(b, "read", TEMPORARY_BUFFER, over, bytes)
        .processCopies(TEMPORARY_BUFFER, HEAP_ARRAY, bytes, inChunk(w));
  }

  private static IoPath.Builder scanChunkHeap(
      IoPath.Builder b, Workload w, Platform p, long bytes) {
    return readChunkHeap(b, w, p, bytes, w.fileSize()).consumes(HEAP_ARRAY, bytes, w.chunk());
  }

  private static IoPath.Builder writeDirect(IoPath.Builder b, Workload w, long bytes) {
    CopyFootprint over = new CopyFootprint(w.chunk(), twoFiles(w), 0);
    return b.call(
        FILE_WRITE, k -> dirty(k.kernelCopies(USER_MEMORY, TARGET_CACHE, bytes, over), bytes));
  }

  private static IoPath.Builder writeHeap(IoPath.Builder b, Workload w, Platform p, long bytes) {
    int offset = p.temporaryOffset(w.chunk());
    CopyFootprint over = new CopyFootprint(w.chunk(), twoFiles(w), offset);
    return b.borrows()
        .processCopies(HEAP_ARRAY, TEMPORARY_BUFFER, bytes, inChunk(w))
        .call(
            FILE_WRITE,
            k -> dirty(k.kernelCopies(TEMPORARY_BUFFER, TARGET_CACHE, bytes, over), bytes));
  }

  private static IoPath.Builder writeMapped(IoPath.Builder b, Workload w) {
    return b.call(
        FILE_WRITE,
        k -> dirty(k.kernelCopies(PAGE_CACHE, TARGET_CACHE, w.fileSize(), whole(w)), w.fileSize()));
  }

  private static IoPath transfer(IoPath.Builder b, Workload w, Platform p) {
    String call = p.copiesFileRange() ? "copy_file_range" : "sendfile";
    return copied(b.call("fstat"), w, call);
  }

  private static IoPath copied(IoPath.Builder b, Workload w, String call) {
    b.call(call, k -> k.chunks(PIPE_BYTES, (c, n) -> throughPipe(c, w, n)));
    return closed(b, w);
  }

  /**
   * {@code Files.copy} to a file that is always new: what stands there is unlinked. It asks for
   * more until the kernel says that the file has ended.
   */
  private static IoPath filesCopy(IoPath.Builder b, Workload w, Platform p) {
    String call = p.copiesFileRange() ? "copy_file_range" : "sendfile";
    if (w.newTarget()) {
      b.call("statx" + MAKING).call("unlink" + MAKING);
    }
    b.call("statx");
    if (p.copiesFileRange()) {
      b.call("access");
    }
    if (w.newTarget()) {
      b.call("statx");
    } else {
      b.call("statx" + MAKING).call("unlink" + MAKING);
    }
    b.call("openat").call("openat" + MAKING).creates(WRITTEN);
    if (p.copiesFileRange()) {
      b.call("fadvise64" + REFUSED);
    }
    return b.call(call, k -> k.chunks(PIPE_BYTES, (c, n) -> throughPipe(c, w, n)))
        .call(call + AT_END)
        .call("close" + MAKING)
        .call("close")
        .build();
  }

  /**
   * JDK 17 maps the source, part by part, and writes from the mapping; newer ones use
   * copy_file_range.
   */
  private static IoPath transferFromFile(IoPath.Builder b, Workload w, Platform p) {
    target(b, w).call("lseek");
    if (p.copiesFileRange()) {
      return transfer(b, w, p);
    }
    b.times(2, l -> l.call("lseek")).times(3, l -> l.call("fstat"));
    return closed(b.chunks(MAPPED_TRANSFER, (c, n) -> writeMappedPart(c, w, p, n)), w);
  }

  private static void writeMappedPart(IoPath.Builder b, Workload w, Platform p, long bytes) {
    b.call("mmap", k -> k.maps(PAGE_CACHE, USER_MEMORY, "reserve addresses"))
        .call(
            "pwrite64",
            k -> {
              k.times(
                  p.faultsToRead(bytes),
                  f -> f.faultInKernel(USER_MEMORY, PAGE_CACHE, "maps the 64 KiB around it"));
              dirty(k.kernelCopies(PAGE_CACHE, TARGET_CACHE, bytes, whole(w)), bytes);
            })
        .call("munmap", k -> k.maps(USER_MEMORY, PAGE_CACHE, "drop the entries"));
  }

  private static void throughPipe(IoPath.Builder b, Workload w, long bytes) {
    b.references(PAGE_CACHE, PIPE, bytes, FILE_PASS)
        .kernelCopies(PAGE_CACHE, TARGET_CACHE, bytes, whole(w));
    dirty(b, bytes);
  }

  private static IoPath.Builder dirty(IoPath.Builder b, long bytes) {
    return b.references(TARGET_CACHE, DIRTY_LIST, bytes, "mark dirty");
  }

  private static IoPath sendStream(IoPath.Builder b, Workload w, Platform p) {
    rewound(b, w, (c, n) -> sendChunkHeap(readChunkHeap(c, w, p, n, w.fileSize()), w, p, n));
    return loopback(b, w, w.chunk(), SOCKET_BUFFER);
  }

  private static IoPath sendHeap(IoPath.Builder b, Workload w, Platform p) {
    rewound(
        b, w, (c, n) -> sendChunkHeap(readChunkHeap(c.borrows(), w, p, n, w.fileSize()), w, p, n));
    return loopback(b, w, w.chunk(), SOCKET_BUFFER);
  }

  /** A socket's stream borrows a hidden buffer as its channel does. */
  private static void sendChunkHeap(IoPath.Builder b, Workload w, Platform p, long bytes) {
    CopyFootprint over = new CopyFootprint(w.chunk(), PIPE_BYTES, p.temporaryOffset(w.chunk()));
    b.borrows()
        .processCopies(HEAP_ARRAY, TEMPORARY_BUFFER, bytes, inChunk(w))
        .call("write", k -> k.kernelCopies(TEMPORARY_BUFFER, SOCKET_BUFFER, bytes, over));
  }

  private static IoPath sendDirect(IoPath.Builder b, Workload w, Platform p) {
    CopyFootprint over = new CopyFootprint(w.chunk(), PIPE_BYTES, 0);
    rewound(
        b,
        w,
        (c, n) ->
            readCalled(c, "read", USER_MEMORY, near(w, 0), n)
                .call("write", k -> k.kernelCopies(USER_MEMORY, SOCKET_BUFFER, n, over)));
    return loopback(b, w, w.chunk(), SOCKET_BUFFER);
  }

  /** A mapping an operation; the kernel itself faults while it copies from it. */
  private static IoPath sendMapped(IoPath.Builder b, Workload w, Platform p) {
    CopyFootprint over = new CopyFootprint(w.fileSize(), PIPE_BYTES, 0);
    b.call("fstat").call("mmap", k -> k.maps(PAGE_CACHE, USER_MEMORY, "reserve addresses"));
    b.call(
        "write",
        k ->
            k.times(
                    p.faultsToRead(w.fileSize()),
                    f -> f.faultInKernel(USER_MEMORY, PAGE_CACHE, "maps the 64 KiB around it"))
                .kernelCopies(PAGE_CACHE, SOCKET_BUFFER, w.fileSize(), over));
    b.call("munmap", k -> k.maps(USER_MEMORY, PAGE_CACHE, "drop the entries"));
    return loopback(b, w, Math.min(PIPE_BYTES, w.fileSize()), SOCKET_BUFFER);
  }

  /** Newer JDKs ask copy_file_range first, which refuses a socket. */
  private static IoPath sendFile(IoPath.Builder b, Workload w, Platform p) {
    b.call("fstat");
    if (p.copiesFileRange()) {
      b.call("copy_file_range" + REFUSED);
    }
    return handOver(b, w);
  }

  private static IoPath handOver(IoPath.Builder b, Workload w) {
    b.call(
        "sendfile",
        k ->
            k.chunks(
                PIPE_BYTES,
                (c, n) ->
                    c.references(PAGE_CACHE, PIPE, n, "page references")
                        .references(PIPE, SOCKET_BUFFER, n, "page references")));
    return loopback(b, w, Math.min(LARGE_CALL, w.fileSize()), PAGE_CACHE);
  }

  /**
   * On the loopback the receiver's copy takes the place of the network interface's DMA; a receiver
   * that discards makes none, with a call that the kernel does not count as a read.
   */
  private static IoPath loopback(IoPath.Builder b, Workload w, long written, Place from) {
    long far = from == PAGE_CACHE ? w.fileSize() : PIPE_BYTES;
    b.delivers(w.transport(), written, from);
    b.chunks(
        PIPE_BYTES,
        (c, n) ->
            c.peerCall(
                w.discarded() ? "recv" : "read",
                k -> {
                  if (!w.discarded()) {
                    k.peerCopies(from, RECEIVER_MEMORY, n, new CopyFootprint(far, PIPE_BYTES, 0));
                  }
                }));
    return b.wakes(KERNEL, PROCESS, "the receiver has the last byte").build();
  }

  private static CopyFootprint whole(Workload w) {
    return new CopyFootprint(w.fileSize(), w.fileSize(), 0);
  }

  /** By way of a chunk from file to file: both are walked over before a byte is met again. */
  private static long twoFiles(Workload w) {
    return 2 * w.fileSize();
  }

  /** A copy from all of the file to one chunk. */
  private static CopyFootprint near(Workload w, int offset) {
    return new CopyFootprint(w.fileSize(), w.chunk(), offset);
  }

  private static CopyFootprint inChunk(Workload w) {
    return new CopyFootprint(w.chunk(), w.chunk(), 0);
  }
}
