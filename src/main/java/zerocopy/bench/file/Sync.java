package zerocopy.bench.file;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Whether an operation waits until the device has the data. In a virtual machine the device is
 * whatever the host makes of it.
 */
@State(Scope.Thread)
public class Sync {

  /** {@code none}: the page cache has the data; {@code force}: the device says that it has. */
  @Param({"none", "force"})
  String sync;

  private boolean forced;

  @Setup
  public void choose() {
    forced = sync.equals("force");
    if (!forced && !sync.equals("none")) {
      throw new IllegalArgumentException("sync=" + sync + " is unknown: give none or force");
    }
  }

  /**
   * {@link FileChannel#force} ({@code fdatasync}) if asked for.
   *
   * @param file what was written
   */
  void apply(FileChannel file) throws IOException {
    if (forced) {
      file.force(false);
    }
  }

  /**
   * {@link MappedByteBuffer#force()} ({@code msync}) if asked for.
   *
   * @param map what was written
   */
  void apply(MappedByteBuffer map) {
    if (forced) {
      map.force();
    }
  }
}
