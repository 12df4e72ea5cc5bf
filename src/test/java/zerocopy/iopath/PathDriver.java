package zerocopy.iopath;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.EOFException;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import zerocopy.bench.support.LinuxMemory;
import zerocopy.trace.SystemCalls;
import zerocopy.trace.SystemCalls.Operation;

/**
 * Runs every path of the ledger that this machine can run, one operation at a time, for the tests
 * that compare the ledger with what the kernel counts. What Java does not reach (splice; one lone
 * sendfile or copy_file_range) is called through JNA.
 *
 * <p>As a program (arguments: a work folder, {@code bracketed} or {@code counted}, and a number of
 * operations) it does that many of every path between marker files, or of every strategy without.
 */
final class PathDriver implements AutoCloseable {

  /** Bytes of the file, and of a chunk. */
  static final int FILE_SIZE = 1 << 20;

  static final int CHUNK = 64 * 1024;

  private static final int PAGE = 4096;

  /** What the receiver of a socket calls, and no path. */
  static final String RECEIVING = "readv";

  private static final int WARM_UP = 5;

  /** The C library's functions that have no method in Java, or one that calls more than them. */
  private interface C extends Library {
    C LIBRARY = Native.load("c", C.class);
    int O_RDONLY = 0;
    int O_RDWR = 2;
    int SEEK_SET = 0;
    int PROT_READ = 1;
    int MAP_SHARED = 1;
    int AF_UNIX = 1;
    int SOCK_STREAM = 1;

    int open(String path, int flags) throws LastErrorException;

    long lseek(int fd, long offset, int whence) throws LastErrorException;

    int close(int fd) throws LastErrorException;

    int pipe(int[] ends) throws LastErrorException;

    int socketpair(int domain, int type, int protocol, int[] ends) throws LastErrorException;

    long read(int fd, Pointer to, long bytes) throws LastErrorException;

    long write(int fd, Pointer from, long bytes) throws LastErrorException;

    Pointer mmap(Pointer address, long bytes, int protection, int flags, int fd, long offset)
        throws LastErrorException;

    int munmap(Pointer address, long bytes) throws LastErrorException;

    long sendfile(int to, int from, long[] offset, long bytes) throws LastErrorException;

    long splice(int from, long[] offset, int to, long[] toOffset, long bytes, int flags)
        throws LastErrorException;

    long copy_file_range(int from, long[] offset, int to, long[] toOffset, long bytes, int flags)
        throws LastErrorException;
  }

  /**
   * A path and how to run it.
   *
   * @param path what the ledger says
   * @param prepare what precedes an operation and is not counted
   * @param operation what is counted
   * @param finish what follows and is not counted
   */
  record Case(IoPath path, Operation prepare, Operation operation, Operation finish) {}

  private final Path source;
  private final Path target;
  private final FileChannel in;
  private final FileChannel out;
  private final FileInputStream stream;
  private final ByteBuffer direct = ByteBuffer.allocateDirect(CHUNK + 8192).alignedSlice(4096);
  private final ByteBuffer heap = ByteBuffer.allocate(CHUNK);
  private final MappedByteBuffer standing;
  private final MappedByteBuffer standingTarget;
  private final Path replaced;
  private final Receiver receiver = new Receiver();
  private final SocketChannel socket;
  private final Path uncached;
  private final FileChannel uncachedIn;
  private final FileChannel uncachedOut;
  private final Memory memory = new Memory(CHUNK);
  private final int[] pipe = new int[2];
  private final int[] pair = new int[2];
  private final int from;
  private final int to;
  private final int device;
  private final ServerSocketChannel server = ServerSocketChannel.open();
  private final SocketChannel near;
  private final SocketChannel far;
  private Pointer map;

