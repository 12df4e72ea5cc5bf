package zerocopy.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.iopath.Counts;
import zerocopy.iopath.IoPath;
import zerocopy.iopath.Step;
import zerocopy.iopath.TextbookPaths;
import zerocopy.simulate.console.BoundedCommand;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.Numbers;
import zerocopy.simulate.console.Output;

/** Shows the ways of moving bytes. */
@Command(
    name = "path",
    description =
        "Follow bytes from a file to a buffer or a network interface: mode switches, copies, faults."
            + " Without a name all paths stand in one table.",
    footer = {
      "",
      "Examples: path",
      "          path sendfile-gather --steps",
      "          path read-write --bytes 256k --chunk 64k --steps",
      "",
      "A path is the textbook's: nothing is cached, and a network interface takes what is sent."
          + " Copies are passes over all bytes: a chunk is a part of a pass.",
      "",
      "JSON: path, name, bytes, chunk, crossings, cpuCopies, dmaCopies, faults, interrupts, polls,"
          + " wakeUps, systemCalls; for all paths an array of these. With --steps the array steps:"
          + " path, kind, who, from, to, what, times (a step that is repeated stands once), bytes"
          + " (each time), and the running counts crossings, cpuCopies, dmaCopies, faults.",
    })
final class PathCommand extends BoundedCommand {
  private static final long MAX_BYTES = 1L << 40;
  private static final long MAX_CHUNKS = 1 << 16;
  private static final List<String> STEP_HEADER =
      List.of(
          "step", "who", "from", "to", "times", "crossings", "CPU copies", "DMA copies", "faults");
  private static final List<String> HEADER =
      List.of(
          "path",
          "bytes",
          "calls",
          "crossings",
          "CPU copies",
          "DMA copies",
          "faults",
          "interrupts",
          "polls");

  @Option(
      names = "--bytes",
      paramLabel = "N",
      defaultValue = "64k",
      description = "Bytes that are moved; ${DEFAULT-VALUE} if not given.")
  private String bytes;

  @Option(
      names = "--chunk",
      paramLabel = "N",
      description = "Bytes that one call moves; all of them if not given.")
  private String chunk;

  @Parameters(
      paramLabel = "NAME",
      arity = "0..1",
      description = "read-write, mmap-write, sendfile, …: the first column of the table.")
  private String name;

  private record NamedStep(String path, Step step, Counts counts) {}

  @Override
  public Integer call() {
    long size = Numbers.bytes("--bytes", bytes, MAX_BYTES);
    long part = chunk == null ? size : Math.min(size, Numbers.bytes("--chunk", chunk, MAX_BYTES));
    if (size / part > MAX_CHUNKS) {
      throw new InputError("--chunk cuts --bytes into more than " + MAX_CHUNKS + " pieces");
    }
    List<Map<String, Object>> results = new ArrayList<>();
    List<List<String>> table = new ArrayList<>(List.of(HEADER));
    List<NamedStep> steps = new ArrayList<>();
    for (String each : name == null ? TextbookPaths.names() : List.of(name)) {
      IoPath path = path(each, size, part);
      results.add(asMap(each, path, part));
      table.add(row(each, path));
      if (withSteps()) {
        checkSteps(steps.size() + (long) path.steps().size());
        List<Counts> running = path.runningCounts();
        for (int i = 0; i < running.size(); i++) {
          steps.add(new NamedStep(each, path.steps().get(i), running.get(i)));
        }
      }
    }
    List<Map<String, Object>> maps = steps.stream().map(PathCommand::asMap).toList();
    print(results, maps, Output.table(numbered(STEP_HEADER, steps, PathCommand::row)), table);
    return 0;
  }

  private static IoPath path(String name, long size, long part) {
    try {
      return TextbookPaths.named(name, size, part);
    } catch (IllegalArgumentException e) {
      String argument = TextbookPaths.names().contains(name) ? "--bytes, --chunk" : "NAME";
      throw new InputError(argument + ": " + e.getMessage());
    }
  }

  private static Map<String, Object> asMap(String name, IoPath path, long chunk) {
    Counts counts = path.counts();
    return map(
        "path",
        name,
        "name",
        path.name(),
        "bytes",
        path.payload(),
        "chunk",
        chunk,
        "crossings",
        counts.crossings(),
        "cpuCopies",
        number(counts.cpuCopies()),
        "dmaCopies",
        number(counts.dmaCopies()),
        "faults",
        counts.faults(),
        "interrupts",
        counts.interrupts(),
        "polls",
        counts.polls(),
        "wakeUps",
        counts.wakeUps(),
        "systemCalls",
        counts.systemCalls());
  }

  private static List<String> row(String name, IoPath path) {
    Counts counts = path.counts();
    return List.of(
        name,
        "" + path.payload(),
        "" + counts.systemCalls(),
        "" + counts.crossings(),
        text(counts.cpuCopies()),
        text(counts.dmaCopies()),
        "" + counts.faults(),
        "" + counts.interrupts(),
        "" + counts.polls());
  }

  private static Map<String, Object> asMap(NamedStep named) {
    Step step = named.step();
    Counts counts = named.counts();
    return map(
        "path",
        named.path(),
        "kind",
        step.kind().label(),
        "who",
        step.who().name().toLowerCase(Locale.ROOT),
        "from",
        step.from().label(),
        "to",
        step.to().label(),
        "what",
        step.what(),
        "times",
        step.times(),
        "bytes",
        step.bytes(),
        "crossings",
        counts.crossings(),
        "cpuCopies",
        number(counts.cpuCopies()),
        "dmaCopies",
        number(counts.dmaCopies()),
        "faults",
        counts.faults());
  }

  private static List<String> row(NamedStep named) {
    Step step = named.step();
    Counts counts = named.counts();
    boolean plain = step.isCopy();
    return List.of(
        plain ? step.kind().label() : step.kind().label() + ": " + step.what(),
        step.who().name().toLowerCase(Locale.ROOT),
        step.from().label(),
        step.to().label(),
        "" + step.times(),
        "" + counts.crossings(),
        text(counts.cpuCopies()),
        text(counts.dmaCopies()),
        "" + counts.faults());
  }

  /** A whole number of copies is an integer. */
  private static Number number(double copies) {
    return copies == Math.rint(copies) ? (Number) Math.round(copies) : copies;
  }

  private static String text(double copies) {
    return copies == Math.rint(copies)
        ? "" + Math.round(copies)
        : String.format(Locale.ROOT, "%.3f", copies);
  }
}
