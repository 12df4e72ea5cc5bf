package zerocopy.bench.support.peer;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import zerocopy.bench.support.Cores;
import zerocopy.bench.support.PeerThread;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Unsupported;

/**
 * A {@link Receiver} or a {@link FileSender} on another machine: one connection for the bytes, and
 * one over which it is told between messages what it is to do.
 */
public final class RemoteEnd implements FarEnd, Closeable {

  private final SocketChannel bytes;
  private final SocketChannel wishes;
  private final String congestionControl;

  private RemoteEnd(SocketChannel bytes, SocketChannel wishes, String congestionControl) {
    this.bytes = bytes;
    this.wishes = wishes;
    this.congestionControl = congestionControl;
  }

  /**
   * Connects, has the other end play its part, and the profiler ask it for its CPU time.
   *
   * @param part {@link PeerListener#RECEIVE} or {@link PeerListener#SEND}
   * @param over the transport that is wanted
   * @param settings of the other end
   * @throws Unsupported if they cannot be had over a network, or the other machine lacks something
   * @throws IllegalStateException in a sentence, if the receiver cannot be reached or refuses
   */
  public static RemoteEnd open(Peer peer, String part, Transport over, ReceiverSettings settings)
      throws IOException {
    if (over != Transport.TCP) {
      throw new Unsupported("only TCP reaches another machine: give transport=tcp");
    }
    if (settings.cores() == Cores.ONE) {
      throw new Unsupported("two machines have no core in common: give cores=two");
    }
    List<String> answers = new ArrayList<>();
    SocketChannel bytes =
        peer.ask(
            settings.pacing(), "%s %s %s".formatted(part, peer.run(), settings.words()), answers);
    try {
      SocketChannel wishes =
          peer.ask(
              Transport.Pacing.SYSTEM,
              "%s %s".formatted(PeerListener.CONTROL, peer.run()),
              new ArrayList<>());
      RemoteEnd made = new RemoteEnd(bytes, wishes, answers.get(0));
      PeerThread.elsewhere(made::cpuNanos);
      return made;
    } catch (RuntimeException e) {
      bytes.close();
      throw e;
    }
  }

  /** The connection that the bytes take, in blocking mode. */
  public SocketChannel bytes() {
    return bytes;
  }

  /** The congestion control of the other end. */
  public String congestionControl() {
    return congestionControl;
  }

  @Override
  public void poison() {
    wish(PeerListener.POISON);
  }

  @Override
  public void compare(boolean on) {
    wish(on ? PeerListener.COMPARE : PeerListener.COMPARE_NO_MORE);
  }

  @Override
  public State state() {
    String[] words = wish(PeerListener.STATE).split(" ", 4);
    return new State(
        Long.parseLong(words[0]), Long.parseLong(words[1]), Long.parseLong(words[2]), words[3]);
  }

  private long cpuNanos() {
    return Long.parseLong(wish(PeerListener.CPU));
  }

  private synchronized String wish(String words) {
    try {
      Handshake.writeLine(wishes, words);
      return Peer.answer(wishes);
    } catch (IOException e) {
      throw new IllegalStateException("the receiver does not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    PeerThread.elsewhere(null);
    bytes.close();
    wishes.close();
  }
}
