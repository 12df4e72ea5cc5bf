package zerocopy.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zerocopy.bench.support.ForkFacts;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.WorkFolder;
import zerocopy.bench.support.peer.Peer;
import zerocopy.bench.support.peer.PeerRun;
import zerocopy.results.UserError;
import zerocopy.run.fork.ClassArchive;
import zerocopy.run.fork.ForkOptions;
import zerocopy.run.host.CeilingProbe;
import zerocopy.run.host.Cgroups;
import zerocopy.run.host.HostCheck;
import zerocopy.run.host.Jvm;
import zerocopy.run.host.LinuxNetwork;
import zerocopy.run.host.RoundTrip;
import zerocopy.run.host.SystemFiles;
import zerocopy.run.kernel.KernelProfiler;
import zerocopy.run.kernel.ObservedExecutor;
import zerocopy.run.plan.CommandLine;
import zerocopy.run.plan.PlannedBenchmark;

/**
 * What a run measures with and in: found out before its folder exists, since that takes seconds,
 * and a kill leaves no folder then that nothing can be resumed from.
 *
 * @param jvm the JVM of the forks
 * @param workFolder where files of the benchmarks go
 * @param facts the file in which a fork tells what it found
 * @param ceiling the machine's memory bandwidth, measured before the run and again at its end
 * @param host what disturbs a measurement here; a missing node for a resumed run
 * @param cores the pair on which forks with two threads run; empty where none of them asks for two
 * @param peer the receiver on another machine; empty where both ends are in one process. Its run
 *     ends with this JVM
 * @param classArchive JVM arguments that let forks start faster
 */
