package zerocopy.bench.handover;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Figure;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Question.Quantity;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to hand a message over to another process?
 *
 * <p>One operation makes a message of {@code size} bytes, word by word, and hands it over to a
 * process of its own, which adds up all words. A call makes {@link #BURST} of them, and ends when
 * the reader has answered the last by the sum of everything until then, which is compared: no byte
 * is counted that was not read. With {@code exchange=roundtrip} every message is answered before
 * the next one is made; with {@code stream} the wait for the answer is a small part of a burst.
 *
 * <p>By a pipe or a socket the kernel copies each byte twice, out of the writer's memory and into
 * the reader's, and both processes enter the kernel for each message. Through shared memory nobody
 * enters it: {@code ringBufferWrite} copies the message once, into the ring, in which the reader
 * reads it; {@code ringBufferClaim} makes it in the ring, and nothing is copied. {@code manyToOne}
 * allows for more writers, and pays for it though there is only one; {@code broadcast} allows for
 * more readers, and does not wait for them.
 *
 * <p>Pitfalls. A message that is made once and sent again and again stays in the writer's cache,
 * and a claim that leaves it out sends nothing: each message is made anew here, by all strategies
 * alike. A clock that stops when the writer has written, stops before the reader has read. Polling
 * on one core waits for the end of the other's time slice. While two processes poll on two cores,
 * their compilers get little time: the set-up calls the strategy for a while. Blocking, on two
 * cores, mostly measures how long the machine takes to wake an idle core.
 */
@Question(
    asks = "What does it cost to hand bytes over to another process?",
    order = 17,
    bytes = "size",
    copies = true,
    usual = "reader=polling reader=blocking cores=two exchange=roundtrip exchange=stream",
    answer = "From one process to another",
    piece = "a message",
    baseline = "pipe",
    unpredicted = "the model has no price for another process that answers",
    pairs = {
      @Pair(topic = "pipe ↔ shared memory", first = "pipe", other = "ringBufferWrite"),
      @Pair(topic = "copy ↔ in place", first = "ringBufferWrite", other = "ringBufferClaim"),
      @Pair(topic = "copy ↔ in place", first = "manyToOneWrite", other = "manyToOneClaim"),
      @Pair(topic = "one writer ↔ many", first = "ringBufferWrite", other = "manyToOneWrite"),
      @Pair(topic = "TCP ↔ Unix socket", first = "tcp", other = "unixSocket"),
      @Pair(topic = "pipe ↔ Unix socket", first = "pipe", other = "unixSocket")
    },
    figures = {
      @Figure(
          id = "hand-over-exchange",
          title = "To another process and back: the time of an exchange",
          hint = HandOver.HINT,
          shows = Quantity.TIME,
          usualOnly = true,
          with = "exchange=roundtrip"),
      @Figure(
          id = "hand-over-stream",
          title = "To another process: messages in a stream",
          hint = HandOver.HINT,
          usualOnly = true,
          with = "exchange=stream")
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(HandOver.BURST)
public class HandOver {

  /** Messages that a call hands over. */
  static final int BURST = 128;

  /** What the reader of a figure of these rows has to know. */
  static final String HINT =
      "The writer makes each message anew, the reader adds it up; that time is in every figure."
          + " Writer and reader have a core each. Reader polling: both look again and again;"
          + " blocking: they sleep in the kernel, or, where memory is shared, spin, yield and then"
          + " sleep.";

  /** A pipe of the kernel's, by {@link java.nio.channels.Pipe}. */
  @Benchmark
  @Strategy(
      says = "Writes to a pipe that the other process reads: one copy in, one copy out.",
      colour = Colour.BLACK,
      reads = "0.007..",
      writes = "1..")
  public void pipe(ByteStream.Piped to) throws IOException {
    write(to);
  }

  /** A Unix domain socket, by {@link java.nio.channels.SocketChannel}. */
  @Benchmark
  @Strategy(
      says = "Writes to a Unix domain socket that the other process reads.",
      label = "Unix socket",
      colour = Colour.BLUE,
      reads = "0.007..",
      writes = "1..")
  public void unixSocket(ByteStream.OverUnix to) throws IOException {
    write(to);
  }

  @Benchmark
  @Strategy(
      says = "Writes to a TCP connection over the loopback interface.",
      label = "TCP",
      colour = Colour.SKY,
      marker = Marker.SQUARE,
      reads = "0.007..",
      writes = "1..")
  public void tcp(ByteStream.OverTcp to) throws IOException {
    write(to);
  }

  private static void write(ByteStream to) throws IOException {
    while (to.next()) {
      Message.make(to.message, 0, to.size, to.first);
      to.write();
      to.awaitAnswer();
    }
  }

  /** {@link org.agrona.concurrent.ringbuffer.OneToOneRingBuffer#write}: a copy into the ring. */
  @Benchmark
  @Strategy(
      says = "Copies the message into a ring in shared memory that one writer fills.",
      label = "ring buffer (write)",
      colour = Colour.ORANGE)
  public void ringBufferWrite(Ring.OneToOne to) throws IOException {
    write(to);
  }

  /** {@link org.agrona.concurrent.ringbuffer.OneToOneRingBuffer#tryClaim}: made in the ring. */
  @Benchmark
  @Strategy(
      says =
          "Makes the message in place, in a ring in shared memory that one writer fills: no copy.",
      copies = 0,
      label = "ring buffer (claim)",
      colour = Colour.ORANGE,
      marker = Marker.DIAMOND)
  public void ringBufferClaim(Ring.OneToOne to) throws IOException {
    claim(to);
  }

  /** {@link org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer#write}. */
  @Benchmark
  @Strategy(
      says = "Copies the message into a ring in shared memory that several writers may fill.",
      label = "many to one (write)",
      colour = Colour.GREEN)
  public void manyToOneWrite(Ring.ManyToOne to) throws IOException {
    write(to);
  }

  /** {@link org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer#tryClaim}. */
  @Benchmark
  @Strategy(
      says =
          "Makes the message in place, in a ring in shared memory that several writers may fill: no copy.",
      copies = 0,
      label = "many to one (claim)",
      colour = Colour.GREEN,
      marker = Marker.DIAMOND)
  public void manyToOneClaim(Ring.ManyToOne to) throws IOException {
    claim(to);
  }

  private static void write(Ring to) throws IOException {
    while (to.next()) {
      Message.make(to.message.byteBuffer(), 0, to.size, to.first);
      to.write();
      to.awaitAnswer();
    }
  }

  private static void claim(Ring to) throws IOException {
    while (to.next()) {
      int at = to.claim();
      Message.make(to.memory, at, to.size, to.first);
      to.commit(at);
      to.awaitAnswer();
    }
  }

  /** {@link org.agrona.concurrent.broadcast.BroadcastTransmitter#transmit}: a copy. */
  @Benchmark
  @Strategy(
      says = "Copies the message into shared memory, where any number of readers may look.",
      colour = Colour.PURPLE,
      marker = Marker.TRIANGLE)
  public void broadcast(Broadcast to) throws IOException {
    while (to.next()) {
      Message.make(to.message.byteBuffer(), 0, to.size, to.first);
      to.awaitTaken(to.most);
      to.transmitter.transmit(Ring.TYPE, to.message, 0, to.size);
      to.awaitAnswer();
    }
  }
}
