package zerocopy.bench.socket;

import static zerocopy.bench.support.linux.Syscall.PWRITE64;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
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
import zerocopy.bench.support.linux.Held;
import zerocopy.bench.support.linux.KernelPipe;
import zerocopy.bench.support.linux.ZeroCopyReceive;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;
import zerocopy.catalogue.Strategy.Word;

/**
 * What does it cost to receive a file from a socket by the kernel's other means?
 *
 * <p>As {@link SocketToFile}. {@code splice} passes what has arrived through a pipe of {@code pipe}
 * bytes; the kernel copies it into the page cache, where read and write copy twice. {@code
 * zeroCopyReceive} has the kernel map the pages that arrived ({@code TCP_ZEROCOPY_RECEIVE}), and
 * writes them to the file from there: the copy of the read goes, that of the write stays.
 *
 * <p>Only whole, aligned pages that belong to nobody else can be mapped: such as a network
 * interface fills that splits headers from data. Over loopback none are; the kernel then says how
 * much to read the usual way. The secondary results {@code mappedBytes} and {@code readBytes} count
 * what it did.
 */
@Question(
    asks = "What does it cost to receive a file by the kernel's other means?",
    family = "SocketToFile",
    bytes = "fileSize",
    copies = true,
    usual = "transport=tcp cores=two pacing=none",
    unpredicted = "what arrives when, and in how many pieces, the sender decides",
    pairs =
        @Pair(
            topic = "read+write ↔ splice",
            first = "SocketToFile.readWriteDirect",
            other = "splice"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignSocketToFile {

  private static final int WRITE_ONLY = 1;

  @Benchmark
  @Strategy(
      says = "Splices the socket through a pipe to the file.",
      colour = Colour.SKY,
      marker = Marker.SQUARE,
      reads = "0",
      writes = "1")
  public void splice(Piped from) throws IOException {
    from.request();
    from.through.pass(from.source, 0, from.target, from.rewound(), from.fileSize);
  }

  /**
   * {@code TCP_ZEROCOPY_RECEIVE} of what can be mapped, a read of the rest, and a write of both.
   */
  @Benchmark
  @Strategy(
      says =
          "Maps received pages with TCP_ZEROCOPY_RECEIVE where the kernel can, and reads the rest.",
      label = "TCP_ZEROCOPY_RECEIVE",
      kernelTells =
          @Word(
              without = "mappedBytes",
              copied = "readBytes",
              unit = "bytes",
              because =
                  "it maps only whole pages that belong to nobody else, and those of a sender on the"
                      + " same machine do not"),
      colour = Colour.GREEN,
      marker = Marker.SQUARE,
      reads = "0..",
      writes = "2..")
  public void zeroCopyReceive(Mapped from) throws IOException {
    from.request();
    for (long at = 0; at < from.fileSize; ) {
      from.arriving.next(from.fileSize - at);
      from.write(from.arriving.address(), from.arriving.mapped(), at);
      at += from.arriving.mapped();
      from.write(from.arriving.rest(), from.arriving.read(), at);
      at += from.arriving.read();
      from.mappedBytes += from.arriving.mapped();
      from.readBytes += from.arriving.read();
    }
  }

  /** Socket and file by the numbers that the kernel gave them. */
  @State(Scope.Thread)
  public static class Numbered extends Upload {
    final Held held = new Held();
    int source;
    int target;

    @Override
    void opened() throws IOException {
      source = LinuxSocket.descriptor(socket);
      target = held.open(path, WRITE_ONLY);
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
    private MemorySegment offset;

    @Override
    void opened() throws IOException {
      super.opened();
      through = held.hold(KernelPipe.open(pipe));
      offset = held.allocate(PageAligned.PAGE);
    }

    /** Address of an offset to write the file at, which is 0. */
    long rewound() {
      offset.set(ValueLayout.JAVA_LONG, 0, 0);
      return offset.address();
    }
  }

  /** With addresses where the kernel may map what arrives. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Mapped extends Numbered {

    /** Bytes of the iteration that the kernel mapped. */
    public long mappedBytes;

    /** Bytes of the iteration that it wanted read. */
    public long readBytes;

    /** Bytes that are mapped or read at a time, a multiple of 4096. */
    @Param({"65536", "1048576"})
    int window;

    ZeroCopyReceive arriving;

    @Override
    void opened() throws IOException {
      super.opened();
      arriving = held.hold(new ZeroCopyReceive(source, window));
    }

    void write(long address, long count, long at) throws IOException {
      for (long done = 0; done < count; ) {
        done += PWRITE64.progress(PWRITE64.call(target, address + done, count - done, at + done));
      }
    }
  }
}
