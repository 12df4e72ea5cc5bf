package zerocopy.bench.socket;

import static zerocopy.bench.support.linux.Syscall.SENDFILE;
import static zerocopy.bench.support.linux.Syscall.VMSPLICE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.Channel;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.LinuxSocket;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.linux.Held;
import zerocopy.bench.support.linux.IoUring;
import zerocopy.bench.support.linux.KernelPipe;
import zerocopy.bench.support.linux.KernelTls;
import zerocopy.bench.support.linux.Mapping;
import zerocopy.bench.support.linux.ZeroCopySends;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;
import zerocopy.catalogue.Strategy.Word;

/**
 * What does it cost to send a cached file through a socket by the kernel's other means?
 *
 * <p>As {@link FileToSocket}, under the same conditions, with system calls that Java's library does
 * not make. {@code sendfile} makes the call of {@code transferTo} without {@code FileChannel}:
 * their difference is the price of the channel. {@code splice} passes the file's pages through a
 * pipe of {@code pipe} bytes, with two calls a pipeful. {@code vmsplice} puts the pages of a
 * mapping into the pipe instead. {@code zeroCopySend} sends a mapping by {@code MSG_ZEROCOPY}, and
 * waits until the kernel needs its pages no more. The {@code ioUring} strategies have the same done
 * by requests, a call for each chunk, pipeful or file. {@code kernelTls} has the kernel encrypt the
 * file that {@code sendfile} hands over.
 *
 * <p>Whether a zero-copy send copied nothing, the kernel tells for each ({@code
 * SO_EE_CODE_ZEROCOPY_COPIED}, {@code IORING_NOTIF_USAGE_ZC_COPIED}); the secondary results {@code
 * zeroCopySends} and {@code copiedSends} count its words. Over loopback it copies them all: the
 * receiver is on the same machine and might keep the pages for ever, so the kernel copies them when
 * it delivers, and the sender pays for pinning and notification on top. A network interface that
 * sends from the pages themselves saves the copy.
 *
 * <p>Pitfalls. {@code splice} through a pipe of 64 KiB makes 32 calls for a MiB where {@code
 * sendfile} makes one. A request to splice is always done by a thread of the kernel's pool, whose
 * time is in no thread of Java's: compare its time, not the sender's CPU. Pages that were sent by
 * reference must not change before the receiver has them.
 */
