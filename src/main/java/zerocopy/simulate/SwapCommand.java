package zerocopy.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.mmu.swapping.HolePolicy;
import zerocopy.mmu.swapping.SwapEvent;
import zerocopy.mmu.swapping.SwapEvent.Kind;
import zerocopy.mmu.swapping.Swapper;
import zerocopy.simulate.console.BoundedCommand;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.Numbers;
import zerocopy.simulate.console.Output;

/** Moves processes between memory and disk. */
@Command(
    name = "swap",
    description = "Processes come and go in a memory that is too small for all of them.",
    footer = {
      "",
      "Examples: swap --steps",
      "          swap --memory 1m --os 0 --steps \"A=400k B=500k C=300k A\"",
      "          swap --holes 10m,4m,20m,18m,7m,9m,12m,15m --fit next --steps \"P=12m Q=10m R=9m\"",
      "",
      "An event is A=256k (process A of that size arrives), A (A runs, and is swapped in if it is"
          + " out), A:out (A is swapped out) or A:end (A ends). If no hole is large enough, the"
          + " processes that have been in memory longest are swapped out; with --holes or --wait the"
          + " process waits instead.",
      "",
      "JSON: swapsIn, swapsOut, waits, bytesMoved, seconds. With --steps the array steps: event (in,"
          + " out, end, run, wait), process, base (null if it waits), limit, previousBase (or null),"
          + " hole (size of the hole that was taken, or null), moved (bytes), seconds, map (owner,"
          + " null for a hole; base; size), holes (base, size).",
    })
final class SwapCommand extends BoundedCommand {
  private static final long MAX_MEMORY = 256 << 20;
  private static final Pattern EVENT = Pattern.compile("(\\w+)(?:=(\\w+)|:(out|end))?");
  private static final String SYSTEM = "OS";

  /** Tanenbaum and Bos, "Modern Operating Systems", section 3.2.2: A comes back elsewhere. */
  private static final String TEXTBOOK = "A=256k B=192k C=256k A:out D=128k B:out A";

  private static final List<String> STEP_HEADER =
      List.of("event", "process", "base", "before", "hole", "bytes moved", "ms", "memory");

  @Option(
      names = "--memory",
      paramLabel = "BYTES",
      defaultValue = "896k",
      description = "Bytes of memory, up to 256m; ${DEFAULT-VALUE} if not given.")
  private String memory;

  @Option(
      names = "--os",
      paramLabel = "BYTES",
      defaultValue = "128k",
      description =
          "Of these, the operating system's, at address 0; ${DEFAULT-VALUE} if not given.")
  private String system;

  @Option(
      names = "--holes",
      paramLabel = "BYTES",
      split = ",",
      description = "Sizes of the holes of a memory in use, in place of --memory and --os.")
  private List<String> holes = List.of();

  @Option(
      names = "--fit",
      paramLabel = "NAME",
      defaultValue = "first",
      description = "Which hole a process gets: first, next, best or worst; ${DEFAULT-VALUE}.")
  private String fit;

  @Option(names = "--wait", description = "A process for which there is no hole waits.")
  private boolean waits;

  @Option(
      names = "--disk-rate",
      paramLabel = "RATE",
      defaultValue = "50m",
      description = "Bytes a second of the disk; ${DEFAULT-VALUE} (52 428 800) if not given.")
  private String diskRate;

  @Option(
      names = "--latency",
      paramLabel = "MS",
      defaultValue = "0",
      description = "Milliseconds before the disk moves the first byte; ${DEFAULT-VALUE}.")
  private String latency;

  @Parameters(
      paramLabel = "EVENT",
      arity = "0..*",
      description = "The events in their order; the textbook's if there are none.")
  private List<String> events = List.of();

  private final List<SwapEvent> steps = new ArrayList<>();
  private double rate;
  private double latencySeconds;

  @Override
  public Integer call() {
    rate = Numbers.bytes("--disk-rate", diskRate, 1L << 40);
    long millis = Numbers.between("--latency", Numbers.address("--latency", latency), 0, 1_000_000);
    latencySeconds = millis / 1e3;
    String text = events.isEmpty() ? TEXTBOOK : String.join(" ", events);
    String[] words = text.strip().split("[\\s,]+");
    checkSteps(words.length);
    Swapper swapper = swapper();
    for (String word : words) {
      happen(swapper, word);
    }
    checkSteps(steps.size());
    long moved = steps.stream().mapToLong(SwapEvent::moved).sum();
    double seconds = steps.stream().mapToDouble(this::seconds).sum();
    long waiting = steps.stream().filter(s -> s.kind() == Kind.WAIT).count();
    print(
        List.of(
            map(
                "swapsIn",
                swapper.swapsIn(),
                "swapsOut",
                swapper.swapsOut(),
                "waits",
                waiting,
                "bytesMoved",
                moved,
                "seconds",
                seconds)),
        steps.stream().map(this::asMap).toList(),
        Output.table(numbered(STEP_HEADER, steps, this::row)),
        List.of(
            List.of("swaps in", "swaps out", "waits", "bytes moved", "ms"),
            List.of(
                "" + swapper.swapsIn(),
                "" + swapper.swapsOut(),
                "" + waiting,
                "" + moved,
                millis(seconds))));
    return 0;
  }

