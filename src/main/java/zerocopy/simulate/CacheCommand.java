package zerocopy.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.iopath.cache.CacheSettings;
import zerocopy.iopath.cache.CacheStep;
import zerocopy.iopath.cache.FileCache;
import zerocopy.simulate.console.BoundedCommand;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.Numbers;
import zerocopy.simulate.console.Output;

/** Reads and writes blocks through the kernel's caches. */
@Command(
    name = "cache",
    description =
        "Read and write blocks of a file through page cache and buffer cache: one since Linux 2.4,"
            + " or apart as before.",
    footer = {
      "",
      "Examples: cache --steps",
      "          cache --apart --steps r1 w1 r1",
      "          cache --apart --no-update --steps r1 w1 r1",
      "          cache --pages 3 --dirty-share 100 --expire 30 --steps w1 t20 w2 t10 crash r1 r2",
      "",
      "An operation is r1 (read block 1), w1 (write it as a whole), fsync, t30 (30 seconds pass) or"
          + " crash (the machine loses its memory).",
      "",
      "JSON: reads, writes, hits, misses, diskReads, diskWrites, evictions, copies, staleReads, lost"
          + " (blocks whose data crashes have lost), heldTwice (the most blocks that were in memory"
          + " twice). With --steps the array steps: time (s), operation (read, write, fsync, time,"
          + " crash), block, hit, from (page cache, buffer cache, disk), version (number of the write"
          + " whose data it has; 0 before any), stale, copies, diskReads, evicted, written, reason"
          + " (eviction, share, age, fsync), pageCache and bufferCache (the least recently used block"
          + " first; equal if they are one), dirty, lost (by this crash, or by one now), heldTwice.",
    })
final class CacheCommand extends BoundedCommand {
  private static final String TEXTBOOK = "r1 r2 w1 r1 w3 w4 r5 t35 w2 fsync w2 crash r2";
  private static final int MAX_BLOCKS = 1 << 20;

  private static final List<String> STEP_HEADER =
      List.of(
          "s",
          "operation",
          "",
          "version",
          "evicted",
          "written",
          "because of",
          "page cache",
          "buffer cache",
          "dirty = lost by a crash");

  @Option(names = "--apart", description = "Page cache and buffer cache are apart.")
  private boolean apart;

  @Option(
      names = "--no-update",
      description = "With --apart: no update_vm_cache; a write leaves the cached page as it is.")
  private boolean noUpdate;

  @Option(
      names = "--pages",
      paramLabel = "N",
      defaultValue = "4",
      description = "Blocks that the page cache holds; ${DEFAULT-VALUE} if not given.")
  private String pages;

  @Option(
      names = "--buffers",
      paramLabel = "N",
      description = "With --apart: blocks that the buffer cache holds; as --pages if not given.")
  private String buffers;

  @Option(
      names = "--dirty-share",
      paramLabel = "PERCENT",
      defaultValue = "50",
      description =
          "If more of the cache is dirty, the oldest dirty blocks are written; ${DEFAULT-VALUE}.")
  private String dirtyShare;

  @Option(
      names = "--expire",
      paramLabel = "S",
      defaultValue = "30",
      description = "Seconds after which a dirty block is written; ${DEFAULT-VALUE} if not given.")
  private String expire;

  @Option(
      names = "--interval",
      paramLabel = "S",
      defaultValue = "5",
      description = "Seconds between two looks for such blocks; ${DEFAULT-VALUE} if not given.")
  private String interval;

  @Parameters(
      paramLabel = "OPERATION",
      arity = "0..*",
      description = "The operations in their order; an example if there are none.")
  private List<String> operations = List.of();

  private final List<CacheStep> steps = new ArrayList<>();

  @Override
  public Integer call() {
    String text = operations.isEmpty() ? TEXTBOOK : String.join(" ", operations);
    String[] words = text.strip().split("[\\s,]+");
    checkSteps(words.length);
    FileCache cache = new FileCache(settings(), steps::add);
    for (String word : words) {
      happen(cache, word);
    }
    print(
        List.of(totals()),
        steps.stream().map(CacheCommand::asMap).toList(),
        Output.table(numbered(STEP_HEADER, steps, CacheCommand::row)),
        totalTable(totals()));
    return 0;
  }

