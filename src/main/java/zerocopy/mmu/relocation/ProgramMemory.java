package zerocopy.mmu.relocation;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import zerocopy.mmu.Access;
import zerocopy.mmu.AddressSpace;
import zerocopy.mmu.BaseLimitRegisters;
import zerocopy.mmu.Fault;
import zerocopy.mmu.IdentityMapping;
import zerocopy.mmu.StaticRelocation;
import zerocopy.mmu.relocation.RelocationStep.Way;

/**
 * One memory into which programs are loaded one behind the other, and in which they run. An
 * instruction is a word: its operation above {@link #OPERAND_BITS} bits of an address, which a
 * loader can rewrite by an addition.
 */
public final class ProgramMemory {
  private static final int OPERAND_BITS = 48;
  private static final long OPERAND = (1L << OPERAND_BITS) - 1;

  /** Instructions after which a program is taken to run for ever. */
  private static final int MAX_INSTRUCTIONS = 1000;

  private final Way way;
  private final Consumer<RelocationStep> observer;
  private final Map<Program, Long> bases = new LinkedHashMap<>();
  private final List<Program.Instruction> decoded = new ArrayList<>();
  private final Map<Long, Long> memory = new LinkedHashMap<>();
  private long wordsLoaded;
  private long wordsRewritten;
  private long additions;
  private long comparisons;
  private long violations;

  /**
   * Loads programs.
   *
   * @param programs in their order in memory
   * @param loadAddress where the first begins, a multiple of 4
   * @param way how their addresses are relocated
   * @param observer is told every step of loading and running
   */
  public ProgramMemory(
      List<Program> programs, long loadAddress, Way way, Consumer<RelocationStep> observer) {
    this.way = way;
    this.observer = observer;
    long base = loadAddress;
    for (Program program : programs) {
      bases.put(program, base);
      load(program, base);
      base += program.bytes();
    }
  }

  private void load(Program program, long base) {
    int words = program.bytes() / Program.WORD;
    long[] image = new long[words];
    program.code().forEach((at, instruction) -> image[at / Program.WORD] = encode(instruction));
    int[] addressWords =
        program.code().entrySet().stream()
            .filter(line -> line.getValue().usesAddress())
            .mapToInt(line -> line.getKey() / Program.WORD)
            .toArray();
    wordsLoaded += words;
    tell(program, "load", 0, base, "", -1, -1, program.name(), "", words + " words");
    long[] loaded = image;
    if (way == Way.STATIC) {
      loaded = new long[image.length];
      new StaticRelocation(base).load(image, addressWords, loaded);
      for (int word : addressWords) {
        wordsRewritten++;
        long at = (long) word * Program.WORD;
        String now = text(loaded[word]);
        tell(
            program,
            "rewrite",
            at,
            base + at,
            now,
            image[word] & OPERAND,
            loaded[word] & OPERAND,
            program.name(),
            "",
            text(image[word]) + " becomes " + now);
      }
    }
    for (int word = 0; word < words; word++) {
      if (loaded[word] != 0) {
        memory.put(base + (long) word * Program.WORD, loaded[word]);
      }
    }
  }

  /** The operation's number counts from 1, so that 0 is no instruction. */
  private long encode(Program.Instruction instruction) {
    decoded.add(instruction);
    return (long) decoded.size() << OPERAND_BITS | Math.max(0, instruction.operand());
  }

  private Program.Instruction decode(long word) {
    Program.Instruction written = decoded.get((int) (word >>> OPERAND_BITS) - 1);
    return written.usesAddress()
        ? new Program.Instruction(written.operation(), word & OPERAND)
        : written;
  }

  private String text(long word) {
    return decode(word).toString();
  }

