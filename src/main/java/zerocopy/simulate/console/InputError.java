package zerocopy.simulate.console;

/** What the user gave cannot be used; the message is one sentence that says what to do. */
public final class InputError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Creates the error with that sentence. */
  public InputError(String message) {
    super(message);
  }
}
