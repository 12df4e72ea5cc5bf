package zerocopy.simulate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.mmu.replacement.Pager;
import zerocopy.mmu.replacement.Policy;
import zerocopy.mmu.replacement.ReferenceString;
import zerocopy.mmu.replacement.Replacement;
import zerocopy.mmu.replacement.ReplacementResult;
import zerocopy.simulate.console.ConsoleCommand;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.InputFile;
import zerocopy.simulate.console.Output;

/** Runs a reference string through a page-replacement policy. */
@Command(name = "replace", description = "Run a reference string through page replacement.")
final class ReplaceCommand extends ConsoleCommand {
  @Option(
      names = "--policy",
      required = true,
      description = "fifo, second-chance, clock, lru, nru, aging, lfu, mru, opt or random.")
  private String policy;

  @Option(names = "--frames", required = true, description = "Number of page frames.")
  private int frames;

  @Option(
      names = "--tick",
      defaultValue = "" + Replacement.DEFAULT_TICK,
      description = "References between clock ticks, for nru and aging; 0 for none.")
  private int tick;

  @Option(
      names = "--aging-bits",
      defaultValue = "" + Replacement.DEFAULT_AGING_BITS,
      description = "Width of aging's counters.")
  private int agingBits;

  @Option(names = "--json", description = "Print JSON; victims has an element for each reference.")
  private boolean json;

  @Parameters(
      paramLabel = "STRING",
      arity = "1..*",
      description = "Page numbers such as \"1 2 3w 4\", w marking stores; a file; or -.")
  private List<String> string;

  @Override
  public Integer call() throws IOException {
    Replacement replacement = new Replacement(Policy.parse(policy), frames, tick, agingBits);
    ReferenceString references = references();
    if (references.length() == 0) {
      throw new InputError("the reference string is empty; it looks like \"1 2 3w 4\"");
    }
    ReplacementResult result = replacement.run(references);
    if (json) {
      Output.json(out(), List.of(asMap(result)));
    } else {
      Output.table(out(), table(references, result));
    }
    return 0;
  }

  private ReferenceString references() throws IOException {
    String only = string.size() == 1 ? string.get(0) : "";
    if (only.equals("-") || InputFile.exists(only)) {
      return parseLines(only.equals("-") ? "standard input" : only, InputFile.read(only));
    }
    if (!only.isEmpty() && !only.matches("[0-9]+") && InputFile.isDirectory(only)) {
      throw new InputError(only + " is a directory; give a file or a reference string");
    }
    try {
      return ReferenceString.parse(String.join(" ", string));
    } catch (IllegalArgumentException e) {
      throw new InputError(e.getMessage() + "; and there is no file of that name");
    }
  }

  private static ReferenceString parseLines(String name, byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      try {
        ReferenceString.parse(line);
      } catch (IllegalArgumentException e) {
        throw new InputError(name + ", line " + number + ": " + e.getMessage());
      }
    }
    return ReferenceString.parse(text);
  }

  private static Map<String, Object> asMap(ReplacementResult result) {
    List<Object> victims = new ArrayList<>();
    for (long victim : result.victims()) {
      victims.add(victim == Pager.NO_VICTIM ? null : (Object) victim);
    }
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("faults", result.faults());
    map.put("hits", result.hits());
    map.put("writebacks", result.writebacks());
    map.put("victims", victims);
    return map;
  }

  private List<List<String>> table(ReferenceString references, ReplacementResult result) {
    StringBuilder victims = new StringBuilder();
    for (long victim : result.victims()) {
      victims.append(victim == Pager.NO_VICTIM ? "" : (victims.isEmpty() ? "" : " ") + victim);
    }
    return List.of(
        List.of("policy", "frames", "references", "faults", "hits", "write-backs", "victims"),
        List.of(
            policy,
            "" + frames,
            "" + references.length(),
            "" + result.faults(),
            "" + result.hits(),
            "" + result.writebacks(),
            victims.toString()));
  }
}
