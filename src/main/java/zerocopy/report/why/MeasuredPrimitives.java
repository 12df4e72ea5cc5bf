package zerocopy.report.why;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import zerocopy.catalogue.Catalogue;
import zerocopy.catalogue.Role;
import zerocopy.iopath.CopyFootprint;
import zerocopy.iopath.Place;
import zerocopy.iopath.Primitives;
import zerocopy.report.rows.Ledger;
import zerocopy.results.KernelMetrics;
import zerocopy.results.ResultRow;
import zerocopy.stats.ForkLevel;

/**
 * The primitives of one run, from the rows whose strategies declare a role in the cost model. None
 * of them is a row that is predicted.
 *
 * <p>Times are estimated as in the tables, in nanoseconds.
 */
final class MeasuredPrimitives implements Primitives {

  private static final long CHUNK = 64 * 1024;
  private static final long PAGE = 4096;
  private static final int WINDOW_PAGES = 16;
  private static final String CHUNKED = ", chunk ";

  /** A mapping as large as this may map a huge page of the page cache in one fault. */
  private static final long HUGE_PAGE = 2 << 20;

  private static final Curve UNKNOWN = new Curve();

  private final Map<Role, List<ResultRow>> rows;
  private final Curve bothSides = new Curve();
  private final Curve gather = new Curve();
  private final Curve scatter = new Curve();
  private final Map<Integer, Curve> readAtOffset = new TreeMap<>();
  private final Curve consumedHeap = new Curve();
  private final Curve consumedDirect = new Curve();
  private final Map<String, SocketCurves> written = new TreeMap<>();
  private final Map<String, SocketCurves> handedOver = new TreeMap<>();
  private final Curve newFile = new Curve();
  private final Curve newMapped = new Curve();
  private final Curve kernelsOwn = new Curve();
  private final Curve cachedWrite = new Curve();
  private final Map<Long, Curve> chunkedWrite = new TreeMap<>();

  MeasuredPrimitives(List<ResultRow> all, Catalogue catalogue) {
    rows =
        all.stream()
            .filter(r -> r.mode().equals("avgt") && r.unit().equals("ns/op"))
            .collect(
                Collectors.groupingBy(
                    r -> catalogue.entry(r.question()).strategy(r.strategy()).role()));
    curve(Role.COPY, bothSides);
    curve(Role.GATHER, gather);
    curve(Role.SCATTER, scatter);
    curve(Role.CONSUME_HEAP, consumedHeap);
    curve(Role.CONSUME_DIRECT, consumedDirect);
    for (ResultRow row : of(Role.LARGE_READ)) {
      bytes(row, "offset")
          .ifPresent(
              offset ->
                  add(
                      row,
                      "fileSize",
                      readAtOffset.computeIfAbsent((int) offset, o -> new Curve())));
    }
    sockets(Role.SOCKET_WRITE, written);
    sockets(Role.SOCKET_PAGES, handedOver);
    newFiles(Role.FILE_WRITTEN, newFile);
    newFiles(Role.FILE_MAPPED, newMapped);
    of(Role.LARGE_READ, MeasuredPrimitives::aligned)
        .forEach(row -> beyond(row, call("read"), this::programsCopy, kernelsOwn));
    of(Role.LARGE_WRITE, MeasuredPrimitives::aligned)
        .forEach(row -> beyond(row, call("write (file)"), this::kernelsCopy, cachedWrite));
    of(Role.FILE_WRITTEN, MeasuredPrimitives::standing).forEach(this::chunkedWrite);
  }

  private static boolean aligned(Map<String, String> params) {
    return "0".equals(params.get("offset"));
  }

  private static boolean standing(Map<String, String> params) {
    return "existing".equals(params.get("destination"))
        && "none".equals(params.get("sync"))
        && !"clean".equals(params.get("pages"));
  }

  /** What a row takes beyond its calls and the copy of all its bytes, as far as that is known. */
  private static void beyond(ResultRow row, double calls, LongToDoubleFunction copy, Curve into) {
    bytes(row, "fileSize")
        .ifPresent(
            size -> into.add(size, Math.max(1, time(row) - calls - copy.applyAsDouble(size))));
  }

  private double programsCopy(long size) {
    return size * bothSides.at(size);
  }

  private double kernelsCopy(long size) {
    return kernelCopy(size, new CopyFootprint(size, size, 0));
  }

  /** A call goes over the buffers of the whole folio that it writes to, so that many cost more. */
  private void chunkedWrite(ResultRow row) {
    OptionalLong size = bytes(row, "fileSize");
    OptionalLong chunk = bytes(row, "chunk");
    if (size.isEmpty() || chunk.isEmpty() || chunk.getAsLong() == 0) {
      return;
    }
    long calls = (size.getAsLong() + chunk.getAsLong() - 1) / chunk.getAsLong();
    beyond(
        row,
        call("lseek") + calls * call("write (file)"),
        this::kernelsCopy,
        chunkedWrite.computeIfAbsent(chunk.getAsLong(), c -> new Curve()));
  }