  private CacheSettings settings() {
    if (!apart && (noUpdate || buffers != null)) {
      throw new InputError("--no-update and --buffers need --apart");
    }
    int size = number("--pages", pages, 1, MAX_BLOCKS);
    return new CacheSettings(
        !apart,
        !noUpdate,
        size,
        buffers == null ? size : number("--buffers", buffers, 1, MAX_BLOCKS),
        number("--dirty-share", dirtyShare, 0, 100),
        number("--expire", expire, 0, MAX_BLOCKS),
        number("--interval", interval, 1, MAX_BLOCKS));
  }

  private static int number(String what, String text, long least, long most) {
    return (int) Numbers.between(what, Numbers.address(what, text), least, most);
  }

  private static void happen(FileCache cache, String word) {
    switch (word) {
      case "fsync" -> cache.fsync();
      case "crash" -> cache.crash();
      default -> {
        if (!word.matches("[rwt][0-9]{1,9}")) {
          throw new InputError("an OPERATION is r1, w1, fsync, t30 or crash, not '" + word + "'");
        }
        int number = number("the number in " + word, word.substring(1), 0, MAX_BLOCKS);
        switch (word.charAt(0)) {
          case 'r' -> cache.read(number);
          case 'w' -> cache.write(number);
          default -> cache.pass(number);
        }
      }
    }
  }

  private Map<String, Object> totals() {
    List<CacheStep> uses = steps.stream().filter(s -> s.block() >= 0).toList();
    long reads = uses.stream().filter(s -> s.operation().equals("read")).count();
    long hits = uses.stream().filter(CacheStep::hit).count();
    return map(
        "reads",
        reads,
        "writes",
        uses.size() - reads,
        "hits",
        hits,
        "misses",
        uses.size() - hits,
        "diskReads",
        sum(CacheStep::diskReads),
        "diskWrites",
        sum(s -> s.written().size()),
        "evictions",
        sum(s -> s.evicted().size()),
        "copies",
        sum(CacheStep::copies),
        "staleReads",
        sum(s -> s.stale() ? 1 : 0),
        "lost",
        sum(s -> s.operation().equals("crash") ? s.lost().size() : 0),
        "heldTwice",
        steps.stream().mapToInt(CacheStep::heldTwice).max().orElse(0));
  }

  private int sum(ToIntFunction<CacheStep> part) {
    return steps.stream().mapToInt(part).sum();
  }

  private static List<List<String>> totalTable(Map<String, Object> totals) {
    return List.of(
        List.copyOf(totals.keySet()), totals.values().stream().map(Object::toString).toList());
  }

  private static Map<String, Object> asMap(CacheStep step) {
    boolean use = step.block() >= 0;
    return map(
        "time",
        step.time(),
        "operation",
        step.operation(),
        "block",
        use ? step.block() : null,
        "hit",
        use ? step.hit() : null,
        "from",
        known(step.from()),
        "version",
        use ? step.version() : null,
        "stale",
        step.stale(),
        "copies",
        step.copies(),
        "diskReads",
        step.diskReads(),
        "evicted",
        step.evicted(),
        "written",
        step.written(),
        "reason",
        known(step.reason()),
        "pageCache",
        step.pages(),
        "bufferCache",
        step.buffers(),
        "dirty",
        step.dirty(),
        "lost",
        step.lost(),
        "heldTwice",
        step.heldTwice());
  }

  private static String known(String text) {
    return text.isEmpty() ? null : text;
  }

  private static List<String> row(CacheStep step) {
    boolean use = step.block() >= 0;
    String from = step.from().isEmpty() || step.hit() ? "" : ", from " + step.from();
    return List.of(
        "" + step.time(),
        use ? step.operation() + " " + step.block() : step.operation(),
        use ? (step.hit() ? "hit" : "miss") + from : "",
        use ? step.version() + (step.stale() ? ", stale" : "") : "",
        blocks(step.evicted()),
        blocks(step.written()),
        step.reason(),
        step.pages().toString(),
        step.buffers().toString(),
        step.lost().toString());
  }

  private static String blocks(List<Integer> blocks) {
    return blocks.isEmpty() ? "" : blocks.toString();
  }
}
