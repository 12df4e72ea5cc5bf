package zerocopy.mmu.tlb;

import zerocopy.mmu.paging.PageTableEntry;

/** Two TLBs of any kind. */
final class SeparateTlbs implements TlbPair {
  private final TlbLevel first;
  private final TlbLevel second;
  private long fetches;
  private long fills;

  /**
   * Creates a pair.
   *
   * @param first first level
   * @param second second level
   */
  SeparateTlbs(TlbLevel first, TlbLevel second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public int find(long key, long now) {
    return first.find(key, now);
  }

  @Override
  public int hit(long key, long now) {
    return first.find(key, now);
  }

  @Override
  public long value(int position) {
    return first.value(position);
  }

  @Override
  public long fetch(int missedAt, long key, long now) {
    int position = second.find(key, now);
    if (position == TlbLevel.MISS) {
      return PageTableEntry.ABSENT;
    }
    long translation = second.value(position);
    first.fill(key, translation, now);
    return translation;
  }

  @Override
  public long lookUp(long key, long known, long now) {
    int position = first.find(key, now);
    if (position != TlbLevel.MISS) {
      return first.value(position);
    }
    long translation = fetch(position, key, now);
    if (translation != PageTableEntry.ABSENT) {
      fetches++;
    } else if (known != PageTableEntry.ABSENT) {
      fills++;
      fill(key, known, now);
      return known;
    }
    return translation;
  }

  @Override
  public long fetches() {
    return fetches;
  }

  @Override
  public long fills() {
    return fills;
  }

  @Override
  public void fill(long key, long translation, long now) {
    second.fill(key, translation, now);
    first.fill(key, translation, now);
  }

  @Override
  public void update(long key, long translation) {
    first.update(key, translation);
    second.update(key, translation);
  }

  @Override
  public void flush(long key) {
    first.flush(key);
    second.flush(key);
  }

  @Override
  public void flushSpace(int space) {
    first.flushSpace(space);
    second.flushSpace(space);
  }

  @Override
  public void flushAll() {
    first.flushAll();
    second.flushAll();
  }
}
