package zerocopy.bench.support.peer;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zerocopy.bench.support.Transport;

/** A run's hold on a receiver: while its connection stands, the receiver serves nobody else. */
public final class PeerRun implements Closeable {

  private final Peer peer;
  private final SocketChannel channel;
  private final String environment;

  private PeerRun(Peer peer, SocketChannel channel, String environment) {
    this.peer = peer;
    this.channel = channel;
    this.environment = environment;
  }

  /**
   * Takes a receiver.
   *
   * @param address where it listens
   * @throws IllegalStateException in a sentence, if it cannot be reached or refuses
   */
  public static PeerRun begin(InetSocketAddress address, String token) {
    List<String> answers = new ArrayList<>();
    SocketChannel channel =
        new Peer(address, token, "").ask(Transport.Pacing.SYSTEM, PeerListener.RUN, answers);
    String[] answer = answers.get(0).split(" ", 2);
    return new PeerRun(new Peer(address, token, answer[0]), channel, answer[1]);
  }

  /** The receiver, for forks. */
  public Peer peer() {
    return peer;
  }

  /** What the receiver says of its machine, as JSON. */
  public String environment() {
    return environment;
  }

  /** The address of this machine that faces the receiver. */
  public InetAddress local() {
    return channel.socket().getLocalAddress();
  }

  /**
   * Asks whether the receiver is still there.
   *
   * @return a sentence if it is not
   */
  public Optional<String> lost() {
    try {
      Handshake.writeLine(channel, PeerListener.HELLO);
      Peer.answer(channel);
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(
          "the receiver at %s:%d is lost (%s): start it again, then go on with --resume"
              .formatted(
                  peer.address().getAddress().getHostAddress(),
                  peer.address().getPort(),
                  e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
