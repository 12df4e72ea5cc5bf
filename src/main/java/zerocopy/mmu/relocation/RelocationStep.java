package zerocopy.mmu.relocation;

/**
 * One step of loading or running a program.
 *
 * @param way how addresses are relocated
 * @param program whose turn it is
 * @param action load, rewrite, execute or trap
 * @param address address of the word as the program uses it
 * @param physical where the word lies in memory; -1 if the address could not be translated
 * @param instruction the instruction there
 * @param operand the address that it uses; -1 if it uses none
 * @param target where the operand lies in memory; -1 if there is none
 * @param owner the program that owns the target, or, without a target, the instruction; empty if
 *     nobody does
 * @param fault the kind of trap; empty if there is none
 * @param note what happens, in words
 */
public record RelocationStep(
    Way way,
    String program,
    String action,
    long address,
    long physical,
    String instruction,
    long operand,
    long target,
    String owner,
    String fault,
    String note) {

  /** How a program's addresses become physical ones. */
  public enum Way {
    /** Not at all. */
    ABSOLUTE("absolute"),
    /** The loader rewrites them. */
    STATIC("static"),
    /** Base and limit registers, at every reference. */
    BASE_LIMIT("base-limit");

    private final String label;

    Way(String label) {
      this.label = label;
    }

    @Override
    public String toString() {
      return label;
    }
  }
}
