package zerocopy.results;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a run's numbers depend on: the content of {@code environment.json}, a tree of JSON objects.
 *
 * <p>Values are addressed by JSON pointer (RFC 6901). The report relies on: {@code /run/id}, {@code
 * /run/profile}, {@code /run/citable}, {@code /run/commandLine}, {@code /run/started}, {@code
 * /run/ended}, {@code /run/seed}, {@code /run/jarDigest}, {@code /git/commit}, {@code /git/dirty},
 * {@code /cpu/model}, {@code /cpu/vendor}, {@code /cpu/family}, {@code /cpu/modelNumber}, {@code
 * /cpu/cores}, {@code /cpu/caches} (array of {@code {level, type, bytes, ways, lineBytes,
 * sharedBy}}), {@code /memory/totalBytes}, {@code /memory/pageBytes}, {@code /hugePages/mode},
 * {@code /virtualisation}, {@code /kernel/release}, {@code /kernel/clockSource}, {@code /os/name},
 * {@code /jdk/version}, {@code /jdk/vm}, {@code /jdk/flags}, {@code /jdk/collector}, {@code
 * /workFolder/path}, {@code /workFolder/fileSystem}, {@code /workFolder/device}, {@code
 * /noise/before}, {@code /noise/during} (array), {@code /noise/after} (each {@code {time, load1,
 * stealFraction, mhz}}), {@code /ceiling} (array of {@code {workingSetBytes, bytesPerSecond}}),
 * {@code /network} (the system's settings for sockets and waiting; {@code connections} by the
 * parameter {@code pacing}: what they really used; with a receiver on another machine {@code
 * interface}, {@code {name, driver, mtu, speedMbit, queueing, congestionControl, offloads}}, and
 * {@code peer}, that machine's own environment with its {@code /network/interface}), {@code
 * /placement} ({@code cores} of the pair; by {@link Placement} {@code {forks, leastNanos,
 * mostNanos}}; {@code setAside}), {@code /hostCheck} (array of {@code {subject, finding, effect,
 * command, level}}), {@code /missing} (array of {@code {benchmark, params, status, reason}}),
 * {@code /catalogue} (the questions of the jar, by class).
 *
 * @param tree the root object; empty for results that come without an environment
 */
public record Environment(JsonNode tree) {

  /** The environment of results that come without one. */
  public static final Environment UNKNOWN = new Environment(JsonNodeFactory.instance.objectNode());

  /**
   * The node at a pointer.
   *
   * @param pointer JSON pointer, {@code /cpu/caches}
   * @return the node, or a {@link MissingNode}
   */
  public JsonNode at(String pointer) {
    return tree.at(pointer);
  }

  /**
   * The text at a pointer.
   *
   * @param pointer JSON pointer
   * @return scalar values as text; {@code "unknown"} where there is none
   */
  public String text(String pointer) {
    JsonNode node = tree.at(pointer);
    return node.isValueNode() && !node.isNull() ? node.asText() : "unknown";
  }

  /**
   * Whether a fact is known.
   *
   * @param pointer JSON pointer
   * @return true where the file has a value other than null
   */
  public boolean has(String pointer) {
    JsonNode node = tree.at(pointer);
    return !node.isMissingNode() && !node.isNull();
  }

  /** The version of the forks' JDK, {@code 25.0.3}. */
  public String jdkVersion() {
    return text("/jdk/version");
  }

  /** The CPU's own name. */
  public String cpuModel() {
    return text("/cpu/model");
  }

  /** The CPU's caches: an array of objects. */
  public JsonNode caches() {
    return at("/cpu/caches");
  }

  /** Bytes of the CPU's caches that hold data, by level: of several of a level the largest. */
  public SortedMap<Integer, Long> dataCaches() {
    SortedMap<Integer, Long> sizes = new TreeMap<>();
    for (JsonNode cache : caches()) {
      long bytes = cache.path("bytes").asLong();
      String type = cache.path("type").asText().toLowerCase(Locale.ROOT);
      if (bytes > 0 && !type.startsWith("instr")) {
        sizes.merge(cache.path("level").asInt(), bytes, Math::max);
      }
    }
    return sizes;
  }

  /** The kernel's release. */
  public String kernelRelease() {
    return text("/kernel/release");
  }

  /** The commit of the checkout, in full. */
  public String commit() {
    return text("/git/commit");
  }

  /** Whether the checkout had changes that were not committed. */
  public boolean isDirty() {
    return text("/git/dirty").equals("true");
  }

  /** The profile's name. */
  public String profile() {
    return text("/run/profile");
  }

  /** Whether the run itself says that it must not be cited. */
  public boolean isBarredFromCitation() {
    return text("/run/citable").equals("false");
  }

  /** The digest of the jar that measured. */
  public String jarDigest() {
    return text("/run/jarDigest");
  }

  /** The arguments of the command line: an array of texts. */
  public JsonNode arguments() {
    return at("/run/arguments");
  }

  /** Samples of the load during the run: an array of objects. */
  public JsonNode noiseDuring() {
    return at("/noise/during");
  }
}
