package zerocopy.bench.memory;

/**
 * The code around the accesses, as libraries have it: reads give a sum that tells whether they were
 * made, and an invocation visits {@link VisitedElements#BATCH} elements.
 */
enum Shape {
  /** One element after the other, in either order: in random order a random walk. */
  LOOP {
    @Override
    <M> long read(VisitedElements<M> visited, Accessor<M> by, M memory, Width width, int first) {
      int base = visited.base;
      long sum = 0;
      for (int i = 0; i < VisitedElements.BATCH; i++) {
        sum += width.get(by, memory, base, visited.at(first + i));
      }
      return sum;
    }

    @Override
    <M> void write(VisitedElements<M> visited, Accessor<M> by, M memory, Width width, int first) {
      int base = visited.base;
      long salt = visited.salt;
      for (int i = 0; i < VisitedElements.BATCH; i++) {
        int at = visited.at(first + i);
        width.put(by, memory, base, at, at + salt);
      }
    }
  },
  /** Reads each element in the other byte order. */
  SWAP {
    @Override
    <M> long read(VisitedElements<M> visited, Accessor<M> by, M memory, Width width, int first) {
      int base = visited.base;
      long sum = 0;
      for (int i = 0; i < VisitedElements.BATCH; i++) {
        sum += width.getSwapped(by, memory, base, visited.at(first + i));
      }
      return sum;
    }

    @Override
    long expected(VisitedElements<?> visited, int visit) {
      return visited.width().swap(super.expected(visited, visit));
    }
  },
  /** Finds elements of a sorted array by halving. */
  SEARCH {
    @Override
    <M> long read(VisitedElements<M> visited, Accessor<M> by, M memory, Width width, int first) {
      int base = visited.base;
      int count = visited.count();
      long sum = 0;
      for (int i = 0; i < VisitedElements.BATCH; i++) {
        long key = sorted(visited.at(first + i));
        int from = 0;
        for (int to = count - 1; from < to; ) {
          int middle = (from + to) >>> 1;
          if (width.get(by, memory, base, middle) < key) {
            from = middle + 1;
          } else {
            to = middle;
          }
        }
        sum += from;
      }
      return sum;
    }

    @Override
    long content(VisitedElements<?> visited, int index) {
      return sorted(index);
    }

    @Override
    long expected(VisitedElements<?> visited, int visit) {
      return visited.at(visit);
    }
  },
  /** Decodes numbers of one to four bytes, seven bits a byte (LEB128, as in protocol buffers). */
  VARINT {
    @Override
    <M> long read(VisitedElements<M> visited, Accessor<M> by, M memory, Width width, int first) {
      int position = first == 0 ? visited.base : visited.position;
      long sum = 0;
      for (int i = 0; i < VisitedElements.BATCH; i++) {
        int shift = 0;
        byte next;
        do {
          next = by.getByte(memory, position++);
          sum += (next & 0x7FL) << shift;
          shift += VARINT_BITS;
        } while (next < 0);
      }
      visited.position = position;
      return sum;
    }
  },
  /** Compares a batch of elements with a copy that differs near its end. */
  COMPARE {
    @Override
    <M> long read(VisitedElements<M> visited, Accessor<M> by, M memory, Width width, int first) {
      int bytes = VisitedElements.BATCH * width.bytes;
      return by.mismatch(memory, visited.copy, visited.base + first * width.bytes, bytes);
    }

    @Override
    long expected(VisitedElements<?> visited, int visit) {
      return visit % VisitedElements.BATCH == 0 ? visited.differs(visit) : 0;
    }
  },
  /** Fills a batch of elements with one byte. */
  FILL {
    @Override
    <M> void write(VisitedElements<M> visited, Accessor<M> by, M memory, Width width, int first) {
      int bytes = VisitedElements.BATCH * width.bytes;
      by.fill(memory, visited.base + first * width.bytes, bytes, (byte) visited.salt);
    }

    @Override
    long written(VisitedElements<?> visited, int index) {
      return visited.width().cast(Width.repeated((byte) visited.salt));
    }
  };

  /** Bits of a number in each byte of a varint. */
  static final int VARINT_BITS = 7;

  /** Reads a batch; a shape that only writes has none. */
  <M> long read(VisitedElements<M> visited, Accessor<M> by, M memory, Width width, int first) {
    throw new UnsupportedOperationException();
  }

  /** Writes a batch; a shape that only reads has none. */
  <M> void write(VisitedElements<M> visited, Accessor<M> by, M memory, Width width, int first) {
    throw new UnsupportedOperationException();
  }

  /** What an element holds before anybody writes. */
  long content(VisitedElements<?> visited, int index) {
    return visited.original(index);
  }

  /** What a visit adds to the sum of the reads. */
  long expected(VisitedElements<?> visited, int visit) {
    return content(visited, visited.at(visit));
  }

  /** What an element holds after it was written. */
  long written(VisitedElements<?> visited, int index) {
    return visited.width().cast(index + visited.salt);
  }

  private static long sorted(int index) {
    return 2L * index;
  }
}
