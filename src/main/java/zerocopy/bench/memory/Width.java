package zerocopy.bench.memory;

import zerocopy.bench.support.Payload;

/** The primitive type of the elements that are visited. */
enum Width {
  /** Eight bytes. */
  LONG(Long.BYTES) {
    @Override
    <M> long get(Accessor<M> by, M memory, int base, int index) {
      return by.getLong(memory, base, index);
    }

    @Override
    <M> long getSwapped(Accessor<M> by, M memory, int base, int index) {
      return by.getSwappedLong(memory, base, index);
    }

    @Override
    <M> void put(Accessor<M> by, M memory, int base, int index, long value) {
      by.putLong(memory, base, index, value);
    }

    @Override
    long cast(long value) {
      return value;
    }

    @Override
    long swap(long value) {
      return Long.reverseBytes(value);
    }
  },
  /** Four bytes. */
  INT(Integer.BYTES) {
    @Override
    <M> long get(Accessor<M> by, M memory, int base, int index) {
      return by.getInt(memory, base, index);
    }

    @Override
    <M> long getSwapped(Accessor<M> by, M memory, int base, int index) {
      return by.getSwappedInt(memory, base, index);
    }

    @Override
    <M> void put(Accessor<M> by, M memory, int base, int index, long value) {
      by.putInt(memory, base, index, (int) value);
    }

    @Override
    long cast(long value) {
      return (int) value;
    }

    @Override
    long swap(long value) {
      return Integer.reverseBytes((int) value);
    }
  },
  /** One byte. */
  BYTE(1) {
    @Override
    <M> long get(Accessor<M> by, M memory, int base, int index) {
      return by.getByte(memory, base + index);
    }

    @Override
    <M> long getSwapped(Accessor<M> by, M memory, int base, int index) {
      return get(by, memory, base, index);
    }

    @Override
    <M> void put(Accessor<M> by, M memory, int base, int index, long value) {
      by.putByte(memory, base + index, (byte) value);
    }

    @Override
    long cast(long value) {
      return (byte) value;
    }

    @Override
    long swap(long value) {
      return value;
    }
  };

  /** Bytes of an element. */
  final int bytes;

  Width(int bytes) {
    this.bytes = bytes;
  }

  /** Reads an element. */
  abstract <M> long get(Accessor<M> by, M memory, int base, int index);

  /** Reads an element in the other byte order. */
  abstract <M> long getSwapped(Accessor<M> by, M memory, int base, int index);

  /** Writes an element. */
  abstract <M> void put(Accessor<M> by, M memory, int base, int index, long value);

  /** What is left of a value in an element. */
  abstract long cast(long value);

  /** An element in the other byte order. */
  abstract long swap(long value);

  /** The element of a content at an index. */
  long of(Payload payload, int index) {
    long first = (long) index * bytes;
    return cast(payload.word(first >>> 3) >>> (first & 7) * Byte.SIZE);
  }

  /** Eight times the same byte. */
  static long repeated(byte value) {
    return (value & 0xFF) * 0x0101010101010101L;
  }
}
