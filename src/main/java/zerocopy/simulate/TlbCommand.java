package zerocopy.simulate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.mmu.preset.CpuPreset;
import zerocopy.mmu.preset.PageSize;
import zerocopy.mmu.preset.TranslationCycles;
import zerocopy.mmu.tlb.AssumedWalker;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbCounters;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.mmu.tlb.TlbHierarchy;
import zerocopy.mmu.tlb.TlbLevel;
import zerocopy.mmu.tlb.TlbMmu;
import zerocopy.mmu.tlb.TlbPolicy;
import zerocopy.mmu.tlb.WalkModel;
import zerocopy.mmu.trace.LackeyReader;
import zerocopy.mmu.trace.TraceException;
import zerocopy.mmu.trace.TraceInput;
import zerocopy.mmu.trace.TraceOptions;
import zerocopy.simulate.console.ConsoleCommand;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.Output;
import zerocopy.simulate.console.ProgressBar;

/** Runs traces through TLBs. */
@Command(
    name = "tlb",
    description = "Run traces of valgrind's lackey tool through TLBs.",
    footer = {
      "",
      "Examples: tlb --preset zen3 TRACE",
      "          tlb --preset zen3 --l1 128:full TRACE",
      "          tlb --l1 64:full --l2 2048:8 --page-size 2m TRACE",
      "",
      "Both TLB levels replace by the same policy. Cycles are those of the preset, or of zen3 if"
          + " none is given: a miss in the first level costs the look-up in the second; a walk costs"
          + " its start, and so much for each of its references. The presets command lists the three"
          + " numbers. Without walk caches, cycles of nested walks are an upper bound.",
    })
final class TlbCommand extends ConsoleCommand {
  private static final int BATCH = 1 << 13;
  private static final String COST_PRESET = "zen3";

  @Option(
      names = "--preset",
      paramLabel = "NAME",
      description = "Processor; see the presets command.")
  private String preset;

  @Option(
      names = "--l1",
      paramLabel = "ENTRIES:WAYS",
      description =
          "First level, as ENTRIES:WAYS or ENTRIES:full; with --preset in place of its own.")
  private String l1;

  @Option(
      names = "--l2",
      paramLabel = "ENTRIES:WAYS",
      description = "Second level, in the same way; none, or the preset's, if not given.")
  private String l2;

  @Option(
      names = "--index",
      paramLabel = "FUNCTION",
      description = "How --l2 chooses a set: modulo, zen3 or zen5; modulo if not given.")
  private String index;

  @Option(
      names = "--page-size",
      paramLabel = "SIZE",
      description = "4k, 16k, 64k, 2m or 1g; the preset's base page, or 4k, if not given.")
  private String pageSize;

  @Option(
      names = "--policy",
      paramLabel = "NAME",
      defaultValue = "lru",
      description = "lru, fifo, plru, random or nru; lru if not given.")
  private String policy;

  @Option(
      names = "--straddle",
      paramLabel = "both|first",
      defaultValue = "both",
      description =
          "A reference across a page boundary touches both pages, or only the first; both if not given.")
  private String straddle;

  @Option(names = "--instructions", description = "Count instruction fetches, too.")
  private boolean instructions;

  @Mixin private WalkOptions walks;

  @Option(names = "--json", description = "Print JSON: an object, or an array for several traces.")
  private boolean json;

  @Parameters(
      paramLabel = "TRACE",
      arity = "1..*",
      description = "Files, gzip or not; - for standard input.")
  private List<String> traces;

  @Override
  public Integer call() throws IOException {
    boolean both = isBoth();
    PageSize pages = pages();
    int entryBits = Math.min(pages.offsetBits(), walks.host(pages).offsetBits());
    TraceOptions options = new TraceOptions(instructions, both, entryBits);
    if (traces.stream().filter(TraceInput.STANDARD_INPUT::equals).count() > 1) {
      throw new InputError("standard input can be read only once; give - once");
    }
    List<Map<String, Object>> results = new ArrayList<>();
    TranslationCycles costs = costs();
    for (String trace : traces) {
      results.add(simulate(trace, mmu(pages), options, costs));
    }
    if (json) {
      Output.json(out(), results);
    } else {
      Output.table(out(), table(results));
    }
    return 0;
  }

  private boolean isBoth() {
    if (!straddle.equals("both") && !straddle.equals("first")) {
      throw new InputError("--straddle is both or first, not '" + straddle + "'");
    }
    return straddle.equals("both");
  }

  private PageSize pages() {
    if (pageSize != null) {
      return PageSize.parse(pageSize);
    }
    return preset == null ? PageSize.KIB_4 : CpuPreset.named(preset).pageSizes().get(0);
  }

  private TranslationCycles costs() {
    return CpuPreset.named(preset == null ? COST_PRESET : preset).costs();
  }

