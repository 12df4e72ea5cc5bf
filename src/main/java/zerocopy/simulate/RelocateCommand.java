package zerocopy.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import zerocopy.mmu.relocation.Program;
import zerocopy.mmu.relocation.ProgramMemory;
import zerocopy.mmu.relocation.RelocationStep;
import zerocopy.mmu.relocation.RelocationStep.Way;
import zerocopy.simulate.console.BoundedCommand;
import zerocopy.simulate.console.InputError;
import zerocopy.simulate.console.Numbers;
import zerocopy.simulate.console.Output;

/** Runs several programs in one memory. */
@Command(
    name = "relocate",
    description =
        "Run programs in one memory: with absolute addresses, after static relocation, and behind"
            + " base and limit registers.",
    footer = {
      "",
      "Examples: relocate --steps",
      "          relocate --example mos --way static --steps",
      "          relocate --program \"A=8k: 0 jmp 100; 100 halt\" --program \"B=8k: 0 store 9000; 4"
          + " halt\" --steps",
      "",
      "A program is NAME=BYTES: ADDRESS INSTRUCTION; … with words of 4 bytes. jmp, load and store"
          + " use an address; halt ends the program; any other word only stands for an instruction.",
      "",
      "JSON: an object for each way: way, wordsLoaded, wordsRewritten, additions, comparisons,"
          + " violations, programs (program, base, limit, outcome). With --steps the array steps:"
          + " way, program, action (load, rewrite, execute, trap), address, physical (null after a"
          + " trap), instruction, operand and target (the operand's physical address; null if there"
          + " is none), owner (the program whose memory that is, or null), fault (or null), note."
          + " For rewrite, operand is the address before and target the one after.",
      "",
      "Exit status: 0; 1 if a program of yours ends in a trap, unless --expect-fault asks for it.",
    })
final class RelocateCommand extends BoundedCommand {
  private static final int MAX_PROGRAMS = 16;
  private static final long MAX_TOTAL = 64 << 20;

  /** The lecture's programs of 16 KiB; A's store shows which ways protect B. */
  private static final List<String> LECTURE =
      List.of(
          "A=16k: 0 jmp 1024; 1024 mov; 1028 add; 1032 store 20000; 1036 halt",
          "B=16k: 0 jmp 1028; 1028 cmp; 1032 halt");

  /** Tanenbaum and Bos, "Modern Operating Systems", section 3.1. */
  private static final List<String> MOS =
      List.of("A=16k: 0 jmp 24; 24 mov; 28 add; 32 halt", "B=16k: 0 jmp 28; 28 cmp; 32 halt");

  private static final List<String> HEADER =
      List.of(
          "way", "program", "base", "loaded", "rewritten", "additions", "comparisons", "outcome");

  private static final List<String> STEP_HEADER =
      List.of("way", "program", "action", "address", "physical", "instruction", "target", "note");

  @Option(
      names = "--way",
      paramLabel = "WAY",
      description = "absolute, static or base-limit; all of them if not given.")
  private String way;

  @Option(
      names = "--example",
      paramLabel = "NAME",
      description =
          "lecture (jmp 1024 and jmp 1028) or mos (jmp 24 and jmp 28); lecture if not given.")
  private String example;

  @Option(names = "--program", paramLabel = "PROGRAM", description = "A program; several times.")
  private List<String> programs = List.of();

  @Option(
      names = "--load-at",
      paramLabel = "ADDRESS",
      defaultValue = "0",
      description =
          "Where the first program begins, a multiple of 4; ${DEFAULT-VALUE} if not given.")
  private String loadAt;

  @Option(names = "--expect-fault", description = "A trap is what is to be shown.")
  private boolean faultExpected;

