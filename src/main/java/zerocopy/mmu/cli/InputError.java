package zerocopy.mmu.cli;

/** What the user gave cannot be used; the message is one sentence that says what to do. */
final class InputError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InputError(String message) {
    super(message);
  }
}
