package zerocopy.mmu.cli;

/** Reads numbers from command lines and files. */
final class Numbers {
  private Numbers() {}

  /**
   * Reads a number from 0 to 2^63 - 1.
   *
   * @param what what it is, for the message
   * @param text decimal, or hexadecimal after 0x
   * @throws InputError if it is none
   */
  static long address(String what, String text) {
    if (text.matches("-[0-9]+")) {
      throw new InputError(what + " must not be negative: " + shortened(text));
    }
    boolean hex = text.matches("0[xX][0-9a-fA-F]+");
    if (!hex && !text.matches("[0-9]+")) {
      throw new InputError(
          what + " is a number such as 8196 or 0x2004, not '" + shortened(text) + "'");
    }
    try {
      return hex ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new InputError(what + " must fit 63 bits: " + shortened(text));
    }
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 37) + "...";
  }
}