  @Override
  public Integer call() {
    List<Program> all = programs();
    long address = Numbers.between("--load-at", Numbers.address("--load-at", loadAt), 0, 1L << 40);
    if (address % Program.WORD != 0) {
      throw new InputError("--load-at is a multiple of 4, not " + loadAt);
    }
    List<RelocationStep> steps = new ArrayList<>();
    List<Map<String, Object>> results = new ArrayList<>();
    List<List<String>> table = new ArrayList<>(List.of(HEADER));
    long violations = 0;
    for (Way each : ways()) {
      ProgramMemory memory = new ProgramMemory(all, address, each, into(steps));
      List<Map<String, Object>> outcomes = new ArrayList<>();
      for (Program program : all) {
        long additions = memory.additions();
        long comparisons = memory.comparisons();
        String outcome = memory.run(program);
        outcomes.add(
            map(
                "program",
                program.name(),
                "base",
                memory.base(program),
                "limit",
                program.bytes(),
                "outcome",
                outcome));
        table.add(
            List.of(
                "" + each,
                program.name(),
                "" + memory.base(program),
                program.bytes() / Program.WORD + " words",
                each == Way.STATIC ? addresses(program) + " words" : "0",
                "" + (memory.additions() - additions),
                "" + (memory.comparisons() - comparisons),
                outcome));
      }
      results.add(asMap(each, memory, outcomes));
      violations += memory.violations();
    }
    List<Map<String, Object>> maps = steps.stream().map(RelocateCommand::asMap).toList();
    print(results, maps, Output.table(numbered(STEP_HEADER, steps, RelocateCommand::row)), table);
    return violations > 0 && !faultExpected && !programs.isEmpty() ? 1 : 0;
  }

  private static long addresses(Program program) {
    return program.code().values().stream().filter(line -> line.operand() >= 0).count();
  }

  private List<Program> programs() {
    if (!programs.isEmpty() && example != null) {
      throw new InputError("give either --example or --program");
    }
    List<String> texts = programs;
    if (programs.isEmpty()) {
      texts =
          switch (example == null ? "lecture" : example) {
            case "lecture" -> LECTURE;
            case "mos" -> MOS;
            default -> throw new InputError("--example is lecture or mos, not '" + example + "'");
          };
    }
    List<Program> all;
    try {
      all = texts.stream().map(Program::parse).toList();
    } catch (IllegalArgumentException e) {
      throw new InputError("--program: " + e.getMessage());
    }
    boolean distinct = all.stream().map(Program::name).distinct().count() == all.size();
    long total = all.stream().mapToLong(Program::bytes).sum();
    if (!distinct || all.size() > MAX_PROGRAMS || total > MAX_TOTAL) {
      throw new InputError(
          "--program: there are at most 16 of them, of different names, with 64 MiB in all");
    }
    return all;
  }

  private List<Way> ways() {
    if (way == null) {
      return List.of(Way.values());
    }
    for (Way each : Way.values()) {
      if (each.toString().equals(way)) {
        return List.of(each);
      }
    }
    throw new InputError("--way is absolute, static or base-limit, not '" + way + "'");
  }

  private static Map<String, Object> asMap(
      Way way, ProgramMemory memory, List<Map<String, Object>> outcomes) {
    return map(
        "way",
        "" + way,
        "wordsLoaded",
        memory.wordsLoaded(),
        "wordsRewritten",
        memory.wordsRewritten(),
        "additions",
        memory.additions(),
        "comparisons",
        memory.comparisons(),
        "violations",
        memory.violations(),
        "programs",
        outcomes);
  }

  private static Map<String, Object> asMap(RelocationStep step) {
    return map(
        "way",
        "" + step.way(),
        "program",
        step.program(),
        "action",
        step.action(),
        "address",
        step.address(),
        "physical",
        known(step.physical()),
        "instruction",
        known(step.instruction()),
        "operand",
        known(step.operand()),
        "target",
        known(step.target()),
        "owner",
        known(step.owner()),
        "fault",
        known(step.fault()),
        "note",
        known(step.note()));
  }

  private static Object known(long number) {
    return number < 0 ? null : (Object) number;
  }

  private static Object known(String text) {
    return text.isEmpty() ? null : text;
  }

  private static List<String> row(RelocationStep step) {
    return List.of(
        "" + step.way(),
        step.program(),
        step.action(),
        "" + step.address(),
        step.physical() < 0 ? "" : "" + step.physical(),
        step.instruction(),
        step.target() < 0 ? "" : "" + step.target(),
        step.note());
  }
}
