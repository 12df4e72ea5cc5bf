package zerocopy.results;

/**
 * Something that the user can mend: a wrong option, an unreadable file, too little space. Command
 * lines print its message, one sentence that says what to do, and exit with a non-zero status.
 */
public final class UserError extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * What is wrong and what to do.
   *
   * @param message one sentence
   */
  public UserError(String message) {
    super(message);
  }

  /**
   * What is wrong and what to do, with what brought it about.
   *
   * @param message one sentence
   * @param cause for debuggers; not shown
   */
  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
