package zerocopy.bench.file;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.MappedParts;

/**
 * The file to write, there already or made anew by every operation.
 *
 * <p>{@code destination=existing}: the file's blocks are allocated, its pages cached; it stays open
 * (and mapped) for the whole fork, as a log's or a database's file does, and an operation
 * overwrites it. Its pages are still dirty from the operation before, and dirty they stay: the
 * kernel writes them back after half a minute, or on demand. {@code destination=new}: an operation
 * deletes the file that the last one left, creates, fills and closes its own; freeing the old pages
 * and getting new ones is a part of its price. The file is deleted and not truncated, because ext4
 * starts to write back a truncated file when it is closed ({@code auto_da_alloc}), which would be
 * measured as well.
 */
@State(Scope.Thread)
public class TargetFile extends PoisonedFile {

  /** {@code existing} or {@code new}. */
  @Param({"existing", "new"})
  String destination;

  /** Opens files; a test puts in channels that move less than asked. */
  Opener opener = FileChannel::open;

  @Override
  void created() throws IOException {
    if (!destination.equals("existing") && !destination.equals("new")) {
      throw new IllegalArgumentException(
          "destination=" + destination + " is unknown: give existing or new");
    }
  }

  /**
   * Whether every operation makes its own file.
   *
   * @return true for {@code destination=new}
   */
  final boolean isNew() {
    return destination.equals("new");
  }

  /**
   * Deletes what the last operation left, creates the file, opens it.
   *
   * @return a channel at position 0
   */
  final FileChannel replace() throws IOException {
    Files.deleteIfExists(path);
    return opener.open(
        path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** {@link FileChannel#open(Path, OpenOption...)}. */
  interface Opener {

    /**
     * Opens a file.
     *
     * @param options how
     */
    FileChannel open(Path path, OpenOption... options) throws IOException;
  }

  /** To be written through a channel. */
  @State(Scope.Thread)
  public static class Channel extends TargetFile {

    FileChannel standing;

    @Override
    void created() throws IOException {
      super.created();
      standing = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @Override
    void deleting() throws IOException {
      standing.close();
    }

    /**
     * The channel to write: the standing one, rewound, or that of a new file.
     *
     * @return a channel at position 0
     */
    FileChannel open() throws IOException {
      return isNew() ? replace() : standing.position(0);
    }

    /**
     * Ends an operation: the standing channel stays open, another is closed.
     *
     * @param channel from {@link #open}
     */
    void close(FileChannel channel) throws IOException {
      if (isNew()) {
        channel.close();
      }
    }
  }

  /**
   * To be written by the kernel alone, which on some file systems moves no bytes but lets both
   * files share the same blocks (a reflink; {@code copy_file_range} makes one of itself). The
   * secondary metric {@code sharedBlocks} is above 0 where it did; such a row is a time, and no
   * bandwidth.
   */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class ByKernel extends Channel {

    /** 1 if the iteration's last copy shares blocks with its source, or may; else 0. */
    public long sharedBlocks;

    @Override
    void verified() throws IOException {
      sharedBlocks = SharedBlocks.in(path) ? 1 : 0;
    }
  }

  /** To be written through a mapping. */
  @State(Scope.Thread)
  public static class Mapped extends TargetFile {

    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);
    private MappedByteBuffer[] standing;

    @Override
    void created() throws IOException {
      super.created();
      try (FileChannel file =
          FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
        standing = MappedParts.map(file, FileChannel.MapMode.READ_WRITE, fileSize);
      }
    }

    @Override
    void deleting() {
      MappedParts.unmap(standing);
    }

    /**
     * The mapping to write: the standing one, or that of a new file, which grows to its size
     * without blocks; each first touch of a page gets one.
     *
     * @return the parts of the whole file, for reading and writing
     */
    MappedByteBuffer[] map() throws IOException {
      if (!isNew()) {
        return standing;
      }
      try (FileChannel file = replace()) {
        return MappedParts.map(file, FileChannel.MapMode.READ_WRITE, fileSize);
      }
    }

    /**
     * A part of a mapping seen through Agrona.
     *
     * @param part from {@link #map}
     * @return the one view of this state, wrapped around it
     */
    UnsafeBuffer view(MappedByteBuffer part) {
      view.wrap(part);
      return view;
    }

    /**
     * Ends an operation: the standing mapping stays, another is undone.
     *
     * @param map from {@link #map}
     */
    void unmap(MappedByteBuffer[] map) {
      if (isNew()) {
        MappedParts.unmap(map);
      }
    }
  }
}