  private TlbMmu mmu(PageSize pages) {
    if (preset == null && l1 == null) {
      throw new InputError(
          "give --preset NAME, or --l1 ENTRIES:WAYS and --l2 ENTRIES:WAYS, or a preset and what"
              + " differs from it");
    }
    TlbPolicy replacement = TlbPolicy.parse(policy);
    SetIndex second = secondIndex();
    WalkModel walk = walks.walk(pages);
    PageSize host = walks.host(pages);
    if (preset != null) {
      return CpuPreset.named(preset)
          .resized(geometry(l1, SetIndex.MODULO), geometry(l2, second))
          .assumingPages(pages, host, replacement, walk);
    }
    TlbGeometry first = geometry(l1, SetIndex.MODULO);
    TlbHierarchy tlb =
        l2 == null
            ? TlbHierarchy.single(TlbLevel.of(first, replacement))
            : TlbHierarchy.shared(first, geometry(l2, second), replacement);
    int entryLevel = Math.min(pages.level(), host.level());
    return new TlbMmu(new AssumedWalker(pages.layout(), pages.level(), entryLevel, walk), tlb);
  }

  private static TlbGeometry geometry(String shape, SetIndex index) {
    return shape == null ? null : TlbGeometry.parse(shape, index);
  }

  private SetIndex secondIndex() {
    if (index != null && l2 == null) {
      throw new InputError("--index tells how --l2 chooses a set; give both");
    }
    return switch (index == null ? "modulo" : index) {
      case "modulo" -> SetIndex.MODULO;
      case "zen3" -> SetIndex.ZEN3;
      case "zen5" -> SetIndex.ZEN5;
      default -> throw new InputError("--index is modulo, zen3 or zen5, not '" + index + "'");
    };
  }

  private Map<String, Object> simulate(
      String trace, TlbMmu mmu, TraceOptions options, TranslationCycles costs) throws IOException {
    long[] touches = new long[BATCH];
    try (TraceInput input = TraceInput.open(trace);
        LackeyReader reader = new LackeyReader(input, trace, options);
        ProgressBar progress = new ProgressBar(err(), trace)) {
      int count;
      while ((count = reader.read(touches)) > 0) {
        mmu.translateAll(touches, 0, count);
        progress.report(input.progress(), reader.references());
      }
      if (reader.references() == 0) {
        throw new TraceException(emptiness(trace, reader));
      }
      if (reader.foreignLines() > 0) {
        err().println(foreign(trace, reader.foreignLines()));
      }
      return result(trace, reader.references(), mmu.counters(), costs);
    }
  }

  private static String foreign(String trace, long lines) {
    return "%s: %d %s neither a reference nor valgrind's, and skipped; valgrind --log-file=TRACE keeps the program's own output out"
        .formatted(trace, lines, lines == 1 ? "line is" : "lines are");
  }

  private static String emptiness(String trace, LackeyReader reader) {
    return reader.lines() == reader.foreignLines()
        ? trace + " holds no line of a trace; those look like ' L 1fff000c70,8'"
        : trace + " holds no data references; --instructions counts instruction fetches, too";
  }

  private static Map<String, Object> result(
      String trace, long references, TlbCounters counters, TranslationCycles costs) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("trace", trace);
    result.put("references", references);
    result.put("touches", counters.references());
    result.put("l1", hitsAndMisses(counters.l1Hits(), counters.l1Misses()));
    result.put("l2", hitsAndMisses(counters.l2Hits(), counters.l2Misses()));
    result.put("walks", counters.walks());
    result.put("walkReferences", counters.walkReferences());
    result.put("cycles", Math.round(costs.cycles(counters)));
    return result;
  }

  private static Map<String, Object> hitsAndMisses(long hits, long misses) {
    Map<String, Object> level = new LinkedHashMap<>();
    level.put("hits", hits);
    level.put("misses", misses);
    return level;
  }

  private static List<List<String>> table(List<Map<String, Object>> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "trace",
            "references",
            "touches",
            "L1 hits",
            "L1 misses",
            "L1 hit rate",
            "L2 hits",
            "L2 misses",
            "walks",
            "walk references",
            "cycles"));
    for (Map<String, Object> result : results) {
      Map<?, ?> first = (Map<?, ?>) result.get("l1");
      Map<?, ?> second = (Map<?, ?>) result.get("l2");
      double rate = 100.0 * (Long) first.get("hits") / (Long) result.get("touches");
      rows.add(
          List.of(
              (String) result.get("trace"),
              grouped(result.get("references")),
              grouped(result.get("touches")),
              grouped(first.get("hits")),
              grouped(first.get("misses")),
              String.format(Locale.ROOT, "%.3f %%", rate),
              grouped(second.get("hits")),
              grouped(second.get("misses")),
              grouped(result.get("walks")),
              grouped(result.get("walkReferences")),
              grouped(result.get("cycles"))));
    }
    return rows;
  }

  private static String grouped(Object number) {
    return String.format(Locale.ROOT, "%,d", (Long) number);
  }
}
