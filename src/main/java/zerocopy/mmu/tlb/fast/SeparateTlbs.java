package zerocopy.mmu.tlb.fast;

import zerocopy.mmu.paging.PageTableEntry;
import zerocopy.mmu.tlb.TlbLevel;

/** Two TLBs of any kind. */
public final class SeparateTlbs implements TlbPair {
  private final TlbLevel first;
  private final TlbLevel second;
  private long frames;
  private int missed;
  private long filled;

  /** Creates a pair. */
  public SeparateTlbs(TlbLevel first, TlbLevel second) {
    this.first = first;
    this.second = second;
  }

  @Override
  public int find(long key, long now) {
    return first.find(key, now);
  }

  @Override
  public int hitAll(long[] loads, int from, int to, int pageBits, long tag, long now) {
    long sum = 0;
    int i = from;
    int position;
    while (i < to && (position = first.find(loads[i] >>> pageBits | tag, now + i - from)) >= 0) {
      sum += PageTableEntry.frame(first.value(position));
      i++;
    }
    frames = sum;
    return i;
  }

  @Override
  public long frames() {
    return frames;
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
  public int lookUpAll(long[] keys, long[] translations, int from, int to, long now) {
    missed = 0;
    filled = 0;
    for (int i = from; i < to; i++) {
      long time = now + i - from;
      int position = first.find(keys[i], time);
      if (position != TlbLevel.MISS) {
        translations[i] = first.value(position);
        continue;
      }
      long translation = fetch(position, keys[i], time);
      if (translation != PageTableEntry.ABSENT) {
        translations[i] = translation;
      } else if (translations[i] != PageTableEntry.ABSENT) {
        fill(keys[i], translations[i], time);
        filled |= 1L << i;
      } else {
        return i;
      }
      missed++;
    }
    return to;
  }

  @Override
  public int missed() {
    return missed;
  }

  @Override
  public long filled() {
    return filled;
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
