package zerocopy.simulate.console;

import java.math.BigInteger;

/** Reads numbers from command lines and files. */
public final class Numbers {
  private Numbers() {}

  /**
   * Reads a number from 0 to 2^63 - 1.
   *
   * @param what what it is, for the message
   * @param text decimal, or hexadecimal after 0x
   * @throws InputError if it is none
   */
  public static long address(String what, String text) {
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

  /**
   * Reads a number of bytes from 1 on, such as 4096, 16k, 64M or 1G; units are powers of 1024.
   *
   * @param what what it is, for the message
   * @param most the largest that is allowed
   * @throws InputError if it is none
   */
  public static long bytes(String what, String text, long most) {
    int unit = "kKmMgG".indexOf(text.isEmpty() ? ' ' : text.charAt(text.length() - 1));
    String digits = unit < 0 ? text : text.substring(0, text.length() - 1);
    if (!digits.matches("0[xX][0-9a-fA-F]{1,15}|[0-9]{1,18}")) {
      throw new InputError(
          what + " is a number of bytes such as 4096, 16k or 64M, not '" + shortened(text) + "'");
    }
    int shift = unit < 0 ? 0 : 10 * (unit / 2 + 1);
    long number = address(what, digits);
    if (number < 1 || number > most >>> shift) {
      throw new InputError(what + " is between 1 and " + most + " bytes, not " + text);
    }
    return number << shift;
  }

  /**
   * Checks a range.
   *
   * @param what what it is, for the message
   * @throws InputError if it is out of range
   */
  public static long between(String what, long number, long least, long most) {
    if (number < least || number > most) {
      throw new InputError(what + " is between " + least + " and " + most + ", not " + number);
    }
    return number;
  }

  /**
   * Reads an address of up to 64 bits.
   *
   * @param what what it is, for the message
   * @param text decimal, or hexadecimal after 0x
   * @return the address as an unsigned number
   * @throws InputError if it is none
   */
  public static long unsigned(String what, String text) {
    return text.matches("0[xX][0-9a-fA-F]{16}")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : address(what, text);
  }

  /** Returns an unsigned number of 64 bits as JSON prints it. */
  public static Number json(long unsigned) {
    return unsigned >= 0 ? (Number) unsigned : new BigInteger(Long.toUnsignedString(unsigned));
  }

  private static String shortened(String text) {
    return text.length() <= 40 ? text : text.substring(0, 37) + "...";
  }
}
