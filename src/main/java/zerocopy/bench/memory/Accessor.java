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

  /** Writes a byte. */
  void putByte(M memory, int at, byte value);

  /** Reads an element of four or eight bytes: a fork has one width, so that one branch is left. */
  long get(M memory, int base, int index, int bytes);

  /** Writes an element of four or eight bytes. */
  void put(M memory, int base, int index, int bytes, long value);

  /** Reads an element of any width. */
  default long read(M memory, int base, int index, int bytes) {
    return bytes == 1 ? getByte(memory, base + index) : get(memory, base, index, bytes);
  }

  /** Writes an element of any width. */
  default void write(M memory, int base, int index, int bytes, long value) {
    if (bytes == 1) {
      putByte(memory, base + index, (byte) value);
    } else {
      put(memory, base, index, bytes, value);
    }
  }

  /** Reads an element of four or eight bytes in the other byte order. */
  default long getSwapped(M memory, int base, int index, int bytes) {
    long value = get(memory, base, index, bytes);
    return bytes == Long.BYTES ? Long.reverseBytes(value) : Integer.reverseBytes((int) value);
  }

  /**
   * Compares two parts of a memory, of whole longs.
   *
   * @return distance from the parts' start of the first byte that differs; -1 if none does
   */
  default int mismatch(M memory, int at, int other, int bytes) {
    for (int i = 0; i < bytes / Long.BYTES; i++) {
      long different = get(memory, at, i, 8) ^ get(memory, other, i, 8);
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
      put(memory, at, i, Long.BYTES, eight);
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
    public long get(long[] memory, int base, int index, int bytes) {
      return memory[index];
    }

    @Override
    public void put(long[] memory, int base, int index, int bytes, long value) {
      memory[index] = value;
    }

    @Override
    public void putByte(long[] memory, int at, byte value) {
      memory[at >> 3] ^= (long) ((value ^ getByte(memory, at)) & 0xFF) << shift(at & 7, Long.BYTES);
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
    public long get(ByteBuffer memory, int base, int index, int bytes) {
      return bytes == Long.BYTES
          ? memory.getLong(base + index * Long.BYTES)
          : memory.getInt(base + index * Integer.BYTES);
    }

    @Override
    public void put(ByteBuffer memory, int base, int index, int bytes, long value) {
      if (bytes == Long.BYTES) {
        memory.putLong(base + index * Long.BYTES, value);
      } else {
        memory.putInt(base + index * Integer.BYTES, (int) value);
      }
    }

    @Override
    public void putByte(ByteBuffer memory, int at, byte value) {
      memory.put(at, value);
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
    public long get(UnsafeBuffer memory, int base, int index, int bytes) {
      return bytes == Long.BYTES
          ? memory.getLong(base + index * Long.BYTES)
          : memory.getInt(base + index * Integer.BYTES);
    }

    @Override
    public void put(UnsafeBuffer memory, int base, int index, int bytes, long value) {
      if (bytes == Long.BYTES) {
        memory.putLong(base + index * Long.BYTES, value);
      } else {
        memory.putInt(base + index * Integer.BYTES, (int) value);
      }
    }

    @Override
    public void putByte(UnsafeBuffer memory, int at, byte value) {
      memory.putByte(at, value);
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
    public long get(byte[] memory, int base, int index, int bytes) {
      return bytes == Long.BYTES
          ? (long) LONG.get(memory, base + index * Long.BYTES)
          : (int) INT.get(memory, base + index * Integer.BYTES);
    }

    @Override
    public void put(byte[] memory, int base, int index, int bytes, long value) {
      if (bytes == Long.BYTES) {
        LONG.set(memory, base + index * Long.BYTES, value);
      } else {
        INT.set(memory, base + index * Integer.BYTES, (int) value);
      }
    }

    @Override
    public void putByte(byte[] memory, int at, byte value) {
      memory[at] = value;
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
    public long get(ByteBuffer memory, int base, int index, int bytes) {
      return bytes == Long.BYTES
          ? (long) LONG.get(memory, base + index * Long.BYTES)
          : (int) INT.get(memory, base + index * Integer.BYTES);
    }

    @Override
    public void put(ByteBuffer memory, int base, int index, int bytes, long value) {
      if (bytes == Long.BYTES) {
        LONG.set(memory, base + index * Long.BYTES, value);
      } else {
        INT.set(memory, base + index * Integer.BYTES, (int) value);
      }
    }
  }
}
