package zerocopy.simulate;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zerocopy.mmu.replacement.Pager;
import zerocopy.mmu.replacement.Policy;
import zerocopy.mmu.replacement.ReferenceString;
import zerocopy.mmu.replacement.Replacement;
import zerocopy.mmu.replacement.ReplacementResult;
import zerocopy.mmu.replacement.Resident;
import zerocopy.simulate.console.BoundedCommand;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.InputFile;
import zerocopy.simulate.console.Output;

/** Runs a reference string through a page-replacement policy. */
@Command(
    name = "replace",
    description = "Run a reference string through page replacement.",
    footer = {
      "",
      "Examples: replace --policy fifo --frames 3 --steps \"1 2 3 4 1 2 5 1 2 3 4 5\"",
      "          replace --policy clock --frames 3 --steps \"7 0 1w 2 0 3 0w 4 2 3 0\"",
      "          replace --policy nru --frames 4 --start"
          + " 0:126:280:1:0,1:230:265:0:1,2:140:270:0:0,3:110:285:1:1 4",
      "",
      "JSON: faults, hits, writebacks, victims (one for each reference, null for none); with --steps"
          + " the array steps, one element for each reference: page, write, tick (whether the clock"
          + " ticked just before), hit, victim (or null), why, writtenBack (whether the victim was"
          + " dirty), before and frames (the page of each page frame before and after; null for a"
          + " free one), referenced and modified (the bits of each page frame after), counters (of"
          + " aging and lfu, by page frame), hand (of clock: a page frame; else null).",
      "",
      "--limit counts a step for each page frame of each reference.",
    })
final class ReplaceCommand extends BoundedCommand {
  private static final List<String> HEADER =
      List.of("page", "before", "", "after", "victim", "why", "what becomes of it");

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

  @Option(
      names = "--start",
      paramLabel = "PAGES",
      description = {
        "Pages in memory at the start, each PAGE:LOADED:USED:R:M (the times of its load and of its"
            + " last reference, its referenced and modified bit), or PAGE alone for pages in the"
            + " order of load and use with both bits 0; page frames are numbered in the order of"
            + " load.",
      })
  private String start;

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
    checkSteps(1L * frames * references.length());
    List<Replacement.Step> steps = new ArrayList<>();
    List<Resident> residents = start == null ? List.of() : Resident.parse(start);
    ReplacementResult result =
        replacement.run(references, residents, withSteps() ? steps::add : null);
    print(
        List.of(asMap(result)),
        steps.stream().map(ReplaceCommand::asMap).toList(),
        Output.table(numbered(HEADER, steps, ReplaceCommand::row)),
        table(references, result));
    return 0;
  }

  private static List<String> row(Replacement.Step step) {
    return List.of(
        step.page() + (step.write() ? "w" : ""),
        frames(step.before()),
        step.hit() ? "hit" : "fault",
        frames(step.frames()),
        step.victim() == Pager.NO_VICTIM ? "" : "" + step.victim(),
        step.why(),
        fate(step));
  }

  private static String fate(Replacement.Step step) {
    return step.victim() == Pager.NO_VICTIM
        ? ""
        : step.writtenBack() ? "dirty: written back" : "clean: overwritten";
  }

  private static String frames(long[] pages) {
    StringJoiner text = new StringJoiner(" ", "[", "]");
    for (long page : pages) {
      text.add(page < 0 ? "-" : "" + page);
    }
    return text.toString();
  }

  private static Map<String, Object> asMap(Replacement.Step step) {
    return map(
        "page",
        step.page(),
        "write",
        step.write(),
        "tick",
        step.tick(),
        "hit",
        step.hit(),
        "victim",
        step.victim() == Pager.NO_VICTIM ? null : (Object) step.victim(),
        "why",
        step.why().isEmpty() ? null : step.why(),
        "writtenBack",
        step.writtenBack(),
        "before",
        pages(step.before()),
        "frames",
        pages(step.frames()),
        "referenced",
        bits(step.referenced()),
        "modified",
        bits(step.modified()),
        "counters",
        Arrays.stream(step.counters()).boxed().toList(),
        "hand",
        step.hand() < 0 ? null : (Object) step.hand());
  }

  private static List<Boolean> bits(boolean[] bits) {
    return IntStream.range(0, bits.length).mapToObj(i -> bits[i]).toList();
  }

  /** Page numbers; null for none. */
  private static List<Object> pages(long[] pages) {
    List<Object> list = new ArrayList<>();
    for (long page : pages) {
      list.add(page < 0 ? null : (Object) page);
    }
    return list;
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
    return map(
        "faults",
        result.faults(),
        "hits",
        result.hits(),
        "writebacks",
        result.writebacks(),
        "victims",
        pages(result.victims()));
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
