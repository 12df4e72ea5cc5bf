package zerocopy.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import zerocopy.catalogue.Catalogue;
import zerocopy.results.ForkRecord;
import zerocopy.results.KernelMetrics;

/**
 * Writes a run folder whose numbers are made up but have the shapes of a real one: as many rows,
 * forks and counters as the profile {@code standard} gives.
 */
final class SyntheticRun {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double GIB = 1L << 30;
  private static final int[] SMALL_TO_LARGE = {64, 1 << 10, 1 << 14, 1 << 18, 1 << 22, 1 << 26};
  private static final int[] FILES = {1 << 12, 1 << 16, 1 << 20, 1 << 24, 1 << 26};

  private final Random random;
  private final int forks;
  private final String profile;
  private final List<Row> rows = new ArrayList<>();

  /** A row to write: its time in ns, its spread between forks. */
  private record Row(String benchmark, Map<String, String> params, double time, long bytes) {}

  SyntheticRun(long seed, int forks, String profile) {
    this.random = new Random(seed);
    this.forks = forks;
    this.profile = profile;
    memory();
    files();
    sockets();
    kernel();
  }

  int rows() {
    return rows.size();
  }

  private void memory() {
    String[] copies =
        ("arrayToArray heapToHeap heapToDirect directToHeap directToDirect mappedToHeap"
                + " mappedToDirect directToMapped agronaHeapToHeap agronaHeapToDirect"
                + " agronaDirectToHeap agronaDirectToDirect agronaMappedToDirect byteLoop longLoop")
            .split(" ");
    for (int i = 0; i < copies.length; i++) {
      double factor =
          copies[i].equals("byteLoop") ? 9 : copies[i].equals("longLoop") ? 1.6 : 1 + 0.02 * i;
      for (int size : SMALL_TO_LARGE) {
        moving("memory.BufferCopy." + copies[i], Map.of("size", "" + size), size, factor, 12, 60);
      }
    }
    for (String copy :
        "heapToHeap heapToNative nativeToHeap nativeToNative mappedToNative".split(" ")) {
      for (int size : SMALL_TO_LARGE) {
        moving("memory.SegmentCopy." + copy, Map.of("size", "" + size), size, 1.1, 15, 60);
      }
    }
    for (String access :
        "arrayRead heapRead directRead mappedRead agronaDirectRead arrayWrite directWrite"
            .split(" ")) {
      for (String order : List.of("sequential", "random")) {
        for (int size : new int[] {16384, 268435456}) {
          double ns = order.equals("random") && size > 1e6 ? 90 : 0.4;
          add("memory.BufferAccess." + access, Map.of("order", order, "size", "" + size), ns, 0);
        }
      }
    }
    for (String buffer : "heap direct alignedDirect agronaAligned mapped arena".split(" ")) {
      for (int size : new int[] {64, 4096, 65536, 1048576, 16777216}) {
        double ns = buffer.equals("heap") ? 10 + size / 10.0 : 600 + size / 8.0;
        add("memory.BufferAllocation." + buffer, Map.of("size", "" + size, "touch", "none"), ns, 0);
      }
    }
  }

  private void files() {
    String[] reads =
        "stream heap direct agronaDirect mappedCopy mapCopyUnmap agronaMappedCopy".split(" ");
    for (String question : List.of("FileRead", "FileScan")) {
      for (int i = 0; i < reads.length; i++) {
        for (int size : FILES) {
          for (String chunk : List.of("4096", "65536")) {
            double calls = (double) size / Integer.parseInt(chunk) * 250;
            double overhead =
                reads[i].equals("mapCopyUnmap") ? 12000 : reads[i].startsWith("map") ? 50 : calls;
            moving(
                "file." + question + "." + reads[i],
                Map.of("fileSize", "" + size, "chunk", chunk),
                size,
                1 + 0.1 * i,
                overhead,
                18);
          }
        }
      }
    }
    for (String write : "heap direct mapped agronaMapped".split(" ")) {
      for (int size : FILES) {
        for (String to : List.of("existing clean", "existing dirty", "new dirty")) {
          for (String sync : List.of("none", "force")) {
            moving(
                "file.FileWrite." + write,
                Map.of(
                    "fileSize",
                    "" + size,
                    "destination",
                    to.split(" ")[0],
                    "pages",
                    to.split(" ")[1],
                    "sync",
                    sync),
                size,
                to.startsWith("new") ? 1.8 : 1,
                sync.equals("force") ? 2e6 : 900,
                6);
          }
        }
      }
    }
    String[] copies =
        "readWriteHeap readWriteDirect mappedToChannel mappedToMapped agronaMappedToMapped transferTo transferFrom filesCopy"
            .split(" ");
    for (int i = 0; i < copies.length; i++) {
      for (int size : FILES) {
        for (String to : List.of("existing", "new")) {
          moving(
              "file.FileCopy." + copies[i],
              Map.of("fileSize", "" + size, "destination", to),
              size,
              1.5 - 0.08 * i,
              2500,
              5);
        }
      }
    }
    for (String buffer : "readDirect readHeap writeDirect".split(" ")) {
      for (String offset : "0 8 16 32 64 2048".split(" ")) {
        boolean slow = buffer.equals("readDirect") && (offset.equals("8") || offset.equals("16"));
        moving(
            "file.BufferAlignment." + buffer,
            Map.of("offset", offset, "fileSize", "1048576"),
            1 << 20,
            slow ? 6 : 1,
            400,
            18);
      }
    }
  }

