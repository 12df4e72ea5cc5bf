package zerocopy.bench.random;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.WorkFolder;

/**
 * The file of which blocks are read: no holes, and as much of it in the page cache as fits. It is
 * the same through a fork. A size that follows from the memory is a multiple of 1 MiB.
 */
@State(Scope.Thread)
public class BlockFile {

  static final Payload PAYLOAD = new Payload(20080902);

  private static final long UNIT = 1 << 20;

  /** Bytes of the file, a multiple of the blocks; without a meaning where {@link #memory} is. */
  @Param({"1048576", "67108864", "268435456"})
  long fileSize;

  /**
   * Size of the file in parts of the memory that this process may use with its page cache: the
   * limit of its control group, else the machine's. {@code any}: {@link #fileSize} decides.
   */
  @Param({"any", "0.5", "2", "8"})
  String memory;

  Path path;
  private WorkFolder folder;

  /** Writes it. */
  @Setup(Level.Trial)
  public void write() throws IOException {
    folder = WorkFolder.open();
    path = PAYLOAD.writeFile(folder.file("blocks"), bytes());
  }

  /** Bytes of the file. */
  long bytes() {
    return memory.equals("any")
        ? fileSize
        : (long) (Double.parseDouble(memory) * memoryAtHand()) & -UNIT;
  }

  /** Whether all of it can be cached. */
  boolean fits() {
    return memory.equals("any") || Double.parseDouble(memory) < 1;
  }

  /** The JDK looks into the control groups of both versions. */
  private static long memoryAtHand() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getTotalMemorySize();
  }

  /** Deletes it. */
  @TearDown(Level.Trial)
  public void delete() {
    folder.close();
  }
}
