package zerocopy.bench.socket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;
import zerocopy.bench.support.FullIo;
import zerocopy.bench.support.MappedParts;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Question.Quantity;
import zerocopy.catalogue.Role;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to send a cached file through a socket, until the receiver has every byte?
 *
 * <p>One operation sends the whole file over a standing connection, and ends when the receiver, on
 * its own thread, has acknowledged the last byte. By {@code read} and {@code write} each byte is
 * copied from the page cache to the buffer and from there to the socket; {@code transferTo} ({@code
 * sendfile}) hands the page cache's own pages to the socket, and with the copy saves the calls.
 *
 * <p>Conditions. Five things that have nothing to do with the strategy can decide more than the
 * strategy does: whether TCP paces, how the receiver waits and how much it reads at a time, which
 * cores both run on, and how far apart these are. Four are parameters ({@link Link}); the fifth is
 * measured before and after each fork. Under {@code bbr}, which paces, {@code transferTo} comes out
 * slower than reading and writing; without pacing it is two to three times as fast.
 *
 * <p>The profiles measure every strategy at every size under the headline conditions: no pacing,
 * two cores, reads of 64 KiB, and two receivers. One that is {@code discarding} shows what a sender
 * is spared, as if a network interface took the bytes; one that is {@code blocking} what a client
 * on the same machine sees. Each other condition is one contrast for {@code readWriteDirect} and
 * {@code transferTo} at one or two sizes: enough to see what it changes, and no product of all
 * conditions, which would take days.
 *
 * <p>Pitfalls. A clock that stops when the last {@code write} returns, stops while the socket's
 * buffers are still full of data; that flatters small files most. A baseline with buffers of 4 KiB
 * mostly counts system calls: compare {@code chunk} 4096 with 65536 before crediting {@code
 * sendfile}. The strategies differ in the size of their calls, too: {@code transferTo} and {@code
 * mappedWrite} send the file by one call, the others by chunks, each of which pushes its segment
 * and wakes the receiver ({@code SocketFloor.transferTo} by 64 KiB and by 1 MiB tells how much that
 * is). A congestion control that is changed on a standing connection leaves its pacing behind: on
 * one core {@code transferTo} then takes 2.5 times as long, which looks like a cost of zero copy in
 * the receiver. And {@code mappedWrite} depends on how the file was written: in pieces of 1 MiB its
 * page cache consists of small folios, each with a fault of its own; in one piece of 16 MiB of huge
 * ones, and it is four times as fast.
 */
