package zerocopy.bench.handover;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import zerocopy.bench.support.LinuxSocket;
import zerocopy.bench.support.PageAligned;
import zerocopy.bench.support.Transport;
import zerocopy.bench.support.Transport.Pacing;
import zerocopy.bench.support.WorkFolder;

/**
 * A Unix domain socket that passes descriptors of open files from one process to another: {@code
 * sendmsg} and {@code recvmsg} with {@code SCM_RIGHTS}, and one byte, without which the kernel
 * passes nothing (unix(7)). The structures are those of Linux on 64-bit machines.
 */
final class PassedDescriptors implements AutoCloseable {

  private static final int SOL_SOCKET = 1;
  private static final int SCM_RIGHTS = 1;
  private static final int MSG_DONTWAIT = 0x40;
  private static final int MSG_CMSG_CLOEXEC = 0x40000000;
  private static final int PROT_READ = 1;
  private static final int MAP_SHARED_POPULATE = 0x8001;
  private static final int EAGAIN = 11;

  /** {@code CMSG_LEN(sizeof(int))}. */
  private static final long CONTROL_LENGTH = 20;

  private static final StructLayout IO_VECTOR =
      MemoryLayout.structLayout(
          ValueLayout.ADDRESS.withName("base"), ValueLayout.JAVA_LONG.withName("length"));

  private static final StructLayout HEADER =
      MemoryLayout.structLayout(
          ValueLayout.ADDRESS.withName("name"),
          ValueLayout.JAVA_LONG.withName("nameLength"),
          ValueLayout.ADDRESS.withName("vectors"),
          ValueLayout.JAVA_LONG.withName("count"),
          ValueLayout.ADDRESS.withName("control"),
          ValueLayout.JAVA_LONG.withName("controlLength"),
          ValueLayout.JAVA_INT.withName("flags"),
          MemoryLayout.paddingLayout(4));

  /** One control message, as long as {@code CMSG_SPACE(sizeof(int))} says. */
  private static final StructLayout CONTROL =
      MemoryLayout.structLayout(
          ValueLayout.JAVA_LONG.withName("length"),
          ValueLayout.JAVA_INT.withName("level"),
          ValueLayout.JAVA_INT.withName("type"),
          ValueLayout.JAVA_INT.withName("descriptor"),
          MemoryLayout.paddingLayout(4));

  private static final StructLayout ERROR = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO = ERROR.varHandle(PathElement.groupElement("errno"));

  /** Everything that the calls need, the header first. */
  private static final StructLayout ALL =
      MemoryLayout.structLayout(
          HEADER.withName("header"),
          IO_VECTOR.withName("vector"),
          CONTROL.withName("control"),
          MemoryLayout.sequenceLayout(Long.BYTES, ValueLayout.JAVA_BYTE).withName("byte"),
          ERROR.withName("error"));

  private static final long VECTOR_AT = offset("vector");
  private static final long CONTROL_AT = offset("control");
  private static final long BYTE_AT = offset("byte");
  private static final long ERROR_AT = offset("error");
  private static final VarHandle DESCRIPTOR = field("control", "descriptor");
  private static final VarHandle CONTROL_GIVEN = field("header", "controlLength");

