package zerocopy.bench.file;

import static zerocopy.bench.support.linux.Syscall.COPY_FILE_RANGE;
import static zerocopy.bench.support.linux.Syscall.IOCTL;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Unsupported;
import zerocopy.bench.support.linux.Held;
import zerocopy.bench.support.linux.KernelPipe;
import zerocopy.bench.support.linux.Syscall;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to copy one file to another by the kernel's other means?
 *
 * <p>As {@link FileCopy}, with system calls that Java's library does not make, or hides. {@code
 * copyFileRange} makes the call of newer JDKs' {@code transferTo} on every JDK. {@code splice}
 * passes the source's pages through a pipe of {@code pipe} bytes; into a file the kernel copies
 * them, whatever flags ask it to move them. {@code reflink} moves no byte: both files share their
 * blocks until one of them is written (Btrfs, XFS; other file systems refuse).
 */
@Question(
    asks = "What does it cost to copy one file to another by the kernel's other means?",
    family = "FileCopy",
    bytes = "fileSize",
    copies = true,
    usual = "destination=existing",
    pairs =
        @Pair(
            topic = "FileChannel ↔ system call",
            first = "FileCopy.transferTo",
            other = "copyFileRange"))
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForeignFileCopy {

  private static final long FICLONE = 0x40049409L;

  @Benchmark
  @Strategy(
      says = "The system call copy_file_range: the kernel copies within the page cache.",
      label = "copy_file_range",
      colour = Colour.VERMILLION,
      marker = Marker.TRIANGLE)
  public void copyFileRange(ForeignFileRead.Numbered source, Target target) throws IOException {
    int file = target.open();
    long from = target.rewound();
    long to = from + Long.BYTES;
    for (long left = source.fileSize; left > 0; ) {
      left -=
          COPY_FILE_RANGE.progress(COPY_FILE_RANGE.call(source.source, from, file, to, left, 0));
    }
    target.close(file);
  }

  @Benchmark
  @Strategy(
      says = "Splices the file through a pipe to the other file.",
      colour = Colour.SKY,
      marker = Marker.SQUARE,
      unpredicted = "a pipe of the program's own has no price in the model")
  public void splice(ForeignFileRead.Numbered source, Through through, Target target)
      throws IOException {
    int file = target.open();
    long from = target.rewound();
    through.pipes.pass(source.source, from, file, from + Long.BYTES, source.fileSize);
    target.close(file);
  }

  @Benchmark
  @Strategy(
      says = "Lets both files share their blocks: no byte moves.",
      label = "reflink (moves no bytes)",
      colour = Colour.BLACK,
      marker = Marker.SQUARE,
      moves = false)
  public void reflink(ForeignFileRead.Numbered source, Sharing target) throws IOException {
    int file = target.open();
    IOCTL.checked(IOCTL.call(file, FICLONE, source.source));
    target.close(file);
  }

  /** A pipe. */
  @State(Scope.Thread)
  public static class Through {

    /** Bytes that the pipe holds, a power of two of 4096 or more. */
    @Param({"65536", "1048576"})
    int pipe;

    KernelPipe pipes;

    @Setup(Level.Trial)
    public void open() throws IOException {
      pipes = KernelPipe.open(pipe);
    }

    @TearDown(Level.Trial)
    public void close() {
      pipes.close();
    }
  }

  /** The file to write, by the number that the kernel gave it. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Target extends TargetFile {
    private static final int WRITE_ONLY = 1;
    private static final int CREATE_NEW = 0300;

    /** 1 if the iteration's last copy shares blocks with its source, or may; else 0. */
    public long sharedBlocks;

    private final Held held = new Held();
    private int standing;
    private MemorySegment offsets;

    @Override
    void created() throws IOException {
      super.created();
      standing = held.open(path, WRITE_ONLY);
      offsets = held.allocate(PageAligned.PAGE);
    }

    @Override
    void deleting() {
      held.close();
    }

    @Override
    void verified() throws IOException {
      sharedBlocks = SharedBlocks.in(path) ? 1 : 0;
    }

    /** The standing file, or a new one. */
    int open() throws IOException {
      if (!isNew()) {
        return standing;
      }
      Files.deleteIfExists(path);
      return Syscall.open(path, WRITE_ONLY | CREATE_NEW);
    }

    /** Ends an operation: a new file is closed. */
    void close(int file) {
      if (isNew()) {
        Syscall.close(file);
      }
    }

    /** Address of an offset in the source and of one in the target behind it, both 0. */
    long rewound() {
      offsets.set(ValueLayout.JAVA_LONG, 0, 0);
      offsets.set(ValueLayout.JAVA_LONG, Long.BYTES, 0);
      return offsets.address();
    }

    final int standing() {
      return standing;
    }
  }

  /** On a file system whose files can share blocks. */
  @AuxCounters(AuxCounters.Type.EVENTS)
  @State(Scope.Thread)
  public static class Sharing extends Target {

    @Override
    void created() throws IOException {
      super.created();
      // Of itself no file can be a clone: who can share at all says that, and not "unsupported".
      if (IOCTL.call(standing(), FICLONE, standing()) != -Syscall.EINVAL) {
        deleting();
        throw new Unsupported("needs a file system whose files can share blocks: Btrfs or XFS");
      }
    }
  }
}
