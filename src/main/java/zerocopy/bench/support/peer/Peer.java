package zerocopy.bench.support.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Unsupported;

/**
 * A receiver on another machine, as forks are told of it: by a file that only this user can read,
 * since a command line shows a token to everybody.
 *
 * @param address where it listens
 * @param token what proves this end
 * @param run the receiver's name for this run
 */
public record Peer(InetSocketAddress address, String token, String run) {

  /** System property that names the file; without it both ends are in one process. */
  public static final String PROPERTY = "zerocopy.peer";

  static final String OK = "ok ";
  static final String LACKING = "lacking ";
  static final String REFUSED = "refused ";

  /** The receiver that the property names; empty without one. */
  public static Optional<Peer> wanted() {
    String file = System.getProperty(PROPERTY, "");
    if (file.isEmpty()) {
      return Optional.empty();
    }
    try {
      List<String> lines = Files.readAllLines(Path.of(file));
      InetSocketAddress address =
          new InetSocketAddress(lines.get(0), Integer.parseInt(lines.get(1)));
      return Optional.of(new Peer(address, lines.get(2), lines.get(3)));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read where the receiver is", e);
    }
  }

  /**
   * Refuses another machine where a benchmark needs both ends on one.
   *
   * @throws Unsupported if there is one
   */
  public static void refuse() {
    if (!System.getProperty(PROPERTY, "").isEmpty()) {
      throw new Unsupported("needs both ends on one machine: leave out --peer");
    }
  }

  /** Writes the file, in a folder of this user's own. */
  public void write(Path file) {
    try {
      Files.write(
          file,
          List.of(
              address.getAddress().getHostAddress(),
              Integer.toString(address.getPort()),
              token,
              run));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write where the receiver is", e);
    }
  }

  /**
   * Connects, and has a request answered.
   *
   * @param pacing of what is sent
   * @param answers takes what the receiver says to it
   * @return the connection, in blocking mode
   * @throws Unsupported if the receiver lacks something
   * @throws IllegalStateException in a sentence, if it cannot be reached or refuses
   */
  SocketChannel ask(Transport.Pacing pacing, String request, List<String> answers) {
    SocketChannel channel = null;
    try {
      channel = Transport.TCP.open(pacing);
      channel.socket().connect(address, (int) Handshake.PATIENCE.toMillis());
      Handshake.guard(channel);
      Handshake.introduce(channel, token, request);
      answers.add(answer(channel));
      return channel;
    } catch (IOException | RuntimeException e) {
      close(channel);
      if (e instanceof Unsupported lacking) {
        throw lacking;
      }
      throw new IllegalStateException(
          "the receiver at %s:%d does not receive: %s"
              .formatted(address.getAddress().getHostAddress(), address.getPort(), reason(e)),
          e instanceof IllegalStateException ? null : e);
    }
  }

  private static String reason(Exception e) {
    return e instanceof IllegalStateException
        ? e.getMessage()
        : "%s; is it running, and is the token its own?".formatted(e.getMessage());
  }

  /** What a receiver says to a request, or to a wish on a connection that stands. */
  static String answer(SocketChannel channel) throws IOException {
    String answer = Handshake.readLine(channel, Handshake.PATIENCE, Handshake.LONG);
    if (answer.startsWith(LACKING)) {
      throw new Unsupported("the receiver: " + answer.substring(LACKING.length()));
    }
    if (!answer.startsWith(OK)) {
      throw new IllegalStateException(answer.replaceFirst("^" + REFUSED, ""));
    }
    return answer.substring(OK.length());
  }

  private static void close(SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