  /**
   * Runs a program until it halts, traps, or finds itself in code that is not its own.
   *
   * @return how it ended, in words
   */
  public String run(Program program) {
    long base = bases.get(program);
    AddressSpace space =
        way == Way.BASE_LIMIT
            ? new BaseLimitRegisters(base, program.bytes())
            : new IdentityMapping();
    long counter = way == Way.BASE_LIMIT ? 0 : base;
    for (int i = 0; i < MAX_INSTRUCTIONS; i++) {
      long at = translate(program, space, counter, Access.EXECUTE, "fetch");
      if (at < 0) {
        return ending;
      }
      Long word = memory.get(at);
      if (word == null) {
        return "no instruction at " + counter;
      }
      Program.Instruction instruction = decode(word);
      if (!owner(at).equals(program.name())) {
        String note = "not its own code: " + owner(at) + "'s " + instruction;
        tell(program, "execute", counter, at, "" + instruction, -1, -1, owner(at), "", note);
        return "runs the code of " + owner(at);
      }
      if (!execute(program, space, counter, at, instruction)) {
        return ending;
      }
      boolean jumps = instruction.operation().equals(Program.JUMP);
      counter = jumps ? instruction.operand() : counter + Program.WORD;
    }
    return "still running after " + MAX_INSTRUCTIONS + " instructions";
  }

  /** How the program ended, where a method says that it did. */
  private String ending = "";

  /** Returns whether the program goes on. */
  private boolean execute(
      Program program, AddressSpace space, long counter, long at, Program.Instruction instruction) {
    String text = instruction.toString();
    if (!instruction.usesAddress()) {
      tell(program, "execute", counter, at, text, -1, -1, owner(at), "", "");
      ending = instruction.operation().equals(Program.HALT) ? "halts" : "";
      return ending.isEmpty();
    }
    long operand = instruction.operand();
    Access access =
        switch (instruction.operation()) {
          case Program.JUMP -> Access.EXECUTE;
          case Program.STORE -> Access.WRITE;
          default -> Access.READ;
        };
    long target = translate(program, space, operand, access, text);
    if (target < 0) {
      return false;
    }
    String note = way == Way.BASE_LIMIT ? sum(program, operand, target) : "";
    if (!owner(target).equals(program.name())) {
      String whose = owner(target).isEmpty() ? "nobody's" : owner(target) + "'s";
      note += (note.isEmpty() ? "" : "; ") + "address " + target + " is " + whose + " memory";
    }
    tell(program, "execute", counter, at, text, operand, target, owner(target), "", note);
    return true;
  }

  private String sum(Program program, long operand, long target) {
    return "%d < %d; %d + %d = %d"
        .formatted(operand, program.bytes(), bases.get(program), operand, target);
  }

  /** Returns the physical address, or -1 after a trap. */
  private long translate(
      Program program, AddressSpace space, long address, Access access, String instruction) {
    if (way == Way.BASE_LIMIT) {
      comparisons++;
    }
    try {
      long physical = space.translate(address, access);
      additions += way == Way.BASE_LIMIT ? 1 : 0;
      return physical;
    } catch (Fault fault) {
      violations++;
      ending = fault.kind();
      String note = address + " >= " + program.bytes() + ", the limit: the processor traps";
      tell(program, "trap", address, -1, instruction, address, -1, "", fault.kind(), note);
      return -1;
    }
  }

  private String owner(long physical) {
    for (Map.Entry<Program, Long> entry : bases.entrySet()) {
      long base = entry.getValue();
      if (physical >= base && physical < base + entry.getKey().bytes()) {
        return entry.getKey().name();
      }
    }
    return "";
  }

  private void tell(
      Program program,
      String action,
      long address,
      long physical,
      String instruction,
      long operand,
      long target,
      String owner,
      String fault,
      String note) {
    observer.accept(
        new RelocationStep(
            way,
            program.name(),
            action,
            address,
            physical,
            instruction,
            operand,
            target,
            owner,
            fault,
            note));
  }

  /** Returns the physical address of a program's first byte. */
  public long base(Program program) {
    return bases.get(program);
  }

  /** Returns how many words were brought into memory. */
  public long wordsLoaded() {
    return wordsLoaded;
  }

  /** Returns how many of them the loader rewrote. */
  public long wordsRewritten() {
    return wordsRewritten;
  }

  /** Returns how many additions of the base register references have cost so far. */
  public long additions() {
    return additions;
  }

  /** Returns how many comparisons with the limit register references have cost so far. */
  public long comparisons() {
    return comparisons;
  }

  /** Returns how many references trapped. */
  public long violations() {
    return violations;
  }
}