  private Swapper swapper() {
    if (holes.isEmpty()) {
      Swapper swapper =
          new Swapper((int) Numbers.bytes("--memory", memory, MAX_MEMORY), fit(), steps::add);
      if (!system.equals("0")) {
        long reserved =
            Numbers.bytes("--os", system, Numbers.bytes("--memory", memory, MAX_MEMORY));
        swapper.reserve(SYSTEM, (int) reserved);
      }
      return swapper;
    }
    List<Integer> sizes =
        holes.stream().map(h -> (int) Numbers.bytes("--holes", h, MAX_MEMORY)).toList();
    long total = sizes.stream().mapToLong(size -> size + 1L).sum();
    Numbers.between("the sum of --holes", total, 1, MAX_MEMORY);
    Swapper swapper = new Swapper((int) total, fit(), steps::add);
    for (int i = 0; i < sizes.size(); i++) {
      swapper.reserve("hole " + i, sizes.get(i));
      swapper.reserve("used " + i, 1);
    }
    for (int i = 0; i < sizes.size(); i++) {
      swapper.unreserve("hole " + i);
    }
    return swapper;
  }

  private HolePolicy fit() {
    for (HolePolicy each : HolePolicy.values()) {
      if (each.toString().equals(fit)) {
        return each;
      }
    }
    throw new InputError("--fit is first, next, best or worst, not '" + fit + "'");
  }

  private void happen(Swapper swapper, String word) {
    Matcher event = EVENT.matcher(word);
    if (!event.matches() || event.group(1).equals(SYSTEM)) {
      throw new InputError("an EVENT looks like A=256k, A, A:out or A:end, not '" + word + "'");
    }
    String process = event.group(1);
    try {
      if (event.group(3) != null) {
        leave(swapper, process, event.group(3));
        return;
      }
      if (event.group(2) != null) {
        long size = Numbers.bytes("the size in " + word, event.group(2), MAX_MEMORY);
        swapper.add(process, new byte[(int) size]);
      }
      if (swapper.isResident(process) || !waits && holes.isEmpty()) {
        swapper.run(process);
      } else {
        swapper.bringIn(process);
      }
    } catch (IllegalArgumentException e) {
      throw new InputError("EVENT " + word + ": " + e.getMessage());
    }
  }

  private static void leave(Swapper swapper, String process, String how) {
    if (how.equals("out")) {
      swapper.swapOut(process);
    } else {
      swapper.end(process);
    }
  }

  private double seconds(SwapEvent event) {
    return event.moved() == 0 ? 0 : latencySeconds + event.moved() / rate;
  }

  private static String millis(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds * 1e3);
  }

  private Map<String, Object> asMap(SwapEvent event) {
    return map(
        "event",
        name(event),
        "process",
        event.process(),
        "base",
        known(event.base()),
        "limit",
        event.size(),
        "previousBase",
        known(event.before()),
        "hole",
        event.hole() == 0 ? null : (Object) event.hole(),
        "moved",
        event.moved(),
        "seconds",
        seconds(event),
        "map",
        event.map().stream().map(SwapCommand::asMap).toList(),
        "holes",
        event.map().stream()
            .filter(region -> region.owner().isEmpty())
            .map(hole -> map("base", hole.base(), "size", hole.size()))
            .toList());
  }

  private static Map<String, Object> asMap(SwapEvent.Region region) {
    String owner = region.owner();
    return map(
        "owner", owner.isEmpty() ? null : owner, "base", region.base(), "size", region.size());
  }

  private static String name(SwapEvent event) {
    return event.kind().name().toLowerCase(Locale.ROOT);
  }

  private static Object known(long number) {
    return number < 0 ? null : (Object) number;
  }

  private List<String> row(SwapEvent event) {
    StringJoiner memoryMap = new StringJoiner(" | ");
    for (SwapEvent.Region region : event.map()) {
      String owner = region.owner().isEmpty() ? "hole" : region.owner();
      memoryMap.add(owner + " " + units(region.size()));
    }
    return List.of(
        name(event),
        event.process(),
        event.base() < 0 ? "" : "" + event.base(),
        event.before() < 0 ? "" : "" + event.before(),
        event.hole() == 0 ? "" : units(event.hole()),
        "" + event.moved(),
        millis(seconds(event)),
        memoryMap.toString());
  }

  private static String units(long bytes) {
    return bytes % (1 << 20) == 0
        ? (bytes >> 20) + "M"
        : bytes % (1 << 10) == 0 ? (bytes >> 10) + "K" : "" + bytes;
  }
}
