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

  /** Whether the first byte of an element is its lowest. */
  boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

  /** The byte order that this processor does not have. */
  ByteOrder OTHER = LITTLE ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;

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

  /** Reads an element. A fork has one width, so that C2 keeps one of the branches. */
  default long get(M memory, int base, int index, int bytes) {
    return bytes == Long.BYTES
        ? getLong(memory, base, index)
        : bytes == Integer.BYTES ? getInt(memory, base, index) : getByte(memory, base + index);
  }

  /** Writes an element. */
  default void put(M memory, int base, int index, int bytes, long value) {
    if (bytes == Long.BYTES) {
      putLong(memory, base, index, value);
    } else if (bytes == Integer.BYTES) {
      putInt(memory, base, index, (int) value);
    } else {
      putByte(memory, base + index, (byte) value);
    }
  }

  /** Reads an element of four or eight bytes in the other byte order. */
  default long getSwapped(M memory, int base, int index, int bytes) {
    return bytes == Long.BYTES
        ? Long.reverseBytes(getLong(memory, base, index))
        : Integer.reverseBytes(getInt(memory, base, index));
  }

  /**
   * Compares two parts of a memory, of whole longs.
   *
   * @return distance from the parts' start of the first byte that differs; -1 if none does
   */
  default int mismatch(M memory, int at, int other, int bytes) {
    for (int i = 0; i < bytes / Long.BYTES; i++) {
      long different = getLong(memory, at, i) ^ getLong(memory, other, i);
      if (different != 0) {
        return i * Long.BYTES + firstByte(different);
      }
    }
    return -1;
  }

  private static int firstByte(long different) {
    int equal =
        LITTLE ? Long.numberOfTrailingZeros(different) : Long.numberOfLeadingZeros(different);
    return equal / Byte.SIZE;
  }

  /** Fills a part of a memory, of whole longs, with eight equal bytes at a time. */
  default void fill(M memory, int at, int bytes, byte value) {
    long eight = repeated(value);
    for (int i = 0; i < bytes / Long.BYTES; i++) {
      putLong(memory, at, i, eight);
    }
  }

  /** Eight times the same byte. */
  static long repeated(byte value) {
    return (value & 0xFF) * 0x0101010101010101L;
  }

  /** How far a byte's place in memory shifts it in the element that it is a part of. */
  static int shift(int place, int bytes) {
    return Byte.SIZE * (LITTLE ? place : bytes - 1 - place);
  }

  /** A {@code long[]}, which has nothing but aligned longs; its bytes are made of these. */
  final class Longs implements Accessor<long[]> {

    @Override
    public byte getByte(long[] memory, int at) {
      return (byte) (memory[at >> 3] >>> shift(at & 7, Long.BYTES));
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
      memory[at >> 3] ^= (long) ((value ^ getByte(memory, at)) & 0xFF) << shift(at & 7, Long.BYTES);
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
    public int mismatch(long[] memory, int at, int other, int bytes) {
      int from = at >> 3;
      int second = other >> 3;
      int longs = bytes >> 3;
      int index = Arrays.mismatch(memory, from, from + longs, memory, second, second + longs);
      return index < 0
          ? index
          : index * Long.BYTES + Accessor.firstByte(memory[from + index] ^ memory[second + index]);
    }

    @Override
    public void fill(long[] memory, int at, int bytes, byte value) {
      Arrays.fill(memory, at >> 3, at + bytes >> 3, repeated(value));
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
    public int mismatch(ByteBuffer memory, int at, int other, int bytes) {
      return memory.slice(at, bytes).mismatch(memory.slice(other, bytes));
    }
  }

  /** An {@link UnsafeBuffer}; it compares whole buffers only. */
  final class Agrona implements Accessor<UnsafeBuffer> {
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
    public long getSwapped(UnsafeBuffer memory, int base, int index, int bytes) {
      return bytes == Long.BYTES
          ? memory.getLong(base + index * Long.BYTES, OTHER)
          : memory.getInt(base + index * Integer.BYTES, OTHER);
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
    public int mismatch(byte[] memory, int at, int other, int bytes) {
      return Arrays.mismatch(memory, at, at + bytes, memory, other, other + bytes);
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
