package zerocopy.bench.handover;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel.MapMode;
import java.util.concurrent.TimeUnit;
import org.agrona.IoUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.catalogue.Question;
import zerocopy.catalogue.Question.Pair;
import zerocopy.catalogue.Strategy;
import zerocopy.catalogue.Strategy.Colour;
import zerocopy.catalogue.Strategy.Marker;

/**
 * What does it cost to hand a message over to another process by {@code java.lang.foreign}?
 *
 * <p>As {@link HandOver}, and without a copy: {@code segment} makes each message in the next slot
 * of shared memory and publishes its number with release semantics; the reader awaits it with
 * acquire semantics, and says in the same way that the slot is free. That is all of a queue that
 * one writer and one reader need. {@code descriptor} makes each message in a file in memory, and
 * passes the file's descriptor over a Unix domain socket ({@code SCM_RIGHTS}, unix(7)); the reader
 * maps the file with all of its pages ({@code MAP_POPULATE}), reads the message there, unmaps and
 * closes it: four calls for each message, whatever its size. The files, as many as messages have
 * room in shared memory, are used in turns.
 *
 * <p>Pitfall. No byte is copied by {@code descriptor}, and yet it is the slowest way for small
 * messages: to map a page, unmap it and close the file costs tens of microseconds, more so on a
 * virtual machine, in which an interrupt tells the other core to forget the mapping.
 */
@Question(
    asks = "What does it cost to hand bytes over to another process by foreign memory?",
    family = "HandOver",
    bytes = "size",
    usual = "reader=polling reader=blocking cores=two exchange=roundtrip exchange=stream",
    unpredicted = "the model has no price for another process that answers",
    pairs = {
      @Pair(
          topic = "Agrona ↔ segment",
          first = "HandOver.ringBufferClaim",
          other = "ForeignHandOver.segment"),
      @Pair(
          topic = "copy ↔ in place",
          first = "HandOver.unixSocket",
          other = "ForeignHandOver.descriptor")
    })
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(HandOver.BURST)
public class ForeignHandOver {

  private static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  /** Slots in shared memory. */
  @State(Scope.Thread)
  public static class Slots extends SharedMemory {

    MemorySegment segment;

    /** Messages that have a slot. */
    long most;

    private Arena arena;
    private int capacity;
    private int published;
    private int next;

    @Override
    protected Class<? extends ReadingEnd> end() {
      return SlotsEnd.class;
    }

    @Override
    protected void share(SharedRoom shared, RandomAccessFile file) throws IOException {
      arena = Arena.ofShared();
      segment = file.getChannel().map(MapMode.READ_WRITE, 0, file.length(), arena);
      capacity = SharedRoom.capacity(size);
      most = capacity / size;
      published = shared.published();
    }

    /** The first byte of the next slot. */
    long slot() {
      int at = next;
      next = after(at, size, capacity);
      return at;
    }

    void publish() {
      LONG.setRelease(segment, (long) published, sent());
    }

    @Override
    protected void disconnect() throws IOException {
      if (arena != null) {
        arena.close();
      }
      super.disconnect();
    }
  }

  private static int after(int slot, int size, int capacity) {
    return slot + 2 * size <= capacity ? slot + size : 0;
  }

  /** Takes messages from their slots. */
  static final class SlotsEnd extends SharedMemory.End {
    private MemorySegment segment;
    private long published;
    private int size;
    private int capacity;
    private int at;
    private long done;

    @Override
    protected void open(RandomAccessFile file, String address, int size, boolean polls)
        throws IOException {
      this.size = size;
      segment = file.getChannel().map(MapMode.READ_WRITE, 0, file.length(), Arena.global());
      capacity = SharedRoom.capacity(size);
      published = room.published();
    }

    @Override
    protected boolean receiveNow() {
      long ready = (long) LONG.getAcquire(segment, published);
      boolean any = done < ready;
      for (; done < ready; done++) {
        taker.take(memory, at);
        at = after(at, size, capacity);
        taken();
      }
      return any;
    }
  }

