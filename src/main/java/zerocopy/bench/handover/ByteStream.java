package zerocopy.bench.handover;

import java.io.EOFException;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import org.agrona.CloseHelper;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Transport.Pacing;
import zerocopy.bench.support.WorkFolder;

/**
 * Bytes through the kernel, which copies them from the writer's buffer and into the reader's; the
 * answer comes back by the same way. TCP is neither paced nor delayed (Nagle's algorithm is off);
 * the kernel's buffers are those that the system gives: 64 KiB for a pipe.
 */
@State(Scope.Thread)
public abstract class ByteStream extends Exchange {

  ByteBuffer message;
  private final ByteBuffer answer = PageAligned.allocate(Long.BYTES);
  private ReadableByteChannel in;
  private WritableByteChannel out;
  private final List<AutoCloseable> ours = new ArrayList<>();
  private final List<AutoCloseable> readers = new ArrayList<>();

  /** Makes the buffer, and keeps the ends. */
  final void use(ReadableByteChannel receives, WritableByteChannel sends) {
    message = PageAligned.allocate(size);
    in = receives;
    out = sends;
    ours.add(receives);
    ours.add(sends);
  }

  /** Keeps what is closed when the reader has it. */
  final <C extends AutoCloseable> C untilConnected(C resource) {
    readers.add(resource);
    return resource;
  }

  /** Writes the message from its first byte to its last. */
  final void write() throws IOException {
    message.clear();
    try {
      while (message.hasRemaining()) {
        if (out.write(message) == 0) {
          pause();
        }
      }
    } catch (IOException e) {
      throw lost(e);
    }
  }

  @Override
  protected final long answer() throws IOException {
    answer.clear();
    try {
      while (answer.hasRemaining()) {
        int count = in.read(answer);
        if (count < 0) {
          throw new EOFException();
        }
        if (count == 0) {
          pause();
        }
      }
    } catch (IOException e) {
      throw lost(e);
    }
    return answer.getLong(0);
  }

  @Override
  final void connected() {
    CloseHelper.closeAll(readers);
    readers.clear();
  }

  @Override
  protected final void disconnect() {
    connected();
    CloseHelper.closeAll(ours);
  }

  /** Two pipes, one for each direction. */
  @State(Scope.Thread)
  public static class Piped extends ByteStream {

    @Override
    protected Class<? extends ReadingEnd> end() {
      return PipeEnd.class;
    }

    @Override
    protected String connect() throws IOException {
      Pipe there = Pipe.open();
      Pipe back = Pipe.open();
      use(back.source(), there.sink());
      untilConnected(there.source());
      untilConnected(back.sink());
      back.source().configureBlocking(!polls());
      there.sink().configureBlocking(!polls());
      return OpenFiles.address(there.source()) + " " + OpenFiles.address(back.sink());
    }
  }

  /** A connection that the reader makes. */
  abstract static class Connected extends ByteStream {
    private final Transport transport;
    private ServerSocketChannel listener;

    Connected(Transport transport) {
      this.transport = transport;
    }

    @Override
    protected final String connect() throws IOException {
      WorkFolder folder = untilConnected(WorkFolder.open());
      listener = untilConnected(transport.listen(folder, Pacing.NONE));
      return listener.getLocalAddress() instanceof InetSocketAddress tcp
          ? Integer.toString(tcp.getPort())
          : listener.getLocalAddress().toString();
    }

    @Override
    final void accept() throws IOException {
      listener.configureBlocking(false);
      SocketChannel near = listener.accept();
      for (; near == null; near = listener.accept()) {
        pause();
      }
      use(near, near);
      Transport.withoutDelay(near).configureBlocking(!polls());
    }
  }

  /** A Unix domain socket. */
  @State(Scope.Thread)
  public static class OverUnix extends Connected {
    /** Made by JMH. */
    public OverUnix() {
      super(Transport.UNIX);
    }

    @Override
    protected Class<? extends ReadingEnd> end() {
      return UnixEnd.class;
    }
  }

  /** TCP over the loopback interface. */
  @State(Scope.Thread)
  public static class OverTcp extends Connected {
    /** Made by JMH. */
    public OverTcp() {
      super(Transport.TCP);
    }

    @Override
    protected Class<? extends ReadingEnd> end() {
      return TcpEnd.class;
    }
  }

  /** The reader's end: it reads a message into a page-aligned buffer of its own. */
  abstract static class End implements ReadingEnd {
    private final ByteBuffer answer = PageAligned.allocate(Long.BYTES);
    private ByteBuffer message;
    private ReadableByteChannel in;
    private WritableByteChannel out;
    private Taker taker;

    final void use(SocketChannel both, int size, Taker takes) {
      use(both, both, size, takes);
    }

    final void use(ReadableByteChannel receives, WritableByteChannel sends, int size, Taker takes) {
      taker = takes;
      message = PageAligned.allocate(size);
      in = receives;
      out = sends;
    }

    @Override
    public final boolean receive() throws IOException {
      message.clear();
      while (message.hasRemaining()) {
        int count = in.read(message);
        if (count < 0) {
          return false;
        }
        if (count == 0) {
          Thread.onSpinWait();
        }
      }
      taker.take(message, 0);
      return true;
    }

    @Override
    public final void answer(long sum) throws IOException {
      answer.clear().putLong(0, sum);
      while (answer.hasRemaining()) {
        out.write(answer);
      }
    }
  }

  /** Reads from one pipe, answers by another. */
  static final class PipeEnd extends End {

    @Override
    public void open(String address, int size, boolean polls, Taker taker) throws IOException {
      String[] ends = address.split(" ");
      FileInputStream in = new FileInputStream(ends[0]);
      FileOutputStream out = new FileOutputStream(ends[1]);
      if (polls) {
        OpenFiles.neverWait(in.getFD());
      }
      use(in.getChannel(), out.getChannel(), size, taker);
    }
  }

  /** Connects to a Unix domain socket. */
  static final class UnixEnd extends End {

    @Override
    public void open(String address, int size, boolean polls, Taker taker) throws IOException {
      use(join(Transport.UNIX, UnixDomainSocketAddress.of(address), polls), size, taker);
    }
  }

  /** Connects to a port of this machine. */
  static final class TcpEnd extends End {

    @Override
    public void open(String address, int size, boolean polls, Taker taker) throws IOException {
      int port = Integer.parseInt(address);
      use(join(Transport.TCP, Transport.loopback(port), polls), size, taker);
    }
  }

  private static SocketChannel join(Transport transport, SocketAddress address, boolean polls)
      throws IOException {
    SocketChannel far = transport.join(address, Pacing.NONE);
    far.configureBlocking(!polls);
    return far;
  }
}
