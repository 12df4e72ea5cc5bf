package zerocopy.run;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import zerocopy.catalogue.Catalogue;
import zerocopy.results.ForkRecord;
import zerocopy.results.RunFolder;
import zerocopy.results.UserError;
import zerocopy.run.host.EnvironmentJson;
import zerocopy.run.host.LinuxNetwork;
import zerocopy.run.host.Noise;
import zerocopy.run.host.Placements;

/**
 * The content of {@code environment.json}: complete when the run begins, and again when it ends.
 */
final class RunDescription {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Surroundings surroundings;
  private final ObjectNode tree;

  private RunDescription(Surroundings surroundings, ObjectNode tree) {
    this.surroundings = surroundings;
    this.tree = tree;
    tree.set("ceiling", surroundings.ceiling().toJson());
    surroundings.cores().ifPresent(pair -> tree.set("placement", pair.toJson()));
    surroundings.network().ifPresent(tree.withObject("/network")::setAll);
  }

  /**
   * The description of a run that is about to begin.
   *
   * @param name of the run's folder
   * @param flags JVM arguments of a fork
   */
  static RunDescription begin(
      Request request, Surroundings surroundings, String name, List<String> flags) {
    ObjectNode tree = EnvironmentJson.capture(surroundings.jvm(), flags, surroundings.workFolder());
    tree.set("run", describe(request, name));
    tree.set("hostCheck", surroundings.host());
    tree.putArray("missing");
    tree.set("catalogue", Catalogue.ofSuite().toJson());
    return new RunDescription(surroundings, tree);
  }

  /** The description that an interrupted run has left. */
  static RunDescription resume(Surroundings surroundings, RunFolder folder) {
    ObjectNode tree = (ObjectNode) folder.readEnvironment().tree();
    tree.putArray("resumed").add(now());
    return new RunDescription(surroundings, tree);
  }

  private static ObjectNode describe(Request request, String name) {
    List<String> arguments = request.command().arguments();
    ObjectNode run = JSON.createObjectNode();
    run.put("id", name);
    run.put("profile", request.profile().name());
    run.put("citable", request.isCitable());
    run.put("commandLine", "java -jar benchmarks.jar " + String.join(" ", arguments));
    arguments.forEach(run.putArray("arguments")::add);
    run.put("seed", request.seed());
    run.put("jarDigest", EnvironmentJson.jarDigest());
    run.put("started", inSeconds(request.started()));
    run.put("complete", false);
    return run;
  }

  private static String now() {
    return inSeconds(Instant.now());
  }

  private static String inSeconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** A run whose results have no place is better not begun. */
  void write(RunFolder folder) {
    try {
      folder.writeJson("environment.json", tree);
    } catch (UncheckedIOException e) {
      throw new UserError(
          "%s (%s): free space, or choose another folder with --out"
              .formatted(e.getMessage(), RunFolder.reason(e.getCause())),
          e);
    }
  }

  /**
   * Adds what is known at the end.
   *
   * @param complete whether all forks have had their turn
   * @return the tree to write
   */
  ObjectNode end(boolean complete, List<ForkRecord> forks, Object missing, Noise noise) {
    if (complete) {
      surroundings.ceiling().measure();
      tree.set("ceiling", surroundings.ceiling().toJson());
    }
    tree.set("noise", noise.toJson());
    tree.withObject("/network").set("connections", LinuxNetwork.connections(forks));
    surroundings
        .cores()
        .ifPresent(pair -> tree.set("placement", Placements.of(forks, pair.toJson())));
    tree.set("missing", JSON.valueToTree(missing));
    ObjectNode run = (ObjectNode) tree.get("run");
    run.put("ended", now());
    run.put("complete", complete);
    return tree;
  }
}