  private void sockets(Role role, Map<String, SocketCurves> into) {
    for (ResultRow row : of(role)) {
      String conditions = Ledger.transport(row) + CHUNKED + row.params().get("chunk");
      bytes(row, "size")
          .ifPresent(
              size -> into.computeIfAbsent(conditions, c -> new SocketCurves()).add(size, row));
    }
  }

  private static Transfer at(
      Map<String, SocketCurves> sockets, String transport, long fileSize, long chunk) {
    SocketCurves exact = sockets.get(transport + CHUNKED + chunk);
    return exact == null ? Transfer.UNKNOWN : exact.at(fileSize);
  }

  /** Wall time, sender's and receiver's CPU time of transfers from memory, over the size. */
  private static final class SocketCurves {
    private final Curve wall = new Curve();
    private final Curve sender = new Curve();
    private final Curve receiver = new Curve();
    private boolean oneCore;

    void add(long size, ResultRow row) {
      oneCore = "one".equals(row.params().get("cores"));
      wall.add(size, time(row));
      cpu(row, KernelMetrics.OWN_TIME).ifPresent(nanos -> sender.add(size, nanos));
      // A receiver that never sleeps is busy whether it has work or not.
      if (!"polling".equals(row.params().get("receiver"))) {
        cpu(row, KernelMetrics.PEER_TIME).ifPresent(nanos -> receiver.add(size, nanos));
      }
    }

    private static OptionalDouble cpu(ResultRow row, String name) {
      ResultRow.Secondary cpu = row.secondary().get(name);
      List<double[]> forks =
          cpu == null ? List.of() : cpu.forks().stream().filter(f -> f.length > 0).toList();
      return forks.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(typical(forks));
    }

    Transfer at(long size) {
      return new Transfer(
          size * wall.at(size), size * sender.at(size), size * receiver.at(size), oneCore);
    }
  }

  /** What a new target costs beyond an existing one, at the same size and chunk. */
  private void newFiles(Role role, Curve curve) {
    for (ResultRow made : of(role, p -> "new".equals(p.get("destination")))) {
      Map<String, String> same = new TreeMap<>(made.params());
      same.put("destination", "existing");
      of(role, same::equals).stream()
          .filter(r -> "none".equals(r.params().get("sync")))
          .forEach(
              r ->
                  bytes(r, "fileSize")
                      .ifPresent(size -> curve.add(size, Math.max(1, time(made) - time(r)))));
    }
  }

  private void curve(Role role, Curve curve) {
    of(role).forEach(row -> add(row, "size", curve));
  }

  private static void add(ResultRow row, String size, Curve curve) {
    bytes(row, size).ifPresent(bytes -> curve.add(bytes, time(row)));
  }

