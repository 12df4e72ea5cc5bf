package zerocopy.bench.support.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import zerocopy.bench.support.PageAligned;

/**
 * What a state has taken from the system: descriptors, memory, pipes, rings. All of it is given
 * back at once, the last first, also where the state could take only some of what it wanted.
 */
public final class Held implements AutoCloseable {

  private final Deque<Runnable> returns = new ArrayDeque<>();

  /**
   * Holds something.
   *
   * @param taken closed with the others
   * @return the same
   */
  public <T extends AutoCloseable> T hold(T taken) {
    returns.push(
        () -> {
          try {
            taken.close();
          } catch (Exception e) {
            throw new IllegalStateException("cannot give something back", e);
          }
        });
    return taken;
  }

  /**
   * Opens a file.
   *
   * @param flags as of open(2)
   * @return its descriptor
   * @throws IOException if it cannot be opened
   */
  public int open(Path file, int flags) throws IOException {
    int descriptor = Syscall.open(file, flags);
    returns.push(() -> Syscall.close(descriptor));
    return descriptor;
  }

  /**
   * Allocates zeroed memory that starts a page.
   *
   * @param size bytes
   */
  public MemorySegment allocate(long size) {
    return hold(Arena.ofShared()).allocate(size, PageAligned.PAGE);
  }

  @Override
  public void close() {
    while (!returns.isEmpty()) {
      returns.pop().run();
    }
  }
}
