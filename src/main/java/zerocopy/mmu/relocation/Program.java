package zerocopy.mmu.relocation;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A small program, as if it were loaded at address 0.
 *
 * @param name what it is called
 * @param bytes its length, a multiple of {@link #WORD}, up to {@link #MAX_BYTES}
 * @param code its instructions by address
 */
public record Program(String name, int bytes, Map<Integer, Instruction> code) {
  /** Bytes of an instruction. */
  public static final int WORD = 4;

  /** The longest program. */
  public static final int MAX_BYTES = 16 << 20;

  /** Ends a program. */
  static final String HALT = "halt";

  /** Continues at its operand. */
  static final String JUMP = "jmp";

  /** Writes to its operand. */
  static final String STORE = "store";

  private static final Set<String> WITH_ADDRESS = Set.of(JUMP, "load", STORE);
  private static final String FORM =
      "a program looks like 'A=16k: 0 jmp 24; 24 mov; 28 load 100; 32 halt'";
  private static final Pattern HEAD =
      Pattern.compile("\\s*(\\w+)\\s*=\\s*(\\d{1,8})([kKmM]?)\\s*:(.*)");
  private static final Pattern LINE =
      Pattern.compile("\\s*(\\d{1,9})\\s+([a-z]+)(?:\\s+(\\d{1,12}))?\\s*");

  /**
   * An instruction.
   *
   * @param operation jmp, load and store use an address; halt ends the program; any other word does
   *     nothing that matters here
   * @param operand the address, or -1 where there is none
   */
  public record Instruction(String operation, long operand) {
    boolean usesAddress() {
      return operand >= 0;
    }

    @Override
    public String toString() {
      return usesAddress() ? operation + " " + operand : operation;
    }
  }

  /**
   * Reads a program such as {@code A=16k: 0 jmp 24; 24 mov; 28 load 100; 32 halt}.
   *
   * @throws IllegalArgumentException when it is none; the message says why
   */
  public static Program parse(String text) {
    Matcher head = HEAD.matcher(text);
    if (!head.matches()) {
      throw new IllegalArgumentException(FORM + "; not like '" + text + "'");
    }
    int shift = " kKmM".indexOf(head.group(3).isEmpty() ? ' ' : head.group(3).charAt(0));
    long bytes = Long.parseLong(head.group(2)) << 10 * ((shift + 1) / 2);
    if (bytes < WORD || bytes > MAX_BYTES || bytes % WORD != 0) {
      throw new IllegalArgumentException(
          "a program has a multiple of 4 bytes up to 16m, not " + head.group(2) + head.group(3));
    }
    Map<Integer, Instruction> code = new TreeMap<>();
    for (String line : head.group(4).split(";")) {
      addLine(code, line, bytes);
    }
    return new Program(head.group(1), (int) bytes, code);
  }

  private static void addLine(Map<Integer, Instruction> code, String line, long bytes) {
    Matcher matcher = LINE.matcher(line);
    if (!matcher.matches()
        || WITH_ADDRESS.contains(matcher.group(2)) != (matcher.group(3) != null)) {
      throw new IllegalArgumentException(FORM + "; not '" + line.strip() + "'");
    }
    int at = Integer.parseInt(matcher.group(1));
    if (at % WORD != 0 || at >= bytes) {
      throw new IllegalArgumentException(
          "an instruction lies at a multiple of 4 within its program, not at " + at);
    }
    long operand = matcher.group(3) == null ? -1 : Long.parseLong(matcher.group(3));
    code.put(at, new Instruction(matcher.group(2), operand));
  }
}