  PathDriver(Path folder) throws IOException {
    source = folder.resolve("source");
    target = folder.resolve("target");
    byte[] content = new byte[FILE_SIZE];
    new java.util.Random(5).nextBytes(content);
    Files.write(source, content);
    Files.write(target, content);
    in = FileChannel.open(source, StandardOpenOption.READ);
    out = FileChannel.open(target, StandardOpenOption.READ, StandardOpenOption.WRITE);
    in.force(true);
    stream = new FileInputStream(source.toFile());
    standing = in.map(FileChannel.MapMode.READ_ONLY, 0, FILE_SIZE).load();
    standingTarget = out.map(FileChannel.MapMode.READ_WRITE, 0, FILE_SIZE);
    replaced = folder.resolve("replaced");
    Files.write(replaced, content);
    socket = SocketChannel.open(receiver.address());
    receiver.start();
    uncached = folder.resolve("uncached");
    Files.write(uncached, java.util.Arrays.copyOf(content, CHUNK));
    uncachedIn = FileChannel.open(uncached, StandardOpenOption.READ);
    uncachedOut = FileChannel.open(uncached, StandardOpenOption.WRITE);
    from = C.LIBRARY.open(uncached.toString(), C.O_RDONLY);
    device = openDevice(uncached);
    to = C.LIBRARY.open(target.toString(), C.O_RDWR);
    C.LIBRARY.pipe(pipe);
    C.LIBRARY.socketpair(C.AF_UNIX, C.SOCK_STREAM, 0, pair);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    near = SocketChannel.open(server.getLocalAddress());
    far = server.accept();
  }

  /** Every path that can be run, by name. */
  Map<String, Case> cases() {
    Map<String, Case> all = new LinkedHashMap<>();
    all.put("nothing", new Case(IoPath.named("nothing", 1).build(), () -> {}, () -> {}, () -> {}));
    all.putAll(strategyCases());
    textbook(all);
    return all;
  }

  /** The benchmarks' strategies; nothing precedes or follows an operation. */
  Map<String, Case> strategyCases() {
    Map<String, Case> all = new LinkedHashMap<>();
    strategies().forEach((name, run) -> all.put(name, strategy(name, false, run)));
    copies(false).forEach((name, run) -> all.put(name, strategy(name, false, run)));
    copies(true).forEach((name, run) -> all.put(name + " new", strategy(name, true, run)));
    return all;
  }

  private static Case strategy(String name, boolean made, Operation operation) {
    String[] parts = name.split("\\.");
    Workload workload = new Workload(FILE_SIZE, CHUNK, made, "tcp");
    Platform platform = Platform.linux(Runtime.version().feature());
    return new Case(
        Strategies.path(parts[0], parts[1], workload, platform).orElseThrow(),
        () -> {},
        operation,
        () -> {});
  }

  private Map<String, Operation> strategies() {
    Map<String, Operation> all = new LinkedHashMap<>();
    all.put("FileRead.stream", this::stream);
    all.put("FileRead.heap", () -> read(heap));
    all.put("FileRead.direct", () -> read(direct));
    all.put("FileRead.mappedCopy", () -> copyMapped(standing));
    all.put("FileRead.mapCopyUnmap", this::mapCopyUnmap);
    all.put("FileScan.stream", this::stream);
    all.put("FileScan.heap", () -> read(heap));
    all.put("FileScan.direct", () -> read(direct));
    all.put("FileScan.mappedCopy", () -> copyMapped(standing));
    all.put("FileScan.mapCopyUnmap", this::mapCopyUnmap);
    all.put("FileScan.mapped", () -> scan(standing));
    all.put("FileScan.mapScanUnmap", this::mapScanUnmap);
    all.put("FileToSocket.stream", this::sendStream);
    all.put("FileToSocket.readWriteHeap", () -> send(heap));
    all.put("FileToSocket.readWriteDirect", () -> send(direct));
    all.put("FileToSocket.mappedWrite", this::sendMapped);
    all.put("FileToSocket.transferTo", this::transferToSocket);
    return all;
  }

