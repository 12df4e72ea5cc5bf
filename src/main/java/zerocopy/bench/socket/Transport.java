package zerocopy.bench.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;

/** The kinds of stream sockets between which a file is sent; nothing leaves the machine. */
enum Transport {

  /** TCP over the loopback interface, at a port that the system chooses. */
  TCP {
    @Override
    ServerSocketChannel listen(WorkFolder folder) throws IOException {
      return ServerSocketChannel.open()
          .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    }
  },

  /** A Unix domain socket in the work folder. */
  UNIX {
    @Override
    ServerSocketChannel listen(WorkFolder folder) throws IOException {
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

    private Path shorter(Path absolute) {
      Path relative = Path.of("").toAbsolutePath().relativize(absolute);
      return relative.toString().length() < absolute.toString().length() ? relative : absolute;
    }
  };

  /** Bytes of {@code sockaddr_un.sun_path} on macOS, less the final zero; Linux has 107. */
  private static final int LONGEST_PATH = 103;

  /**
   * Opens a socket for one connection.
   *
   * @param folder where a socket that is a file goes
   * @return a bound channel in blocking mode
   * @throws IOException if it cannot be opened
   * @throws Unsupported if the platform lacks the transport
   */
  abstract ServerSocketChannel listen(WorkFolder folder) throws IOException;

  /**
   * The transport of a parameter's value.
   *
   * @param name {@code tcp} or {@code unix}
   * @return the transport
   * @throws IllegalArgumentException if there is none of this name
   */
  static Transport of(String name) {
    for (Transport transport : values()) {
      if (transport.name().equalsIgnoreCase(name)) {
        return transport;
      }
    }
    throw new IllegalArgumentException("transport=" + name + " is unknown: give tcp or unix");
  }

  /**
   * Connects to a listening socket. Both ends keep the system's default buffers, which TCP tunes by
   * itself; the acknowledgement of one byte is not to wait for company.
   *
   * @param address where to
   * @return a channel in blocking mode
   * @throws IOException if that fails
   */
  static SocketChannel connect(SocketAddress address) throws IOException {
    return withoutDelay(SocketChannel.open(address));
  }

  /**
   * Switches Nagle's algorithm off where there is one.
   *
   * @param channel a connected channel
   * @return the channel
   * @throws IOException if that fails
   */
  static SocketChannel withoutDelay(SocketChannel channel) throws IOException {
    if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }
    return channel;
  }
}