record Surroundings(
    Jvm jvm,
    Path workFolder,
    Path facts,
    CeilingProbe ceiling,
    JsonNode host,
    Optional<RoundTrip> cores,
    Optional<PeerRun> peer,
    List<String> classArchive) {

  private static final int ENDS_OF_A_COPY = 2;

  private static final ObjectMapper JSON = new ObjectMapper();

  static Surroundings explore(
      Request request, Jvm jvm, List<PlannedBenchmark> plan, ProgressLine progress) {
    Optional<PeerRun> peer = takePeer(request.command(), plan, progress);
    Path workFolder = WorkSpace.prepare(request.command(), plan, progress::message);
    Path facts = WorkFolder.openUnder(workFolder).file("facts");
    peer.ifPresent(taken -> taken.peer().write(peerFile(facts)));
    long largest = plan.stream().mapToLong(planned -> planned.bytes().orElse(0)).max().orElse(0);
    CeilingProbe ceiling =
        new CeilingProbe(new Cgroups(SystemFiles.OWN).memoryAtHand(), ENDS_OF_A_COPY * largest);
    ceiling.measure();
    ceiling
        .leftOut()
        .ifPresent(
            size ->
                progress.message(
                    "the ceiling of this machine is measured without working sets of %d KiB and more: they do not fit into its memory"
                        .formatted(size >> 10)));
    JsonNode host =
        request.resumed().isPresent() ? MissingNode.getInstance() : hostCheck(workFolder, progress);
    return new Surroundings(
        jvm,
        workFolder,
        facts,
        ceiling,
        host,
        peer.isPresent() ? Optional.empty() : chooseCores(plan, progress),
        peer,
        makeClassArchive(request, jvm, plan, workFolder, temporaryFiles(facts)));
  }

  private static Optional<PeerRun> takePeer(
      CommandLine command, List<PlannedBenchmark> plan, ProgressLine progress) {
    if (!command.has(CommandLine.PEER)) {
      return Optional.empty();
    }
    for (PlannedBenchmark planned : plan) {
      if (!planned.params().containsKey("transport")) {
        throw new UserError(
            "--peer measures sockets, which %s does not use: select benchmarks with a pattern"
                .formatted(planned.benchmark()));
      }
    }
    InetSocketAddress address =
        ReceiveCommand.address(CommandLine.PEER, command.value(CommandLine.PEER, ""));
    String token = ReceiveCommand.token(command.own());
    if (token.isEmpty()) {
      throw new UserError("--peer needs the token that the receiver has printed: give --token");
    }
    try {
      PeerRun peer = PeerRun.begin(address, token);
      progress.message("the other end of sockets is " + command.value(CommandLine.PEER, ""));
      return Optional.of(peer);
    } catch (IllegalStateException | Unsupported e) {
      throw new UserError(e.getMessage(), e);
    }
  }

  private static Path peerFile(Path facts) {
    return facts.resolveSibling("peer");
  }

  /** Both ends of the network; empty where both are in one process. */
  Optional<ObjectNode> network() {
    if (peer.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode network = JSON.createObjectNode();
    network.set("interface", LinuxNetwork.interfaceOf(peer.get().local()));
    try {
      network.set("peer", JSON.readTree(peer.get().environment()));
    } catch (JsonProcessingException e) {
      throw new UserError("the receiver does not describe its machine: use the same jar there", e);
    }
    return Optional.of(network);
  }

  private static JsonNode hostCheck(Path workFolder, ProgressLine progress) {
    List<HostCheck.Finding> findings = HostCheck.of(SystemFiles.OWN, workFolder);
    findings.stream()
        .filter(finding -> finding.level() == HostCheck.Level.WARNING)
        .forEach(
            f ->
                progress.message(
                    "host: %s: %s; %s; change: %s"
                        .formatted(f.subject(), f.finding(), f.effect(), f.command())));
    JsonNode tree = JSON.valueToTree(findings);
    tree.forEach(
        node ->
            ((ObjectNode) node).put("level", node.path("level").asText().toLowerCase(Locale.ROOT)));
    return tree;
  }

  /** Without a pair, forks that ask for two cores say so and are skipped. */
  private static Optional<RoundTrip> chooseCores(
      List<PlannedBenchmark> plan, ProgressLine progress) {
    if (plan.stream().noneMatch(PlannedBenchmark::crossesCores)) {
      return Optional.empty();
    }
    try {
      return Optional.of(RoundTrip.choose());
    } catch (Unsupported lacking) {
      progress.message("how far cores are apart is not measured: " + lacking.getMessage());
      return Optional.empty();
    }
  }

  private static List<String> makeClassArchive(
      Request request, Jvm jvm, List<PlannedBenchmark> plan, Path workFolder, Path temporaryFiles) {
    List<String> flags = List.of(workFolderFlag(workFolder), errorFlag(workFolder));
    ForkOptions options =
        new ForkOptions(request.command().jmh(), jvm, flags, KernelProfiler.isSupported())
            .listingFiles(temporaryFiles);
    return ClassArchive.make(options, plan, workFolder);
  }

  /** In the folder of the facts, which is this JVM's own. */
  private static Path temporaryFiles(Path facts) {
    return facts.resolveSibling(WorkFolder.ELSEWHERE);
  }

  private static String workFolderFlag(Path workFolder) {
    return "-D" + WorkFolder.PROPERTY + "=" + workFolder;
  }

  private static String errorFlag(Path folder) {
    return "-XX:ErrorFile=" + folder + "/hs_err_pid%p.log";
  }

  /**
   * How forks are started.
   *
   * @param crashes the folder for a crashed JVM's notes
   */
  ForkOptions options(Request request, Path crashes) {
    List<String> flags = new ArrayList<>(classArchive);
    flags.add(workFolderFlag(workFolder));
    cores.map(RoundTrip::flag).ifPresent(flags::add);
    peerFlag().ifPresent(flags::add);
    flags.add(factsFlag());
    flags.add(errorFlag(crashes));
    ForkOptions options =
        new ForkOptions(request.command().jmh(), jvm, flags, KernelProfiler.isSupported())
            .listingFiles(temporaryFiles(facts));
    if (options.embedded()) {
      embed();
    }
    return options;
  }

  private Optional<String> peerFlag() {
    return peer.map(taken -> "-D" + Peer.PROPERTY + "=" + peerFile(facts));
  }

  private String factsFlag() {
    return "-D" + ForkFacts.PROPERTY + "=" + facts;
  }

  /**
   * Benchmarks then run in this JVM, which has the manifest's openings but none of the properties.
   */
  private void embed() {
    List<String> flags = new ArrayList<>(ObservedExecutor.FLAGS);
    flags.add(workFolderFlag(workFolder));
    flags.add(factsFlag());
    cores.map(RoundTrip::flag).ifPresent(flags::add);
    peerFlag().ifPresent(flags::add);
    for (String flag : flags) {
      String[] pair = flag.substring("-D".length()).split("=", 2);
      System.setProperty(pair[0], pair[1]);
    }
  }
}
