package zerocopy.run.host;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zerocopy.results.ForkRecord;

/** What the figures of sockets and of waiting depend on: the system's settings for both. */
public final class LinuxNetwork {

  private static final String IPV4 = "/proc/sys/net/ipv4/";
  private static final String CORE = "/proc/sys/net/core/";
  private static final String LOOPBACK = "/sys/class/net/lo/";
  private static final String IDLE = "/sys/devices/system/cpu/cpuidle/";
  private static final String CONGESTION_CONTROL = "congestionControl";

  /** Behind the line of the hardware's address, details begin with the kind. */
  private static final Pattern KIND = Pattern.compile("\\n    ([a-z]\\w*) addrgenmode");

  private static final Pattern QUEUEING = Pattern.compile(" qdisc (\\S+)");

  private final SystemFiles files;

  /** The settings that these files tell of. */
  LinuxNetwork(SystemFiles files) {
    this.files = files;
  }

  /** The settings; empty texts where the system does not tell. */
  ObjectNode describe() {
    ObjectNode network = JsonNodeFactory.instance.objectNode();
    network.put(CONGESTION_CONTROL, congestionControl());
    network.put("congestionControls", files.text(IPV4 + "tcp_available_congestion_control"));
    network.put("receiveBytes", spaced(IPV4 + "tcp_rmem"));
    network.put("sendBytes", spaced(IPV4 + "tcp_wmem"));
    network.put("autocorking", files.text(IPV4 + "tcp_autocorking"));
    network.put("upperLayerProtocols", files.text(IPV4 + "tcp_available_ulp"));
    network.put("loopbackMtu", files.text(LOOPBACK + "mtu"));
    network.put("loopbackQueueing", queueing("lo"));
    network.put("defaultQueueing", files.text(CORE + "default_qdisc"));
    network.put("busyPollMicros", files.text(CORE + "busy_poll"));
    network.put("busyReadMicros", files.text(CORE + "busy_read"));
    network.put("idleDriver", files.text(IDLE + "current_driver"));
    network.put(
        "idleGovernor", files.firstText(IDLE + "current_governor", IDLE + "current_governor_ro"));
    network.put("haltPollNanos", files.text("/sys/module/haltpoll/parameters/guest_halt_poll_ns"));
    return network;
  }

  /** The system's default; empty where it does not tell. */
  String congestionControl() {
    return files.text(IPV4 + "tcp_congestion_control");
  }

  /**
   * The interface that has an address, as far as it can be read without privilege.
   *
   * @param address of this machine
   * @return {@code name}, {@code driver}, {@code mtu}, {@code speedMbit}, {@code queueing}, {@code
   *     congestionControl} of this system, and {@code offloads} that are on, which the command
   *     ethtool tells where it is installed; what is not known is empty
   */
  public static ObjectNode interfaceOf(InetAddress address) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    String name = "";
    try {
      NetworkInterface found = NetworkInterface.getByInetAddress(address);
      name = found == null ? "" : found.getName();
      node.put("mtu", found == null ? 0 : found.getMTU());
    } catch (IOException e) {
      node.put("mtu", 0);
    }
    SystemFiles files = SystemFiles.OWN;
    node.put("name", name);
    node.put("driver", driver(name));
    node.put("speedMbit", files.text("/sys/class/net/" + name + "/speed"));
    node.put("queueing", queueing(name));
    node.put(CONGESTION_CONTROL, new LinuxNetwork(files).congestionControl());
    ArrayNode offloads = node.putArray("offloads");
    said("ethtool", "-k", name)
        .lines()
        .filter(line -> line.matches("\\S.*: on( \\[.*)?"))
        .forEach(line -> offloads.add(line.substring(0, line.indexOf(':'))));
    return node;
  }

  /** Of a device; of an interface without one, such as veth, its kind. */
  private static String driver(String name) {
    try {
      return Path.of("/sys/class/net", name, "device", "driver")
          .toRealPath()
          .getFileName()
          .toString();
    } catch (IOException noDevice) {
      Matcher kind = KIND.matcher(said("ip", "-d", "link", "show", "dev", name));
      return kind.find() ? kind.group(1) : "";
    }
  }

  private String spaced(String file) {
    return files.text(file).replaceAll("\\s+", " ");
  }

  /** The kernel tells it by netlink only, which the command {@code ip} speaks. */
  private static String queueing(String name) {
    Matcher found = QUEUEING.matcher(said("ip", "-o", "link", "show", "dev", name));
    return found.find() ? found.group(1) : "";
  }

  /** What a command says; empty where it is not installed. */
  private static String said(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectError(Redirect.DISCARD).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException noSuchCommand) {
      return "";
    }
  }

  /**
   * What the connections of all forks have really used, by their parameter {@code pacing}.
   *
   * @return for each value the congestion controls, and the ranges of the kernel's statistics
   */
  public static ObjectNode connections(List<ForkRecord> forks) {
    Map<String, ObjectNode> byPacing = new TreeMap<>();
    for (ForkRecord fork : forks) {
      if (fork.facts().containsKey(CONGESTION_CONTROL)) {
        ObjectNode node =
            byPacing.computeIfAbsent(
                fork.params().getOrDefault("pacing", "unknown"),
                pacing -> JsonNodeFactory.instance.objectNode());
        fork.facts()
            .forEach(
                (name, value) -> {
                  if (name.endsWith("ongestionControl")) {
                    collect(node.withArray("/" + name), value);
                  } else if (value.matches("\\d{1,18}")) {
                    widen(node.withObject("/" + name), Long.parseLong(value));
                  }
                });
      }
    }
    ObjectNode all = JsonNodeFactory.instance.objectNode();
    byPacing.forEach(all::set);
    return all;
  }

  private static void collect(ArrayNode values, String value) {
    for (JsonNode known : values) {
      if (known.asText().equals(value)) {
        return;
      }
    }
    values.add(value);
  }

  private static void widen(ObjectNode range, long value) {
    range.put("least", Math.min(value, range.path("least").asLong(value)));
    range.put("most", Math.max(value, range.path("most").asLong(value)));
  }
}
