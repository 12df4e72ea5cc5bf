package zerocopy.bench.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** The kinds of stream sockets between which bytes are sent. */
public enum Transport {

  /** TCP over the loopback interface, at a port that the system chooses. */
  TCP {
    @Override
    public ServerSocketChannel listen(WorkFolder folder, Pacing pacing) throws IOException {
      return pacing.choose(ServerSocketChannel.open()).bind(loopback(0), 1);
    }

    @Override
    public SocketChannel open(Pacing pacing) throws IOException {
      return pacing.choose(SocketChannel.open());
    }
  },

  /** A Unix domain socket in the work folder. */
  UNIX {
    @Override
    public ServerSocketChannel listen(WorkFolder folder, Pacing pacing) throws IOException {
      Path path = shorter(folder.file("s"));
      if (path.toString().getBytes(StandardCharsets.UTF_8).length > LONGEST_PATH) {
        throw new Unsupported(
            "the work folder's path is too long for a Unix domain socket: choose a shorter one by"
                + " -D%s".formatted(WorkFolder.PROPERTY));
      }
      try {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            .bind(UnixDomainSocketAddress.of(path), 1);
      } catch (UnsupportedOperationException e) {
        throw new Unsupported("this platform has no Unix domain sockets");
      }
    }

    @Override
    public SocketChannel open(Pacing pacing) throws IOException {
      return SocketChannel.open(StandardProtocolFamily.UNIX);
    }

    private Path shorter(Path absolute) {
      Path relative = Path.of("").toAbsolutePath().relativize(absolute);
      return relative.toString().length() < absolute.toString().length() ? relative : absolute;
    }
  };

  /** Bytes of {@code sockaddr_un.sun_path} on macOS, less the final zero; Linux has 107. */
  private static final int LONGEST_PATH = 103;

  /** Whether TCP spreads its segments over time. */
  public enum Pacing {
    /**
     * Both ends use the congestion control {@code reno}, which sends as fast as it can, is compiled
     * into every Linux, and may be chosen by every user.
     */
    NONE,
    /**
     * Whatever the system has. {@code bbr} paces segments by a timer, which over loopback costs
     * more than a copy.
     */
    SYSTEM;

    private static final String UNPACED = "reno";

    /** Makes the choice for a socket that is not connected or bound yet. */
    public <C extends NetworkChannel> C choose(C socket) {
      if (this == NONE) {
        LinuxSocket.setCongestionControl(socket, UNPACED);
      }
      return socket;
    }
  }

  /**
   * Both ends of a connection.
   *
   * @param near the one that connected
   * @param far the one that was accepted
   */
  public record Ends(SocketChannel near, SocketChannel far) {

    /** Has the fork say what a TCP connection has used ({@link ForkFacts}); once it is open. */
    public void sayFacts() {
      if (LinuxMemory.available() && near.isOpen() && far.isOpen() && isTcp()) {
        Transport.sayFacts(near, LinuxSocket.facts(far).get("congestionControl"));
      }
    }

    private boolean isTcp() {
      return near.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY);
    }
  }

  /**
   * Has the fork say what a TCP connection has used ({@link ForkFacts}).
   *
   * @param near the end that sends, open
   * @param receivers the congestion control of the other
   */
  public static void sayFacts(SocketChannel near, String receivers) {
    Map<String, String> facts = LinuxSocket.facts(near);
    facts.put("receiverCongestionControl", receivers);
    ForkFacts.say(facts);
  }

  /**
   * The transport of a parameter's value.
   *
   * @param name {@code tcp} or {@code unix}
   * @throws IllegalArgumentException if there is none of this name
   */
  public static Transport of(String name) {
    return Choice.of(Transport.class, "transport", name);
  }

  /**
   * Makes a connection. Both ends keep the system's default buffers, which TCP tunes by itself, and
   * have Nagle's algorithm switched off where there is one: an acknowledgement of one byte is not
   * to wait for company.
   *
   * @param folder where a socket that is a file goes
   * @param pacing {@code none} or {@code system}, a {@link Pacing}
   * @return both ends, in blocking mode
   * @throws Unsupported if the platform lacks the transport, or the transport the choice
   */
  public Ends connect(WorkFolder folder, String pacing) throws IOException {
    Pacing chosen = Choice.of(Pacing.class, "pacing", pacing);
    if (chosen == Pacing.SYSTEM && this != TCP) {
      throw new Unsupported("only TCP has a congestion control: give pacing=none");
    }
    try (ServerSocketChannel listener = listen(folder, chosen)) {
      return new Ends(join(listener.getLocalAddress(), chosen), withoutDelay(listener.accept()));
    }
  }

  /**
   * Waits for connections.
   *
   * @param folder where a socket that is a file goes
   * @return a bound channel in blocking mode
   */
  public abstract ServerSocketChannel listen(WorkFolder folder, Pacing pacing) throws IOException;

  /**
   * Connects to one that listens, maybe in another process.
   *
   * @param address of this transport
   * @return a channel in blocking mode, without Nagle's algorithm
   */
  public SocketChannel join(SocketAddress address, Pacing pacing) throws IOException {
    SocketChannel near = open(pacing);
    try {
      near.connect(address);
      return withoutDelay(near);
    } catch (IOException e) {
      near.close();
      throw e;
    }
  }

  /**
   * An address on this machine alone.
   *
   * @param port 0 for one that the system chooses
   */
  public static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** A socket that is not connected. */
  public abstract SocketChannel open(Pacing pacing) throws IOException;

  /**
   * Switches Nagle's algorithm off, where there is one.
   *
   * @return the same channel
   */
  public static SocketChannel withoutDelay(SocketChannel channel) throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return channel;
  }
}