  private Map<String, Operation> copies(boolean made) {
    Map<String, Operation> all = new LinkedHashMap<>();
    all.put("FileCopy.readWriteHeap", () -> into(made, file -> copy(heap, file)));
    all.put("FileCopy.readWriteDirect", () -> into(made, file -> copy(direct, file)));
    all.put(
        "FileCopy.mappedToChannel",
        () -> into(made, file -> full(file.write(standing.duplicate().clear()))));
    all.put(
        "FileCopy.mappedToMapped",
        made ? this::mappedToNew : () -> standingTarget.put(0, standing, 0, FILE_SIZE));
    all.put(
        "FileCopy.transferTo", () -> into(made, file -> full(in.transferTo(0, FILE_SIZE, file))));
    all.put(
        "FileCopy.transferFrom",
        () -> into(made, file -> full(file.transferFrom(in.position(0), 0, FILE_SIZE))));
    all.put("FileCopy.filesCopy", () -> filesCopy(made));
    return all;
  }

  private interface Copy {
    void to(FileChannel file) throws IOException;
  }

  private void into(boolean made, Copy copy) throws IOException {
    if (!made) {
      copy.to(out.position(0));
      return;
    }
    try (FileChannel file = replace()) {
      copy.to(file);
    }
  }

  private FileChannel replace() throws IOException {
    Files.deleteIfExists(replaced);
    return FileChannel.open(
        replaced, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private void mappedToNew() throws Exception {
    MappedByteBuffer mapped;
    try (FileChannel file = replace()) {
      mapped = file.map(FileChannel.MapMode.READ_WRITE, 0, FILE_SIZE);
    }
    mapped.put(0, standing, 0, FILE_SIZE);
    unmap(mapped);
  }

  private void filesCopy(boolean made) throws IOException {
    if (made) {
      Files.deleteIfExists(replaced);
    }
    Files.copy(source, replaced, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The textbook's paths, each of one block; nothing is cached where the path says so. */
  private void textbook(Map<String, Case> all) {
    Operation drained = () -> full(C.LIBRARY.read(pair[1], memory, CHUNK), CHUNK);
    Operation received = this::receive;
    Operation none = () -> {};
    add(all, TextbookPaths.bufferedReadMiss(CHUNK), () -> readBlock(direct), none);
    add(all, TextbookPaths.bufferedReadHit(CHUNK), () -> readBlock(direct), none);
    add(all, TextbookPaths.bufferedWriteHit(CHUNK), () -> writeBlock(CHUNK), none);
    add(all, TextbookPaths.bufferedWriteMiss(100), () -> writeBlock(100), none);
    IoPath flush = TextbookPaths.flush(CHUNK);
    all.put(flush.name(), new Case(flush, this::makeDirty, () -> uncachedOut.force(true), none));
    add(all, TextbookPaths.readWriteHeap(CHUNK), () -> passOn(heap), received);
    add(all, TextbookPaths.readWriteDirect(CHUNK), () -> passOn(direct), received);
    add(all, TextbookPaths.mmapWrite(CHUNK), this::writeMap, () -> dropMap(drained));
    Operation sendfile =
        () -> full(C.LIBRARY.sendfile(pair[0], from, new long[] {0}, CHUNK), CHUNK);
    add(all, TextbookPaths.sendfile(CHUNK), sendfile, drained);
    // Whether the interface gathers is the interface's affair: the call is the same.
    add(all, TextbookPaths.sendfileGather(CHUNK), sendfile, drained);
    add(all, TextbookPaths.splice(CHUNK), this::splice, drained);
    add(all, TextbookPaths.copyFileRange(CHUNK), this::copyRange, none);
    addUncachedRead(all);
  }

  private void add(Map<String, Case> all, IoPath path, Operation operation, Operation finish) {
    boolean cached = path.steps().stream().noneMatch(s -> s.from() == Place.DISK);
    all.put(path.name(), new Case(path, () -> rewind(!cached), operation, finish));
  }

  /** By the C library: Java asks for the position before each read past the page cache. */
  private void addUncachedRead(Map<String, Case> all) {
    IoPath path = TextbookPaths.directIo(CHUNK);
    if (device >= 0) {
      Pointer buffer = Native.getDirectBufferPointer(direct);
      all.put(
          path.name(),
          new Case(
              path,
              () -> C.LIBRARY.lseek(device, 0, C.SEEK_SET),
              () -> full(C.LIBRARY.read(device, buffer, CHUNK), CHUNK),
              () -> {}));
    }
  }

  /** The file past the page cache; negative where the file system refuses that. */
  private static int openDevice(Path file) {
    int direct = com.sun.jna.Platform.isARM() ? 0x10000 : 0x4000;
    try {
      return C.LIBRARY.open(file.toString(), C.O_RDONLY | direct);
    } catch (LastErrorException refused) {
      return -1;
    }
  }

  private void rewind(boolean evict) throws IOException {
    if (evict) {
      uncachedOut.force(true);
      LinuxMemory.evict(uncached);
    }
    uncachedIn.position(0);
    uncachedOut.position(0);
  }

  private void readBlock(ByteBuffer buffer) throws IOException {
    full(uncachedIn.read(buffer.clear().limit(CHUNK)), CHUNK);
  }

  private void writeBlock(int bytes) throws IOException {
    full(uncachedOut.write(direct.clear().limit(bytes)), bytes);
  }

  private void makeDirty() throws IOException {
    rewind(false);
    writeBlock(CHUNK);
  }

  private void passOn(ByteBuffer buffer) throws IOException {
    readBlock(buffer);
    full(near.write(buffer.flip()), CHUNK);
  }

  private void receive() throws IOException {
    for (ByteBuffer rest = direct.clear().limit(CHUNK); rest.hasRemaining(); ) {
      progress(far.read(rest));
    }
  }

  private void writeMap() {
    map = C.LIBRARY.mmap(Pointer.NULL, CHUNK, C.PROT_READ, C.MAP_SHARED, from, 0);
    full(C.LIBRARY.write(pair[0], map, CHUNK), CHUNK);
  }

  private void dropMap(Operation drain) throws Exception {
    C.LIBRARY.munmap(map, CHUNK);
    drain.run();
  }

  private void splice() {
    full(C.LIBRARY.splice(from, new long[] {0}, pipe[1], null, CHUNK, 0), CHUNK);
    full(C.LIBRARY.splice(pipe[0], null, pair[0], null, CHUNK, 0), CHUNK);
  }

  private void copyRange() {
    long[] start = {0};
    full(C.LIBRARY.copy_file_range(from, start, to, new long[] {0}, CHUNK, 0), CHUNK);
  }

  private void stream() throws IOException {
    stream.getChannel().position(0);
    byte[] chunk = heap.array();
    for (int done = 0; done < FILE_SIZE; ) {
      done += progress(stream.read(chunk));
    }
  }

  private void read(ByteBuffer buffer) throws IOException {
    in.position(0);
    for (int at = 0; at < FILE_SIZE; at += CHUNK) {
      full(in.read(buffer.clear().limit(CHUNK)), CHUNK);
    }
  }

  private void copyMapped(ByteBuffer mapped) {
    for (int at = 0; at < FILE_SIZE; at += CHUNK) {
      direct.clear().put(mapped.slice(at, CHUNK));
    }
  }

  private void mapCopyUnmap() throws Exception {
    MappedByteBuffer mapped = in.map(FileChannel.MapMode.READ_ONLY, 0, FILE_SIZE);
    copyMapped(mapped);
    unmap(mapped);
  }

  /** A word of every page: enough for the faults, and quick without a compiler. */
  private void scan(MappedByteBuffer mapped) {
    long sum = 0;
    for (int at = 0; at < FILE_SIZE; at += PAGE) {
      sum += mapped.getLong(at);
    }
    if (sum == 0) {
      throw new IllegalStateException("the file is not what was written");
    }
  }

  private void mapScanUnmap() throws Exception {
    MappedByteBuffer mapped = in.map(FileChannel.MapMode.READ_ONLY, 0, FILE_SIZE);
    scan(mapped);
    unmap(mapped);
  }

  private void copy(ByteBuffer buffer, FileChannel file) throws IOException {
    in.position(0);
    for (int at = 0; at < FILE_SIZE; at += CHUNK) {
      full(in.read(buffer.clear().limit(CHUNK)), CHUNK);
      full(file.write(buffer.flip()), CHUNK);
    }
  }

  private void send(ByteBuffer buffer) throws Exception {
    in.position(0);
    for (int at = 0; at < FILE_SIZE; at += CHUNK) {
      full(in.read(buffer.clear().limit(CHUNK)), CHUNK);
      full(socket.write(buffer.flip()), CHUNK);
    }
    receiver.awaitAll();
  }

  private void sendStream() throws Exception {
    stream.getChannel().position(0);
    byte[] chunk = heap.array();
    for (int at = 0; at < FILE_SIZE; at += CHUNK) {
      full(stream.read(chunk), CHUNK);
      full(socket.write(ByteBuffer.wrap(chunk)), CHUNK);
    }
    receiver.awaitAll();
  }

  private void sendMapped() throws Exception {
    MappedByteBuffer mapped = in.map(FileChannel.MapMode.READ_ONLY, 0, FILE_SIZE);
    full(socket.write(mapped));
    unmap(mapped);
    receiver.awaitAll();
  }

  private void transferToSocket() throws Exception {
    full(in.transferTo(0, FILE_SIZE, socket));
    receiver.awaitAll();
  }

  private static void unmap(MappedByteBuffer mapped) throws Exception {
    var field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
    field.setAccessible(true);
    Object unsafe = field.get(null);
    unsafe.getClass().getMethod("invokeCleaner", ByteBuffer.class).invoke(unsafe, mapped);
  }

  private static int progress(int moved) throws IOException {
    if (moved <= 0) {
      throw new EOFException("no progress");
    }
    return moved;
  }

  private static void full(long moved) {
    full(moved, FILE_SIZE);
  }

  private static void full(long moved, long expected) {
    if (moved != expected) {
      throw new IllegalStateException("moved " + moved + " of " + expected + " bytes in one call");
    }
  }

  /** Runs every path; see above. */
  public static void main(String[] args) throws Exception {
    boolean bracketed = args[1].equals("bracketed");
    int operations = Integer.parseInt(args[2]);
    try (PathDriver driver = new PathDriver(Path.of(args[0]))) {
      Map<String, Case> cases = bracketed ? driver.cases() : driver.strategyCases();
      for (Map.Entry<String, Case> entry : cases.entrySet()) {
        Case path = entry.getValue();
        for (int i = 0; i < WARM_UP + operations; i++) {
          path.prepare().run();
          if (bracketed && i >= WARM_UP) {
            SystemCalls.bracket(entry.getKey(), path.operation());
          } else {
            path.operation().run();
          }
          path.finish().run();
        }
      }
    }
  }

  @Override
  public void close() throws IOException {
    C.LIBRARY.close(from);
    C.LIBRARY.close(to);
    if (device >= 0) {
      C.LIBRARY.close(device);
    }
    for (java.io.Closeable each :
        new java.io.Closeable[] {
          socket, in, stream, out, uncachedIn, uncachedOut, near, far, server
        }) {
      each.close();
    }
  }

  /** Drains the socket on a thread of its own. */
  private static final class Receiver extends Thread {
    private final ServerSocketChannel server = ServerSocketChannel.open();
    private final java.util.concurrent.Semaphore complete = new java.util.concurrent.Semaphore(0);

    Receiver() throws IOException {
      setDaemon(true);
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    java.net.SocketAddress address() throws IOException {
      return server.getLocalAddress();
    }

    void awaitAll() throws InterruptedException {
      complete.acquire();
    }

    @Override
    public void run() {
      try (server;
          SocketChannel peer = server.accept()) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(FILE_SIZE);
        // Scattering calls readv, so that the sum of the paths' reads stays theirs.
        ByteBuffer[] scattered = {buffer};
        while (peer.read(scattered) >= 0) {
          if (!buffer.hasRemaining()) {
            buffer.clear();
            complete.release();
          }
        }
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
