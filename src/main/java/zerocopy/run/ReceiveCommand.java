package zerocopy.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.peer.PeerListener;
import zerocopy.results.UserError;
import zerocopy.run.host.EnvironmentJson;
import zerocopy.run.host.Jvm;
import zerocopy.run.host.LinuxNetwork;
import zerocopy.run.plan.CommandLine;

/**
 * The other end of sockets for runs on other machines: {@code receive --listen ADDRESS:PORT}. It
 * receives what they send, and sends what they upload.
 */
final class ReceiveCommand {

  static final String NAME = "receive";

  private static final String LISTEN = "--listen";
  private static final String USAGE =
      "usage: java -jar benchmarks.jar receive --listen ADDRESS:PORT [--token TOKEN]";
  private static final String TOKEN_VARIABLE = "ZEROCOPY_TOKEN";
  private static final String TOKEN_FORM = "[!-~]{8,128}";
  private static final int TOKEN_BYTES = 16;
  private static final int LAST_PORT = 65535;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private ReceiveCommand() {}

  /**
   * Receives until it is stopped.
   *
   * @param arguments behind the name of the command
   * @throws UserError if it cannot listen
   */
  static int run(List<String> arguments) {
    if (arguments.contains("-h") || arguments.contains("--help")) {
      System.out.println(USAGE);
      return 0;
    }
    Map<String, String> options = CommandLine.options(arguments, LISTEN, CommandLine.TOKEN);
    String listen = options.get(LISTEN);
    if (listen == null) {
      throw new UserError(
          "receive needs --listen with an address of this machine and a port: " + USAGE);
    }
    InetSocketAddress address = address(LISTEN, listen);
    String token = token(options);
    boolean drawn = token.isEmpty();
    if (drawn) {
      token = HexFormat.of().formatHex(SecureRandom.getSeed(TOKEN_BYTES));
    }
    try (PeerListener listener =
        new PeerListener(
            address, token, ReceiveCommand::environment, ReceiveCommand::say, PATIENCE)) {
      say(
          "receives at %s:%d; on the other machine: --peer %1$s:%2$d%s"
              .formatted(
                  address.getAddress().getHostAddress(),
                  listener.address().getPort(),
                  drawn ? " --token " + token : " and the token that you have given"));
      listener.serve();
      return 0;
    } catch (IOException e) {
      throw new UserError(
          "cannot listen at %s (%s): %s"
              .formatted(listen, e.getMessage(), advice(address.getAddress())),
          e);
    } catch (Unsupported e) {
      throw new UserError("cannot receive on this machine: " + e.getMessage(), e);
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static String advice(InetAddress address) {
    try {
      return address.isAnyLocalAddress() || NetworkInterface.getByInetAddress(address) != null
          ? "choose another port, most likely somebody uses this one"
          : "give an address of this machine, which ip address lists";
    } catch (IOException e) {
      return "give another address or port";
    }
  }

  /**
   * An address and a port.
   *
   * @param option it is the value of, for the message
   * @param given {@code 10.0.0.1:7000}, {@code [::1]:7000}, {@code host:7000}
   * @throws UserError if it is not understood, or there is no such host
   */
  static InetSocketAddress address(String option, String given) {
    int colon = given.lastIndexOf(':');
    String port = given.substring(colon + 1);
    if (colon < 1 || !port.matches("\\d{1,5}") || Integer.parseInt(port) > LAST_PORT) {
      throw new UserError(
          "%s %s is not ADDRESS:PORT: give for example 10.0.0.1:7000".formatted(option, given));
    }
    InetSocketAddress address =
        new InetSocketAddress(
            given.substring(0, colon).replaceAll("^\\[|\\]$", ""), Integer.parseInt(port));
    if (address.isUnresolved()) {
      throw new UserError(
          "%s %s names no host that is known here: give its address".formatted(option, given));
    }
    return address;
  }

  /**
   * The token of a command line, or of the environment.
   *
   * @param options values by option
   * @return empty where neither has one
   * @throws UserError if it has a form that no token may have
   */
  static String token(Map<String, String> options) {
    String token =
        options.getOrDefault(CommandLine.TOKEN, System.getenv().getOrDefault(TOKEN_VARIABLE, ""));
    if (!token.isEmpty() && !token.matches(TOKEN_FORM)) {
      throw new UserError("a token has 8 to 128 visible ASCII characters: give another one");
    }
    return token;
  }

  private static String environment(InetAddress local) {
    ObjectNode tree =
        EnvironmentJson.capture(
            Jvm.of(null, EnvironmentJson.builtForJava()),
            ManagementFactory.getRuntimeMXBean().getInputArguments(),
            Path.of(System.getProperty("java.io.tmpdir")));
    tree.remove("workFolder");
    tree.withObject("/network").set("interface", LinuxNetwork.interfaceOf(local));
    return tree.toString();
  }
}