@Question(
    asks = "What does it cost to send a cached file by the kernel's other means?",
    family = "FileToSocket",
    bytes = "fileSize",
    copies = true,
    usual = Link.USUAL,
    pairs = {
      @Pair(
          topic = "FileChannel ↔ system call",
          first = "FileToSocket.transferTo",
          other = "sendfile",
          senderCpu = true),
      @Pair(
          topic = "read+write ↔ io_uring",
          first = "FileToSocket.readWriteDirect",
          other = "ioUringSend",
          senderCpu = true),
      @Pair(
          topic = "write ↔ MSG_ZEROCOPY",
          first = "FileToSocket.mappedWrite",
          other = "zeroCopySend",
          senderCpu = true)
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignFileToSocket {

  private static final String PIPE = "a pipe of the program's own has no price in the model";
  private static final String PINNED = "pinning and notification have no price in the model";
  private static final String WHY_COPIED =
      "for a receiver on the same machine it copies, which might keep the sender's pages for ever";
  private static final String REQUESTS = "requests to an io_uring have no price in the model";

  @Benchmark
  @Strategy(
      says = "The system call sendfile without FileChannel around it.",
      colour = Colour.VERMILLION,
      marker = Marker.SQUARE)
  public void sendfile(Numbered to) throws IOException {
    to.sendFile();
    to.awaitAcknowledgement();
  }

  @Benchmark
  @Strategy(
      copies = 0,
      says =
          "Passes the file's pages through a pipe to the socket by splice: no copy by the sender.",
      colour = Colour.SKY,
      marker = Marker.SQUARE,
      unpredicted = PIPE,
      reads = "1")
  public void splice(Piped to) throws IOException {
    to.through.pass(to.source, to.rewound(), to.target, 0, to.fileSize);
    to.awaitAcknowledgement();
  }

  /**
   * {@code vmsplice} of the mapped file to a pipe, {@code splice} from there to the socket, a
   * pipeful at a time; mapped and unmapped by the operation.
   */
  @Benchmark
  @Strategy(
      copies = 0,
      says =
          "Maps the file, puts the mapping's pages into a pipe by vmsplice, and splices them to the socket.",
      label = "vmsplice of a mapping",
      colour = Colour.GREEN,
      marker = Marker.SQUARE,
      unpredicted = PIPE,
      reads = "1")
  public void vmsplice(Piped to) throws IOException {
    long map = Mapping.map(to.source, to.fileSize, 0);
    try {
      for (long at = 0; at < to.fileSize; ) {
        long vector = to.vector(map + at, Math.min(to.pipe, to.fileSize - at));
        long moved = VMSPLICE.progress(VMSPLICE.call(to.through.in(), vector, 1, 0));
        to.through.empty(to.target, 0, moved);
        at += moved;
      }
    } finally {
      Mapping.unmap(map, to.fileSize);
    }
    to.awaitAcknowledgement();
  }

  /**
   * {@code send} of the mapped file with {@code MSG_ZEROCOPY}, until the kernel needs the pages no
   * more; mapped and unmapped by the operation.
   */
  @Benchmark
  @Strategy(
      copies = 0,
      says = "Sends a mapping with MSG_ZEROCOPY and waits until the kernel lets go of its pages.",
      label = "MSG_ZEROCOPY",
      kernelTells =
          @Word(
              without = "zeroCopySends",
              copied = "copiedSends",
              unit = "sends",
              because = WHY_COPIED),
      colour = Colour.PURPLE,
      marker = Marker.TRIANGLE,
      unpredicted = PINNED,
      reads = "1")
  public void zeroCopySend(Pinned to) throws IOException {
    long map = Mapping.map(to.source, to.fileSize, 0);
    try {
      to.sends.send(map, to.fileSize);
      to.sends.await();
    } finally {
      Mapping.unmap(map, to.fileSize);
    }
    to.zeroCopySends += to.sends.takeZeroCopies();
    to.copiedSends += to.sends.takeCopies();
    to.awaitAcknowledgement();
  }

  @Benchmark
  @Strategy(
      says = "Reads a chunk and sends it, by two linked requests to an io_uring: two copies.",
      copies = 2,
      label = "io_uring read and send",
      colour = Colour.BLUE,
      marker = Marker.TRIANGLE,
      unpredicted = REQUESTS,
      reads = "1")
  public void ioUringSend(Chunked to) throws IOException {
    for (long at = 0; at < to.fileSize; at += to.chunk) {
      int size = (int) Math.min(to.chunk, to.fileSize - at);
      long buffer = to.buffer.address();
      to.ring.prepare(IoUring.Op.READ, IoUring.LINK, to.source, at, buffer, size, 0);
      to.ring.prepare(IoUring.Op.SEND, 0, to.target, 0, buffer, size, IoUring.MSG_WAITALL);
      to.ring.complete();
    }
    to.awaitAcknowledgement();
  }

  /**
   * A zero-copy send of the mapped file by an io_uring, until the kernel needs the pages no more;
   * mapped and unmapped by the operation.
   */
  @Benchmark
  @Strategy(
      copies = 0,
      says =
          "Sends a mapping by a zero-copy request to an io_uring, and waits for its notification.",
      label = "io_uring zero-copy send",
      kernelTells =
          @Word(
              without = "zeroCopySends",
              copied = "copiedSends",
              unit = "sends",
              because = WHY_COPIED),
      colour = Colour.PURPLE,
      marker = Marker.DOWN,
      unpredicted = PINNED,
      reads = "1")
  public void ioUringSendZeroCopy(RingedMapping to) throws IOException {
    long map = Mapping.map(to.source, to.fileSize, 0);
    try {
      for (long at = 0; at < to.fileSize; at += IoUring.MOST) {
        int size = (int) Math.min(IoUring.MOST, to.fileSize - at);
        to.ring.prepareZeroCopySend(to.target, map + at, size);
        to.ring.complete();
      }
    } finally {
      Mapping.unmap(map, to.fileSize);
    }
    to.zeroCopySends += to.ring.takeZeroCopies();
    to.copiedSends += to.ring.takeCopies();
    to.awaitAcknowledgement();
  }

  /**
   * A splice from the file to a pipe and one from there to the socket, linked to one another, by
   * one call to an io_uring, a pipeful at a time.
   */
  @Benchmark
  @Strategy(
      copies = 0,
      says = "Splices the file through a pipe to the socket by linked requests to an io_uring.",
      label = "io_uring splice",
      colour = Colour.SKY,
      marker = Marker.DOWN,
      unpredicted = REQUESTS,
      reads = "1")
  public void ioUringSplice(RingedPipe to) throws IOException {
    for (long at = 0; at < to.fileSize; at += to.pipe) {
      int size = (int) Math.min(to.pipe, to.fileSize - at);
      to.ring.prepareSplice(IoUring.LINK, to.source, at, to.through.in(), size);
      to.ring.prepareSplice(0, to.through.out(), -1, to.target, size);
      to.ring.complete();
    }
    to.awaitAcknowledgement();
  }

  @Benchmark
  @Strategy(
      says = "The kernel encrypts: sendfile over a socket with the TLS layer in the kernel.",
      label = "sendfile through kernel TLS",
      colour = Colour.BLACK,
      marker = Marker.SQUARE,
      unpredicted = "encryption has no price in the model",
      reads = "2..5",
      writes = "1..4")
  public void kernelTls(Encrypted to) throws IOException {
    to.sendFile();
    to.awaitAcknowledgement();
  }

  /** File and socket by the numbers that the kernel gave them. */
  @State(Scope.Thread)
  public static class Numbered extends Sender {
    final Held held = new Held();
    int source;
    int target;
    private MemorySegment argument;

    @Override
    void opened() throws IOException {
      source = held.open(path, 0);
      target = LinuxSocket.descriptor((Channel) socket);
      argument = held.allocate(PageAligned.PAGE);
    }

    /** Address of an offset to read the file from, which is 0. */
    long rewound() {
      argument.set(ValueLayout.JAVA_LONG, 0, 0);
      return argument.address();
    }

    /** Address of a vector of one piece of memory. */
    long vector(long address, long size) {
      argument.set(ValueLayout.JAVA_LONG, 0, address);
      argument.set(ValueLayout.JAVA_LONG, Long.BYTES, size);
      return argument.address();
    }

    void sendFile() throws IOException {
      long at = rewound();
      for (long left = fileSize; left > 0; ) {
        left -= SENDFILE.progress(SENDFILE.call(target, source, at, left));
      }
    }

    @Override
    void closing() {
      held.close();
    }
  }

  /** With a pipe. */
  @State(Scope.Thread)
  public static class Piped extends Numbered {

    /** Bytes that the pipe holds, a power of two of 4096 or more. */
    @Param({"65536", "1048576"})
    int pipe;

    KernelPipe through;

    @Override
    void opened() throws IOException {
      super.opened();
      through = held.hold(KernelPipe.open(pipe));
    }
  }

  /** With a pipe and an io_uring. */
  @State(Scope.Thread)
  public static class RingedPipe extends Piped {
    IoUring ring;

    @Override
    void opened() throws IOException {
      super.opened();
      ring = held.hold(new IoUring(2, IoUring.Op.SPLICE));
    }
  }

  /** With a buffer of one chunk and an io_uring. */
  @State(Scope.Thread)
  public static class Chunked extends Numbered {

    /** Bytes of a read and of a send, 1 or more. */
    @Param({"4096", "65536"})
    int chunk;

    MemorySegment buffer;
    IoUring ring;

    @Override
    void opened() throws IOException {
      if (chunk < 1) {
        throw new IllegalArgumentException(
            "chunk=" + chunk + " moves nothing: give the bytes per request, 1 or more");
      }
      super.opened();
      buffer = held.allocate(Math.min(chunk, fileSize));
      ring = held.hold(new IoUring(2, IoUring.Op.READ, IoUring.Op.SEND));
    }
  }

  /** With sends of which the kernel says whether it copied. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Pinned extends Numbered {

    /** Sends of the iteration of which the kernel handed the pages over. */
    public long zeroCopySends;

    /** Sends of the iteration whose bytes the kernel copied after all. */
    public long copiedSends;

    ZeroCopySends sends;

    @Override
    void opened() throws IOException {
      super.opened();
      sends = held.hold(new ZeroCopySends(target));
    }
  }

  /** The same by an io_uring. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class RingedMapping extends Numbered {

    /** Sends of the iteration of which the kernel handed the pages over. */
    public long zeroCopySends;

    /** Sends of the iteration whose bytes the kernel copied after all. */
    public long copiedSends;

    IoUring ring;

    @Override
    void opened() throws IOException {
      if (!transport.equals("tcp")) {
        throw new Unsupported("only TCP sends pages without a copy: give transport=tcp");
      }
      super.opened();
      ring = held.hold(new IoUring(2, IoUring.Op.SEND_ZC));
    }
  }

  /** With a connection that the kernel encrypts and, for a receiver that reads, decrypts. */
  @State(Scope.Thread)
  public static class Encrypted extends Numbered {

    @Override
    OptionalLong seed() {
      return OptionalLong.empty();
    }

    @Override
    void connected(Transport.Ends made) {
      if (receiver.equals("discarding")) {
        throw new Unsupported(
            "what TLS protects cannot be discarded unread: give receiver=blocking");
      }
      KernelTls.connect(LinuxSocket.descriptor(made.near()), LinuxSocket.descriptor(made.far()));
    }
  }
}
