package zerocopy.bench.file;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.MappedParts;
import zerocopy.bench.support.Renewal;
import zerocopy.bench.support.WorkFolder;

/**
 * The file to read: no holes, every page in the page cache and clean. It is a new one before each
 * iteration ({@link Renewal}), and stays open all through, so that no strategy pays for opening it.
 */
@State(Scope.Thread)
public class SourceFile extends Sized {

  Path path;
  FileChannel channel;
  FileInputStream stream;
  private WorkFolder folder;

  @Setup(Level.Trial)
  public void prepare() {
    checkSize();
    folder = WorkFolder.open();
  }

  /** Writes a file, if one is due, and opens it. */
  @Setup(Level.Iteration)
  public void create() throws IOException {
    if (Renewal.isDue(path, fileSize)) {
      if (path != null) {
        close();
      }
      path = payload.writeFile(folder.file("source"), fileSize);
      channel = FileChannel.open(path, StandardOpenOption.READ);
      stream = new FileInputStream(path.toFile());
      created();
    }
  }

  private void close() throws IOException {
    closing();
    stream.close();
    channel.close();
  }

  /**
   * What a subclass adds. JMH leaves the order of several fixtures of one state open, so that each
   * level has one, which calls on.
   */
  void created() throws IOException {}

  /** What a subclass takes back, before the file is closed. */
  void closing() {}

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    close();
    folder.close();
  }

  /** The same file with a mapping that stands as long as it, all pages already mapped. */
  @State(Scope.Thread)
  public static class Mapped extends SourceFile {

    MappedByteBuffer[] parts;
    UnsafeBuffer[] views;

    @Override
    void created() throws IOException {
      parts = MappedParts.map(channel, FileChannel.MapMode.READ_ONLY, fileSize);
      views = new UnsafeBuffer[parts.length];
      for (int i = 0; i < parts.length; i++) {
        parts[i].load().order(ByteOrder.LITTLE_ENDIAN);
        views[i] = new UnsafeBuffer(parts[i]);
      }
    }

    @Override
    void closing() {
      MappedParts.unmap(parts);
    }
  }
}
