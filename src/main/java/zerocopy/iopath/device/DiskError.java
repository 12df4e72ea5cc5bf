package zerocopy.iopath.device;

/** The disk cannot deliver a sector as it was written. */
public final class DiskError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DiskError(String message) {
    super(message);
  }
}
