package zerocopy.bench.handover;

import java.io.RandomAccessFile;
import org.agrona.BitUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.broadcast.BroadcastBufferDescriptor;
import org.agrona.concurrent.broadcast.BroadcastReceiver;
import org.agrona.concurrent.broadcast.BroadcastTransmitter;
import org.agrona.concurrent.broadcast.RecordDescriptor;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import zerocopy.bench.support.PageAligned;

/**
 * Agrona's broadcast in shared memory. Its writer never waits: a reader that is too slow loses
 * messages. So that nothing is lost here, half the room is on its way at most, by the reader's own
 * count; a reader that has lost something all the same says so and ends.
 */
@State(Scope.Thread)
public class Broadcast extends SharedMemory {

  UnsafeBuffer message;
  BroadcastTransmitter transmitter;

  /** Messages that may be on their way. */
  long most;

  @Override
  protected Class<? extends ReadingEnd> end() {
    return BroadcastEnd.class;
  }

  @Override
  protected void share(SharedRoom shared, RandomAccessFile file) {
    message = new UnsafeBuffer(PageAligned.allocate(size));
    transmitter =
        new BroadcastTransmitter(shared.withTrailer(BroadcastBufferDescriptor.TRAILER_LENGTH));
    int whole = RecordDescriptor.HEADER_LENGTH + size;
    most = transmitter.capacity() / BitUtil.align(whole, RecordDescriptor.RECORD_ALIGNMENT) / 2;
  }

  /** Takes messages where they are, and looks whether they still are. */
  static final class BroadcastEnd extends End {
    private BroadcastReceiver receiver;

    @Override
    protected void open(RandomAccessFile file, String address, int size, boolean polls) {
      receiver = new BroadcastReceiver(room.withTrailer(BroadcastBufferDescriptor.TRAILER_LENGTH));
    }

    @Override
    protected boolean receiveNow() {
      if (!receiver.receiveNext()) {
        return false;
      }
      taker.take(memory, receiver.offset());
      if (!receiver.validate() || receiver.lappedCount() > 0) {
        throw new IllegalStateException("the broadcast has overrun its reader");
      }
      taken();
      return true;
    }
  }
}
