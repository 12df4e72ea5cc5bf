package zerocopy.bench.memory;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An interface to memory by which elements are read and written in native byte order: bytes at an
 * offset, others by their index from an offset on. A fork measures one interface, so that C2
 * compiles each call into the loop around it. What an interface has no call for is made of its
 * calls for a {@code long}.
 *
 * @param <M> the memory
 */
interface Accessor<M> {

  /** Reads a byte. */
  byte getByte(M memory, int at);

  /** Reads four bytes. */
  int getInt(M memory, int base, int index);

  /** Reads eight bytes. */
  long getLong(M memory, int base, int index);

  /** Writes a byte. */
  void putByte(M memory, int at, byte value);

  /** Writes four bytes. */
  void putInt(M memory, int base, int index, int value);

  /** Writes eight bytes. */
  void putLong(M memory, int base, int index, long value);

  /** Reads four bytes in the other byte order. */
  default int getSwappedInt(M memory, int base, int index) {
    return Integer.reverseBytes(getInt(memory, base, index));
  }

  /** Reads eight bytes in the other byte order. */
  default long getSwappedLong(M memory, int base, int index) {
    return Long.reverseBytes(getLong(memory, base, index));
  }

  /**
   * Compares a part of two memories, of whole longs.
   *
   * @return offset from {@code at} of the first byte that differs; -1 if none does
   */
  default int mismatch(M one, M other, int at, int bytes) {
    for (int i = 0; i < bytes / Long.BYTES; i++) {
      long different = getLong(one, at, i) ^ getLong(other, at, i);
      if (different != 0) {
        return i * Long.BYTES + firstByte(different);
      }
    }
    return -1;
  }

  private static int firstByte(long different) {
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    int equal =
        little ? Long.numberOfTrailingZeros(different) : Long.numberOfLeadingZeros(different);
    return equal / Byte.SIZE;
  }

  /** Fills a part of a memory, of whole longs, with eight equal bytes at a time. */
  default void fill(M memory, int at, int bytes, byte value) {
    long eight = Width.repeated(value);
    for (int i = 0; i < bytes / Long.BYTES; i++) {
      putLong(memory, at, i, eight);
    }
  }

  /** A {@code long[]}, which has nothing but aligned longs. */
  final class Longs implements Accessor<long[]> {

    @Override
    public byte getByte(long[] memory, int at) {
      throw new UnsupportedOperationException();
    }

    @Override
    public int getInt(long[] memory, int base, int index) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getLong(long[] memory, int base, int index) {
      return memory[index];
    }

    @Override
    public void putByte(long[] memory, int at, byte value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void putInt(long[] memory, int base, int index, int value) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void putLong(long[] memory, int base, int index, long value) {
      memory[index] = value;
    }

    @Override
    public int mismatch(long[] one, long[] other, int at, int bytes) {
      int from = at >> 3;
      int to = at + bytes >> 3;
      int index = Arrays.mismatch(one, from, to, other, from, to);
      return index < 0
          ? index
          : index * Long.BYTES + Accessor.firstByte(one[from + index] ^ other[from + index]);
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
    public int getInt(ByteBuffer memory, int base, int index) {
      return memory.getInt(base + index * Integer.BYTES);
    }

    @Override
    public long getLong(ByteBuffer memory, int base, int index) {
      return memory.getLong(base + index * Long.BYTES);
    }

    @Override
    public void putByte(ByteBuffer memory, int at, byte value) {
      memory.put(at, value);
    }

    @Override
    public void putInt(ByteBuffer memory, int base, int index, int value) {
      memory.putInt(base + index * Integer.BYTES, value);
    }

    @Override
    public void putLong(ByteBuffer memory, int base, int index, long value) {
      memory.putLong(base + index * Long.BYTES, value);
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
    public int getInt(UnsafeBuffer memory, int base, int index) {
      return memory.getInt(base + index * Integer.BYTES);
    }

    @Override
    public long getLong(UnsafeBuffer memory, int base, int index) {
      return memory.getLong(base + index * Long.BYTES);
    }

    @Override
    public void putByte(UnsafeBuffer memory, int at, byte value) {
      memory.putByte(at, value);
    }

    @Override
    public void putInt(UnsafeBuffer memory, int base, int index, int value) {
      memory.putInt(base + index * Integer.BYTES, value);
    }

    @Override
    public void putLong(UnsafeBuffer memory, int base, int index, long value) {
      memory.putLong(base + index * Long.BYTES, value);
    }

    @Override
    public int getSwappedInt(UnsafeBuffer memory, int base, int index) {
      return memory.getInt(base + index * Integer.BYTES, OTHER);
    }

    @Override
    public long getSwappedLong(UnsafeBuffer memory, int base, int index) {
      return memory.getLong(base + index * Long.BYTES, OTHER);
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
    public int getInt(byte[] memory, int base, int index) {
      return (int) INT.get(memory, base + index * Integer.BYTES);
    }

    @Override
    public long getLong(byte[] memory, int base, int index) {
      return (long) LONG.get(memory, base + index * Long.BYTES);
    }

    @Override
    public void putByte(byte[] memory, int at, byte value) {
      memory[at] = value;
    }

    @Override
    public void putInt(byte[] memory, int base, int index, int value) {
      INT.set(memory, base + index * Integer.BYTES, value);
    }

    @Override
    public void putLong(byte[] memory, int base, int index, long value) {
      LONG.set(memory, base + index * Long.BYTES, value);
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
    public int getInt(ByteBuffer memory, int base, int index) {
      return (int) INT.get(memory, base + index * Integer.BYTES);
    }

    @Override
    public long getLong(ByteBuffer memory, int base, int index) {
      return (long) LONG.get(memory, base + index * Long.BYTES);
    }

    @Override
    public void putInt(ByteBuffer memory, int base, int index, int value) {
      INT.set(memory, base + index * Integer.BYTES, value);
    }

    @Override
    public void putLong(ByteBuffer memory, int base, int index, long value) {
      LONG.set(memory, base + index * Long.BYTES, value);
    }
  }
}
