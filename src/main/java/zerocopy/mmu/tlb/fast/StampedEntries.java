package zerocopy.mmu.tlb.fast;

/**
 * The entries of a fully associative TLB, which note when they were used. Their order of use is not
 * maintained: a log notes which entry was used at a time.
 *
 * <p>A victim is found by reading the log from its oldest end: what was used at a time and says
 * that it has not been used since is the least recently used entry of all. Each time is read once,
 * so a victim costs no more than the uses before it have paid for.
 *
 * <p>The log is a ring. What it has forgotten before it was read, because misses are rare, is made
 * good by sorting those entries that have not been used since; half a ring of uses lies between two
 * such sorts.
 *
 * <p>Entries that are not in the TLB have a stamp that is earlier than {@link #since}, or one that
 * is never reached.
 */
abstract class StampedEntries {
  /** An entry is four consecutive longs: half a cache line. */
  static final int ENTRY = 4;

  static final int KEY = 0;
  static final int STAMP = 1;
  static final int VALUE = 2;

  private static final int NONE = -1;

  /** The entries; their positions are multiples of {@link #ENTRY}. */
  final long[] entries;

  /** Number of entries of the TLB; there may be more of them than that. */
  final int capacity;

  /** Which position was used at a time, by its low bits. */
  final int[] log;

  /** Positions whose uses the log has forgotten, the least recent first. */
  private final int[] queue;

  private final StampSort sort;

  /** No entry was used last before this time, but for those in the queue. */
  long oldest;

  /** The time since which all entries of the TLB, and no others, have been used. */
  long since;

  private int next;
  private int queued;
  private long queuedBefore;

  /**
   * Creates entries that are all zero.
   *
   * @param places how many
   * @param capacity entries of the TLB
   * @param uses how many uses to log: a power of two, not much less than there are places
   */
  StampedEntries(int places, int capacity, int uses) {
    entries = new long[places * ENTRY];
    this.capacity = capacity;
    log = new int[uses];
    queue = new int[capacity];
    sort = new StampSort(entries, STAMP, capacity);
  }

  static int roundedUp(int number) {
    return Integer.highestOneBit(2 * number - 1);
  }

  /** Notes that an entry has been used. */
  final void use(int position, long now) {
    entries[position + STAMP] = now;
    int[] ring = log;
    ring[(int) now & ring.length - 1] = position;
  }

  /** Makes good that the last use of an entry was not noted, if the log would still hold it. */
  final void logLastUse(int position, long now) {
    long time = entries[position + STAMP];
    if (now - time <= log.length) {
      log[(int) time & log.length - 1] = position;
    }
  }

  /** Returns which entry was used at a time, if the ring still holds it. */
  private int used(long time) {
    int[] ring = log;
    return ring[(int) time & ring.length - 1];
  }

  /** Takes the position that was used least recently, when all entries of the TLB are in use. */
  final int victim(long now) {
    if (hasForgotten(now)) {
      int position = forgotten(now);
      if (position != NONE) {
        since = entries[position + STAMP] + 1;
        return position;
      }
    }
    oldest = nextLastUse(entries, log, oldest);
    int position = used(oldest);
    since = ++oldest;
    return position;
  }

  /**
   * Tells whether {@link #victim} has to make good what the log has forgotten; if not at a time,
   * nor at any before it.
   */
  final boolean hasForgotten(long now) {
    return next < queued || now - oldest > log.length;
  }

  /** Returns the first time, from a given one on, at which an entry was used for the last time. */
  static long nextLastUse(long[] entries, int[] log, long from) {
    long time = from;
    while (entries[log[(int) time & log.length - 1] + STAMP] != time) {
      time++;
    }
    return time;
  }

  /** Returns the position that was used least recently if the log has forgotten it. */
  private int forgotten(long now) {
    int position = fromQueue();
    if (position == NONE && now - oldest > log.length) {
      queueAllBefore(now - log.length / 2);
      position = fromQueue();
    }
    return position;
  }

  private int fromQueue() {
    while (next < queued) {
      int position = queue[next++];
      if (position != NONE && isQueued(entries[position + STAMP])) {
        return position;
      }
    }
    return NONE;
  }

  /** Tells whether what was used last at a time has been in the TLB, and in the queue, since. */
  private boolean isQueued(long time) {
    return since <= time && time < queuedBefore;
  }

  private void queueAllBefore(long time) {
    next = 0;
    queued = 0;
    for (int position = 0; position < entries.length; position += ENTRY) {
      long used = entries[position + STAMP];
      if (since <= used && used < time) {
        queue[queued++] = position;
      }
    }
    sort.sort(queue, queued);
    queuedBefore = time;
    oldest = time;
  }

  /** Takes note that an entry of the TLB has moved. */
  final void moved(int from, int to) {
    long time = entries[to + STAMP];
    if (used(time) == from) {
      log[(int) time & log.length - 1] = to;
    }
    for (int i = next; i < queued; i++) {
      if (queue[i] == to) {
        queue[i] = NONE;
      } else if (queue[i] == from) {
        queue[i] = to;
      }
    }
  }

  /** Forgets all uses. */
  final void forgetUses() {
    next = 0;
    queued = 0;
  }
}