  /** A parameter that counts bytes; empty where a foreign file has something else there. */
  private static OptionalLong bytes(ResultRow row, String name) {
    String text = row.params().getOrDefault(name, "");
    return text.matches("\\d{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  private List<ResultRow> of(Role role) {
    return rows.getOrDefault(role, List.of());
  }

  private List<ResultRow> of(Role role, Predicate<Map<String, String>> params) {
    return of(role).stream().filter(r -> params.test(r.params())).toList();
  }

  static double time(ResultRow row) {
    return typical(row.forks());
  }

  private static double typical(List<double[]> times) {
    return Math.exp(
        times.stream().mapToDouble(fork -> ForkLevel.logTime(fork, false)).average().orElseThrow());
  }

  /** The time of the only row, or the mean of several; NaN where there is none. */
  private double single(Role role) {
    return of(role).stream().mapToDouble(MeasuredPrimitives::time).average().orElse(Double.NaN);
  }

  private double firstOf(double preferred, double otherwise) {
    return Double.isNaN(preferred) ? otherwise : preferred;
  }

  @Override
  public double call(String name) {
    return switch (name) {
      case "read", "pread64", "preadv2" ->
          firstOf(single(Role.CALL_READ), single(Role.CROSSING_READ));
      case "write (file)", "pwrite64" ->
          firstOf(single(Role.CALL_FILE_WRITE), single(Role.CROSSING_WRITE));
      case "write" -> single(Role.CROSSING_WRITE);
      case "lseek" -> single(Role.CROSSING_SEEK);
      // A refused call, or one at the file's end, crosses and returns. A look-up by name costs some
      // tenths of a microsecond more than its crossing, which no primitive tells apart.
      case "fstat",
          "sendfile",
          "copy_file_range",
          "copy_file_range (refused)",
          "sendfile (at the end)",
          "copy_file_range (at the end)",
          "fadvise64 (refused)",
          "statx",
          "access" ->
          single(Role.CROSSING_SIZE);
      case "openat" -> single(Role.CALL_OPEN_READ_CLOSE) - call("read");
      case "mmap" -> single(Role.CALL_MAP_UNMAP) - readFault(CHUNK) - call("fstat");
      // Mapping and unmapping are measured as one, opening and closing too.
      case "munmap", "close" -> 0;
      default -> Double.NaN;
    };
  }

  @Override
  public double pipePass() {
    return single(Role.CALL_TRANSFER) - call("lseek") - call("fstat") - call("sendfile");
  }

  @Override
  public double readFault(long mapped) {
    double touch = mapped < HUGE_PAGE ? windowTouch() : single(Role.FAULT_LARGE);
    long pages = Math.min(WINDOW_PAGES, (mapped + PAGE - 1) / PAGE);
    return pages * (touch - single(Role.TOUCH) + single(Role.UNMAP));
  }

  /**
   * First touch of a page where every window faults. How the page cache is cut into folios is
   * chance, and a large folio spares faults: the forks in which the kernel counted at least half as
   * many faults as in any show it.
   */
  private double windowTouch() {
    return of(Role.FAULT_SMALL).stream()
        .mapToDouble(MeasuredPrimitives::manyFaults)
        .average()
        .orElse(Double.NaN);
  }

  private static double manyFaults(ResultRow row) {
    ResultRow.Secondary counted = row.secondary().get(KernelMetrics.MINOR_FAULTS);
    if (counted == null) {
      return time(row);
    }
    double[] faults =
        counted.forks().stream().mapToDouble(f -> Arrays.stream(f).average().orElse(0)).toArray();
    double most = Arrays.stream(faults).max().orElse(0);
    List<double[]> faulting =
        IntStream.range(0, faults.length)
            .filter(fork -> 2 * faults[fork] >= most)
            .mapToObj(row.forks()::get)
            .toList();
    return typical(faulting);
  }

  @Override
  public double userCopy(long bytes, CopyFootprint over) {
    return bytes * perByte(over);
  }

  @Override
  public double kernelCopy(long bytes, CopyFootprint over) {
    double own = kernelsOwn.isEmpty() ? 0 : kernelsOwn.at(nearSide(over));
    return bytes * (perByte(over) * offsetFactor(over) + own);
  }

  /** The kernel's copy is slower than the program's where neither side stays in the cache. */
  private static long nearSide(CopyFootprint over) {
    return Math.min(over.source(), over.target());
  }

  @Override
  public double cachedWrite(long bytes, long file) {
    Curve curve = bytes < file ? chunkedWrite.getOrDefault(bytes, UNKNOWN) : cachedWrite;
    return bytes * curve.at(file);
  }

  /**
   * A copy between sides of different size costs what the large side costs with the other in the
   * cache, and half of what the small side, by its own size, adds to a copy of two such sides.
   */
  private double perByte(CopyFootprint over) {
    long far = Math.max(over.source(), over.target());
    long near = nearSide(over);
    if (near == far) {
      return bothSides.at(far);
    }
    Curve oneSide = over.source() > over.target() ? gather : scatter;
    if (oneSide.isEmpty() || far <= CHUNK) {
      return (bothSides.at(far) + bothSides.at(near)) / 2;
    }
    double added = Math.max(0, bothSides.at(near) - bothSides.at(CHUNK)) / 2;
    return Math.min(oneSide.at(far) + (near > CHUNK ? added : 0), bothSides.at(far / 2));
  }

  /** How much slower the kernel's copy is at an offset in the page than at offset 0. */
  private double offsetFactor(CopyFootprint over) {
    Curve shifted = readAtOffset.get(over.offset());
    Curve aligned = readAtOffset.get(0);
    if (over.offset() == 0 || shifted == null || aligned == null) {
      return 1;
    }
    long size = Math.max(CHUNK, Math.min(over.source(), over.target()));
    double floor = call("read") / size;
    double factor = (shifted.at(size) - floor) / (aligned.at(size) - floor);
    return Double.isFinite(factor) ? Math.max(1, factor) : 1;
  }

  @Override
  public double consume(Place place, long bytes, long span) {
    Curve loop = place == Place.HEAP_ARRAY ? consumedHeap : consumedDirect;
    return bytes * loop.at(span);
  }

  /** Runs of before such reads had a role have no price for it. */
  @Override
  public double hiddenBuffer() {
    double more = single(Role.CALL_READ_HEAP) - call("read");
    return Double.isNaN(more) ? 0 : Math.max(0, more);
  }

  @Override
  public double newFile(long bytes, boolean mapped) {
    // The mapping of a new file is made and undone in the rows that price it.
    return mapped
        ? Math.max(0, bytes * newMapped.within(bytes) - call("mmap") - call("fstat"))
        : bytes * newFile.within(bytes);
  }

  @Override
  public Transfer memoryToSocket(String transport, long fileSize, long chunk) {
    return at(written, transport, fileSize, chunk);
  }

  /** Runs of before pages were handed over apart have only what was written. */
  @Override
  public Transfer pagesToSocket(String transport, long fileSize, long chunk) {
    return at(handedOver.isEmpty() ? written : handedOver, transport, fileSize, chunk);
  }
}