  private void sockets() {
    String[] ways = "stream readWriteHeap readWriteDirect mappedWrite transferTo".split(" ");
    int[] sizes = {1 << 16, 1 << 20, 7 << 20, 21 << 20, 1 << 26};
    for (int i = 0; i < ways.length; i++) {
      for (int size : sizes) {
        for (String chunk : List.of("4096", "65536")) {
          for (String transport : List.of("tcp", "unix")) {
            double calls =
                ways[i].equals("transferTo")
                    ? 2000
                    : (double) size / Integer.parseInt(chunk) * 5000;
            moving(
                "socket.FileToSocket." + ways[i],
                Map.of("fileSize", "" + size, "chunk", chunk, "transport", transport),
                size,
                1.4 - 0.1 * i,
                15000 + calls,
                5);
          }
        }
      }
    }
  }

  private void kernel() {
    double ns = 1;
    for (String call : "plainCall vdsoClock position size readZero writeNull".split(" ")) {
      add("kernel.ModeSwitch." + call, Map.of(), ns, 0);
      ns *= 3.1;
    }
    for (String fault : "firstTouchAnonymous firstTouchMapped copyOnWrite secondTouch".split(" ")) {
      add(
          "kernel.PageFault." + fault,
          Map.of("pages", "4k"),
          fault.startsWith("second") ? 1.2 : 150 + 90 * random.nextDouble(),
          0);
    }
    for (String wait : "busyPoll blocking selector".split(" ")) {
      for (String over : List.of("pipe", "unix", "tcp")) {
        add(
            "kernel.WaitMode." + wait,
            Map.of("transport", over),
            4000 + 9000 * random.nextDouble(),
            0);
      }
    }
  }

  private void moving(
      String name,
      Map<String, String> params,
      long bytes,
      double factor,
      double overhead,
      double gib) {
    double bandwidth = gib / (1 + bytes / 4e7) / factor;
    add(name, params, overhead + bytes / (bandwidth * GIB) * 1e9, bytes);
  }

  private void add(String name, Map<String, String> given, double time, long bytes) {
    Map<String, String> params = new TreeMap<>(given);
    if (name.matches(".*\\.(transferTo|mapped\\w*|mapCopyUnmap|agronaMapped\\w*)")) {
      // These make no calls that a chunk would cut up, and so have no such parameter.
      if ("4096".equals(params.remove("chunk"))) {
        return;
      }
    }
    rows.add(new Row("zerocopy.bench." + name, params, time, bytes));
  }

  /** Writes the folder. */
  Path write(Path folder) throws IOException {
    Files.createDirectories(folder);
    StringBuilder lines = new StringBuilder();
    int position = 0;
    for (int round = 0; round < forks; round++) {
      for (Row row : rows) {
        lines.append(JSON.writeValueAsString(fork(row, round, position++))).append('\n');
      }
    }
    lines
        .append(
            JSON.writeValueAsString(
                lost(
                    "zerocopy.bench.file.ColdRead.directIo",
                    ForkRecord.Status.SKIPPED,
                    "O_DIRECT needs a file system that supports it")))
        .append('\n');
    lines
        .append(
            JSON.writeValueAsString(
                lost(
                    "zerocopy.bench.file.WriteBack.force",
                    ForkRecord.Status.FAILED,
                    "the fork did not end within its time limit")))
        .append('\n');
    Files.writeString(folder.resolve("forks.jsonl"), lines);
    JSON.writeValue(
        folder.resolve("environment.json").toFile(), environment(folder.getFileName().toString()));
    return folder;
  }

  private ForkRecord lost(String benchmark, ForkRecord.Status status, String reason) {
    return new ForkRecord(
        benchmark,
        Map.of(),
        0,
        0,
        status,
        reason,
        "2026-11-22T20:00:00Z",
        0.1,
        "avgt",
        "ns/op",
        List.of(),
        Map.of(),
        Map.of());
  }

