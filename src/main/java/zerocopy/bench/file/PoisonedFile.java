package zerocopy.bench.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.Payload;
import zerocopy.bench.support.WorkFolder;

/**
 * A file to be written. Every iteration starts with a file of the right length, full of poison, and
 * ends with a comparison to the content, both outside the measured time.
 *
 * <p>What is dirty, the kernel writes back in the background, seconds later. That disturbs, and can
 * only be told by the scatter; poison is therefore not forced to the device between iterations, or
 * the first operation alone would pay for making clean pages dirty. It is written 1 MiB a call: how
 * a file is written decides on the size of the page cache's folios.
 */
@State(Scope.Thread)
public class PoisonedFile extends Sized {

  Path path;
  private WorkFolder folder;

  @Setup(Level.Trial)
  public void create() throws IOException {
    checkSize();
    folder = WorkFolder.open();
    path = Payload.poisonFile(folder.file("target"), fileSize);
    created();
  }

  /**
   * What a subclass adds. JMH leaves the order of several fixtures of one state open, so that each
   * level has one, which calls on.
   */
  void created() throws IOException {}

  /** What a subclass looks at after an iteration. */
  void verified() throws IOException {}

  /** What a subclass takes back, before the file is deleted. */
  void deleting() throws IOException {}

  /** Overwrites the file with poison, in place, so that its blocks and mappings stay. */
  @Setup(Level.Iteration)
  public void poison() throws IOException {
    try (FileChannel file =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      Payload.poisonFile(file, fileSize);
      file.truncate(fileSize);
    }
  }

  /** Compares the file with the content. */
  @TearDown(Level.Iteration)
  public void verify() throws IOException {
    payload.verifyFile(path, fileSize);
    verified();
  }

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    deleting();
    folder.close();
  }

  /** The file, existing, opened once for the whole fork. */
  @State(Scope.Thread)
  public static class Standing extends PoisonedFile {

    FileChannel channel;

    @Override
    void created() throws IOException {
      channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    void deleting() throws IOException {
      channel.close();
    }
  }
}
