package zerocopy.bench.memory;

import java.util.Locale;
import zerocopy.bench.support.Unsupported;

/**
 * The code around the accesses, as libraries have it: reads give a sum that tells whether they were
 * made, and an invocation visits {@link VisitedElements#BATCH} elements.
 */
enum Shape {
  /** One element after the other, in either order: in random order a random walk. */
  LOOP("Read|Write|Only", "long|int|byte", "sequential|random") {
    @Override
    <M> long read(Accessor<M> by, M memory, VisitedElements<M> visited, int first) {
      int base = visited.base;
      int bytes = visited.bytes;
      long sum = 0;
      for (int i = 0; i < VisitedElements.BATCH; i++) {
        sum += by.read(memory, base, visited.at(first + i), bytes);
      }
      return sum;
    }

    @Override
    <M> void write(Accessor<M> by, M memory, VisitedElements<M> visited, int first) {
      int base = visited.base;
      int bytes = visited.bytes;
      long salt = visited.salt;
      for (int i = 0; i < VisitedElements.BATCH; i++) {
        int at = visited.at(first + i);
        by.write(memory, base, at, bytes, at + salt);
      }
    }
  },
  /** Reads each element in the other byte order. */
  SWAP("Read", "long|int", "sequential|random") {
    @Override
    <M> long read(Accessor<M> by, M memory, VisitedElements<M> visited, int first) {
      int base = visited.base;
      int bytes = visited.bytes;
      long sum = 0;
      for (int i = 0; i < VisitedElements.BATCH; i++) {
        sum += by.getSwapped(memory, base, visited.at(first + i), bytes);
      }
      return sum;
    }

    @Override
    long expected(VisitedElements<?> visited, int visit) {
      long swapped = Long.reverseBytes(super.expected(visited, visit));
      return swapped >> Long.SIZE - visited.bytes * Byte.SIZE;
    }
  },
  /** Finds elements of a sorted array by halving. */
  SEARCH("Read", "long|int", "sequential|random") {
    @Override
    <M> long read(Accessor<M> by, M memory, VisitedElements<M> visited, int first) {
      int base = visited.base;
      int bytes = visited.bytes;
      int count = visited.count;
      long sum = 0;
      for (int i = 0; i < VisitedElements.BATCH; i++) {
        long key = sorted(visited.at(first + i));
        int from = 0;
        for (int to = count - 1; from < to; ) {
          int middle = (from + to) >>> 1;
          if (by.read(memory, base, middle, bytes) < key) {
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
  VARINT("Read", "byte", "sequential") {
    @Override
    <M> long read(Accessor<M> by, M memory, VisitedElements<M> visited, int first) {
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
  COMPARE("Read", "long|int|byte", "sequential") {
    @Override
    <M> long read(Accessor<M> by, M memory, VisitedElements<M> visited, int first) {
      int at = visited.base + first * visited.bytes;
      return by.mismatch(memory, at, at + visited.size, VisitedElements.BATCH * visited.bytes);
    }

    @Override
    long expected(VisitedElements<?> visited, int visit) {
      return visit % VisitedElements.BATCH == 0 ? visited.differs(visit) : 0;
    }
  },
  /** Fills a batch of elements with one byte. */
  FILL("Write", "long|int|byte", "sequential") {
    @Override
    <M> void write(Accessor<M> by, M memory, VisitedElements<M> visited, int first) {
      int at = visited.base + first * visited.bytes;
      by.fill(memory, at, VisitedElements.BATCH * visited.bytes, (byte) visited.salt);
    }

    @Override
    long written(VisitedElements<?> visited, int index) {
      return visited.cast(Accessor.repeated((byte) visited.salt));
    }
  };

  /** Bits of a number in each byte of a varint. */
  static final int VARINT_BITS = 7;

  private final String works;
  private final String widths;
  private final String orders;

  Shape(String works, String widths, String orders) {
    this.works = works;
    this.widths = widths;
    this.orders = orders;
  }

  /**
   * Refuses what has no meaning.
   *
   * @param work end of the method's name
   * @throws Unsupported naming the values that go with this shape
   */
  final void requireSense(String work, String width, String order) {
    require("a method that ends with", work, works);
    require("width", width, widths);
    require("order", order, orders);
  }

  private void require(String parameter, String value, String sensible) {
    if (!value.matches(sensible)) {
      throw new Unsupported(
          "shape=%s does not go with %s %s: give %s"
              .formatted(
                  name().toLowerCase(Locale.ROOT),
                  parameter,
                  value,
                  sensible.replace("|", " or ")));
    }
  }

  /** Reads a batch; a shape that only writes has none. */
  <M> long read(Accessor<M> by, M memory, VisitedElements<M> visited, int first) {
    throw new UnsupportedOperationException();
  }

  /** Writes a batch; a shape that only reads has none. */
  <M> void write(Accessor<M> by, M memory, VisitedElements<M> visited, int first) {
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
    return visited.cast(index + visited.salt);
  }

  private static long sorted(int index) {
    return 2L * index;
  }
}