  private static final FunctionDescriptor MESSAGE =
      FunctionDescriptor.of(
          ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT);
  private static final MethodHandle SENDMSG = function("sendmsg", MESSAGE);
  private static final MethodHandle RECVMSG = function("recvmsg", MESSAGE);
  private static final MethodHandle MMAP =
      function(
          "mmap",
          FunctionDescriptor.of(
              ValueLayout.JAVA_LONG,
              ValueLayout.ADDRESS,
              ValueLayout.JAVA_LONG,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_INT,
              ValueLayout.JAVA_LONG));
  private static final MethodHandle MUNMAP =
      function(
          "munmap",
          FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG));
  private static final MethodHandle CLOSE =
      function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

  private final SocketChannel channel;
  private final int socket;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment all = arena.allocate(ALL.byteSize(), PageAligned.PAGE);

  private PassedDescriptors(SocketChannel channel) {
    this.channel = channel;
    socket = LinuxSocket.descriptor(channel);
    field("vector", "base").set(all, 0L, all.asSlice(BYTE_AT));
    field("vector", "length").set(all, 0L, 1L);
    field("header", "vectors").set(all, 0L, all.asSlice(VECTOR_AT));
    field("header", "count").set(all, 0L, 1L);
    field("header", "control").set(all, 0L, all.asSlice(CONTROL_AT));
    field("control", "length").set(all, 0L, CONTROL_LENGTH);
    field("control", "level").set(all, 0L, SOL_SOCKET);
    field("control", "type").set(all, 0L, SCM_RIGHTS);
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(String name, FunctionDescriptor type) {
    Linker linker = Linker.nativeLinker();
    MemorySegment symbol = linker.defaultLookup().find(name).orElseThrow();
    return linker.downcallHandle(symbol, type, Linker.Option.captureCallState("errno"));
  }

  private static VarHandle field(String structure, String name) {
    return ALL.varHandle(PathElement.groupElement(structure), PathElement.groupElement(name));
  }

  private static long offset(String structure) {
    return ALL.byteOffset(PathElement.groupElement(structure));
  }

  /** Waits for the connection of the process that descriptors are passed to. */
  static final class Listener implements AutoCloseable {
    private final WorkFolder folder = WorkFolder.open();
    private final ServerSocketChannel channel = Transport.UNIX.listen(folder, Pacing.NONE);

    Listener() throws IOException {}

    String address() throws IOException {
      return channel.getLocalAddress().toString();
    }

    /** Waits as the caller likes. */
    PassedDescriptors accept(Pause pause) throws IOException {
      channel.configureBlocking(false);
      SocketChannel near = channel.accept();
      for (; near == null; near = channel.accept()) {
        pause.pause();
      }
      return new PassedDescriptors(near);
    }

    @Override
    public void close() throws IOException {
      channel.close();
      folder.close();
    }
  }

  /** A moment's waiting. */
  @FunctionalInterface
  interface Pause {
    void pause() throws IOException;
  }

  /** Connects to a listener. */
  static PassedDescriptors join(String address) throws IOException {
    return new PassedDescriptors(
        Transport.UNIX.join(UnixDomainSocketAddress.of(address), Pacing.NONE));
  }

  /** Passes a descriptor; the file stays open here. */
  void pass(int descriptor) throws IOException {
    DESCRIPTOR.set(all, 0L, descriptor);
    CONTROL_GIVEN.set(all, 0L, CONTROL.byteSize());
    try {
      if ((long) SENDMSG.invokeExact(error(), socket, all, 0) < 0) {
        throw failed("sendmsg", error());
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a foreign call failed", e);
    }
  }

  /**
   * Receives a descriptor.
   *
   * @param polls whether it must not wait
   * @return of a file that is open now; −1 where there is none yet
   */
  int receive(boolean polls) throws IOException {
    CONTROL_GIVEN.set(all, 0L, CONTROL.byteSize());
    int flags = MSG_CMSG_CLOEXEC | (polls ? MSG_DONTWAIT : 0);
    long count;
    try {
      count = (long) RECVMSG.invokeExact(error(), socket, all, flags);
    } catch (Throwable e) {
      throw new IllegalStateException("a foreign call failed", e);
    }
    if (count < 0 && (int) ERRNO.get(error(), 0L) == EAGAIN) {
      return -1;
    }
    if (count < 0) {
      throw failed("recvmsg", error());
    }
    if (count == 0 || (long) CONTROL_GIVEN.get(all, 0L) < CONTROL_LENGTH) {
      throw new IOException("no descriptor came over the socket");
    }
    return (int) DESCRIPTOR.get(all, 0L);
  }

  private MemorySegment error() {
    return all.asSlice(ERROR_AT);
  }

  /** Maps a file for reading, with all of its pages. */
  @SuppressWarnings("restricted")
  static MemorySegment map(int descriptor, int size) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ERROR);
      long address =
          (long)
              MMAP.invokeExact(
                  error,
                  MemorySegment.NULL,
                  (long) size,
                  PROT_READ,
                  MAP_SHARED_POPULATE,
                  descriptor,
                  0L);
      if (address == -1) {
        throw failed("mmap", error);
      }
      return MemorySegment.ofAddress(address).reinterpret(size);
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a foreign call failed", e);
    }
  }

  /** Unmaps a file, and closes it. */
  static void release(MemorySegment map, int descriptor) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ERROR);
      if ((int) MUNMAP.invokeExact(error, map, map.byteSize()) != 0) {
        throw failed("munmap", error);
      }
      if ((int) CLOSE.invokeExact(error, descriptor) != 0) {
        throw failed("close", error);
      }
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a foreign call failed", e);
    }
  }

  private static IOException failed(String call, MemorySegment error) {
    return new IOException("%s failed with errno %d".formatted(call, (int) ERRNO.get(error, 0L)));
  }

  @Override
  public void close() throws IOException {
    channel.close();
    arena.close();
  }
}