@Question(
    asks = "What does it cost to send a cached file through a socket?",
    order = 10,
    bytes = "fileSize",
    copies = true,
    usual = Link.USUAL,
    answer = "From a file to a socket",
    baseline = "readWriteDirect",
    tunes = "chunk=65536",
    pairs = {
      @Pair(
          topic = "heap ↔ direct",
          first = "readWriteHeap",
          other = "readWriteDirect",
          explained = true),
      @Pair(
          topic = "read+write ↔ transferTo",
          first = "readWriteDirect",
          other = "transferTo",
          senderCpu = true,
          explained = true),
      @Pair(topic = "read ↔ map", first = "readWriteDirect", other = "mappedWrite")
    },
    figures = {
      @Figure(
          id = "file-to-socket",
          headline = true,
          title = "File to socket, until the receiver has every byte",
          hint = Link.HINT,
          usualOnly = true,
          with = "chunk=65536"),
      @Figure(
          id = "file-to-socket-cpu",
          title = "File to socket: the processor's time that the sender pays",
          hint = Link.HINT,
          shows = Quantity.SENDER_CPU,
          usualOnly = true,
          with = "chunk=65536"),
      @Figure(
          id = "file-to-socket-receiver-cpu",
          title = "File to socket: the processor's time that the receiver pays",
          hint = Link.HINT,
          shows = Quantity.RECEIVER_CPU,
          usualOnly = true,
          with = "chunk=65536"),
      @Figure(
          id = "file-to-socket-conditions",
          title = "File to socket: what each condition changes",
          hint =
              "Usual are: sender and receiver on two cores, TCP without pacing, a receiver that reads 64 KiB at a time.",
          shows = Quantity.CONDITIONS,
          with = "chunk=65536",
          strategies = {"readWriteDirect", "transferTo"})
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FileToSocket {

  /**
   * {@link java.io.FileInputStream#read(byte[], int, int)} and {@link
   * java.io.OutputStream#write(byte[], int, int)}.
   */
  @Benchmark
  @Strategy(
      says = "FileInputStream reads chunks into a byte array, the socket's stream writes them.",
      colour = Colour.BLACK,
      role = Role.ARTICLE_READ_SEND)
  public void stream(Sender.Chunked to) throws IOException {
    to.stream.getChannel().position(0);
    for (long left = to.fileSize; left > 0; ) {
      int wanted = (int) Math.min(to.array.length, left);
      int moved = (int) FullIo.progress(to.stream.read(to.array, 0, wanted), "read", left);
      to.out.write(to.array, 0, moved);
      left -= moved;
    }
    to.awaitAcknowledgement();
  }

  /**
   * {@link FileChannel#read(ByteBuffer)} and {@link
   * java.nio.channels.SocketChannel#write(ByteBuffer)} with a heap buffer.
   */
  @Benchmark
  @Strategy(
      says =
          "Reads and writes chunks with a heap buffer: two more copies, through hidden direct buffers.",
      label = "read + write by heap buffer",
      colour = Colour.ORANGE)
  public void readWriteHeap(Sender.Chunked to) throws IOException {
    to.file.position(0);
    for (long left = to.fileSize; left > 0; left -= to.heap.limit()) {
      FullIo.read(to.file, to.next(to.heap, left));
      FullIo.write(to.socket, to.heap.flip());
    }
    to.awaitAcknowledgement();
  }

  /**
   * {@link FileChannel#read(ByteBuffer)} and {@link
   * java.nio.channels.SocketChannel#write(ByteBuffer)} with a direct buffer.
   */
  @Benchmark
  @Strategy(
      says = "Reads and writes chunks with a direct buffer: out of the kernel and in again.",
      label = "read + write by direct buffer",
      colour = Colour.BLUE,
      marker = Marker.DIAMOND)
  public void readWriteDirect(Sender.Chunked to) throws IOException {
    to.file.position(0);
    for (long left = to.fileSize; left > 0; left -= to.direct.limit()) {
      FullIo.read(to.file, to.next(to.direct, left));
      FullIo.write(to.socket, to.direct.flip());
    }
    to.awaitAcknowledgement();
  }

  /**
   * {@link java.nio.channels.SocketChannel#write(ByteBuffer)} of the whole file, mapped and
   * unmapped by the operation, as a server does that is asked for it: no copy to user memory, but
   * page faults instead, taken by the kernel while it copies.
   */
  @Benchmark
  @Strategy(
      says = "Maps the file, writes the mapping to the socket, unmaps it: one copy, in the kernel.",
      label = "map and write",
      colour = Colour.GREEN)
  public void mappedWrite(Sender to) throws IOException {
    MappedParts.each(
        to.file,
        FileChannel.MapMode.READ_ONLY,
        to.fileSize,
        (part, at) -> FullIo.write(to.socket, part));
    to.awaitAcknowledgement();
  }

  /**
   * {@link FileChannel#transferTo}: {@code sendfile} to both kinds of socket on Linux. JDK 25 tries
   * {@code copy_file_range} first, which refuses a socket (seen with strace).
   */
  @Benchmark
  @Strategy(
      says = "The kernel hands the file's pages to the socket (sendfile): no copy by the sender.",
      colour = Colour.VERMILLION,
      marker = Marker.DIAMOND,
      role = Role.ARTICLE_TRANSFER)
  public void transferTo(Sender to) throws IOException {
    FullIo.transferTo(to.file, 0, to.fileSize, to.socket);
    to.awaitAcknowledgement();
  }

  /**
   * {@link FileChannel#read(ByteBuffer)}, {@link javax.net.ssl.SSLEngine#wrap(ByteBuffer,
   * ByteBuffer)} (TLS 1.3, AES-128-GCM) and {@link
   * java.nio.channels.SocketChannel#write(ByteBuffer)}, all with direct buffers. The receiver does
   * not decrypt: the price is the sender's.
   */
  @Benchmark
  @Strategy(
      says = "Reads a chunk, encrypts it with AES-128-GCM by SSLEngine, writes the record.",
      copies = 3,
      label = "TLS by SSLEngine",
      colour = Colour.BLACK,
      marker = Marker.TRIANGLE,
      unpredicted = "encryption has no price in the model",
      reads = "fileSize/chunk+1",
      writes = "fileSize/chunk")
  @Warmup(iterations = 30, time = 60, timeUnit = TimeUnit.MILLISECONDS)
  public void tls(TlsSender to) throws IOException {
    to.file.position(0);
    for (long left = to.fileSize; left > 0; left -= to.direct.limit()) {
      FullIo.read(to.file, to.next(to.direct, left));
      FullIo.write(to.socket, to.encrypt(to.direct.flip()));
    }
    to.awaitAcknowledgement();
  }
}
