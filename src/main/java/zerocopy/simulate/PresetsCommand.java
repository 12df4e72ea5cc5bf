package zerocopy.simulate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import zerocopy.mmu.preset.CpuPreset;
import zerocopy.mmu.tlb.SetIndex;
import zerocopy.mmu.tlb.TlbGeometry;
import zerocopy.simulate.console.ConsoleCommand;
import zerocopy.simulate.console.Output;

/** Lists the processors that the model knows. */
@Command(name = "presets", description = "List the processors that the model knows.")
final class PresetsCommand extends ConsoleCommand {
  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(names = "--sources", description = "Print where the numbers come from, and doubts.")
  private boolean sources;

  @Override
  public Integer call() {
    List<CpuPreset> presets = CpuPreset.all();
    if (json) {
      Output.json(out(), presets.stream().map(PresetsCommand::asMap).toList());
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("preset", "processor", "pages", "L1 TLB", "L2 TLB", "hit", "walk", "ref."));
    for (CpuPreset preset : presets) {
      rows.add(
          List.of(
              preset.name(),
              preset.title(),
              String.join(" ", preset.pageSizes().stream().map(Object::toString).toList()),
              sizes(preset.l1()),
              sizes(preset.l2()),
              cycles(preset.costs().l2HitCycles()),
              cycles(preset.costs().walkStartCycles()),
              cycles(preset.costs().walkReferenceCycles())));
    }
    Output.table(out(), rows);
    out().println();
    out().println("TLBs: ENTRIES:WAYS for base pages / 2 MiB / 1 GiB where they differ.");
    out().println("Cycles: of a hit in the L2 TLB, of a walk's start, of each of its references");
    if (sources) {
      out().println();
      out().println("Confidence and sources, doubts in brackets:");
      presets.forEach(
          preset ->
              out()
                  .println(
                      preset.name() + ", " + preset.confidence() + ": " + sourceAndDoubt(preset)));
    } else {
      out().println("--sources tells where the numbers come from, and how sure they are.");
    }
    return 0;
  }

  private static String sourceAndDoubt(CpuPreset preset) {
    return preset.doubt().isEmpty()
        ? preset.source()
        : preset.source() + " [" + preset.doubt() + "]";
  }

  private static String sizes(List<TlbGeometry> levels) {
    boolean shared = levels.stream().distinct().count() == 1;
    SetIndex index = levels.get(0).index();
    String base =
        levels.get(0)
            + (index == SetIndex.MODULO
                ? ""
                : " " + index.name().toLowerCase(Locale.ROOT) + " index");
    return shared ? base : base + " / " + levels.get(1) + " / " + levels.get(2);
  }

  private static String cycles(double cycles) {
    return String.format(Locale.ROOT, "%.0f", cycles);
  }

  private static Map<String, Object> asMap(CpuPreset preset) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", preset.name());
    map.put("title", preset.title());
    map.put("pages", preset.pageSizes().stream().map(Object::toString).toList());
    map.put("l1", preset.l1().stream().map(Object::toString).toList());
    map.put("l2", preset.l2().stream().map(Object::toString).toList());
    map.put("index", preset.l2().get(0).index().name().toLowerCase(Locale.ROOT));
    map.put("l2HitCycles", preset.costs().l2HitCycles());
    map.put("walkReferenceCycles", preset.costs().walkReferenceCycles());
    map.put("costSource", preset.costSource());
    map.put("confidence", preset.confidence());
    map.put("source", preset.source());
    map.put("doubt", preset.doubt());
    return map;
  }
}
