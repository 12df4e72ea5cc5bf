package zerocopy.bench.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An interface to memory by which elements are read and written in native byte order, at offsets in
 * bytes. A fork measures one interface, so that C2 compiles each call into the loop around it. What
 * an interface has no call for is made of its calls for a {@code long}.
 *
 * @param <M> the memory
 */
interface Accessor<M> {

  /** Reads a byte. */
  byte getByte(M memory, int at);

  /** Reads four bytes. */
  int getInt(M memory, int at);

  /** Reads eight bytes. */
  long getLong(M memory, int at);

  /** Writes a byte. */
  void putByte(M memory, int at, byte value);

  /** Writes four bytes. */
  void putInt(M memory, int at, int value);

  /** Writes eight bytes. */
  void putLong(M memory, int at, long value);

  /** Reads four bytes in the other byte order. */
  default int getSwappedInt(M memory, int at) {
    return Integer.reverseBytes(getInt(memory, at));
  }

  /** Reads eight bytes in the other byte order. */
  default long getSwappedLong(M memory, int at) {
    return Long.reverseBytes(getLong(memory, at));
  }

  /**
   * Compares a part of two memories, of whole longs.
   *
   * @return offset from {@code at} of the first byte that differs; -1 if none does
   */
  default int mismatch(M one, M other, int at, int bytes) {
    for (int i = 0; i < bytes; i += Long.BYTES) {
      long different = getLong(one, at + i) ^ getLong(other, at + i);
      if (different != 0) {
        boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
        int equal =
            little ? Long.numberOfTrailingZeros(different) : Long.numberOfLeadingZeros(different);
        return i + equal / Byte.SIZE;
      }
    }
    return -1;
  }

  /** Fills a part of a memory, of whole longs, with eight equal bytes at a time. */
  default void fill(M memory, int at, int bytes, byte value) {
    long eight = Width.repeated(value);
    for (int i = 0; i < bytes; i += Long.BYTES) {
      putLong(memory, at + i, eight);
    }
  }

  /** A {@code long[]}, which has nothing but aligned longs. */
  final class Longs implements Accessor<long[]> {

    @Override
    public byte getByte(long[] memory, int at) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getInt(long[] memory, int at) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getLong(long[] memory, int at) {
      return memory[at >> 3];
    }

    @Override
    public void putByte(long[] memory, int at, byte value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void putInt(long[] memory, int at, int value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void putLong(long[] memory, int at, long value) {
      memory[at >> 3] = value;
    }

    @Override
    public void fill(long[] memory, int at, int bytes, byte value) {
      Arrays.fill(memory, at >> 3, at + bytes >> 3, Width.repeated(value));
    }
  }

  /** A {@link ByteBuffer}. It has one byte order, so a program that meets both swaps by itself. */
  class Buffers implements Accessor<ByteBuffer> {

    @Override
    public byte getByte(ByteBuffer memory, int at) {
      return memory.get(at);
    }

    @Override
    public int getInt(ByteBuffer memory, int at) {
      return memory.getInt(at);
    }

    @Override
    public long getLong(ByteBuffer memory, int at) {
      return memory.getLong(at);
    }

    @Override
    public void putByte(ByteBuffer memory, int at, byte value) {
      memory.put(at, value);
    }

    @Override
    public void putInt(ByteBuffer memory, int at, int value) {
      memory.putInt(at, value);
    }

    @Override
    public void putLong(ByteBuffer memory, int at, long value) {
      memory.putLong(at, value);
    }

    @Override
    public int mismatch(ByteBuffer one, ByteBuffer other, int at, int bytes) {
      return one.slice(at, bytes).mismatch(other.slice(at, bytes));
    }
  }

  /** An {@link UnsafeBuffer}; it compares whole buffers only. */
  final class Agrona implements Accessor<UnsafeBuffer> {
    private static final ByteOrder OTHER =
        ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN
            ? ByteOrder.LITTLE_ENDIAN
            : ByteOrder.BIG_ENDIAN;

    @Override
    public byte getByte(UnsafeBuffer memory, int at) {
      return memory.getByte(at);
    }

    @Override
    public int getInt(UnsafeBuffer memory, int at) {
      return memory.getInt(at);
    }

    @Override
    public long getLong(UnsafeBuffer memory, int at) {
      return memory.getLong(at);
    }

    @Override
    public void putByte(UnsafeBuffer memory, int at, byte value) {
      memory.putByte(at, value);
    }

    @Override
    public void putInt(UnsafeBuffer memory, int at, int value) {
      memory.putInt(at, value);
    }

    @Override
    public void putLong(UnsafeBuffer memory, int at, long value) {
      memory.putLong(at, value);
    }

    @Override
    public int getSwappedInt(UnsafeBuffer memory, int at) {
      return memory.getInt(at, OTHER);
    }

    @Override
    public long getSwappedLong(UnsafeBuffer memory, int at) {
      return memory.getLong(at, OTHER);
    }

    @Override
    public void fill(UnsafeBuffer memory, int at, int bytes, byte value) {
      memory.setMemory(at, bytes, value);
    }
  }

  /** Views of a {@code byte[]}. */
  final class ArrayViews implements Accessor<byte[]> {
    private static final VarHandle INT =
        MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    @Override
    public byte getByte(byte[] memory, int at) {
      return memory[at];
    }

    @Override
    public int getInt(byte[] memory, int at) {
      return (int) INT.get(memory, at);
    }

    @Override
    public long getLong(byte[] memory, int at) {
      return (long) LONG.get(memory, at);
    }

    @Override
    public void putByte(byte[] memory, int at, byte value) {
      memory[at] = value;
    }

    @Override
    public void putInt(byte[] memory, int at, int value) {
      INT.set(memory, at, value);
    }

    @Override
    public void putLong(byte[] memory, int at, long value) {
      LONG.set(memory, at, value);
    }

    @Override
    public int mismatch(byte[] one, byte[] other, int at, int bytes) {
      return Arrays.mismatch(one, at, at + bytes, other, at, at + bytes);
    }

    @Override
    public void fill(byte[] memory, int at, int bytes, byte value) {
      Arrays.fill(memory, at, at + bytes, value);
    }
  }

  /** Views of a {@link ByteBuffer}, whose bytes and parts are taken by its own methods. */
  final class BufferViews extends Buffers {
    private static final VarHandle INT =
        MethodHandles.byteBufferViewVarHandle(int[].class, ByteOrder.nativeOrder());
    private static final VarHandle LONG =
        MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.nativeOrder());

    @Override
    public int getInt(ByteBuffer memory, int at) {
      return (int) INT.get(memory, at);
    }

    @Override
    public long getLong(ByteBuffer memory, int at) {
      return (long) LONG.get(memory, at);
    }

    @Override
    public void putInt(ByteBuffer memory, int at, int value) {
      INT.set(memory, at, value);
    }

    @Override
    public void putLong(ByteBuffer memory, int at, long value) {
      LONG.set(memory, at, value);
    }
  }
}