  private ForkRecord fork(Row row, int round, int position) {
    double own = row.time() * Math.exp(0.03 * random.nextGaussian());
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      scores.add(own * Math.exp(0.01 * random.nextGaussian()));
    }
    Map<String, ForkRecord.Series> secondary = new LinkedHashMap<>();
    for (String metric : KernelMetrics.ALL) {
      secondary.put(
          metric,
          new ForkRecord.Series(
              "1/op", scores.stream().map(s -> counter(metric, row, s)).toList()));
    }
    return new ForkRecord(
        row.benchmark(),
        row.params(),
        round,
        position,
        ForkRecord.Status.OK,
        "",
        "2026-11-22T20:00:00Z",
        0.8,
        "avgt",
        "ns/op",
        scores,
        secondary,
        Map.of());
  }

  private static double counter(String metric, Row row, double time) {
    return switch (metric) {
      case KernelMetrics.USER_TIME -> time * 0.3;
      case KernelMetrics.SYSTEM_TIME -> time * 0.6;
      case KernelMetrics.READ_CALLS, KernelMetrics.WRITE_CALLS -> Math.ceil(row.bytes() / 65536.0);
      case KernelMetrics.READ_BYTES, KernelMetrics.WRITE_BYTES -> row.bytes();
      case KernelMetrics.MINOR_FAULTS ->
          row.benchmark().contains("map") ? row.bytes() / 65536.0 : 0;
      default -> 0.01;
    };
  }

  private ObjectNode environment(String id) {
    ObjectNode tree = JSON.createObjectNode();
    tree.set("catalogue", Catalogue.ofSuite().toJson());
    ObjectNode run = tree.putObject("run");
    run.put("id", id).put("profile", profile).put("citable", !profile.equals("smoke"));
    List.of(
            "--profile",
            profile,
            "--out",
            "/a",
            "--place",
            "/p",
            "--out",
            "results",
            "--label",
            "a b")
        .forEach(run.putArray("arguments")::add);
    run.put("commandLine", "java -jar target/benchmarks.jar --profile " + profile)
        .put("started", "2026-11-22T20:00:00Z");
    run.put("seed", 42)
        .put("jarDigest", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    tree.putObject("git")
        .put("commit", "3e2573f0c7d659a2feaa0c55ad015a3bf4f1b2b0")
        .put("dirty", false);
    ObjectNode cpu =
        tree.putObject("cpu").put("model", "AMD EPYC 7763 64-Core Processor").put("cores", 2);
    ArrayNode caches = cpu.putArray("caches");
    caches.addObject().put("level", 1).put("type", "Data").put("bytes", 32768);
    caches.addObject().put("level", 1).put("type", "Instruction").put("bytes", 32768);
    caches.addObject().put("level", 2).put("type", "Unified").put("bytes", 524288);
    caches.addObject().put("level", 3).put("type", "Unified").put("bytes", 33554432);
    tree.putObject("kernel").put("release", "6.18.0").put("clockSource", "kvm-clock");
    tree.putObject("os").put("name", "Debian GNU/Linux 12");
    tree.putObject("jdk").put("version", "17.0.15").put("collector", "G1");
    tree.putObject("workFolder").put("fileSystem", "ext4");
    ObjectNode noise = tree.putObject("noise");
    noise.putObject("before").put("load1", 0.2).put("stealFraction", 0.001);
    ArrayNode during = noise.putArray("during");
    for (int i = 0; i < 40; i++) {
      during.addObject().put("load1", 1.4).put("stealFraction", 0.004).put("mhz", 3200);
    }
    ArrayNode ceiling = tree.putArray("ceiling");
    for (int size : new int[] {16384, 65536, 1048576, 67108864}) {
      ceiling.addObject().put("workingSetBytes", size).put("bytesPerSecond", 90 * GIB);
    }
    ArrayNode checks = tree.putArray("hostCheck");
    checks
        .addObject()
        .put("subject", "governor")
        .put("finding", "not visible")
        .put("effect", "frequency may vary")
        .put("command", "cpupower frequency-set -g performance")
        .put("level", "warning");
    return tree;
  }

  /** Writes one for looking at: {@code SyntheticRun FOLDER [PROFILE]}. */
  public static void main(String[] args) throws IOException {
    SyntheticRun run = new SyntheticRun(1, 10, args.length > 1 ? args[1] : "standard");
    run.write(Path.of(args[0]));
    System.out.println(run.rows() + " rows");
  }
}