  /** Files in memory, and a Unix domain socket over which their descriptors are passed. */
  @State(Scope.Thread)
  public static class Files extends SharedMemory {

    private final RandomAccessFile[] files = new RandomAccessFile[SharedRoom.MESSAGES];
    private final MappedByteBuffer[] maps = new MappedByteBuffer[files.length];
    private PassedDescriptors.Listener listener;
    private PassedDescriptors socket;

    @Override
    protected Class<? extends ReadingEnd> end() {
      return FilesEnd.class;
    }

    @Override
    protected String connect() throws Exception {
      String shared = super.connect();
      listener = new PassedDescriptors.Listener();
      return shared + " " + listener.address();
    }

    @Override
    protected void share(SharedRoom shared, RandomAccessFile file) throws IOException {
      for (int i = 0; i < files.length; i++) {
        files[i] = OpenFiles.inMemory(size);
        maps[i] = files[i].getChannel().map(MapMode.READ_WRITE, 0, size);
        maps[i].order(ByteOrder.nativeOrder());
        // Gets its pages now.
        Message.make(maps[i], 0, size, 0);
      }
    }

    @Override
    void accept() throws IOException {
      socket = listener.accept(this::pause);
    }

    private int slot() {
      return (int) (sent() % files.length);
    }

    /** The file that the next message goes into. */
    MappedByteBuffer map() {
      return maps[slot()];
    }

    /** Passes the file on. */
    void pass() throws IOException {
      try {
        socket.pass(OpenFiles.number(files[slot()].getFD()));
      } catch (IOException e) {
        throw lost(e);
      }
    }

    @Override
    protected void disconnect() throws IOException {
      super.disconnect();
      if (listener != null) {
        listener.close();
      }
      if (socket != null) {
        socket.close();
      }
      for (int i = 0; i < files.length && files[i] != null; i++) {
        IoUtil.unmap(maps[i]);
        files[i].close();
      }
    }
  }

  /** Maps each file whose descriptor comes. */
  static final class FilesEnd extends SharedMemory.End {
    private PassedDescriptors socket;
    private boolean polls;
    private int size;

    @Override
    protected void open(RandomAccessFile file, String address, int size, boolean polls)
        throws IOException {
      this.polls = polls;
      this.size = size;
      socket = PassedDescriptors.join(address.split(" ", 2)[1]);
    }

    @Override
    protected boolean receiveNow() throws IOException {
      int descriptor = socket.receive(polls);
      if (descriptor < 0) {
        return false;
      }
      MemorySegment map = PassedDescriptors.map(descriptor, size);
      taker.take(map.asByteBuffer().order(ByteOrder.nativeOrder()), 0);
      PassedDescriptors.release(map, descriptor);
      taken();
      return true;
    }
  }

  /** {@link MemorySegment} in shared memory, and {@link VarHandle#setRelease}. */
  @Benchmark
  @Strategy(
      says =
          "Makes the message in a segment of shared memory and publishes it by a release store: no copy.",
      label = "segment (release)",
      colour = Colour.VERMILLION,
      marker = Marker.SQUARE)
  public void segment(Slots to) throws IOException {
    while (to.next()) {
      to.awaitTaken(to.most);
      long at = to.slot();
      long word = to.first;
      for (long i = at; i < at + to.size; i += Long.BYTES) {
        to.segment.set(ValueLayout.JAVA_LONG, i, word);
        word = Message.next(word);
      }
      to.publish();
      to.awaitAnswer();
    }
  }

  @Benchmark
  @Strategy(
      says =
          "Passes the descriptor of a memory file over a Unix socket; the reader maps it: no copy.",
      label = "passed descriptor",
      colour = Colour.OLIVE,
      marker = Marker.DOWN)
  public void descriptor(Files to) throws IOException {
    while (to.next()) {
      to.awaitTaken(SharedRoom.MESSAGES);
      Message.make(to.map(), 0, to.size, to.first);
      to.pass();
      to.awaitAnswer();
    }
  }
}
